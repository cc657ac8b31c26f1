/**
 * Keys of the state tree: bit strings, most significant bit first. "a covers b" is "a is a prefix of b".
 * The order of keys is the pre-order of the tree: bit by bit, a prefix before what it covers.
 */
import { Defect, refuse, ok, type Result } from "@comity/canon";

/** `bits` in 0..65,535; `bytes` holds at least `bits` bits and every bit after them is zero. */
export type Key = { readonly bytes: Uint8Array; readonly bits: number };

/** The values stored at one key. */
export type Entry = { readonly key: Key; readonly values: readonly Uint8Array[] };

export const MAX_BITS = 65_535;

/** The number of bytes that hold `bits` bits. */
export const bytesFor = (bits: number): number => (bits + 7) >>> 3;

/** Bit `at` (0 = most significant of the first byte). */
export const bitAt = (bytes: Uint8Array, at: number): 0 | 1 =>
  ((bytes[at >>> 3]! >>> (7 - (at & 7))) & 1) as 0 | 1;

/** How many leading bits two byte strings share, at most `max`; `aAt` and `bAt` are byte offsets. */
export function commonBits(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, max: number): number {
  const whole = max >>> 3;
  for (let i = 0; i < whole; i++) {
    const difference = a[aAt + i]! ^ b[bAt + i]!;
    if (difference !== 0) return i * 8 + Math.clz32(difference) - 24;
  }
  const rest = max & 7;
  if (rest === 0) return max;
  const difference = (a[aAt + whole]! ^ b[bAt + whole]!) & (0xff00 >>> rest) & 0xff;
  return difference === 0 ? max : whole * 8 + Math.clz32(difference) - 24;
}

/** Pre-order: negative, zero or positive. */
export function compareKeys(a: Key, b: Key): number {
  const shorter = Math.min(a.bits, b.bits);
  const common = commonBits(a.bytes, 0, b.bytes, 0, shorter);
  return common === shorter ? a.bits - b.bits : bitAt(a.bytes, common) - bitAt(b.bytes, common);
}

/** Refuses what is not a key of at most `maxBits` bits. Code `key`. */
export function checkKey(key: Key, maxBits: number = MAX_BITS): Result<Key> {
  const { bytes, bits } = key;
  if (!Number.isInteger(bits) || bits < 0 || bits > maxBits) {
    return refuse("key", `a key here has 0 to ${maxBits} bits`, "bits");
  }
  if (bytes.length * 8 < bits) return refuse("key", "the key has fewer bytes than its bits need", "bytes");
  const whole = bits >>> 3;
  for (let i = whole; i < bytes.length; i++) {
    const mask = i === whole ? 0xff >>> (bits & 7) : 0xff;
    if ((bytes[i]! & mask) !== 0) return refuse("key", "bits after the end of the key must be zero", "bytes");
  }
  return ok(key);
}

/** For callers inside the program: a bad key is a defect. */
export function mustBeKey(key: Key, maxBits: number): void {
  const checked = checkKey(key, maxBits);
  if (!checked.ok) throw new Defect(`tree key: ${checked.error.detail}`);
}
