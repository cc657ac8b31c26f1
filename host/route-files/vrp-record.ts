/**
 * One element of the `roas` list, straight from its bytes. Takes the records relying parties really write (members
 * `asn`, `prefix`, `maxLength`, `ta`, `expires` in any order, others skipped); anything unusual is left to the
 * careful reader.
 */
import { asnAt, prefixAt, prefixSlot, type AsnSlot, type PrefixSlot } from "./prefix-bytes.ts";
import { COLON, COMMA, isSpace, QUOTE } from "./json-scan.ts";

const CLOSE = 125;
const BACKSLASH = 92;

export class RecordSlot {
  readonly prefix: PrefixSlot = prefixSlot();
  readonly asn: AsnSlot = { asn: 0 };
  maxLength = 0;
  /** -1 when absent. */
  expires = -1;
  /** Where the trust anchor's name stands; both 0 when absent. */
  anchorFrom = 0;
  anchorTo = 0;
}

const HAS_ASN = 1;
const HAS_PREFIX = 2;
const HAS_MAX = 4;
const HAS_ANCHOR = 8;
const HAS_EXPIRES = 16;

/** Position after the record whose `{` stands at `at`, or -1 when it is not a plain one or the window ends. */
export function recordAt(data: Uint8Array, at: number, end: number, slot: RecordSlot): number {
  let seen = 0;
  let pos = at + 1;
  slot.expires = -1;
  slot.anchorFrom = 0;
  slot.anchorTo = 0;
  for (;;) {
    while (isSpace(data[pos])) pos++;
    if (data[pos] !== QUOTE) return -1;
    const name = ++pos;
    while (pos < end && data[pos] !== QUOTE) if (data[pos++] === BACKSLASH) return -1;
    const length = pos - name;
    const first = data[name];
    pos++;
    while (isSpace(data[pos])) pos++;
    if (data[pos] !== COLON) return -1;
    pos++;
    while (isSpace(data[pos])) pos++;
    let member = 0;
    if (length === 3 && first === 97 && data[name + 1] === 115 && data[name + 2] === 110) {
      member = HAS_ASN;
      const quoted = data[pos] === QUOTE;
      // A number is bare digits: `AS` stands only in quotes.
      if (!quoted && (data[pos]! < 48 || data[pos]! > 57)) return -1;
      pos = asnAt(data, quoted ? pos + 1 : pos, end, slot.asn);
      if (pos < 0 || (quoted && data[pos++] !== QUOTE)) return -1;
    } else if (length === 6 && first === 112 && data[name + 5] === 120 && data[name + 3] === 102) {
      member = HAS_PREFIX;
      if (data[pos] !== QUOTE) return -1;
      pos = prefixAt(data, pos + 1, end, slot.prefix);
      if (pos < 0 || data[pos++] !== QUOTE) return -1;
    } else if (length === 9 && first === 109 && data[name + 3] === 76 && data[name + 8] === 104) {
      member = HAS_MAX;
      pos = numberAt(data, pos, end);
      slot.maxLength = lastNumber;
      if (pos < 0) return -1;
    } else if (length === 7 && first === 101 && data[name + 6] === 115 && data[name + 2] === 112) {
      member = HAS_EXPIRES;
      pos = numberAt(data, pos, end);
      slot.expires = lastNumber;
      if (pos < 0) return -1;
    } else if (length === 2 && first === 116 && data[name + 1] === 97) {
      member = HAS_ANCHOR;
      if (data[pos] !== QUOTE) return -1;
      slot.anchorFrom = ++pos;
      // Control characters and bytes above ASCII go the careful way, which checks them.
      while (pos < end && data[pos] !== QUOTE) {
        const c = data[pos++]!;
        if (c === BACKSLASH || c < 32 || c > 126) return -1;
      }
      slot.anchorTo = pos++;
    } else {
      return -1;
    }
    if ((seen & member) !== 0) return -1;
    seen |= member;
    while (isSpace(data[pos])) pos++;
    const c = data[pos++];
    if (c === CLOSE) break;
    if (c !== COMMA) return -1;
  }
  const required = HAS_ASN | HAS_PREFIX | HAS_MAX;
  if (pos > end || (seen & required) !== required) return -1;
  const { length, family } = slot.prefix;
  return slot.maxLength < length || slot.maxLength > family * 32 ? -1 : pos;
}

let lastNumber = 0;

/** A whole number without sign or leading zero, at most 15 digits; -1 for any other. */
function numberAt(data: Uint8Array, at: number, end: number): number {
  let pos = at;
  let value = 0;
  for (; pos < end; pos++) {
    const c = data[pos]!;
    if (c < 48 || c > 57) break;
    if (value === 0 && pos > at) return -1;
    value = value * 10 + c - 48;
  }
  lastNumber = value;
  const c = data[pos];
  return pos === at || pos - at > 15 || !(c === COMMA || c === CLOSE || isSpace(c)) ? -1 : pos;
}
