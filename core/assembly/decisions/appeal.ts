/**
 * `appeal`: a decision is put to a body that did not decide it. A level has a fixed length; an appeal is filed in its
 * first half, and the body votes until it ends. One appeal a level (SEMANTICS G5, G7).
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import type { ProposalRecord } from "../state/records.ts";
import { isTimely } from "../fold/timely.ts";
import { known, proposalOf, putProposal } from "./proposals.ts";
import { rulesOfProposal } from "./rules-of.ts";

const FIELDS = {
  decision: { type: "decision", doc: "number of the decision" },
  grounds: { type: "document", doc: "the grounds of the appeal" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const proposal = (c: C): ProposalRecord => proposalOf(c.state, c.body.decision)!;

export const appeal = defineKind({
  kind: "appeal",
  room: "decisions",
  summary: "Appeal against a decision to the body its rule names",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: true,
  conditions: [
    known,
    {
      rule: "G5",
      code: "appeal-closed",
      field: "decision",
      detail: "appeals are filed in the first half of a level: see the dates of the decision",
      holds: (c: C) => {
        const p = proposal(c);
        return p.phase === "appeal" && isTimely(c, p.case?.filingEnds ?? 0);
      },
    },
    {
      rule: "G5",
      code: "appeal-filed",
      field: "decision",
      detail: "one appeal a level: it is filed already",
      holds: (c) => {
        const { case: kase } = proposal(c);
        return !kase!.appeals.some((a) => a.level === kase!.level);
      },
    },
    {
      rule: "G5",
      code: "no-standing",
      detail: "the rule says who may appeal",
      holds: (c) =>
        rulesOfProposal(c.state, proposal(c)).some((rule) => {
          if (rule.appeal?.standing === "party") return true;
          if (rule.appeal?.standing === "member" && Object.keys(c.by.seats).length > 0) return true;
          return proposal(c).affected.includes(c.by.id);
        }),
    },
  ],
  effect: (c) => {
    const p = proposal(c);
    const kase = p.case!;
    const level = kase.level!;
    putProposal(c, {
      ...p,
      polls: [
        ...p.polls,
        { kind: "appeal", stage: 0, round: level + 1, opens: c.time, closes: kase.levelEnds! },
      ],
      case: {
        ...kase,
        appeals: [...kase.appeals, { by: c.by.id, grounds: c.body.grounds, level, since: c.index }],
      },
    });
  },
});
