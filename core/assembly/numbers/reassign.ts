/**
 * `reassign`: a decision gives a holding to another party (SEMANTICS G5). Nobody is made a holder without its own act:
 * the recipient is one of the parties asked, and has to have consented when the decision is carried out.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce } from "./clauses.ts";
import { casesOf, marksOf } from "../state/cases.ts";
import { protectionNow } from "./granted.ts";
import { putHolding } from "./holdings.ts";
import { ROUTES_DAYS } from "./transfer.ts";
import {
  HOLDER,
  holdersTouched,
  partsTaken,
  protectionsTouched,
  separable,
  stillHeld,
  takeOut,
} from "./taking.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = {
  holder: HOLDER,
  resources: RESOURCES,
  to: { type: "party", doc: "who is to hold them; consents like the parties affected" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const reassign = defineKind({
  kind: "reassign",
  room: "numbers",
  summary: "Give a holding to another party, by its holder's consent or due process",
  fields: FIELDS,
  authority: "decision",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  measureClass: "reassign",
  affected: (c: C) => [...new Set([...holdersTouched(c), c.body.to])].sort(),
  protections: protectionsTouched,
  conditions: [
    {
      rule: "E2",
      code: "recipient-unknown",
      field: "to",
      detail: "the recipient has to join first, and is not the holder",
      holds: (c: C) =>
        c.body.to !== c.body.holder && c.state.text("parties", `party/${c.body.to}`, "party") !== undefined,
    },
    namedOnce,
    stillHeld,
    separable,
    {
      rule: "A2",
      code: "recipient-not-consenting",
      field: "to",
      detail: "the recipient has to consent to the proposal before it is carried out",
      holds: (c: C) => c.decision === undefined || c.consents.has(c.body.to),
    },
  ],
  effect: (c) => {
    // As after a transfer: routes go on until the recipient replaces them (E4).
    const routesUntil = c.time + ROUTES_DAYS * 86_400;
    for (const block of partsTaken(c)) {
      const { record } = takeOut(c, block, routesUntil);
      const { label, terms } = record;
      putHolding(c.state, block, {
        t: "holding",
        holder: c.body.to,
        terms,
        from: "reassign",
        ...(label === undefined ? {} : { label }),
        // Other cases about it go on: a case follows its holding (G5).
        ...marksOf(casesOf(record).filter((id) => id !== c.decision)),
        routesUntil,
        protection: protectionNow(c),
        made: c.time,
        since: c.index,
      });
    }
  },
});
