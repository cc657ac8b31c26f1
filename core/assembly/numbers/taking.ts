/** What the two measures that take a holding away share (SEMANTICS G5): what they touch, and who is affected. */
import { attachedLeaves } from "./attached.ts";
import type { Block } from "../acts/resource.ts";
import type { Condition, Context } from "../acts/kind.ts";
import type { Field } from "../acts/fields.ts";
import { casesOf } from "../state/cases.ts";
import { allBlocks, carve, dropHolding, holdingOver, inside, isCarvable, type Held } from "./holdings.ts";

export const HOLDER = {
  type: "party",
  doc: "who holds them when the case is opened",
} as const satisfies Field;

type C = Context<{ readonly holder: string; readonly resources: readonly string[] }>;

/** The holding is the holder's, or was its own when the case began and the case has followed it since. */
const isMeant = (c: C, { record }: Held): boolean =>
  record.holder === c.body.holder || (c.decision !== undefined && casesOf(record).includes(c.decision));

/** Delegations inside the block that were made under this case, with its acknowledgement: they share its fate. */
function followers(c: C, block: Block): readonly Held[] {
  const out: Held[] = [];
  if (c.decision === undefined) return out;
  for (const { block: at, record } of inside(c.state, block, ["holding"])) {
    if (record.t === "holding" && casesOf(record).includes(c.decision)) out.push({ block: at, record });
  }
  return out;
}

function touched(c: C): readonly Held[] {
  return allBlocks(c.body.resources).flatMap((block) => {
    const held = holdingOver(c.state, block);
    return [...(held === undefined ? [] : [held]), ...followers(c, block)];
  });
}

/** Everybody who would hold less; children made before the case keep what they have and are not touched. */
export const holdersTouched = (c: C): readonly string[] =>
  [...new Set(touched(c).map(({ record }) => record.holder))].sort();

/** The constitution versions that protect what is touched (SEMANTICS G6). */
export const protectionsTouched = (c: C): readonly number[] =>
  [...new Set(touched(c).map(({ record }) => record.protection))].sort((a, b) => a - b);

export const stillHeld: Condition<C["body"]> = {
  rule: "G4",
  code: "holder-changed",
  field: "resources",
  detail: "each resource lies in one holding of the named holder, or of who took it over during the case",
  holds: (c) =>
    allBlocks(c.body.resources).every((block) => {
      const held = holdingOver(c.state, block);
      return held !== undefined && isMeant(c, held);
    }),
};

export const separable: Condition<C["body"]> = {
  rule: "E1",
  code: "not-separable",
  field: "resources",
  detail: "what remains would be a delegation of its own whole, or the half of a name: name a larger part",
  holds: (c) =>
    allBlocks(c.body.resources).every((block) => {
      const held = holdingOver(c.state, block);
      return held !== undefined && isCarvable(c.state, held, block);
    }),
};

/**
 * Takes the block out of its holding, with what was delegated under the case and the old holder's reservations. Routes
 * and name servers go with it, or stay until `keep`; nothing is put in their place (SEMANTICS H4).
 */
export function takeOut(c: C, block: Block, keep?: number): Held {
  for (const { block: at, record } of followers(c, block)) {
    if (at.key.bits <= block.key.bits) continue;
    attachedLeaves(c, { block: at, record }, at, keep);
    dropHolding(c.state, at);
  }
  const held = holdingOver(c.state, block)!;
  attachedLeaves(c, held, block, keep);
  const record = carve(c.state, held, block);
  for (const { block: at, record: reserved } of Array.from(inside(c.state, block, ["reserved"]))) {
    if (reserved.t === "reserved" && reserved.by === record.holder) {
      c.state.replace(at.space, at.key, reserved);
    }
  }
  dropHolding(c.state, block);
  return { block, record };
}
