/** `delegate`: a holder hands part of its holding down (SEMANTICS E1, E2). */
import { defineKind, type Context } from "../acts/kind.ts";
import type { BodyOf } from "../acts/fields.ts";
import {
  allBlocks,
  disjoint,
  holdingOver,
  isVacant,
  putHolding,
  reportedHolder,
  termsFit,
} from "./holdings.ts";
import { setAside, takeAside } from "./set-aside.ts";
import { AGGREGATE, NOTE, RESOURCES, TERMS } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "recipient; must accept exactly these terms" },
  resources: RESOURCES,
  terms: TERMS,
  aggregate: AGGREGATE,
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
    {
      rule: "E2",
      code: "recipient-unknown",
      field: "to",
      detail: "the recipient has to join first, and is not the signer",
      holds: (c) =>
        c.body.to !== c.by.id && c.state.text("parties", `party/${c.body.to}`, "party") !== undefined,
    },
    {
      rule: "E1",
      code: "not-disjoint",
      field: "resources",
      detail: "name each resource once",
      holds: (c) => disjoint(allBlocks(c.body.resources)),
    },
    {
      rule: "E1",
      code: "not-holder",
      field: "resources",
      detail: "only the holder delegates, and only inside its holding",
      holds: (c) =>
        allBlocks(c.body.resources).every((b) => holdingOver(c.state, b)?.record.holder === c.by.id),
    },
    {
      rule: "E1",
      code: "not-vacant",
      field: "resources",
      detail: "something stands there already: a delegation, reservation, quarantine, claim or case",
      holds: (c) => allBlocks(c.body.resources).every((b) => isVacant(c.state, b, c.by.id, c.offer)),
    },
    {
      rule: "E1",
      code: "whole-holding",
      field: "resources",
      detail:
        "a delegation lies inside its parent; to pass the whole block on, transfer it or delegate its halves",
      holds: (c) =>
        allBlocks(c.body.resources).every((b) => holdingOver(c.state, b)!.block.key.bits < b.key.bits),
    },
    {
      rule: "F6",
      code: "reported-holder",
      field: "resources",
      detail: "a registry's file shows a holder there: recognise it instead of delegating over it",
      holds: (c) => !allBlocks(c.body.resources).some((b) => reportedHolder(c.state, b)),
    },
    {
      rule: "E2",
      code: "terms-longer-than-parent",
      field: "terms",
      detail: "a delegation never outlives the holding it comes from, nor starts in the past",
      holds: (c) =>
        allBlocks(c.body.resources).every((b) => {
          const over = holdingOver(c.state, b);
          return over !== undefined && termsFit(c.body.terms, over.record.terms, c.time);
        }),
    },
    {
      rule: "B6",
      code: "locked",
      field: "resources",
      detail: "the party's keys were recovered lately; its holdings rest until the lock ends",
      holds: (c) => (c.by.lockedUntil ?? 0) <= c.time,
    },
  ],
  offered: (c, offer) => setAside(c, allBlocks(c.body.resources), offer),
  effect: (c) => {
    const { aggregate, note, resources, terms, to } = c.body;
    for (const block of allBlocks(resources)) {
      takeAside(c, block);
      putHolding(c.state, block, {
        t: "holding",
        holder: to,
        terms,
        from: "delegate",
        ...(aggregate === undefined ? {} : { aggregate }),
        ...(note === undefined ? {} : { note }),
        protection: c.state.text("decisions", "assembly", "assembly")!.constitution,
        made: c.time,
        since: c.index,
      });
    }
  },
});
