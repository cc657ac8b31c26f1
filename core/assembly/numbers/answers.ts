/** Who holds a block, in the words of SEMANTICS A3, E1 and F: the one answer that every reader gives. */
import type { Block } from "../acts/resource.ts";
import type {
  ClaimRecord,
  HoldingRecord,
  QuarantineRecord,
  ReportRecord,
  ReservedRecord,
  RootRecord,
} from "../state/records.ts";
import { pick, type StateReader } from "../state/reader.ts";
import { conflictsIn, type Conflict, type RivalClaim } from "./conflicts.ts";
import { reportsOver, type Report } from "./reports.ts";

/**
 * `claimed`: the holder joined and holds it here, protected by P1. `attested`: a registry's file says so, inside its
 * own block or where nobody else claims; `attested-root-unconfirmed`: outside its block, without a rival. `disputed`:
 * several files say different things. `unclaimed-block`: a block of a registry that is no party here.
 */
export type Grade =
  | "claimed"
  | "attested"
  | "attested-root-unconfirmed"
  | "disputed"
  | "unclaimed-block"
  | "nobody";

export type At<R> = { readonly block: Block; readonly record: R };

export type Answer = {
  readonly block: Block;
  readonly grade: Grade;
  /** A party for `claimed`; else as the source names it: `source/opaque-id`, or the registry's label. */
  readonly holder?: string;
  /** The holding, for `claimed`. */
  readonly holding?: At<HoldingRecord>;
  /** What files say, widest first. */
  readonly reports: readonly Report[];
  /** All claims of the dispute, or of the file that differs from a claimed holding. */
  readonly rivals: readonly RivalClaim[];
  /** Holdings from the root down. */
  readonly chain: readonly At<HoldingRecord>[];
  /** IANA's block, when its registry is no party. */
  readonly root?: At<RootRecord>;
  /** Recognised, and open to objections. */
  readonly claim?: At<ClaimRecord>;
  readonly reserved?: At<ReservedRecord>;
  readonly quarantine?: At<QuarantineRecord>;
};

/** The answer for the whole block; parts of it may have other holders (`within` of the register shows them). */
export function holderOf(state: StateReader, block: Block): Answer {
  const around = state.covering(block.space, block.key).map(({ key, records }) => ({
    block: { space: block.space, key },
    records,
  }));
  const all = <T extends AroundType>(t: T): At<Extract<AroundRecord, { t: T }>>[] =>
    around.flatMap(({ block: at, records }) => {
      const record = pick(records, t);
      return record === undefined ? [] : [{ block: at, record }];
    });
  const chain = all("holding");
  const root = all("root").at(-1);
  const claim = all("claim").at(-1);
  // A promise or a rest around a holding is about what lies outside it.
  const from = chain.at(-1)?.block.key.bits ?? 0;
  const reserved = all("reserved").findLast((r) => r.block.key.bits >= from);
  const quarantine = all("quarantine").findLast((q) => q.block.key.bits >= from);
  const reports = reportsOver(state, block);
  const rivals = rivalsOver(state, block);
  return {
    block,
    ...gradeOf(chain, reports, rivals, root),
    reports,
    rivals,
    chain,
    ...(root === undefined ? {} : { root }),
    ...(claim === undefined ? {} : { claim }),
    ...(reserved === undefined ? {} : { reserved }),
    ...(quarantine === undefined ? {} : { quarantine }),
  };
}

type AroundRecord = HoldingRecord | RootRecord | ClaimRecord | ReservedRecord | QuarantineRecord;
type AroundType = AroundRecord["t"];

/** The claims that disagree about the whole block. */
function rivalsOver(state: StateReader, block: Block): readonly RivalClaim[] {
  let last: Conflict | undefined;
  for (const conflict of conflictsIn(state, block)) {
    if (conflict.block.key.bits > block.key.bits) break;
    last = conflict;
  }
  return last?.claims ?? [];
}

type Graded = Pick<Answer, "grade" | "holder" | "holding">;

function gradeOf(
  chain: readonly At<HoldingRecord>[],
  reports: readonly Report[],
  rivals: readonly RivalClaim[],
  root: At<RootRecord> | undefined,
): Graded {
  const holding = chain.at(-1);
  if (holding !== undefined && holding.record.label === undefined) {
    return { grade: "claimed", holder: holding.record.holder, holding };
  }
  if (rivals.length > 1) return { grade: "disputed" };
  const report = reports.at(-1)?.record;
  if (report !== undefined) return { grade: attestedGrade(report, chain, root), holder: nameIn(report) };
  if (holding !== undefined) return { grade: "claimed", holder: holding.record.holder, holding };
  if (root !== undefined) return { grade: "unclaimed-block", holder: root.record.label };
  return { grade: "nobody" };
}

/** Inside its registry's own block, or where no block is known: confirmed. Elsewhere its root is not (SEMANTICS F1). */
function attestedGrade(
  report: ReportRecord,
  chain: readonly At<HoldingRecord>[],
  root: At<RootRecord> | undefined,
): Grade {
  if (chain.some(({ record }) => record.holder === report.by)) return "attested";
  const elsewhere = chain.length > 0 || (root !== undefined && root.record.label !== report.source);
  return elsewhere ? "attested-root-unconfirmed" : "attested";
}

/** Who the holder is for its source (SEMANTICS F2). */
const nameIn = ({ holder, source }: ReportRecord): string =>
  holder === undefined ? source : `${source}/${holder}`;
