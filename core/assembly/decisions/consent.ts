/** `consent`: an affected party agrees, or refuses, that a decision touches what is its own (promise P1, SEMANTICS A4). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { isTimely } from "../fold/timely.ts";
import { notLocked } from "../numbers/clauses.ts";
import { isOpen, known, proposalOf } from "./proposals.ts";

const FIELDS = {
  decision: { type: "decision", doc: "number of the proposal" },
  answer: { type: "choice", of: ["consents", "refuses"], doc: "whether the party agrees" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const consent = defineKind({
  kind: "consent",
  room: "decisions",
  summary: "Consent, or refuse consent, to a measure that touches the party's own",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    known,
    {
      rule: "G1",
      code: "decision-closed",
      field: "decision",
      detail: "the proposal has ended, or is being counted: consent to it again when that is done",
      holds: (c: C) => {
        const p = proposalOf(c.state, c.body.decision)!;
        const counted = p.phase === "voting" ? p.polls.at(-1)!.closes : p.effectAt;
        return isOpen(p) && (counted === undefined || isTimely(c, counted));
      },
    },
    {
      rule: "A4",
      code: "not-affected",
      detail: "only a party whose own things the measures touch is asked",
      holds: (c) => proposalOf(c.state, c.body.decision)!.affected.includes(c.by.id),
    },
    {
      rule: "B6",
      code: "locked",
      detail: "the party's keys were recovered lately: until the lock ends it gives nothing away",
      holds: (c) => c.body.answer === "refuses" || notLocked.holds(c),
    },
  ],
  effect: (c) => {
    const given = c.body.answer === "consents";
    c.state.setText("decisions", `consent/${c.body.decision}/${c.by.id}`, {
      t: "consent",
      given,
      since: c.index,
    });
  },
});
