/** Neighbour discovery, next header 177 (reference page 3.7): solicitation (1) and advertisement (2). */
import { ok, refuse, type Result } from "../result.ts";
import { addressAt, type Address } from "./address.ts";
import {
  ADVERTISEMENT,
  MAX_MAC,
  NEIGHBOUR_HEADER,
  NEXT_NEIGHBOUR,
  SOLICITATION,
  TTL_NEIGHBOUR,
} from "./constants.ts";
import type { Header } from "./header.ts";
import { isSound, sumBehind } from "./segment-sum.ts";
import { BROADCAST } from "./public-addresses.ts";
import { addressesProblem, headerSize, writeHeader } from "./write-header.ts";

/** A neighbour message, by offsets into the header's buffer. */
export class Neighbour {
  /** 1 solicitation, 2 advertisement. */
  type = 0;
  /** Sent 0, ignored. */
  code = 0;
  checksum = 0;
  /** The target address (solicitation) or the link address (advertisement). */
  bodyAt = 0;
  bodyLength = 0;
}

/**
 * Reads and verifies the message of an accepted header; bytes after it are ignored. `macLength` is the length of the
 * link's addresses, 0 when any from 1 to 32 may come. Answers 0 or a refusal's number (offset: `h.errorAt`).
 */
export function readNeighbour(h: Header, n: Neighbour, macLength = 0): number {
  const at = h.payload;
  const b = h.bytes;
  h.errorAt = at;
  if (h.end - at < NEIGHBOUR_HEADER) return -40;
  n.type = b[at]!;
  n.code = b[at + 1]!;
  n.checksum = (b[at + 2]! << 8) | b[at + 3]!;
  const body = at + NEIGHBOUR_HEADER;
  let end = body;
  if (n.type === SOLICITATION) {
    h.errorAt = body;
    const length = addressAt(b, body, h.end);
    if (length === 0) return -42;
    n.bodyAt = body;
    n.bodyLength = length;
    end = body + length;
  } else if (n.type === ADVERTISEMENT) {
    h.errorAt = body;
    if (body >= h.end) return -44;
    const length = b[body]!;
    if (length === 0 || length > MAX_MAC || (macLength !== 0 && length !== macLength)) return -45;
    n.bodyAt = body + 1;
    n.bodyLength = length;
    end = body + 1 + length;
    if (end > h.end) return -44;
  } else return -41;
  h.errorAt = at + 2;
  return isSound(h, at, end, NEXT_NEIGHBOUR) ? 0 : -43;
}

function encode(
  destination: Address,
  source: Address,
  type: number,
  body: Uint8Array,
  ttl: number,
): Uint8Array {
  const size = headerSize(destination.length, source.length, true) + NEIGHBOUR_HEADER + body.length;
  const out = new Uint8Array(size);
  const at = writeHeader(out, 0, destination, source, ttl, NEXT_NEIGHBOUR, size);
  out[at] = type;
  out.set(body, at + NEIGHBOUR_HEADER);
  const sum = sumBehind(out, at, size, destination.length, source.length, NEXT_NEIGHBOUR);
  out[at + 2] = sum >> 8;
  out[at + 3] = sum & 0xff;
  return out;
}

export type Solicitation = {
  readonly target: Address;
  readonly source: Address;
  /** FF04 when left out; the target itself for a unicast probe. */
  readonly destination?: Address;
};

/** A solicitation. Codes `address-…`. */
export function encodeSolicitation(message: Solicitation): Result<Uint8Array> {
  const { target, source, destination = BROADCAST } = message;
  const problem =
    addressesProblem(destination, source, NEXT_NEIGHBOUR) || addressesProblem(target, source, 0);
  if (problem !== 0) return refuse(problem);
  return ok(encode(destination, source, SOLICITATION, target, TTL_NEIGHBOUR));
}

export type Advertisement = {
  readonly destination: Address;
  readonly source: Address;
  /** The link address, 1 to 32 bytes. */
  readonly mac: Uint8Array;
};

/** An advertisement: always to one node. Codes `address-…`, `neighbour-mac-length`. */
export function encodeAdvertisement(message: Advertisement): Result<Uint8Array> {
  const { destination, source, mac } = message;
  const problem = addressesProblem(destination, source, 0);
  if (problem !== 0) return refuse(problem);
  if (mac.length === 0 || mac.length > MAX_MAC) return refuse(-45, 0, `${mac.length}`);
  const body = new Uint8Array(1 + mac.length);
  body[0] = mac.length;
  body.set(mac, 1);
  return ok(encode(destination, source, ADVERTISEMENT, body, TTL_NEIGHBOUR));
}
