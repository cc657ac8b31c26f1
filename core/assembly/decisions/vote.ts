/** `vote`: one member's public, signed ballot; the last one before close counts (SEMANTICS G2, G3). */
import type { Rule } from "@comity/rules";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import type { BallotRecord, Cast, Poll } from "../state/records.ts";
import { asked, pollRules, proposalIn, votes } from "./asked.ts";
import { doneAt } from "../fold/timely.ts";
import { known, openPoll } from "./proposals.ts";
import { electorateOf } from "./tally.ts";

/** Chambers and states among which a ballot may be divided. */
const MAX_SPLIT = 32;
const CHOICES = ["yes", "no", "abstain", "veto", "present"] as const;

const FIELDS = {
  decision: { type: "decision", doc: "number of the proposal" },
  choice: { type: "choice", of: CHOICES, doc: "the vote; in an appeal, yes annuls the decision" },
  ground: {
    type: "document",
    optional: true,
    doc: "the ground of a veto; without one it is a no where the rule asks for grounds",
  },
  split: {
    type: "map",
    of: { type: "map", of: { type: "integer", min: 0, max: Number.MAX_SAFE_INTEGER }, max: CHOICES.length },
    max: MAX_SPLIT,
    optional: true,
    doc: "chamber, choice and weight, where the rule lets members divide theirs",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

/** When the ballot counts as cast, and in which poll. */
function castIn(c: C): { readonly n: number; readonly poll: Poll; readonly at: number } | undefined {
  const proposal = proposalIn(c);
  const at = doneAt(c, proposal.polls.at(-1)!.closes);
  const open = at === undefined ? undefined : openPoll(proposal, at);
  return at === undefined || open === undefined ? undefined : { ...open, at };
}

const standing = (c: C): BallotRecord | undefined => {
  const { n } = castIn(c)!;
  return c.state.text("decisions", `ballot/${c.body.decision}/${n}/${c.by.id}`, "ballot");
};

/** Every part is a choice that is offered, and the parts of a chamber are the weight of the member's seat there. */
function dividesWell(c: C): boolean {
  return asked(c).every(({ rule, version }) => {
    const { chambers } = electorateOf(c.state, c.body.decision, version);
    return Object.entries(c.body.split ?? {}).every(([chamber, parts]) => {
      const seats = Object.hasOwn(chambers, chamber) ? chambers[chamber] : undefined;
      const seat = seats?.find(({ member }) => member === c.by.id);
      const sum = Object.values(parts).reduce((a, b) => a + b, 0);
      const offered = Object.keys(parts).every((part) => rule.ballot.choices.some((each) => each === part));
      return seat?.weight === sum && offered;
    });
  });
}

export const vote = defineKind({
  kind: "vote",
  room: "decisions",
  summary: "Cast or change the party's ballot on a proposal or an appeal",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    known,
    {
      rule: "G3",
      code: "poll-not-open",
      field: "decision",
      detail:
        "ballots count from the opening of the vote until before it closes: see the dates of the decision",
      holds: (c: C) => castIn(c) !== undefined,
    },
    {
      rule: "G2",
      code: "not-in-electorate",
      detail: "the party has no vote here: the electorate was frozen when the proposal was opened",
      holds: (c) => votes(c, c.by.id),
    },
    {
      rule: "G3",
      code: "choice-not-offered",
      field: "choice",
      detail: "the rule does not offer this choice",
      holds: (c) => pollRules(c).every((rule) => rule.ballot.choices.includes(c.body.choice)),
    },
    {
      rule: "G3",
      code: "split-not-offered",
      field: "split",
      detail: "the rule does not let members divide their weight",
      holds: (c) => c.body.split === undefined || pollRules(c).every((rule) => rule.ballot.split === true),
    },
    {
      rule: "G3",
      code: "split-unfit",
      field: "split",
      detail: "the parts of each chamber named are choices of the rule, and add up to the weight of the seat",
      holds: (c) => dividesWell(c),
    },
    {
      rule: "G3",
      code: "ballot-final",
      detail: "under this rule a ballot is final",
      holds: (c) => standing(c) === undefined || pollRules(c).every((rule) => rule.ballot.revote === "last"),
    },
  ],
  effect: (c) => {
    const { at: cast, n, poll } = castIn(c)!;
    const { choice, decision, ground, split } = c.body;
    const before = standing(c);
    // The lane's order stands: what it says later is not earlier than what it said before.
    const at = Math.max(cast, before?.at ?? 0);
    const earlier = earlierBallots(before, poll, pollRules(c), at);
    c.state.setText("decisions", `ballot/${decision}/${n}/${c.by.id}`, {
      t: "ballot",
      choice,
      at,
      ...(ground === undefined ? {} : { ground }),
      ...(split === undefined ? {} : { split }),
      ...(earlier.length === 0 ? {} : { earlier }),
      since: c.index,
    });
  },
});

/**
 * The ballots that stood at the moments from which a vote may turn late, one a rule at most. Without them a member could
 * keep a vote from being prolonged by casting its old ballot anew in the last minutes.
 */
function earlierBallots(
  before: BallotRecord | undefined,
  poll: Poll,
  rules: readonly Rule[],
  time: number,
): readonly Cast[] {
  if (before === undefined || poll.kind === "appeal" || poll.extended === true) return [];
  const { earlier = [], t: _, since: _since, ...last } = before;
  const past: readonly Cast[] = [...earlier, last];
  const starts = rules.flatMap(({ extension }) =>
    extension === undefined ? [] : [poll.closes - extension.last],
  );
  const stood = starts
    .filter((start) => time >= start)
    .map((start) => past.findLastIndex(({ at }) => at < start));
  return past.filter((_cast, i) => stood.includes(i));
}
