/** Questions to one state of a tree, named by its root: exact values, everything that covers, everything below. */
import type { Arena } from "./arena.ts";
import { bitAt, commonBits, type Entry, type Key } from "./key.ts";
import { descend, newDescent, type Descent } from "./search.ts";

/** The values at one length of the asked key. */
export type Covering = { readonly bits: number; readonly values: readonly Uint8Array[] };

const descent: Descent = newDescent();

/** The values exactly at `key`; empty when there are none. */
export function valuesAt(arena: Arena, root: number, key: Key): readonly Uint8Array[] {
  const { path, depth } = descend(arena, root, key, descent);
  const node = path[depth]!;
  return arena.plen(node) === key.bits ? arena.readValues(node) : [];
}

/** All values at `key` and at its prefixes, shortest first. */
export function coveringOf(arena: Arena, root: number, key: Key): readonly Covering[] {
  const { path, depth } = descend(arena, root, key, descent);
  const found: Covering[] = [];
  for (let i = 0; i <= depth; i++) {
    const node = path[i]!;
    if (arena.values(node) !== 0) found.push({ bits: arena.plen(node), values: arena.readValues(node) });
  }
  return found;
}

/** The highest node at or below `key`, 0 for none. */
export function subtreeAt(arena: Arena, root: number, key: Key): number {
  const { path, depth, end, common } = descend(arena, root, key, descent);
  const node = path[depth]!;
  if (arena.plen(node) === key.bits) return node;
  return end !== 0 && common === key.bits ? end : 0;
}

/** The entries at or below `key` in pre-order; with `after`, those that come after that key (which need not exist). */
export function* entriesWithin(
  arena: Arena,
  root: number,
  key: Key,
  after?: Key,
): Generator<Entry, void, void> {
  const top = subtreeAt(arena, root, key);
  if (top === 0) return;
  const pending = after === undefined ? [top] : seek(arena, top, after);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const right = arena.right(node);
    if (right !== 0) pending.push(right);
    const left = arena.left(node);
    if (left !== 0) pending.push(left);
    if (arena.values(node) !== 0) yield { key: arena.key(node), values: arena.readValues(node) };
  }
}

/** The highest nodes below `top` that come after `cursor`, the first of them last. */
function seek(arena: Arena, top: number, cursor: Key): number[] {
  const pending: number[] = [];
  let node = top;
  while (node !== 0) {
    const plen = arena.plen(node);
    const shorter = Math.min(plen, cursor.bits);
    const label = arena.labelBytes(node);
    const at = arena.labelAt(node);
    const common = commonBits(cursor.bytes, 0, label, at, shorter);
    if (common < shorter) {
      if (bitAt(cursor.bytes, common) === 0) pending.push(node);
      break;
    }
    if (plen > cursor.bits) {
      pending.push(node);
      break;
    }
    const right = arena.right(node);
    const side = plen === cursor.bits ? undefined : bitAt(cursor.bytes, plen);
    if (side !== 1 && right !== 0) pending.push(right);
    if (side === undefined) {
      const left = arena.left(node);
      if (left !== 0) pending.push(left);
      break;
    }
    node = side === 0 ? arena.left(node) : right;
  }
  return pending;
}
