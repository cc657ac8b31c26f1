/**
 * Conflicts (SEMANTICS F3, F5): overlapping reports of different sources, and reports that disagree with a claimed
 * holding. A record outside its registry's block without a rival is none.
 */
import { covers, type Key } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { HoldingRecord, ReportRecord, SettledRecord, StateRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { identityOf, inUse } from "./reports.ts";

/** One who says to hold a block: a source's file, or the register itself (a claimed holding). */
export type RivalClaim =
  | { readonly by: "file"; readonly block: Block; readonly record: ReportRecord }
  | { readonly by: "register"; readonly block: Block; readonly record: HoldingRecord };

/** `block` is the most specific block that all of the claims concern. */
export type Conflict = { readonly block: Block; readonly claims: readonly RivalClaim[] };

type Level = { readonly key: Key; readonly records: readonly StateRecord[] };

/** Conflicts that concern the block: those around it that reach into it, then those inside it, in key order. */
export function* conflictsIn(state: StateReader, block: Block): Generator<Conflict> {
  const { space } = block;
  /** What lies around the key that is looked at, widest first. */
  const around: Level[] = [];
  const visit = (level: Level): Conflict | undefined => {
    while (around.length > 0 && !covers(around.at(-1)!.key, level.key)) around.pop();
    around.push(level);
    return conflictAt(space, around);
  };
  for (const level of state.covering(space, block.key)) {
    if (level.key.bits === block.key.bits) continue;
    const conflict = visit(level);
    if (conflict !== undefined) yield conflict;
  }
  for (const level of state.within(space, block.key)) {
    const conflict = visit(level);
    if (conflict !== undefined) yield conflict;
  }
}

/** The conflict that shows at the innermost level: something there differs from what is there or around it. */
function conflictAt(space: Block["space"], around: readonly Level[]): Conflict | undefined {
  const here = around.at(-1)!;
  const speaks = here.records.some((record) => inUse(record) || isClaimed(record));
  if (!speaks) return undefined;
  const claims = rivalClaims(space, around);
  return claims.length < 2 ? undefined : { block: { space, key: here.key }, claims };
}

/** A holding that is more than a registry's block from IANA. */
const isClaimed = (record: StateRecord): record is HoldingRecord =>
  record.t === "holding" && record.label === undefined;

/** Every claim on the innermost level if they disagree, else none. */
function rivalClaims(space: Block["space"], around: readonly Level[]): readonly RivalClaim[] {
  const settled = around
    .flatMap(({ records }) => records.filter((r): r is SettledRecord => r.t === "settled"))
    .at(-1);
  const files = around.flatMap(({ key, records }) =>
    records
      .filter(inUse)
      .filter(({ source }) => settled === undefined || source === settled.stands)
      .map((record): RivalClaim & { by: "file" } => ({ by: "file", block: { space, key }, record })),
  );
  const holdings = around.flatMap(({ key, records }) =>
    records.flatMap((record) => (record.t === "holding" ? [{ block: { space, key }, record }] : [])),
  );
  const holding = holdings.at(-1);
  if (holding !== undefined && isClaimed(holding.record)) {
    const chain = holdings.map(({ record }) => record.holder);
    const wrong = files.filter(({ record }) => disagrees(record, holding.record, chain));
    return wrong.length === 0 ? [] : [{ by: "register", ...holding }, ...wrong];
  }
  return new Set(files.map(({ record }) => record.source)).size > 1 ? files : [];
}

/** Whether a file says something else than the register about a claimed holding (`chain`: holders from the root down). */
function disagrees(report: ReportRecord, holding: HoldingRecord, chain: readonly string[]): boolean {
  const { identity } = holding;
  const reported = identityOf(report);
  if (identity !== undefined && identity.startsWith(`${report.source}/`)) {
    return reported !== undefined && reported !== identity;
  }
  // No identity in this file is known: its registry has to be one of those the holding comes from.
  return identity !== undefined || !chain.includes(report.by);
}
