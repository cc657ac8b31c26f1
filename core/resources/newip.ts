/**
 * New IP addresses (flexible-address format) as keys. The first byte of an address implies its length, so addresses are
 * a prefix code and a block is a prefix of their wire bytes: `newip:f2a0/12`. Keys have a leading byte `01`, because they
 * share the register `networks` with text keys, none of which begins with it.
 */
import { ok, refuse, toHex, type Result } from "@comity/canon";
import { isAligned, type Key } from "./key.ts";

/** Bits before the wire bytes in a key. */
const LEAD = 8;
const WIDTH = 8;

/** Length in bytes of an address by its first byte; 0 where the class is unassigned. */
export function newipClassLength(first: number): number {
  if (first <= 0xdc) return 1;
  if (first <= 0xf0) return 2;
  if (first <= 0xf3) return [3, 5, 7][first - 0xf1]!;
  if (first === 0xfe) return 8;
  return first === 0xff ? 2 : 0;
}

/** The most bits a key at or inside this one may have, so that it is still a block of addresses. */
export function newipMaxBits({ bits, bytes }: Key): number {
  const first = bytes[1] ?? 0;
  if (bits >= LEAD + 8) return LEAD + 8 * newipClassLength(first);
  // Several first bytes: down to one of them everything is a block.
  const last = first + (0xff >> (bits - LEAD));
  const lengths = Array.from({ length: last - first + 1 }, (_, i) => newipClassLength(first + i));
  return LEAD + 8 * Math.max(1, Math.min(...lengths.filter((n) => n > 0)));
}

/** `newip:` and hexadecimal wire bytes, with `/bits` unless it is one address. Codes `newip`, `prefix-length`, `host-bits`. */
export function parseNewip(text: string, field = ""): Result<Key> {
  const m = /^newip:((?:[0-9a-f]{2}){0,8})(?:\/(0|[1-9][0-9]?))?$/i.exec(text);
  if (m === null)
    return refuse("newip", "expected newip: and wire bytes in hexadecimal, like newip:f2a0/12", field);
  const wire = Uint8Array.from(m[1]!.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const length = m[2] === undefined ? wire.length * 8 : Number(m[2]);
  const bytes = new Uint8Array(1 + WIDTH);
  bytes[0] = 1;
  bytes.set(wire, 1);
  const key = { bytes, bits: LEAD + length };
  if (length >= 8 && newipClassLength(bytes[1]!) === 0) {
    return refuse("newip", "addresses that begin with f4 to fd are unassigned", field);
  }
  if (length >= 8 && bytes[1] === 0xff) return refuse("newip", "ff addresses are public: nobody's", field);
  if (wire.length !== (length + 7) >> 3 || key.bits > newipMaxBits(key)) {
    return refuse("prefix-length", "the length fits the bytes given and the address class", field);
  }
  if (!isAligned(bytes, key.bits)) return refuse("host-bits", "bits after the prefix length are set", field);
  return ok(key);
}

/** Always with `/bits`. */
export const newipText = ({ bits, bytes }: Key): string =>
  `newip:${toHex(bytes.subarray(1, 1 + ((bits - LEAD + 7) >> 3)))}/${bits - LEAD}`;
