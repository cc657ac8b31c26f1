/**
 * TCP segments over flexible addresses (reference page 3.8): the standard header. The reference writes and understands the
 * MSS option alone, scales every window by 7 without negotiation, and carries the number of lost packets in the
 * urgent pointer of acknowledgements: both are the peer's business (`host/newip-host`), here they are plain fields.
 */
import { ok, refuse, type Result } from "../result.ts";
import type { Address } from "./address.ts";
import { MAX_PACKET, NEXT_TCP, TCP_HEADER, TTL_DATA } from "./constants.ts";
import type { Header } from "./header.ts";
import { isSound, sumBehind } from "./segment-sum.ts";
import { isTtl } from "./udp.ts";
import { addressesProblem, headerSize, writeHeader } from "./write-header.ts";

/** Flag bits of byte 13. */
export const TCP_FLAGS = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

/** A segment, by offsets into the header's buffer. */
export class Tcp {
  sourcePort = 0;
  destinationPort = 0;
  sequence = 0;
  acknowledgement = 0;
  flags = 0;
  /** As sent, not scaled. */
  window = 0;
  checksum = 0;
  urgent = 0;
  /** Options are `bytes[optionsAt..dataAt)`, the data `bytes[dataAt..dataEnd)`. */
  optionsAt = 0;
  dataAt = 0;
  dataEnd = 0;
}

/** Reads and verifies the segment of an accepted header. Answers 0 or a refusal's number (offset: `h.errorAt`). */
export function readTcp(h: Header, t: Tcp): number {
  const at = h.payload;
  const b = h.bytes;
  h.errorAt = at;
  const length = h.end - at;
  if (length < TCP_HEADER) return -30;
  if (length > 0xffff) return -34;
  t.sourcePort = (b[at]! << 8) | b[at + 1]!;
  t.destinationPort = (b[at + 2]! << 8) | b[at + 3]!;
  t.sequence = ((b[at + 4]! << 24) | (b[at + 5]! << 16) | (b[at + 6]! << 8) | b[at + 7]!) >>> 0;
  t.acknowledgement = ((b[at + 8]! << 24) | (b[at + 9]! << 16) | (b[at + 10]! << 8) | b[at + 11]!) >>> 0;
  t.flags = b[at + 13]!;
  t.window = (b[at + 14]! << 8) | b[at + 15]!;
  t.checksum = (b[at + 16]! << 8) | b[at + 17]!;
  t.urgent = (b[at + 18]! << 8) | b[at + 19]!;
  t.optionsAt = at + TCP_HEADER;
  const offset = (b[at + 12]! >> 4) * 4;
  h.errorAt = at + 12;
  if (offset < TCP_HEADER || offset > length) return -31;
  t.dataAt = at + offset;
  t.dataEnd = h.end;
  h.errorAt = at + 16;
  return isSound(h, at, h.end, NEXT_TCP) ? 0 : -32;
}

/** The MSS option among the options `bytes[at..end)`; undefined when absent. Code `tcp-option`. */
export function readMss(bytes: Uint8Array, at: number, end: number): Result<number | undefined> {
  let mss: number | undefined;
  for (let i = at; i < end && bytes[i] !== 0;) {
    if (bytes[i] === 1) {
      i++;
      continue;
    }
    const length = i + 1 < end ? bytes[i + 1]! : 0;
    if (length < 2 || i + length > end || (bytes[i] === 2 && length !== 4)) return refuse(-33, i - at);
    if (bytes[i] === 2) mss = (bytes[i + 2]! << 8) | bytes[i + 3]!;
    i += length;
  }
  return ok(mss);
}

export type TcpPacket = {
  readonly destination: Address;
  readonly source: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** Bits of `TCP_FLAGS`. */
  readonly flags: number;
  readonly window: number;
  readonly urgent?: number;
  /** MSS option, written when given. */
  readonly mss?: number;
  readonly payload?: Uint8Array;
  /** 1 to 255; 128 when left out. */
  readonly ttl?: number;
};

const fits = (value: number, limit: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= limit;
const EMPTY = new Uint8Array(0);

function rangeProblem(p: TcpPacket): string {
  if (!fits(p.sourcePort, 0xffff)) return "sourcePort";
  if (!fits(p.destinationPort, 0xffff)) return "destinationPort";
  if (!fits(p.sequence, 0xffffffff)) return "sequence";
  if (!fits(p.acknowledgement, 0xffffffff)) return "acknowledgement";
  if (!fits(p.flags, 0xff)) return "flags";
  if (!fits(p.window, 0xffff)) return "window";
  if (!fits(p.urgent ?? 0, 0xffff)) return "urgent";
  if (!fits(p.mss ?? 0, 0xffff)) return "mss";
  return isTtl(p.ttl ?? TTL_DATA) ? "" : "ttl";
}

/** A TCP packet from its parts. Codes `address-…`, `field-range`, `packet-too-long`. */
export function encodeTcp(packet: TcpPacket): Result<Uint8Array> {
  const { destination, source, payload = EMPTY, mss } = packet;
  const problem = addressesProblem(destination, source, NEXT_TCP);
  if (problem !== 0) return refuse(problem);
  const field = rangeProblem(packet);
  if (field !== "") return refuse(-70, 0, field, field);
  const segment = TCP_HEADER + (mss === undefined ? 0 : 4);
  const size = headerSize(destination.length, source.length, true) + segment + payload.length;
  if (size > MAX_PACKET) return refuse(-71, 0, `${size}`);
  const out = new Uint8Array(size);
  const at = writeHeader(out, 0, destination, source, packet.ttl ?? TTL_DATA, NEXT_TCP, size);
  const view = new DataView(out.buffer, at);
  view.setUint16(0, packet.sourcePort);
  view.setUint16(2, packet.destinationPort);
  view.setUint32(4, packet.sequence);
  view.setUint32(8, packet.acknowledgement);
  view.setUint8(12, (segment / 4) << 4);
  view.setUint8(13, packet.flags);
  view.setUint16(14, packet.window);
  view.setUint16(18, packet.urgent ?? 0);
  if (mss !== undefined) view.setUint32(20, 0x02040000 | mss);
  out.set(payload, at + segment);
  view.setUint16(16, sumBehind(out, at, size, destination.length, source.length, NEXT_TCP));
  return ok(out);
}
