/** What the two measures that take a holding away share (SEMANTICS G5): what they touch, and who is affected. */
import { attachedLeaves } from "./attached.ts";
import type { Block } from "../acts/resource.ts";
import type { Condition, Context } from "../acts/kind.ts";
import type { Field } from "../acts/fields.ts";
import { covers } from "@comity/resources";
import { casesOf, isCase } from "../state/cases.ts";
import { allBlocks, carve, dropHolding, holdingOver, inside, isCarvable, type Held } from "./holdings.ts";

export const HOLDER = {
  type: "party",
  doc: "who holds them when the case is opened",
} as const satisfies Field;

type C = Context<{ readonly holder: string; readonly resources: readonly string[] }>;

const isMarked = (c: C, { record }: Held): boolean =>
  c.decision !== undefined && casesOf(record).includes(c.decision);

/** The holding carries the mark of the case; before there is one, it is the named holder's. */
const isMeant = (c: C, held: Held): boolean =>
  isMarked(c, held) || (!isCase(c) && held.record.holder === c.body.holder);

/** Holdings at the block or inside it that carry the case's mark: what was passed on or handed down under it. */
function followers(c: C, block: Block): readonly Held[] {
  const out: Held[] = [];
  if (c.decision === undefined) return out;
  for (const { block: at, record } of inside(c.state, block, ["holding"])) {
    if (record.t === "holding" && isMarked(c, { block: at, record })) out.push({ block: at, record });
  }
  return out;
}

/**
 * The parts of a named block that the case still binds: the whole of it while it lies in one holding, else the widest
 * marked holdings inside, to which its holder divided it. What was given back meanwhile is done (SEMANTICS G4, G5).
 */
function partsOf(c: C, block: Block): readonly Block[] {
  const over = holdingOver(c.state, block);
  if (over !== undefined && isMeant(c, over)) return [block];
  const out: Block[] = [];
  for (const { block: at } of followers(c, block)) {
    const last = out.at(-1);
    if (last === undefined || !covers(last.key, at.key)) out.push(at);
  }
  return out;
}

/** All parts that a measure takes. */
export const partsTaken = (c: C): readonly Block[] =>
  allBlocks(c.body.resources).flatMap((block) => partsOf(c, block));

function touched(c: C): readonly Held[] {
  return partsTaken(c).flatMap((block) => {
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
  // No act of the holder makes a case void: dividing, passing on, giving back after notice changes whom it takes from.
  holds: (c) =>
    isCase(c) ||
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
  // It was when the case was opened; what its holder handed down beside it since then is no shelter.
  holds: (c) =>
    isCase(c) ||
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
