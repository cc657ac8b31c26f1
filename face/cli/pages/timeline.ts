/** History: when, which log entry, what. */
import type { EntryView } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet } from "../print/text.ts";
import { date } from "../print/words.ts";

export type Moment = {
  readonly time: number;
  readonly index: number;
  readonly what: string;
  readonly void?: string;
};

/** What changed with a block and not with an act was done by the clock. */
export const momentOf = ({ time, index, type, height, says, void: code }: EntryView): Moment => ({
  time,
  index,
  what: type === "block" ? `the clock did what was due (block ${height})` : says,
  ...(code === undefined ? {} : { void: code }),
});

/** Oldest first. */
export function timeline(page: Page, moments: readonly Moment[], title = "History"): void {
  if (moments.length === 0) return;
  page.section(title);
  page.table(
    [{ title: "when" }, { title: "entry", right: true }, { title: "what" }],
    moments
      .toSorted((a, b) => a.index - b.index)
      .map(({ time, index, what, void: code }) => [
        date(time),
        quiet(String(index)),
        code === undefined ? what : `${what} (void: ${code})`,
      ]),
  );
}
