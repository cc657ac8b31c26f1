/** Ranges (both ends included) of fixed-width spaces, and the minimal list of aligned blocks that covers them. */
import { compareBytes } from "@comity/canon";
import { compareKeys, isAligned, key32, withTail, type Key } from "./key.ts";

/** First and last number, big-endian, of equal width. */
export type Range = { readonly first: Uint8Array; readonly last: Uint8Array };

export const rangeOf = (key: Key): Range => ({
  first: key.bytes,
  last: withTail(key.bytes, key.bits, 1),
});

/** The minimal blocks of [first, last] of a 32-bit space, ascending; `[]` when last < first. */
export function blocks32(first: number, last: number): Key[] {
  const out: Key[] = [];
  for (let at = first; at <= last;) {
    // The largest block is limited by the alignment of its start and by what is left.
    let size = at === 0 ? 2 ** 32 : (at & -at) >>> 0;
    while (size > last - at + 1) size /= 2;
    out.push(key32(at, 32 - Math.log2(size)));
    at += size;
  }
  return out;
}

/** The minimal blocks of a range, ascending; `[]` when it ends before it starts. */
export function rangeKeys(range: Range): Key[] {
  const out: Key[] = [];
  const width = range.first.length * 8;
  let at: Uint8Array | undefined = range.first.slice();
  while (at !== undefined && compareBytes(at, range.last) <= 0) {
    let bits = width;
    let end = at;
    while (bits > 0 && isAligned(at, bits - 1)) {
      const wider = withTail(at, bits - 1, 1);
      if (compareBytes(wider, range.last) > 0) break;
      bits--;
      end = wider;
    }
    out.push({ bytes: at, bits });
    at = successor(end);
  }
  return out;
}

/** The next number, or `undefined` after the last one of the space. */
export function successor(bytes: Uint8Array): Uint8Array | undefined {
  const out = bytes.slice();
  for (let i = out.length - 1; i >= 0; i--) {
    if (out[i] !== 255) {
      out[i]!++;
      return out;
    }
    out[i] = 0;
  }
  return undefined;
}

/** Blocks in any order, nested or not, as disjoint ascending ranges with neighbours joined. */
export function mergeToRanges(keys: readonly Key[]): Range[] {
  const out: { first: Uint8Array; last: Uint8Array }[] = [];
  for (const key of [...keys].sort(compareKeys)) {
    const { first, last } = rangeOf(key);
    const open = out.at(-1);
    const next = open && successor(open.last);
    if (open === undefined || (next !== undefined && compareBytes(first, next) > 0))
      out.push({ first, last });
    else if (compareBytes(last, open.last) > 0) open.last = last;
  }
  return out;
}

/** The minimal ascending list of blocks with the same union. */
export const minimalKeys = (keys: readonly Key[]): Key[] => mergeToRanges(keys).flatMap(rangeKeys);
