/** `delegate`: a holder hands part of its holding down (SEMANTICS E1, E2). */
import { defineKind, type Context } from "../acts/kind.ts";
import type { BodyOf } from "../acts/fields.ts";
import { attachedPassOn } from "./attached.ts";
import { casesAcknowledged, namedOnce, notLocked, ownEach, recipientKnown, termsInside } from "./clauses.ts";
import { granted } from "./granted.ts";
import { allBlocks, holdingOver, isUnoccupied, putHolding, reportedHolder } from "./holdings.ts";
import { setAside, takeAside } from "./set-aside.ts";
import { coveringClauses } from "../routes/covering.ts";
import { COVERING } from "../routes/route-fields.ts";
import { ACKNOWLEDGES, AGGREGATE, NOTE, RESOURCES, TERMS } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "recipient; must accept exactly these terms" },
  resources: RESOURCES,
  terms: TERMS,
  aggregate: AGGREGATE,
  covering: COVERING,
  acknowledges: ACKNOWLEDGES,
  note: NOTE,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const delegate = defineKind({
  kind: "delegate",
  room: "numbers",
  summary: "Hand part of a holding down to another party, which accepts exactly these terms",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => [c.body.to],
  conditions: [
    recipientKnown,
    namedOnce,
    ownEach,
    {
      rule: "E1",
      code: "not-vacant",
      field: "resources",
      detail: "something stands there already: a delegation, reservation, quarantine or claim",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => isUnoccupied(c.state, b, c.offer)),
    },
    {
      rule: "E1",
      code: "whole-holding",
      field: "resources",
      detail:
        "a delegation lies inside its parent; to pass the whole block on, transfer it or delegate its halves",
      holds: (c) =>
        allBlocks(c.body.resources).every((b) => {
          const over = holdingOver(c.state, b);
          return over !== undefined && over.block.key.bits < b.key.bits;
        }),
    },
    {
      rule: "F6",
      code: "reported-holder",
      field: "resources",
      detail: "a registry's file shows a holder there: recognise it instead of delegating over it",
      holds: (c) => !allBlocks(c.body.resources).some((b) => reportedHolder(c.state, b)),
    },
    termsInside,
    ...coveringClauses((c: C) => allBlocks(c.body.resources)),
    casesAcknowledged,
    notLocked,
  ],
  offered: (c, offer) => setAside(c, allBlocks(c.body.resources), offer),
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      takeAside(c, block);
      attachedPassOn(c, block, c.body.to);
      putHolding(c.state, block, granted(c, block));
    }
  },
});
