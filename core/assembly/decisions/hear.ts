/** `hear`: the record of the hearing of a case is filed before the vote opens (SEMANTICS G5). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { graceOf } from "../fold/timely.ts";
import { isBeforeMembers } from "./asked.ts";
import { known, proposalOf, putProposal } from "./proposals.ts";

const FIELDS = {
  decision: { type: "decision", doc: "number of the case" },
  record: { type: "document", doc: "the hearing record" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const hear = defineKind({
  kind: "hear",
  room: "decisions",
  summary: "File the record of the hearing of a case",
  fields: FIELDS,
  authority: "counterparty",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: true,
  // A record that those who were heard agree to; once the time to answer is over, silence is no veto over the case: the
  // proposer files what was said, and the voters and the body of appeal judge it.
  needs: (c: C) => {
    const p = proposalOf(c.state, c.body.decision)!;
    // Who brought a contested recovery before the members has lost its keys: any member files that record.
    const brought = p.contest === true ? [] : [p.by];
    return c.time < p.case!.answerCloses + graceOf(c)
      ? [...brought, ...p.case!.answers.map((a) => a.by)]
      : brought;
  },
  conditions: [
    known,
    {
      rule: "G5",
      code: "not-a-case",
      field: "decision",
      detail: "there is no case of this number that still can be heard",
      holds: (c: C) => {
        const p = proposalOf(c.state, c.body.decision)!;
        return p.case !== undefined && isBeforeMembers(p, c.time);
      },
    },
    {
      rule: "G5",
      code: "not-concerned",
      detail:
        "the proposer of the case or a party it concerns files the record; of a contested recovery, a member",
      holds: (c) => {
        const p = proposalOf(c.state, c.body.decision)!;
        const member = p.contest === true && Object.keys(c.by.seats).length > 0;
        return member || p.by === c.by.id || p.affected.includes(c.by.id);
      },
    },
  ],
  effect: (c) => {
    const p = proposalOf(c.state, c.body.decision)!;
    putProposal(c, { ...p, case: { ...p.case!, hearing: c.body.record } });
  },
});
