/** One vote of a decision: tallies of its chambers, who voted how. */
import type { Decision } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, warn, type Text, type Toned } from "../print/text.ts";
import { away, count, day, list } from "../print/words.ts";

type Poll = Decision["polls"][number];
type Stage = Decision["evaluations"][number]["stages"][number];

export const pollName = (poll: Poll, several: boolean): string =>
  poll.kind === "appeal"
    ? "Appeal"
    : `Vote${several ? `, stage ${poll.stage + 1}` : ""}${poll.round > 1 ? `, round ${poll.round}` : ""}`;

export function pollDates(poll: Poll, now: number): string {
  const turn = poll.closes > now ? `, closes ${away(poll.closes, now)}` : "";
  return `${day(poll.opens)} to ${day(poll.closes)}${poll.extended === true ? " (prolonged)" : ""}${turn}`;
}

const STATES = ["yes", "no", "veto", "abstain", "absent", "recused", "suspended"] as const;

/** Weights by chamber; heads too where they differ. States nobody is in are left out. */
export function tallies(page: Page, stage: Stage): void {
  const chambers = Object.entries(stage.tallies);
  if (chambers.length === 0) return;
  const used = STATES.filter(
    (state) =>
      state === "yes" ||
      state === "no" ||
      chambers.some(([, t]) => t.weight[state] > 0 || t.members[state] > 0),
  );
  const differ = (t: Stage["tallies"][string]): boolean => used.some((s) => t.weight[s] !== t.members[s]);
  page.table(
    [{ title: "chamber" }, ...used.map((title) => ({ title, right: true })), { title: "all", right: true }],
    chambers.flatMap(([name, t]) => {
      const row = (label: string, tally: typeof t.weight): Text[] => [
        label,
        ...used.map((state) => cell(state, tally[state])),
        String(tally.all),
      ];
      return differ(t)
        ? [row(`${name}, by weight`, t.weight), row("  by heads", t.members)]
        : [row(name, t.weight)];
    }),
  );
}

const cell = (state: (typeof STATES)[number], n: number): string | Toned =>
  n === 0
    ? quiet("0")
    : state === "yes"
      ? good(count(n))
      : state === "no" || state === "veto"
        ? bad(count(n))
        : count(n);

/** Longer lists are counted: the explorer and `--json` have them all. */
const MOST = 24;

/** One line a choice: who, and until when. */
export function ballotLines(page: Page, poll: Poll, seats: number): void {
  if (poll.ballots.length === 0) return page.paragraph(quiet("No ballot was cast."));
  for (const choice of new Set(["yes", "no", "veto", "abstain", ...poll.ballots.map((b) => b.choice)])) {
    const who = poll.ballots.filter((ballot) => ballot.choice === choice).map(({ party }) => party.id);
    if (who.length === 0) continue;
    const named =
      who.length > MOST ? `${who.slice(0, MOST).join(", ")} and ${who.length - MOST} more` : list(who);
    const tone = choice === "yes" ? good : choice === "abstain" ? warn : bad;
    page.paragraph([tone(choice.padEnd(8)), named]);
  }
  const last = Math.max(...poll.ballots.map(({ at }) => at));
  page.paragraph(quiet(`${poll.ballots.length} of ${seats} members voted, the last on ${day(last)}`));
}
