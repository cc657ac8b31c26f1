/** One vote of a decision: dates, tallies, ballots, and its conditions with their numbers. */
import type { Decision } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong, warn } from "../print/text.ts";
import { ballotLines, pollDates, pollName, tallies } from "./ballots.ts";
import { conditionTree, sentencesOf } from "./conditions.ts";

type Evaluation = Decision["evaluations"][number];
type Poll = Decision["polls"][number];

/** The evaluations that belong to a vote: those on record once it was decided, else as things stand. */
function evaluationsOf(d: Decision, poll: Poll): readonly Evaluation[] {
  const last = d.polls.at(-1)!;
  if (poll.kind === "appeal") return poll.number === last.number ? d.evaluations : [];
  const recorded = Array.isArray(d.record.outcome) ? (d.record.outcome as unknown as Evaluation[]) : [];
  return last.kind === "appeal" || recorded.length > 0 ? recorded : d.evaluations;
}

export function votePart(page: Page, d: Decision, poll: Poll, over: boolean): void {
  const now = d.asOf.time;
  const several = d.polls.filter(({ kind }) => kind === "vote").length > 1;
  page.section(pollName(poll, several), pollDates(poll, now));
  const open = poll.closes > now && poll.opens <= now && !over;
  const evaluations = evaluationsOf(d, poll);
  const chambers = new Set<string>();
  for (const [i, evaluation] of evaluations.entries()) {
    const stage = evaluation.stages[poll.kind === "appeal" ? 0 : poll.stage];
    if (stage === undefined) continue;
    for (const chamber of Object.keys(stage.tallies)) chambers.add(chamber);
    if (i === 0) tallies(page, stage);
  }
  const members = new Set(
    [...chambers].flatMap((name) =>
      (d.electorate[name] ?? []).filter(({ status }) => status === "voting").map(({ member }) => member),
    ),
  );
  ballotLines(page, poll, members.size);
  for (const [i, evaluation] of evaluations.entries()) {
    const stage = evaluation.stages[poll.kind === "appeal" ? 0 : poll.stage];
    if (stage === undefined) continue;
    const version = evaluations.length > 1 ? ` by version ${d.rules[i]?.version ?? ""}` : "";
    const word = {
      passes: good(poll.kind === "appeal" ? "succeeds" : "passes"),
      fails: bad("fails"),
      open: warn("open"),
      waiting: quiet("has not opened"),
    };
    const standing = stage.outcome === "open" ? `; as things stand it ${stage.standing}` : "";
    page.paragraph("");
    const appeal = poll.kind === "appeal";
    const what = appeal ? "The appeal" : "Conditions";
    page.paragraph([strong(`${what}${version}: `), word[stage.outcome], standing]);
    const sentences = sentencesOf(poll.kind === "appeal" ? [] : (d.rules[i]?.explained ?? []));
    conditionTree(page, stage.condition, sentences, open);
  }
}
