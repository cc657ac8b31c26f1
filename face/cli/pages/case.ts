/** A case of due process (SEMANTICS G5): what is on its record. */
import type { Decision } from "@comity/api";
import type { Page } from "../print/page.ts";
import { away, date } from "../print/words.ts";

export function casePart(page: Page, d: Decision): void {
  const state = d.record.case;
  if (state === undefined) return;
  page.section("Case", "documents are named by their hash");
  page.facts([
    ["grounds", state.grounds],
    ["answer", state.answers.length === 0 ? `none; possible until ${date(state.answerCloses)}` : undefined],
    ...state.answers.map((a) => ["answer", `of ${a.by}, entry ${a.since}: ${a.text}`] as const),
    ["hearing", state.hearing ?? "not on the record"],
    ...state.appeals.map(
      (a) => ["appeal", `of ${a.by}, level ${a.level + 1}, entry ${a.since}: ${a.grounds}`] as const,
    ),
    [
      "to appeal",
      state.filingEnds === undefined || state.filingEnds <= d.asOf.time
        ? undefined
        : `until ${date(state.filingEnds)}, ${away(state.filingEnds, d.asOf.time)}`,
    ],
  ]);
}
