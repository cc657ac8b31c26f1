/** First-free search: which block of a pool a new allocation gets. Pure, so that every replay picks the same. */
import { bitAt, type Key } from "./key.ts";

/**
 * The block of `bits` that best fits `pool`: out of the smallest free block that is large enough, the lowest
 * one, its lowest part. `taken` holds the keys inside the pool that are not free (holdings, reservations,
 * quarantine), sorted by `compareKeys`; nested ones do no harm. `undefined` when nothing fits.
 */
export function firstFree(pool: Key, taken: readonly Key[], bits: number): Key | undefined {
  if (bits < pool.bits || bits > pool.bytes.length * 8) return undefined;
  const path = pool.bytes.slice();
  let best: Key | undefined;
  let bestBits = -1; // length of the free block `best` lies in; longer is tighter

  const search = (depth: number, from: number, to: number): void => {
    if (from === to) {
      if (depth > bestBits) {
        bestBits = depth;
        best = { bytes: path.slice(), bits };
      }
      return;
    }
    // The widest key sorts first: at or above this block it leaves nothing free. No free block below can beat an
    // exact fit, and a block of the wanted length that is partly taken is none.
    if (taken[from]!.bits <= depth || depth >= bits || bestBits === bits) return;
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bitAt(taken[middle]!.bytes, depth) === 0) low = middle + 1;
      else high = middle;
    }
    search(depth + 1, from, low);
    path[depth >> 3]! |= 0x80 >> (depth & 7);
    search(depth + 1, low, to);
    path[depth >> 3]! &= ~(0x80 >> (depth & 7));
  };
  search(pool.bits, 0, taken.length);
  return best;
}
