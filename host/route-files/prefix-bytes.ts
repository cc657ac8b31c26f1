/**
 * Prefixes and AS numbers straight from ASCII, for files with a million lines: the same strict grammar as
 * `parsePrefix` and `parseAsn` of `@comity/resources`, without a string for each. What is refused here is read again
 * by the slow readers, which say why.
 */

/** The prefix read last. */
export type PrefixSlot = {
  /** Words of the address, 1 or 4. */
  family: 1 | 4;
  readonly words: Uint32Array;
  length: number;
};

export const prefixSlot = (): PrefixSlot => ({ family: 1, words: new Uint32Array(4), length: 0 });

const DOT = 46;
const SLASH = 47;
const COLON = 58;

/** Reads a prefix at `at`; the position after it, or -1 if there is none (wrong, host bits set, a mixed notation). */
export function prefixAt(data: Uint8Array, at: number, end: number, slot: PrefixSlot): number {
  let value = 0;
  let pos = at;
  for (let octets = 0; octets < 4; octets++) {
    // Written out, because a million lines pass here: one to three digits without a leading zero.
    let digit = pos < end ? data[pos]! - 48 : -1;
    if (digit < 0 || digit > 9) return ipv6At(data, at, end, slot);
    let octet = digit;
    digit = ++pos < end ? data[pos]! - 48 : -1;
    if (digit >= 0 && digit <= 9) {
      if (octet === 0) return ipv6At(data, at, end, slot);
      octet = octet * 10 + digit;
      digit = ++pos < end ? data[pos]! - 48 : -1;
      if (digit >= 0 && digit <= 9) {
        octet = octet * 10 + digit;
        if (octet > 255) return ipv6At(data, at, end, slot);
        pos++;
      }
    }
    value = (value << 8) | octet;
    if (octets < 3 && (pos >= end || data[pos++] !== DOT)) return ipv6At(data, at, end, slot);
  }
  slot.family = 1;
  slot.words[0] = value;
  pos = lengthAt(data, pos, end, 32, slot);
  if (pos < 0) return -1;
  const { length } = slot;
  return length < 32 && (value & (0xffff_ffff >>> length)) !== 0 ? -1 : pos;
}

/** `/` and a decimal length without leading zero, at most `width`. */
function lengthAt(data: Uint8Array, at: number, end: number, width: number, slot: PrefixSlot): number {
  if (at >= end || data[at] !== SLASH) return -1;
  let length = -1;
  let pos = at + 1;
  for (; pos < end; pos++) {
    const c = data[pos]!;
    if (c < 48 || c > 57) break;
    if (length === 0) return -1;
    length = length < 0 ? c - 48 : length * 10 + c - 48;
    if (length > width) return -1;
  }
  slot.length = length;
  return length < 0 ? -1 : pos;
}

const groups = new Uint16Array(8);

function ipv6At(data: Uint8Array, at: number, end: number, slot: PrefixSlot): number {
  let n = 0;
  let gap = -1;
  let pos = at;
  if (pos + 1 < end && data[pos] === COLON) {
    if (data[pos + 1] !== COLON) return -1;
    gap = 0;
    pos += 2;
  }
  for (;;) {
    let group = 0;
    const start = pos;
    for (; pos < end; pos++) {
      const c = data[pos]!;
      const digit = c >= 48 && c <= 57 ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1;
      if (digit < 0) break;
      group = (group << 4) | digit;
      if (pos - start === 4) return -1;
    }
    if (pos === start) {
      // Only right after `::` may the address end without a group.
      if (gap !== n || data[pos] !== SLASH) return -1;
      break;
    }
    if (n === 8) return -1;
    groups[n++] = group;
    if (pos >= end || data[pos] !== COLON) break;
    pos++;
    if (pos < end && data[pos] === COLON) {
      if (gap >= 0) return -1;
      gap = n;
      pos++;
    } else if (pos >= end || data[pos] === SLASH) return -1;
  }
  if (gap < 0 ? n !== 8 : n > 7) return -1;
  const { words } = slot;
  words.fill(0);
  const tail = gap < 0 ? 8 : gap;
  for (let i = 0; i < n; i++) {
    const g = i < tail ? i : 8 - n + i;
    words[g >> 1]! |= groups[i]! << ((g & 1) === 0 ? 16 : 0);
  }
  slot.family = 4;
  pos = lengthAt(data, pos, end, 128, slot);
  if (pos < 0) return -1;
  const full = slot.length >> 5;
  if (full === 4) return pos;
  if ((words[full]! & (0xffff_ffff >>> (slot.length & 31))) !== 0) return -1;
  for (let w = full + 1; w < 4; w++) if (words[w] !== 0) return -1;
  return pos;
}

/** The AS number read last. */
export type AsnSlot = { asn: number };

/** Reads `AS64496`, `as64496` or `64496` at `at`; the position after it, or -1. */
export function asnAt(data: Uint8Array, at: number, end: number, slot: AsnSlot): number {
  let pos = at;
  if (pos + 1 < end && (data[pos]! | 32) === 97 && (data[pos + 1]! | 32) === 115) pos += 2;
  let value = -1;
  for (; pos < end; pos++) {
    const c = data[pos]!;
    if (c < 48 || c > 57) break;
    if (value === 0) return -1;
    value = value < 0 ? c - 48 : value * 10 + c - 48;
    if (value > 0xffff_ffff) return -1;
  }
  slot.asn = value;
  return value < 0 ? -1 : pos;
}
