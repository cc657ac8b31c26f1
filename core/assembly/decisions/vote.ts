/** `vote`: one member's public, signed ballot; the last one before close counts (SEMANTICS G2, G3). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { known, openPoll, proposalOf } from "./proposals.ts";
import { appealRules } from "./appeal-rule.ts";
import { rulesOfProposal } from "./rules-of.ts";
import { electorateOf } from "./tally.ts";
import type { ProposalRecord } from "../state/records.ts";
import type { Rule } from "@comity/rules";

const FIELDS = {
  decision: { type: "decision", doc: "number of the proposal" },
  choice: {
    type: "choice",
    of: ["yes", "no", "abstain", "veto"],
    doc: "the vote; in an appeal, yes annuls the decision",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const proposal = (c: C): ProposalRecord => proposalOf(c.state, c.body.decision)!;

type Asked = { readonly rule: Rule; readonly version: number };

/** The rules of the poll that runs, with the version each comes from. */
function asked(c: C): readonly Asked[] {
  const p = proposal(c);
  if (p.polls.at(-1)!.kind === "appeal") return appealRules(c.state, p);
  return rulesOfProposal(c.state, p).map((rule, i) => ({ rule, version: p.versions[i]! }));
}

const pollRules = (c: C): readonly Rule[] => asked(c).map(({ rule }) => rule);

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
      holds: (c: C) => openPoll(proposal(c), c.time) !== undefined,
    },
    {
      rule: "G2",
      code: "not-in-electorate",
      detail: "the party has no vote here: the electorate was frozen when the proposal was opened",
      holds: (c) =>
        asked(c).some(({ rule, version }) => {
          const { chambers } = electorateOf(c.state, c.body.decision, version);
          return Object.keys(rule.electorates).some((chamber) =>
            chambers[chamber]?.some((seat) => seat.member === c.by.id && seat.status === "voting"),
          );
        }),
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
      code: "ballot-final",
      detail: "under this rule a ballot is final",
      holds: (c) => {
        const { n } = openPoll(proposal(c), c.time)!;
        const cast = c.state.text("decisions", `ballot/${c.body.decision}/${n}/${c.by.id}`, "ballot");
        return cast === undefined || pollRules(c).every((rule) => rule.ballot.revote === "last");
      },
    },
  ],
  effect: (c) => {
    const { n } = openPoll(proposal(c), c.time)!;
    const { choice, decision } = c.body;
    c.state.setText("decisions", `ballot/${decision}/${n}/${c.by.id}`, {
      t: "ballot",
      choice,
      at: c.time,
      since: c.index,
    });
  },
});
