/**
 * `protect-routes`: a holder asks for protective filters on its own prefixes, for at most so many days each time
 * (SEMANTICS H5). Without this act nobody's routes are ever asserted for it.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Condition, type Context } from "../acts/kind.ts";
import { namedOnce, notLocked, ownEach } from "../numbers/clauses.ts";
import { allBlocks, holdingOver } from "../numbers/holdings.ts";
import { pick } from "../state/reader.ts";
import type { ProtectRecord } from "../state/records.ts";
import type { Block } from "../acts/resource.ts";
import { registerOf, routeRegister } from "./authorisations.ts";
import { PREFIXES } from "./route-fields.ts";

/** Most days a protective filter may stand. */
export const MAX_PROTECTED_DAYS = 90;

const FIELDS = {
  resources: PREFIXES,
  days: {
    type: "integer",
    min: 1,
    max: MAX_PROTECTED_DAYS,
    doc: "days a protective filter may stand at most",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;
type Named = { readonly resources: readonly string[] };

const addressesOnly: Condition<Named> = {
  rule: "H5",
  code: "not-prefix",
  field: "resources",
  detail: "protection is for IPv4 and IPv6 prefixes",
  holds: (c) => allBlocks(c.body.resources).every(({ space }) => routeRegister(space) !== undefined),
};

export const protectRoutes = defineKind({
  kind: "protect-routes",
  room: "routes",
  summary: "Ask for protective filters on own prefixes when an outside change threatens them",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    addressesOnly,
    namedOnce,
    ownEach,
    {
      rule: "H5",
      code: "not-claimed",
      field: "resources",
      detail: "only claimed holdings are protected, not a registry's block from IANA",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) => holdingOver(c.state, b)?.record.label === undefined),
    },
    notLocked,
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      const record = { t: "protect", by: c.by.id, days: c.body.days, since: c.index } as const;
      c.state.replace(registerOf(block), block.key, record, record);
    }
  },
});

const UNPROTECT = { resources: PREFIXES } as const;

const protection = (c: Context<Named>, block: Block): ProtectRecord | undefined => {
  const register = routeRegister(block.space);
  return register && pick(c.state.at(register, block.key), "protect");
};

export const unprotectRoutes = defineKind({
  kind: "unprotect-routes",
  room: "routes",
  summary: "Take back a request for protective filters",
  fields: UNPROTECT,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    {
      rule: "H5",
      code: "not-protected",
      field: "resources",
      detail: "name prefixes as the signer asked protection for them",
      holds: (c: Context<Named>) =>
        allBlocks(c.body.resources).every((b) => protection(c, b)?.by === c.by.id),
    },
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      c.state.replace(registerOf(block), block.key, protection(c, block));
    }
  },
});
