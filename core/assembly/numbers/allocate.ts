/**
 * `allocate`: first-free allocation. The act names a pool and a size; the fold picks the block, best fit and then
 * lowest, out of what is neither held, reserved, at rest, claimed nor reported (SEMANTICS E5). An offer sets the picked
 * block aside, and the recipient accepts exactly that one.
 */
import { compareKeys, firstFree, newipMaxBits, type Key } from "@comity/resources";
import { blocksOf, type Block } from "../acts/resource.ts";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import type { StateRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { attachedPassOn } from "./attached.ts";
import { notLocked, recipientKnown } from "./clauses.ts";
import { granted } from "./granted.ts";
import { casesOn, holdingOver, isNumberSpace, putHolding, termsFit } from "./holdings.ts";
import { asideOf, setAside, takeAside } from "./set-aside.ts";
import { coveringClauses } from "../routes/covering.ts";
import { COVERING } from "../routes/route-fields.ts";
import { ACKNOWLEDGES, AGGREGATE, NOTE, TERMS } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "recipient; must accept exactly what was picked" },
  pool: { type: "resource", doc: "block of the signer in which to look" },
  size: {
    type: "cases",
    tag: "by",
    doc: "how much: a prefix length, or a number of AS numbers (a power of two)",
    cases: {
      length: { length: { type: "integer", min: 0, max: 128, doc: "prefix length" } },
      count: { count: { type: "integer", min: 1, max: 1_048_576, doc: "number of AS numbers" } },
    },
  },
  terms: TERMS,
  aggregate: AGGREGATE,
  covering: COVERING,
  acknowledges: ACKNOWLEDGES,
  note: NOTE,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const poolOf = (c: C): readonly Block[] => blocksOf(c.body.pool);

/** The key length of the size in the pool's space; `undefined` when the two do not go together. */
function bitsOf(c: C, pool: Block): number | undefined {
  const { size } = c.body;
  if (!isNumberSpace(pool.space)) return undefined;
  if (pool.space === "networks") {
    // The length is that of the wire bytes; it has to be a block of addresses in the pool's class.
    const bits = size.by === "length" ? 8 + size.length : Number.NaN;
    return bits <= newipMaxBits(pool.key) ? bits : undefined;
  }
  if (pool.space !== "asn") return size.by === "length" ? size.length : undefined;
  const bits = size.by === "count" ? Math.log2(size.count) : Number.NaN;
  return Number.isInteger(bits) ? 32 - bits : undefined;
}

/** What no allocation may touch: everything that stands in the pool besides the pool's own holding. */
function takenIn(state: StateReader, pool: Block, own: Key): Key[] {
  const out: Key[] = [];
  const takes = (record: StateRecord, key: Key): boolean => {
    switch (record.t) {
      case "holding":
        return key.bits !== own.bits;
      case "report":
        return (
          record.kind === "delegations" && (record.status === "allocated" || record.status === "assigned")
        );
      case "reserved":
      case "quarantine":
      case "claim":
        return true;
      default:
        return false;
    }
  };
  // Reports say it about any space around; the holder's own promises only inside its holding.
  for (const { key, records } of state.covering(pool.space, pool.key)) {
    const between = key.bits >= own.bits;
    if (key.bits < pool.key.bits && records.some((r) => (between || r.t === "report") && takes(r, key))) {
      out.push(pool.key);
    }
  }
  for (const { key, records } of state.within(pool.space, pool.key)) {
    if (records.some((r) => takes(r, key))) out.push(key);
  }
  return out.sort(compareKeys);
}

/** One act is judged in one context: look through a large pool once. */
const picks = new WeakMap<C, Block | undefined>();

/** The block the fold picks: the one set aside for this offer, else the best fit in the first pool block that has any. */
function picked(c: C): Block | undefined {
  if (!picks.has(c)) picks.set(c, pick(c));
  return picks.get(c);
}

function pick(c: C): Block | undefined {
  if (c.offer !== undefined) return asideOf(c.state, c.offer)[0];
  for (const pool of poolOf(c)) {
    const over = holdingOver(c.state, pool);
    const bits = bitsOf(c, pool);
    if (over === undefined || bits === undefined) continue;
    const key = firstFree(pool.key, takenIn(c.state, pool, over.block.key), bits);
    if (key !== undefined && key.bits > over.block.key.bits) return { space: pool.space, key };
  }
  return undefined;
}

export const allocate = defineKind({
  kind: "allocate",
  room: "numbers",
  summary: "Hand down the first free block of a size; the register picks it",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => [c.body.to],
  conditions: [
    recipientKnown,
    {
      rule: "E5",
      code: "size-unfit",
      field: "size",
      detail:
        "give a prefix length for addresses, a power of two for AS numbers; names are delegated by name",
      holds: (c: C) => poolOf(c).every((pool) => bitsOf(c, pool) !== undefined),
    },
    {
      rule: "E1",
      code: "not-holder",
      field: "pool",
      detail: "the pool is part of one holding of the signer (an AS range: of holdings of the signer)",
      holds: (c: C) => poolOf(c).every((pool) => holdingOver(c.state, pool)?.record.holder === c.by.id),
    },
    {
      rule: "E5",
      code: "pool-full",
      field: "pool",
      detail: "no free block of this size: look in another pool, ask for less, or wait for quarantine to end",
      holds: (c: C) => poolOf(c).some((pool) => bitsOf(c, pool) === undefined) || picked(c) !== undefined,
    },
    {
      rule: "E2",
      code: "terms-longer-than-parent",
      field: "terms",
      detail: "a delegation never outlives the holding it comes from, nor starts in the past",
      holds: (c: C) =>
        poolOf(c).every((pool) => {
          const over = holdingOver(c.state, pool);
          return over !== undefined && termsFit(c.body.terms, over.record.terms, c.time);
        }),
    },
    {
      rule: "G5",
      code: "case-not-acknowledged",
      field: "acknowledges",
      detail:
        "a case runs about this holding: the recipient names it in `acknowledges`, and the case follows",
      holds: (c: C) => {
        const known = [...(c.body.acknowledges ?? []), ...(c.acknowledges ?? [])];
        const block = c.consents.has(c.body.to) ? picked(c) : undefined;
        return block === undefined || casesOn(c.state, [block]).every((each) => known.includes(each));
      },
    },
    ...coveringClauses((c: C) => {
      const block = picked(c);
      return block === undefined ? [] : [block];
    }),
    notLocked,
  ],
  offered: (c, offer) => setAside(c, [picked(c)!], offer),
  effect: (c) => {
    const block = picked(c)!;
    takeAside(c, block);
    attachedPassOn(c, block, c.body.to);
    putHolding(c.state, block, granted(c, block));
  },
});
