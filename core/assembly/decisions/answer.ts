/** `answer`: an affected party answers a case, on the record (SEMANTICS G5). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { isTimely } from "../fold/timely.ts";
import { known, proposalOf, putProposal } from "./proposals.ts";

/** Answers of one party: nobody uses up the room of others. */
const MAX_ANSWERS = 8;

const FIELDS = {
  decision: { type: "decision", doc: "number of the case" },
  text: { type: "document", doc: "the answer" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const answer = defineKind({
  kind: "answer",
  room: "decisions",
  summary: "Answer a case that concerns the party",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: true,
  conditions: [
    known,
    {
      rule: "G5",
      code: "not-affected",
      detail: "only a party whom the case concerns answers it",
      holds: (c: C) => proposalOf(c.state, c.body.decision)!.affected.includes(c.by.id),
    },
    {
      rule: "G5",
      code: "answer-closed",
      field: "decision",
      detail: "there is no case of this number that still takes answers",
      holds: (c) => {
        const p = proposalOf(c.state, c.body.decision)!;
        if (p.case === undefined || !isTimely(c, p.case.answerCloses)) return false;
        // Ordered after the time to answer: the vote may have opened meanwhile.
        return p.phase === "notice" || (p.phase === "voting" && c.time >= p.case.answerCloses);
      },
    },
    {
      rule: "G5",
      code: "answers-many",
      field: "decision",
      detail: `a party answers a case at most ${MAX_ANSWERS} times`,
      holds: (c) => {
        const { answers } = proposalOf(c.state, c.body.decision)!.case!;
        return answers.filter(({ by }) => by === c.by.id).length < MAX_ANSWERS;
      },
    },
  ],
  effect: (c) => {
    const p = proposalOf(c.state, c.body.decision)!;
    const answers = [...p.case!.answers, { by: c.by.id, text: c.body.text, since: c.index }];
    putProposal(c, { ...p, case: { ...p.case!, answers } });
  },
});
