/** The way from the root to a key, in an arena. No recursion: text keys make paths of thousands of nodes. */
import type { Arena } from "./arena.ts";
import { bitAt, commonBits, type Key } from "./key.ts";

/**
 * The answer of `descend`, reusable. `path[0..depth]` are the nodes whose label is a prefix of the key (the root is
 * `path[0]`); `end` is the child of the last one on the key's side, which leaves the key's branch or is longer than
 * the key, 0 for none; `common` is how many bits of the key `end` (or else the last node) shares.
 */
export type Descent = { readonly path: number[]; depth: number; end: number; common: number };

export const newDescent = (): Descent => ({ path: [], depth: 0, end: 0, common: 0 });

export function descend(arena: Arena, root: number, key: Key, out: Descent): Descent {
  const { bytes, bits } = key;
  const path = out.path;
  let depth = 0;
  let node = root;
  path[0] = root;
  // By the branch bits alone first: labels are compared once, at the end, since each extends those above it.
  for (;;) {
    const plen = arena.plen(node);
    if (plen >= bits) break;
    const child = arena.child(node, bitAt(bytes, plen));
    if (child === 0) break;
    path[++depth] = child;
    node = child;
  }
  const common = commonBits(
    bytes,
    0,
    arena.labelBytes(node),
    arena.labelAt(node),
    Math.min(bits, arena.plen(node)),
  );
  let end = 0;
  while (arena.plen(path[depth]!) > common) end = path[depth--]!;
  out.depth = depth;
  out.end = end;
  out.common = common;
  return out;
}
