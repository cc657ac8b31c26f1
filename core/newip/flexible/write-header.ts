/** Writing flexible-address headers as the reference lays them out (reference page 3.3): always an even length. */
import type { RefusalNumber } from "../refusals.ts";
import { checkAddress, isPublic, type Address } from "./address.ts";
import { NEXT_NEIGHBOUR } from "./constants.ts";

/** Bytes of the header that `writeHeader` makes. `withLength`: total length present (TCP, neighbour discovery). */
export const headerSize = (destination: number, source: number, withLength: boolean): number =>
  3 + (withLength ? 2 : 0) + destination + source + (1 - ((destination + source) & 1));

/**
 * Writes a header at `at`; the caller has made room and checked the addresses. An empty `source` writes no source
 * bit. `total` is the whole packet's length, or −1 for a header without it. Answers where the payload begins.
 */
export function writeHeader(
  out: Uint8Array,
  at: number,
  destination: Address,
  source: Address,
  ttl: number,
  nextHeader: number,
  total: number,
): number {
  let p = at;
  const even = ((destination.length + source.length) & 1) === 0;
  const bitmap = 0x54 | (source.length === 0 ? 0 : 0x02) | (total < 0 ? 0 : 0x20);
  if (even) {
    out[p++] = bitmap | 0x01;
    out[p++] = 0;
  } else out[p++] = bitmap;
  out[p++] = ttl;
  if (total >= 0) {
    out[p++] = total >> 8;
    out[p++] = total & 0xff;
  }
  out[p++] = nextHeader;
  for (let i = 0; i < destination.length; i++) out[p++] = destination[i]!;
  for (let i = 0; i < source.length; i++) out[p++] = source[i]!;
  return p;
}

/**
 * Why a pair of addresses is refused for sending: not one valid form, public as a source, or public as a destination
 * (but FF04 for neighbour discovery). 0 when both may be sent.
 */
export function addressesProblem(
  destination: Address,
  source: Address,
  nextHeader: number,
): RefusalNumber | 0 {
  const bad = checkAddress(destination) ?? checkAddress(source);
  if (bad !== undefined) return bad;
  if (isPublic(source)) return -68;
  if (!isPublic(destination)) return 0;
  return destination[1] === 0x04 && nextHeader === NEXT_NEIGHBOUR ? 0 : -68;
}
