/**
 * Bulk building: one pass over keys in order with the stack of ancestors of the last key (the right edge of the
 * tree). Sorting helpers for keys in packed arrays, so that a million keys need no objects.
 */
import { Defect } from "@comity/canon";
import type { Arena } from "./arena.ts";
import { MAX_VALUES, toValueSet } from "./commitment.ts";
import { bitAt, commonBits, mustBeKey, type Entry } from "./key.ts";

/** Adds entries in key order below an empty root that may be changed. */
export function buildInto(
  arena: Arena,
  root: number,
  sorted: Iterable<Entry>,
  maxBits: number,
): { entries: number; nodes: number } {
  const spine = [root];
  let entries = 0;
  let nodes = 1;
  let last = 0;
  // Stored at once, because the caller may reuse its buffers; collected only when a second entry has the same key.
  let joined: Uint8Array[] | undefined;
  const store = (values: readonly Uint8Array[]): void => {
    const set = toValueSet(values);
    if (set.length > MAX_VALUES) throw new Defect(`tree values: at most ${MAX_VALUES} at one key`);
    arena.setValues(last, arena.addValues(set));
  };
  const finish = (): void => {
    if (joined !== undefined) store(joined);
    joined = undefined;
  };
  for (const { key, values: more } of sorted) {
    mustBeKey(key, maxBits);
    if (more.length === 0) throw new Defect("tree build: an entry without values");
    const { bytes, bits } = key;
    const previous = spine.at(-1)!;
    const plen = arena.plen(previous);
    const common = commonBits(
      bytes,
      0,
      arena.labelBytes(previous),
      arena.labelAt(previous),
      Math.min(bits, plen),
    );
    if (common === bits && bits === plen) {
      if (last === previous) {
        joined ??= [...arena.readValues(last)];
        for (const value of more) joined.push(value.slice());
      } else {
        last = previous; // the root, which exists already
        entries++;
        store(more);
      }
      continue;
    }
    // A prefix of the key before it fails here too, since the bits after its end are zero.
    if (common < plen && bitAt(bytes, common) === 0) {
      throw new Defect("tree build: keys are not in order");
    }
    finish();
    let popped = 0;
    while (arena.plen(spine.at(-1)!) > common) popped = spine.pop()!;
    let parent = spine.at(-1)!;
    if (popped !== 0 && arena.plen(parent) < common) {
      const fork = arena.addNode(common, bytes, 0);
      nodes++;
      arena.setChild(parent, bitAt(bytes, arena.plen(parent)), fork);
      arena.setChild(fork, 0, popped);
      spine.push(fork);
      parent = fork;
    }
    last = arena.addNode(bits, bytes, 0);
    nodes++;
    entries++;
    arena.setChild(parent, bitAt(bytes, arena.plen(parent)), last);
    spine.push(last);
    store(more);
  }
  finish();
  return { entries, nodes };
}

/**
 * The key order of `count` keys packed as `width` bytes each, with their lengths in bits: indexes, first key first.
 * Equal keys keep their order. Radix sort, so the time grows with `count * width`.
 */
export function sortKeys(width: number, bytes: Uint8Array, bits: Uint16Array | Uint8Array): Uint32Array {
  const count = bits.length;
  let order = new Uint32Array(count);
  let next = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const pass = (digit: (index: number) => number): void => {
    const starts = new Uint32Array(257);
    for (let i = 0; i < count; i++) starts[digit(i) + 1]!++;
    if (starts.includes(count, 1)) return;
    for (let i = 0; i < 256; i++) starts[i + 1]! += starts[i]!;
    for (let i = 0; i < count; i++) {
      const index = order[i]!;
      next[starts[digit(index)]!++] = index;
    }
    [order, next] = [next, order];
  };
  // Least significant first. Bytes are zero padded, so the length decides between a prefix and what it covers.
  pass((i) => bits[i]! & 0xff);
  pass((i) => bits[i]! >>> 8);
  for (let at = width - 1; at >= 0; at--) pass((i) => bytes[i * width + at]!);
  return order;
}
