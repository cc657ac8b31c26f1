/** `request-vote`: where a rule decides without a vote unless members ask for one, a member asks (rules: without-vote). */
import type { Rule } from "@comity/rules";
import { defineKind } from "../acts/kind.ts";
import { asked, isBeforeMembers, proposalIn, type OnDecision } from "./asked.ts";
import { known } from "./proposals.ts";
import { chambersAskedFor } from "./supported.ts";
import { electorateOf } from "./tally.ts";

const FIELDS = { decision: { type: "decision", doc: "number of the proposal" } } as const;

const chambersOf = (rule: Rule): readonly string[] => rule.stages.flatMap(chambersAskedFor);

export const requestVote = defineKind({
  kind: "request-vote",
  room: "decisions",
  summary: "Ask for a vote on what would be adopted without one",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    known,
    {
      rule: "G3",
      code: "request-not-offered",
      field: "decision",
      detail: "members ask for a vote while a proposal is before them, if its rule can decide without one",
      holds: (c: OnDecision) =>
        isBeforeMembers(proposalIn(c), c.time) && asked(c).some(({ rule }) => chambersOf(rule).length > 0),
    },
    {
      rule: "G2",
      code: "not-in-electorate",
      detail: "only a member that votes in the chamber the rule names asks for a vote",
      holds: (c) =>
        asked(c).some(({ rule, version }) => {
          const { chambers } = electorateOf(c.state, c.body.decision, version);
          return chambersOf(rule).some((id) =>
            chambers[id]?.some((seat) => seat.member === c.by.id && seat.status === "voting"),
          );
        }),
    },
    {
      rule: "G3",
      code: "requested-already",
      detail: "the party has asked; a request stands",
      holds: (c) =>
        c.state.text("decisions", `request/${c.body.decision}/${c.by.id}`, "request") === undefined,
    },
  ],
  effect: (c) =>
    c.state.setText("decisions", `request/${c.body.decision}/${c.by.id}`, { t: "request", since: c.index }),
});
