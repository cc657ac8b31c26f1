/** UDP over flexible addresses (reference page 3.6, 3.8): the standard header; checksum 0 is no exemption. */
import { ok, refuse, type Result } from "../result.ts";
import type { RefusalNumber } from "../refusals.ts";
import type { Address } from "./address.ts";
import { MAX_PACKET, NEXT_UDP, TTL_DATA, UDP_HEADER } from "./constants.ts";
import type { Header } from "./header.ts";
import { isSound, sumBehind } from "./segment-sum.ts";
import { addressesProblem, headerSize, writeHeader } from "./write-header.ts";

/** A datagram, by offsets into the header's buffer. */
export class Udp {
  sourcePort = 0;
  destinationPort = 0;
  /** Header and payload. */
  length = 0;
  checksum = 0;
  /** The payload is `bytes[dataAt..dataEnd)`. */
  dataAt = 0;
  dataEnd = 0;
}

/** Reads and verifies the datagram of an accepted header. Answers 0 or a refusal's number (offset: `h.errorAt`). */
export function readUdp(h: Header, u: Udp): number {
  const at = h.payload;
  const b = h.bytes;
  h.errorAt = at;
  const left = h.end - at;
  if (left < UDP_HEADER) return -20;
  u.sourcePort = (b[at]! << 8) | b[at + 1]!;
  u.destinationPort = (b[at + 2]! << 8) | b[at + 3]!;
  const length = (b[at + 4]! << 8) | b[at + 5]!;
  u.length = length;
  u.checksum = (b[at + 6]! << 8) | b[at + 7]!;
  h.errorAt = at + 4;
  if (length < UDP_HEADER) return -21;
  if (length > left) return -22;
  u.dataAt = at + UDP_HEADER;
  u.dataEnd = at + length;
  h.errorAt = at + 6;
  return isSound(h, at, at + length, NEXT_UDP) ? 0 : -23;
}

/** Length of the packet `writeUdp` makes. */
export const udpPacketSize = (destination: Address, source: Address, payload: number): number =>
  headerSize(destination.length, source.length, false) + UDP_HEADER + payload;

/**
 * Writes a whole UDP packet at `at`. The caller has made room, checked the addresses and the ranges. Answers its end.
 */
export function writeUdp(
  out: Uint8Array,
  at: number,
  destination: Address,
  source: Address,
  ttl: number,
  sourcePort: number,
  destinationPort: number,
  payload: Uint8Array,
): number {
  const udp = writeHeader(out, at, destination, source, ttl, NEXT_UDP, -1);
  const length = UDP_HEADER + payload.length;
  out[udp] = sourcePort >> 8;
  out[udp + 1] = sourcePort & 0xff;
  out[udp + 2] = destinationPort >> 8;
  out[udp + 3] = destinationPort & 0xff;
  out[udp + 4] = length >> 8;
  out[udp + 5] = length & 0xff;
  out[udp + 6] = 0;
  out[udp + 7] = 0;
  if (payload.length < 48) for (let i = 0; i < payload.length; i++) out[udp + 8 + i] = payload[i]!;
  else out.set(payload, udp + 8);
  const sum = sumBehind(out, udp, udp + length, destination.length, source.length, NEXT_UDP);
  out[udp + 6] = sum >> 8;
  out[udp + 7] = sum & 0xff;
  return udp + length;
}

export type UdpPacket = {
  readonly destination: Address;
  readonly source: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
  /** 1 to 255; 128 when left out. */
  readonly ttl?: number;
};

const port = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff;
export const isTtl = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 255;

/** Why a UDP packet is refused, or 0. */
export function udpProblem(packet: UdpPacket): RefusalNumber | 0 {
  const bad = addressesProblem(packet.destination, packet.source, NEXT_UDP);
  if (bad !== 0) return bad;
  if (!port(packet.sourcePort) || !port(packet.destinationPort)) return -70;
  if (packet.ttl !== undefined && !isTtl(packet.ttl)) return -70;
  return udpPacketSize(packet.destination, packet.source, packet.payload.length) > MAX_PACKET ? -71 : 0;
}

/** A UDP packet from its parts. Codes `address-…`, `field-range`, `packet-too-long`. */
export function encodeUdp(packet: UdpPacket): Result<Uint8Array> {
  const problem = udpProblem(packet);
  if (problem !== 0) return refuse(problem);
  const { destination, source, payload } = packet;
  const out = new Uint8Array(udpPacketSize(destination, source, payload.length));
  writeUdp(
    out,
    0,
    destination,
    source,
    packet.ttl ?? TTL_DATA,
    packet.sourcePort,
    packet.destinationPort,
    payload,
  );
  return ok(out);
}
