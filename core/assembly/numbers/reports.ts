/** Reading what files say about a block (SEMANTICS F1 to F3). */
import { equalKeys, minimalKeys, type Key } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import { pick, type StateReader } from "../state/reader.ts";
import type { ReportRecord, StateRecord } from "../state/records.ts";

export type Report = { readonly block: Block; readonly record: ReportRecord };

/** Whether the report says now that somebody uses the block (and is not one of countries). */
export const inUse = (record: StateRecord): record is ReportRecord =>
  record.t === "report" &&
  record.kind === "delegations" &&
  record.begins === undefined &&
  (record.status === "allocated" || record.status === "assigned");

/** The holder's identity in its source, where the source has one (SEMANTICS F2). */
export const identityOf = ({ holder, source }: ReportRecord): string | undefined =>
  holder === undefined ? undefined : `${source}/${holder}`;

/** Reports of use at the block and around it, widest first; what a decision set aside is left out. */
export function reportsOver(state: StateReader, block: Block): readonly Report[] {
  const out: Report[] = [];
  for (const { key, records } of state.covering(block.space, block.key)) {
    for (const record of records) if (inUse(record)) out.push({ block: { space: block.space, key }, record });
  }
  const settled = settledOver(state, block);
  return settled === undefined ? out : out.filter(({ record }) => record.source === settled.stands);
}

/** The decision about a conflict here, the most specific one. */
function settledOver(state: StateReader, block: Block): { readonly stands: string | undefined } | undefined {
  const around = state.covering(block.space, block.key).toReversed();
  for (const { records } of around) {
    const settled = pick(records, "settled");
    if (settled !== undefined) return { stands: settled.stands };
  }
  return undefined;
}

/** Reports of use strictly inside the block. */
export function* reportsInside(state: StateReader, block: Block): Generator<Report> {
  for (const { key, records } of state.within(block.space, block.key)) {
    if (equalKeys(key, block.key)) continue;
    for (const record of records) if (inUse(record)) yield { block: { space: block.space, key }, record };
  }
}

/** Whether this party's file reports use at, around or inside the block. */
export function isReporter(state: StateReader, party: string, block: Block): boolean {
  if (reportsOver(state, block).some(({ record }) => record.by === party)) return true;
  for (const { record } of reportsInside(state, block)) if (record.by === party) return true;
  return false;
}

/** Whether this party's file reports use on every number of the block. */
export function reportsAll(state: StateReader, party: string, block: Block): boolean {
  if (reportsOver(state, block).some(({ record }) => record.by === party)) return true;
  const keys: Key[] = [];
  for (const { block: at, record } of reportsInside(state, block)) if (record.by === party) keys.push(at.key);
  const merged = minimalKeys(keys);
  return merged.length === 1 && equalKeys(merged[0]!, block.key);
}
