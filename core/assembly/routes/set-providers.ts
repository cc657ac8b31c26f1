/** `set-providers`, `withdraw-providers`: whom an AS number buys transit from, said by its holder (SEMANTICS H1). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "../numbers/clauses.ts";
import { holdingOver } from "../numbers/holdings.ts";
import { AS0 } from "./authorisations.ts";
import { asnBlock, asnNumber, providersOf, putProviders } from "./providers.ts";

/** Most providers of one customer; a PDU of the router protocol has to hold them. */
export const MAX_PROVIDERS = 4_000;

const SET = {
  customer: { type: "asn", doc: "own AS number" },
  providers: {
    type: "list",
    of: { type: "asn" },
    min: 1,
    max: MAX_PROVIDERS,
    doc: "all its providers, ascending; AS0 alone: it has none",
  },
} as const;

type S = Context<BodyOf<typeof SET>>;

export const setProviders = defineKind({
  kind: "set-providers",
  room: "routes",
  summary: "Name all providers of an own AS number",
  fields: SET,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "H1",
      code: "not-holder",
      field: "customer",
      detail: "only the holder of the AS number names its providers",
      holds: (c: S) => holdingOver(c.state, asnBlock(c.body.customer))?.record.holder === c.by.id,
    },
    {
      rule: "H1",
      code: "providers-order",
      field: "providers",
      detail: "name each provider once, ascending",
      holds: ({ body: { providers } }) =>
        providers.every((p, i) => i === 0 || asnNumber(providers[i - 1]!) < asnNumber(p)),
    },
    {
      rule: "H1",
      code: "providers-as0",
      field: "providers",
      detail: "AS0 stands alone: it says that there is no provider",
      holds: ({ body: { providers } }) => providers.length === 1 || !providers.includes(AS0),
    },
    {
      rule: "H1",
      code: "providers-self",
      field: "providers",
      detail: "an AS is not its own provider",
      holds: ({ body: { customer, providers } }) => !providers.includes(customer),
    },
    notLocked,
  ],
  effect: (c) => {
    const { customer, providers } = c.body;
    putProviders(c.state, customer, { t: "providers", by: c.by.id, providers, since: c.index });
  },
});

const WITHDRAW = { customer: { type: "asn", doc: "own AS number" } } as const;

type W = Context<BodyOf<typeof WITHDRAW>>;

export const withdrawProviders = defineKind({
  kind: "withdraw-providers",
  room: "routes",
  summary: "End what was said about the providers of an own AS number",
  fields: WITHDRAW,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "H1",
      code: "no-providers",
      field: "customer",
      detail: "nothing is said about the providers of this AS number",
      holds: (c: W) => providersOf(c.state, c.body.customer) !== undefined,
    },
    {
      rule: "H1",
      code: "not-holder",
      field: "customer",
      detail: "only the holder of the AS number ends it, also what a former holder left",
      holds: (c) => holdingOver(c.state, asnBlock(c.body.customer))?.record.holder === c.by.id,
    },
    notLocked,
  ],
  effect: (c) => putProviders(c.state, c.body.customer),
});
