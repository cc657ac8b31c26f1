/**
 * How well an answer about a resource is founded (SEMANTICS A3, F1, F3): claimed by its holder, reported by a
 * registry, reported by several, known only as a registry's block, or nobody's.
 */
import type { ResourceGrade } from "@comity/api";
import {
  pick,
  type Found,
  type HoldingRecord,
  type ReportRecord,
  type RootRecord,
  type StateReader,
} from "@comity/assembly";
import type { Key } from "@comity/resources";

export type At<R> = { readonly key: Key; readonly record: R };
export type Graded = {
  readonly grade: ResourceGrade;
  /** The most specific holding that covers the resource. */
  readonly holding?: At<HoldingRecord>;
  /** The report that names the unclaimed holder. */
  readonly report?: At<ReportRecord>;
  readonly root?: At<RootRecord>;
  /** Reports in use by different registries, or against a claimed holding. */
  readonly rivals: readonly At<ReportRecord>[];
};

export const inUse = (report: ReportRecord): boolean =>
  report.kind === "delegations" && (report.status === "allocated" || report.status === "assigned");

/** `covering`: what `StateReader.covering` gave, widest first. */
export function gradeOf(reader: StateReader, covering: readonly Found[]): Graded {
  let holding: At<HoldingRecord> | undefined;
  let root: At<RootRecord> | undefined;
  const reports = new Map<string, At<ReportRecord>>();
  for (const { key, records } of covering) {
    for (const record of records) {
      if (record.t === "holding") holding = { key, record };
      else if (record.t === "root") root = { key, record };
      else if (record.t === "report" && inUse(record)) reports.set(record.by, { key, record });
    }
  }
  const claims = [...reports.values()];
  const base = { ...(holding && { holding }), ...(root && { root }) };
  const parent = holding === undefined ? undefined : parentOf(covering, holding.key);
  if (holding !== undefined && holding.record.from !== "roots") {
    // A file never moves a claimed holding; one that says otherwise stands beside it (F5).
    const rivals = claims.filter(
      ({ record }) => record.by !== parent?.holder && record.by !== holding.record.holder,
    );
    return { grade: rivals.length > 0 ? "disputed" : "claimed", rivals, ...base };
  }
  if (claims.length > 1) return { grade: "disputed", rivals: claims, ...base };
  const [report] = claims;
  if (report !== undefined) {
    const grade = ownBlock(reader, report.record.by, holding?.record, root?.record)
      ? "attested"
      : "attested-root-unconfirmed";
    return { grade, report, rivals: [], ...base };
  }
  if (holding !== undefined) return { grade: "claimed", rivals: [], ...base };
  return { grade: root === undefined ? "nobody" : "unclaimed", rivals: [], ...base };
}

/** The report's registry holds the block around it, or nobody is known to. */
function ownBlock(reader: StateReader, by: string, holding?: HoldingRecord, root?: RootRecord): boolean {
  if (holding !== undefined) return holding.holder === by;
  if (root === undefined) return true;
  return reader.text("parties", `label/${root.label}`, "label")?.party === by;
}

function parentOf(covering: readonly Found[], key: Key): HoldingRecord | undefined {
  return covering
    .filter((found) => found.key.bits < key.bits)
    .map(({ records }) => pick(records, "holding"))
    .findLast((record) => record !== undefined);
}
