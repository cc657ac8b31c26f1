/**
 * Keys: bit strings that name a block of a space. `bytes` always has the full width of the space (names: exactly the
 * bits used), bits after `bits` are zero. "a covers b" is "a is a prefix of b", which is what `core/tree` relies on.
 */
export type Key = { readonly bytes: Uint8Array; readonly bits: number };

/** Bit `i` of a byte string, most significant first. */
export const bitAt = (bytes: Uint8Array, i: number): 0 | 1 =>
  (((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) as 0 | 1;

/** How many leading bits both byte strings share, at most `max`. */
export function commonBits(a: Uint8Array, b: Uint8Array, max: number): number {
  const whole = (max + 7) >> 3;
  for (let i = 0; i < whole; i++) {
    const x = a[i]! ^ b[i]!;
    if (x !== 0) return Math.min(max, i * 8 + Math.clz32(x) - 24);
  }
  return max;
}

/** Whether every bit from `bits` on is zero. */
export function isAligned(bytes: Uint8Array, bits: number): boolean {
  let i = bits >> 3;
  if ((bits & 7) !== 0 && (bytes[i++]! & (0xff >> (bits & 7))) !== 0) return false;
  for (; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** A copy with every bit from `bits` on set to `fill`. */
export function withTail(bytes: Uint8Array, bits: number, fill: 0 | 1): Uint8Array {
  const out = bytes.slice();
  let i = bits >> 3;
  if ((bits & 7) !== 0) {
    const mask = 0xff >> (bits & 7);
    out[i] = fill === 1 ? out[i]! | mask : out[i]! & ~mask;
    i++;
  }
  out.fill(fill === 1 ? 255 : 0, i);
  return out;
}

/** `a` contains `b` or equals it (same space). */
export const covers = (a: Key, b: Key): boolean =>
  a.bits <= b.bits && commonBits(a.bytes, b.bytes, a.bits) === a.bits;

/** The two share at least one number or name: for blocks, one covers the other. */
export const overlaps = (a: Key, b: Key): boolean => {
  const n = Math.min(a.bits, b.bits);
  return commonBits(a.bytes, b.bytes, n) === n;
};

export const equalKeys = (a: Key, b: Key): boolean => a.bits === b.bits && covers(a, b);

/** Order of a walk from the top: by bits, a covering block before what it covers. */
export function compareKeys(a: Key, b: Key): number {
  const n = Math.min(a.bits, b.bits);
  const common = commonBits(a.bytes, b.bytes, n);
  return common === n ? a.bits - b.bits : bitAt(a.bytes, common) - bitAt(b.bytes, common);
}

/** One half of a block of a fixed-width space; `undefined` for a single number. */
export function child(key: Key, bit: 0 | 1): Key | undefined {
  if (key.bits >= key.bytes.length * 8) return undefined;
  const bytes = key.bytes.slice();
  if (bit === 1) bytes[key.bits >> 3]! |= 0x80 >> (key.bits & 7);
  return { bytes, bits: key.bits + 1 };
}

/** The other half of the same parent; `undefined` for the whole space. */
export function sibling(key: Key): Key | undefined {
  if (key.bits === 0) return undefined;
  const bytes = key.bytes.slice();
  bytes[(key.bits - 1) >> 3]! ^= 0x80 >> ((key.bits - 1) & 7);
  return { bytes, bits: key.bits };
}

/** How many numbers a block of a fixed-width space holds; a power of two, so exact as a number up to 2^128. */
export const sizeOf = (key: Key): number => 2 ** (key.bytes.length * 8 - key.bits);

/** A key of 4 bytes from an unsigned 32-bit number. */
export function key32(value: number, bits: number): Key {
  const bytes = new Uint8Array(4);
  bytes[0] = value >>> 24;
  bytes[1] = value >>> 16;
  bytes[2] = value >>> 8;
  bytes[3] = value;
  return { bytes, bits };
}

/** The unsigned 32-bit number at `at`. */
export const uint32At = (bytes: Uint8Array, at = 0): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
