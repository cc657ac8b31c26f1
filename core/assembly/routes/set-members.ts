/** `set-members`, `withdraw-set`: as-sets and route-sets under an own AS number (RFC 2622 section 5; SEMANTICS H1). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "../numbers/clauses.ts";
import { holdingOver } from "../numbers/holdings.ts";
import { asnBlock } from "./providers.ts";
import { asnOfSet, isMember, putSet, setKind, setOf, setsOf } from "./sets.ts";

/** Most sets under one AS number, and members of one. */
export const MAX_SETS = 100;
export const MAX_MEMBERS = 4_000;

const NAME = {
  type: "text",
  max: 128,
  doc: "name under an own AS number, such as AS64500:AS-CUSTOMERS or AS64500:RS-ROUTES",
} as const;

const SET = {
  set: NAME,
  members: {
    type: "list",
    of: { type: "text", max: 160 },
    min: 0,
    max: MAX_MEMBERS,
    doc: "all members: AS numbers and as-sets; of a route-set also prefixes (with ^+, ^-, ^24, ^24-28) and route-sets",
  },
} as const;

type S = Context<BodyOf<typeof SET>>;

const isHolder = (c: Context<{ readonly set: string }>): boolean =>
  holdingOver(c.state, asnBlock(asnOfSet(c.body.set)))?.record.holder === c.by.id;

export const setMembers = defineKind({
  kind: "set-members",
  room: "routes",
  summary: "Name all members of an as-set or route-set of an own AS number",
  fields: SET,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "H1",
      code: "set-name",
      field: "set",
      detail:
        "a set is named like AS64500:AS-CUSTOMERS or AS64500:RS-ROUTES: in capitals, all its sets of one kind",
      holds: (c: S) => setKind(c.body.set) !== undefined,
    },
    {
      rule: "H1",
      code: "not-holder",
      field: "set",
      detail: "only the holder of the AS number in front names the members of its sets",
      holds: isHolder,
    },
    {
      rule: "H1",
      code: "set-member",
      field: "members",
      detail: "members are AS numbers and as-sets, of route-sets also prefixes and route-sets, in capitals",
      holds: ({ body: { members, set } }) => {
        const kind = setKind(set);
        return kind === undefined || members.every((member) => isMember(kind, member));
      },
    },
    {
      rule: "H1",
      code: "member-repeated",
      field: "members",
      detail: "name each member once, and never the set itself",
      holds: ({ body: { members, set } }) => new Set([set, ...members]).size === members.length + 1,
    },
    {
      rule: "H1",
      code: "sets-number",
      field: "set",
      detail: `an AS number has at most ${MAX_SETS} sets`,
      holds: (c) =>
        setOf(c.state, c.body.set) !== undefined || setsOf(c.state, asnOfSet(c.body.set)).length < MAX_SETS,
    },
    notLocked,
  ],
  effect: (c) => {
    const { members, set } = c.body;
    putSet(c.state, set, { t: "set", by: c.by.id, members: members.toSorted(byNumber), since: c.index });
  },
});

/** AS numbers first, by number; the rest bytewise (capitals, digits, signs). */
function byNumber(a: string, b: string): number {
  const [x, y] = [/^AS[0-9]+$/.test(a), /^AS[0-9]+$/.test(b)];
  if (x !== y) return x ? -1 : 1;
  return x ? Number(a.slice(2)) - Number(b.slice(2)) : a < b ? -1 : 1;
}

const WITHDRAW = { set: NAME } as const;

type W = Context<BodyOf<typeof WITHDRAW>>;

export const withdrawSet = defineKind({
  kind: "withdraw-set",
  room: "routes",
  summary: "End an as-set or route-set of an own AS number",
  fields: WITHDRAW,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "H1",
      code: "no-set",
      field: "set",
      detail: "there is no set of this name",
      holds: (c: W) => setOf(c.state, c.body.set) !== undefined,
    },
    {
      rule: "H1",
      code: "not-holder",
      field: "set",
      detail: "only the holder of the AS number in front ends it, also what a former holder left",
      holds: isHolder,
    },
    notLocked,
  ],
  effect: (c) => putSet(c.state, c.body.set),
});
