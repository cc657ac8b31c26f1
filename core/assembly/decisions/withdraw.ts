/** `withdraw`: who proposed takes the proposal back before it is decided. */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { unmarkCase } from "./case-marks.ts";
import { pauseMatter } from "./pause.ts";
import { isCounted, known, proposalOf, putProposal } from "./proposals.ts";

const FIELDS = { decision: { type: "decision", doc: "number of the proposal" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const withdraw = defineKind({
  kind: "withdraw",
  room: "decisions",
  summary: "Take back a proposal that is not decided yet",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    known,
    {
      rule: "G2",
      code: "not-the-proposer",
      detail: "only who proposed withdraws",
      holds: (c: C) => proposalOf(c.state, c.body.decision)!.by === c.by.id,
    },
    {
      rule: "G2",
      code: "decision-closed",
      field: "decision",
      detail: "it is decided already",
      holds: (c) => {
        const p = proposalOf(c.state, c.body.decision)!;
        return ["notice", "voting"].includes(p.phase) && !isCounted(p, c.time);
      },
    },
    {
      rule: "B6",
      code: "decision-forced",
      field: "decision",
      detail: "a contested recovery is decided: whoever contests it cannot take that back",
      holds: (c) => proposalOf(c.state, c.body.decision)!.contest === undefined,
    },
  ],
  effect: (c) => {
    // Whoever sees a vote being lost does not escape the pause by taking the proposal back.
    const { phase } = proposalOf(c.state, c.body.decision)!;
    if (phase === "voting") pauseMatter(c.state, proposalOf(c.state, c.body.decision)!, c.time, c.index);
    const { due: _, ...p } = proposalOf(c.state, c.body.decision)!;
    putProposal(c, { ...p, phase: "withdrawn" });
    unmarkCase(c.state, p, c.index);
  },
});
