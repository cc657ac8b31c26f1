/**
 * Holdings over a key space, written once for all of them (SEMANTICS E1): who holds a block, what stands in it, how a
 * part is taken out. The nearest holding around a block is its parent; nothing else names parents, so a transfer of the
 * parent moves nobody's children.
 */
import { casesOf } from "../state/cases.ts";
import { blocksOf, type Block } from "../acts/resource.ts";
import type { HoldingRecord, NumberRecord, StateRecord, Terms } from "../state/records.ts";
import { child, compareKeys, covers, equalKeys, type Space } from "@comity/resources";
import { pick, type Found, type StateReader } from "../state/reader.ts";
import type { State } from "../state/state.ts";

/** Names are delegated label by label; numbers by bits. */
export const isNumberSpace = (space: Space): boolean => space !== "names";

export const allBlocks = (resources: readonly string[]): readonly Block[] => resources.flatMap(blocksOf);

export type Held = { readonly block: Block; readonly record: HoldingRecord };

/** The most specific holding that contains the block or equals it. */
export function holdingOver(state: StateReader, block: Block): Held | undefined {
  return nearest(state.covering(block.space, block.key), block);
}

/** The most specific holding that strictly contains the block. */
export function parentHolding(state: StateReader, block: Block): Held | undefined {
  const around = state.covering(block.space, block.key).filter(({ key }) => !equalKeys(key, block.key));
  return nearest(around, block);
}

function nearest(around: readonly Found[], block: Block): Held | undefined {
  for (let i = around.length - 1; i >= 0; i--) {
    const record = pick(around[i]!.records, "holding");
    if (record !== undefined) return { block: { space: block.space, key: around[i]!.key }, record };
  }
  return undefined;
}

/** Records of any of these types at the block or inside it. */
export function* inside(
  state: StateReader,
  block: Block,
  types: readonly NumberRecord["t"][],
): Generator<{ readonly block: Block; readonly record: StateRecord }> {
  for (const { key, records } of state.within(block.space, block.key)) {
    for (const record of records) {
      if ((types as readonly string[]).includes(record.t))
        yield { block: { space: block.space, key }, record };
    }
  }
}

/** A report of use, also one that is published and waits: whoever it names must not be overtaken. */
const isUsed = (record: StateRecord): boolean =>
  record.t === "report" &&
  record.kind === "delegations" &&
  (record.status === "allocated" || record.status === "assigned");

/** Whether a file reports somebody on (part of) the block: such space is recognised, never delegated anew (F6). */
export function reportedHolder(state: StateReader, block: Block): boolean {
  for (const { records } of state.covering(block.space, block.key)) if (records.some(isUsed)) return true;
  for (const { record } of inside(state, block, ["report"])) if (isUsed(record)) return true;
  return false;
}

const rests = (record: StateRecord): boolean => record.t === "quarantine" || record.t === "claim";

/** Whether this record keeps others off its block: a promise (but not that of `offer`), a rest, a claim. */
const occupies = (record: StateRecord, offer?: string): boolean =>
  rests(record) || (record.t === "reserved" && (offer === undefined || record.offer !== offer));

/**
 * Whether nothing stands on the block besides the holding around it: no holding inside, no reservation (but that of
 * `offer`), no quarantine, no claim, neither inside nor between the block and that holding.
 */
export function isUnoccupied(state: StateReader, block: Block, offer?: string): boolean {
  const over = holdingOver(state, block);
  for (const { key, records } of state.covering(block.space, block.key)) {
    // What lies above the holding belongs to others and says nothing about this part.
    const between = over === undefined || covers(over.block.key, key);
    if (between && records.some((record) => occupies(record, offer))) return false;
  }
  for (const { block: at, record } of inside(state, block, ["holding", "reserved", "quarantine", "claim"])) {
    if (
      record.t === "holding"
        ? over === undefined || !equalKeys(at.key, over.block.key)
        : occupies(record, offer)
    )
      return false;
  }
  return true;
}

/** The holdings of `holder` that hold these blocks, one for each; `undefined` when one of them is not its own. */
export function ownHoldings(
  state: StateReader,
  blocks: readonly Block[],
  holder: string,
): readonly Held[] | undefined {
  const out: Held[] = [];
  for (const block of blocks) {
    const over = holdingOver(state, block);
    if (over?.record.holder !== holder) return undefined;
    out.push(over);
  }
  return out;
}

/** The holding at exactly this block. */
export function holdingAt(state: StateReader, block: Block): HoldingRecord | undefined {
  return pick(state.at(block.space, block.key), "holding");
}

/** Cases of due process that bind the holdings over these blocks, in order. */
export function casesOn(state: StateReader, blocks: readonly Block[]): readonly string[] {
  const cases = blocks.flatMap((block) => {
    const over = holdingOver(state, block);
    return over === undefined ? [] : casesOf(over.record);
  });
  return [...new Set(cases)].sort();
}

/** Whether a promise, a rest or a claim lies on the block, or around it within its holding, or a promise inside it. */
export function isPromised(state: StateReader, held: Held, part: Block): boolean {
  for (const { key, records } of state.covering(part.space, part.key)) {
    if (covers(held.block.key, key) && records.some((record) => occupies(record))) return true;
  }
  for (const { record } of inside(state, part, ["reserved"])) if (record.t === "reserved") return true;
  return false;
}

/** Whether these terms may stand under a parent's (E2): never longer than the parent's own. */
export function termsFit(terms: Terms, parent: Terms, time: number): boolean {
  if (terms.kind === "lease" && terms.until <= time) return false;
  if (parent.kind !== "lease") return true;
  return terms.kind === "lease" && terms.until <= parent.until;
}

/** No two of the blocks overlap. */
export function disjoint(blocks: readonly Block[]): boolean {
  const sorted = blocks.toSorted((a, b) => compareText(a.space, b.space) || compareKeys(a.key, b.key));
  // A block that covers others comes right before the first of them.
  return sorted.every((b, i) => {
    const a = sorted[i - 1];
    return a === undefined || a.space !== b.space || !covers(a.key, b.key);
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Puts a holding on a block. */
export function putHolding(state: State, block: Block, record: HoldingRecord): void {
  const old = pick(state.at(block.space, block.key), "holding");
  state.replace(block.space, block.key, old, record);
}

/** Takes the holding record off a block; what is inside attaches to the next holding around it (E3). */
export function dropHolding(state: State, block: Block): void {
  const old = pick(state.at(block.space, block.key), "holding");
  if (old !== undefined) state.replace(block.space, block.key, old);
}

/** The blocks that remain of `whole` without `part`. */
export function remainder(whole: Block, part: Block): Block[] {
  const out: Block[] = [];
  let key = whole.key;
  while (!equalKeys(key, part.key)) {
    const halves = [child(key, 0)!, child(key, 1)!];
    const [inner, outer] = covers(halves[0]!, part.key) ? halves : halves.reverse();
    out.push({ space: whole.space, key: outer! });
    key = inner!;
  }
  return out;
}

/**
 * Whether `part` can be taken out of the holding: a name only whole; and no remaining block may be somebody else's
 * whole delegation or claim, because then nothing could show any more who its parent is.
 */
export function isCarvable(state: StateReader, held: Held, part: Block): boolean {
  if (equalKeys(held.block.key, part.key)) return true;
  if (!isNumberSpace(part.space)) return false;
  return remainder(held.block, part).every((rest) => !isOthersWhole(state, rest));
}

const isOthersWhole = (state: StateReader, { key, space }: Block): boolean =>
  state.at(space, key).some((r) => r.t === "holding" || r.t === "claim");

/**
 * Splits the holding at `held` so that `part` becomes a holding of its own with the same record; the rest keeps the
 * record on its minimal blocks (`isCarvable` says whether that is possible; where a case is carried out although it is
 * not, a delegation that is a whole remaining block attaches to the next holding around). Returns the part's record.
 */
export function carve(state: State, held: Held, part: Block): HoldingRecord {
  if (equalKeys(held.block.key, part.key)) return held.record;
  dropHolding(state, held.block);
  for (const rest of remainder(held.block, part)) {
    if (!isOthersWhole(state, rest)) putHolding(state, rest, held.record);
  }
  putHolding(state, part, held.record);
  return held.record;
}
