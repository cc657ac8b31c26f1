/** A whole flexible-address packet: header, transport, payload. Decoding is total: a packet or a refusal. */
import { refuse, type Refusal, type Result } from "../result.ts";
import type { RefusalNumber } from "../refusals.ts";
import { NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP } from "./constants.ts";
import { Header } from "./header.ts";
import { Neighbour, readNeighbour } from "./neighbour.ts";
import { acceptHeader, headerRefusal } from "./accept-header.ts";
import { readHeader } from "./read-header.ts";
import { readTcp, Tcp } from "./tcp.ts";
import { readUdp, Udp } from "./udp.ts";

/** `other`: the next header is none this room knows; the payload is `header.bytes[header.payload..header.end)`. */
export type Packet =
  | { readonly kind: "udp"; readonly header: Header; readonly udp: Udp }
  | { readonly kind: "tcp"; readonly header: Header; readonly tcp: Tcp }
  | { readonly kind: "neighbour"; readonly header: Header; readonly neighbour: Neighbour }
  | { readonly kind: "other"; readonly header: Header };

export type DecodeOptions = {
  /** The packet is `bytes[start..end)`; the whole when left out. */
  readonly start?: number;
  readonly end?: number;
  /** Length of the link's addresses, which an advertisement must have; any when left out. */
  readonly macLength?: number;
};

const transportRefusal = (number: number, h: Header): { readonly ok: false; readonly error: Refusal } =>
  refuse(number as RefusalNumber, h.errorAt - h.start);

const WHOLE: DecodeOptions = {};

/** Decodes strictly. The packet's offsets point into `bytes`, which is not copied. */
export function decodePacket(bytes: Uint8Array, options: DecodeOptions = WHOLE): Result<Packet> {
  const header = new Header();
  const end = Math.min(options.end ?? bytes.length, bytes.length);
  let number = readHeader(bytes, Math.max(0, options.start ?? 0), end, header);
  if (number > 0) number = acceptHeader(header);
  if (number < 0) return headerRefusal(number, header);
  switch (header.nextHeader) {
    case NEXT_UDP: {
      const udp = new Udp();
      number = readUdp(header, udp);
      if (number === 0) return { ok: true, value: { kind: "udp", header, udp } };
      return transportRefusal(number, header);
    }
    case NEXT_TCP: {
      const tcp = new Tcp();
      number = readTcp(header, tcp);
      if (number === 0) return { ok: true, value: { kind: "tcp", header, tcp } };
      return transportRefusal(number, header);
    }
    case NEXT_NEIGHBOUR: {
      const neighbour = new Neighbour();
      number = readNeighbour(header, neighbour, options.macLength);
      if (number === 0) return { ok: true, value: { kind: "neighbour", header, neighbour } };
      return transportRefusal(number, header);
    }
    default:
      return { ok: true, value: { kind: "other", header } };
  }
}
