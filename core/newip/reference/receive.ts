/**
 * What the reference's receive path does with a packet (reference page 3.5, 3.7, 3.9), as an ordered trace: the model behind
 * the `packet_rx` vectors. Every accepted packet counts as local; a neighbour entry always exists.
 */
import { checksum } from "../flexible/checksum.ts";
import { isSound } from "../flexible/segment-sum.ts";
import { MAX_MAC, NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP, TTL_NEIGHBOUR } from "../flexible/constants.ts";
import { Header } from "../flexible/header.ts";
import { readHeader } from "../flexible/read-header.ts";
import { decodeStruct, referenceEncode, structOf } from "./flexible-encode.ts";

export type ReferenceEvent =
  | {
      readonly kind: "accepted";
      readonly nextHeader: number;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: "udp-lookup"; readonly sourcePort: number; readonly destinationPort: number }
  | { readonly kind: "udp-deliver"; readonly length: number }
  | {
      readonly kind: "tcp-accept";
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly length: number;
    }
  | { readonly kind: "tcp-drop" }
  | { readonly kind: "neighbour"; readonly state: "STALE" | "REACHABLE"; readonly mac: Uint8Array }
  /** A line of the reference's log: why it drops, or the type of a neighbour message. */
  | { readonly kind: "log"; readonly reason: DropReason; readonly number?: number };

export type DropReason =
  | "header"
  | "next-header"
  | "total-length"
  | "udp-truncated"
  | "udp-length"
  | "checksum"
  | "tcp-length"
  | "tcp-checksum"
  | "neighbour-message"
  | "neighbour-truncated"
  | "neighbour-type"
  | "target"
  | "ns-checksum"
  | "na-checksum"
  | "not-mine"
  | "na-body"
  | "mac-length";

export type ReferenceReception = {
  readonly events: readonly ReferenceEvent[];
  /** 1 = dropped at the network layer. */
  readonly ret: 0 | 1;
  /** Whether the buffer was released here: 0 after a leak, and when it was handed on. */
  readonly freed: 0 | 1;
  readonly replies: readonly Uint8Array[];
};

export type ReferenceNode = {
  readonly local: Uint8Array;
  readonly mac: Uint8Array;
  /** Ethernet source of the packet. */
  readonly from: Uint8Array;
};

const u16 = (b: Uint8Array, at: number): number => (b[at]! << 8) | b[at + 1]!;

class Reception {
  readonly events: ReferenceEvent[] = [];
  readonly replies: Uint8Array[] = [];
  readonly h: Header = new Header();
  readonly node: ReferenceNode;
  constructor(node: ReferenceNode) {
    this.node = node;
  }

  done(ret: 0 | 1, freed: 0 | 1): ReferenceReception {
    return { events: this.events, ret, freed, replies: this.replies };
  }
  log(reason: DropReason, number?: number): void {
    this.events.push(number === undefined ? { kind: "log", reason } : { kind: "log", reason, number });
  }
  sound(at: number, length: number, nextHeader: number): boolean {
    const h = this.h;
    return isSound(h, at, at + length, nextHeader);
  }

  udp(at: number, end: number): ReferenceReception {
    const b = this.h.bytes;
    const present = Math.max(0, end - at);
    if (present < 8) {
      this.log("udp-truncated", present);
      return this.done(0, 1);
    }
    const length = u16(b, at + 4);
    if (length < 8 || length > present) {
      this.log("udp-length", length);
      return this.done(0, 1);
    }
    if (!this.sound(at, length, NEXT_UDP)) {
      this.log("checksum");
      return this.done(0, 1);
    }
    this.events.push(
      { kind: "udp-lookup", sourcePort: u16(b, at), destinationPort: u16(b, at + 2) },
      { kind: "udp-deliver", length: length - 8 },
    );
    return this.done(0, 0);
  }

  tcp(at: number, end: number): ReferenceReception {
    const b = this.h.bytes;
    const length = end - at;
    if (length < 20) this.log("tcp-length", length);
    else if (!this.sound(at, length, NEXT_TCP)) this.log("tcp-checksum");
    else {
      this.events.push({
        kind: "tcp-accept",
        sourcePort: u16(b, at),
        destinationPort: u16(b, at + 2),
        length,
      });
      return this.done(0, 0);
    }
    this.events.push({ kind: "tcp-drop" });
    return this.done(0, 0);
  }

  neighbour(at: number, end: number): ReferenceReception {
    const b = this.h.bytes;
    if (end - at < 4) {
      this.log("neighbour-truncated");
      return this.done(0, 0);
    }
    const type = b[at]!;
    this.log("neighbour-message", type);
    if (type === 1) return this.solicitation(at, end);
    if (type === 2) return this.advertisement(at, end);
    this.log("neighbour-type");
    return this.done(0, 0);
  }

  solicitation(at: number, end: number): ReferenceReception {
    const h = this.h;
    const { local, mac, from } = this.node;
    const target = decodeStruct(h.bytes, at + 4, end);
    if (target.consumed === undefined) {
      this.log("target");
      return this.done(0, 1);
    }
    if (!this.sound(at, 4 + target.consumed, NEXT_NEIGHBOUR)) {
      this.log("ns-checksum");
      return this.done(0, 1);
    }
    const own = structOf(local);
    if (target.consumed !== local.length || target.address.field8.some((x, i) => x !== own.field8[i])) {
      this.log("not-mine");
      return this.done(0, 1);
    }
    this.events.push({ kind: "neighbour", state: "STALE", mac: from });
    this.replies.push(referenceAdvertisement(h.source ?? new Uint8Array(0), local, mac));
    return this.done(0, 1);
  }

  advertisement(at: number, end: number): ReferenceReception {
    const b = this.h.bytes;
    const length = at + 4 < end ? b[at + 4]! : -1;
    if (length < 0 || length > MAX_MAC || at + 5 + length > end) {
      this.log(length > MAX_MAC ? "mac-length" : "na-body", length);
      return this.done(0, 1);
    }
    if (!this.sound(at, 5 + length, NEXT_NEIGHBOUR)) {
      this.log("na-checksum");
      return this.done(0, 1);
    }
    const mac = new Uint8Array(6);
    mac.set(b.subarray(at + 5, at + 5 + Math.min(length, 6)));
    this.events.push({ kind: "neighbour", state: "REACHABLE", mac });
    return this.done(0, 1);
  }
}

/** The reference's advertisement; an empty destination gives the malformed packet of rx-111. */
export function referenceAdvertisement(
  destination: Uint8Array,
  source: Uint8Array,
  mac: Uint8Array,
): Uint8Array {
  const body = Uint8Array.of(2, 0, 0, 0, mac.length, ...mac);
  const sum = checksum(source, destination, NEXT_NEIGHBOUR, body);
  body[2] = sum >> 8;
  body[3] = sum & 0xff;
  return referenceEncode(structOf(destination), structOf(source), TTL_NEIGHBOUR, NEXT_NEIGHBOUR, true, body)
    .packet;
}

/** Receives one packet the way the reference does. */
export function referenceReceive(packet: Uint8Array, node: ReferenceNode): ReferenceReception {
  const r = new Reception(node);
  const h = r.h;
  const offset = readHeader(packet, 0, packet.length, h);
  if (offset <= 0 || offset > packet.length) {
    r.log("header", offset);
    return r.done(1, 1);
  }
  const { nextHeader } = h;
  if (nextHeader !== NEXT_UDP && nextHeader !== NEXT_TCP && nextHeader !== NEXT_NEIGHBOUR) {
    r.log("next-header", nextHeader);
    return r.done(1, 1);
  }
  let end = packet.length;
  if (h.hasTotalLength) {
    if (h.totalLength > end) {
      r.log("total-length", h.totalLength);
      return r.done(1, 1);
    }
    end = h.totalLength;
  }
  r.events.push({ kind: "accepted", nextHeader, offset, length: end });
  // A total length smaller than the header: accepted and lost without a word.
  if (end < offset) return r.done(0, 1);
  if (nextHeader === NEXT_UDP) return r.udp(offset, end);
  return nextHeader === NEXT_TCP ? r.tcp(offset, end) : r.neighbour(offset, end);
}
