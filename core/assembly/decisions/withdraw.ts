/** `withdraw`: who proposed takes the proposal back before it is decided. */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { unmarkCase } from "./case-marks.ts";
import { known, proposalOf, putProposal } from "./proposals.ts";

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
      holds: (c) => ["notice", "voting"].includes(proposalOf(c.state, c.body.decision)!.phase),
    },
  ],
  effect: (c) => {
    const { due: _, ...p } = proposalOf(c.state, c.body.decision)!;
    putProposal(c, { ...p, phase: "withdrawn" });
    unmarkCase(c.state, p, c.index);
  },
});
