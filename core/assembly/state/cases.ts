/** The cases of due process that a holding follows (SEMANTICS G5): each until its own end. */
import type { StateReader } from "./reader.ts";
import type { HoldingRecord } from "./records.ts";

type Marks = Pick<HoldingRecord, "case" | "furtherCases">;

/** In the order in which they were opened. */
export const casesOf = (record: Marks): readonly string[] => [
  ...(record.case === undefined ? [] : [record.case]),
  ...(record.furtherCases ?? []),
];

/** The marks of these cases, as part of a holding's record. */
export function marksOf(cases: readonly string[]): Marks {
  const [first, ...further] = cases;
  if (first === undefined) return {};
  return further.length === 0 ? { case: first } : { case: first, furtherCases: further };
}

/** The record with other marks. */
export function withCases(record: HoldingRecord, cases: readonly string[]): HoldingRecord {
  const { case: _, furtherCases: _further, ...rest } = record;
  return { ...rest, ...marksOf(cases) };
}

/** Whether a decided case is carried out: what the affected party did after notice then makes nothing void (G5). */
export const isCase = (c: { readonly state: StateReader; readonly decision?: string }): boolean =>
  c.decision !== undefined &&
  c.state.text("decisions", `proposal/${c.decision}`, "proposal")?.case !== undefined;
