/**
 * The commitment of the state tree: the two byte strings that are hashed. This file and the verifiers use no arena,
 * so that a browser bundle holds only them; the writer's fast path (`seal.ts`) lays out the same bytes in place.
 *
 *     valueHash = H(0x03 || register || for each value, sorted, no duplicates: u32be length || value)
 *     node      = H(0x02 || register || plen u16be || label || flags || [valueHash] || [left] || [right])
 */
import { compareBytes, sha256 } from "@comity/canon";
import { bytesFor } from "./key.ts";

export const NODE_TAG = 0x02;
export const VALUE_TAG = 0x03;
export const HAS_VALUE = 1;
export const HAS_LEFT = 2;
export const HAS_RIGHT = 4;

/** Bytes in a digest. */
export const HASH = 32;

/** Most values at one key. */
export const MAX_VALUES = 65_535;

/** Whether values are strictly ascending bytewise, which is what "sorted, no duplicates" means. */
export function isValueSet(values: readonly Uint8Array[]): boolean {
  for (let i = 1; i < values.length; i++) if (compareBytes(values[i - 1]!, values[i]!) >= 0) return false;
  return true;
}

/** The values as a set: sorted bytewise, duplicates removed. */
export function toValueSet(values: readonly Uint8Array[]): readonly Uint8Array[] {
  if (values.length < 2 || isValueSet(values)) return values;
  const sorted = values.toSorted(compareBytes);
  return sorted.filter((value, i) => i === 0 || compareBytes(sorted[i - 1]!, value) !== 0);
}

/** The hash of a value set (already sorted, not empty). */
export function hashValues(register: number, values: readonly Uint8Array[]): Uint8Array {
  let length = 2;
  for (const value of values) length += 4 + value.length;
  const message = new Uint8Array(length);
  message[0] = VALUE_TAG;
  message[1] = register;
  let at = 2;
  for (const value of values) {
    at = putUint32(message, at, value.length);
    message.set(value, at);
    at += value.length;
  }
  return sha256(message);
}

/**
 * The hash of a node. `label` holds at least `plen` bits; those beyond are taken as zero. The flags follow from
 * which of the three hashes are given.
 */
export function hashNode(
  register: number,
  plen: number,
  label: Uint8Array,
  value: Uint8Array | undefined,
  left: Uint8Array | undefined,
  right: Uint8Array | undefined,
): Uint8Array {
  const labelBytes = bytesFor(plen);
  const parts = (value ? 1 : 0) + (left ? 1 : 0) + (right ? 1 : 0);
  const message = new Uint8Array(5 + labelBytes + HASH * parts);
  message[0] = NODE_TAG;
  message[1] = register;
  message[2] = plen >>> 8;
  message[3] = plen & 0xff;
  for (let i = 0; i < labelBytes; i++) message[4 + i] = label[i]!;
  if ((plen & 7) !== 0) message[3 + labelBytes]! &= 0xff00 >>> (plen & 7);
  let at = 4 + labelBytes;
  message[at++] = (value ? HAS_VALUE : 0) | (left ? HAS_LEFT : 0) | (right ? HAS_RIGHT : 0);
  for (const part of [value, left, right]) {
    if (!part) continue;
    message.set(part, at);
    at += HASH;
  }
  return sha256(message);
}

/** Writes a big-endian u32 and returns the offset after it. */
export function putUint32(out: Uint8Array, at: number, value: number): number {
  out[at] = value >>> 24;
  out[at + 1] = (value >>> 16) & 0xff;
  out[at + 2] = (value >>> 8) & 0xff;
  out[at + 3] = value & 0xff;
  return at + 4;
}
