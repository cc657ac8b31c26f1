/**
 * What a careful node does with a packet that arrives (reference page 3.5, 3.7, 3.10), without any state of its own:
 * refused with a code, or accepted with what it means. Neighbours are learnt only from solicitations that can be
 * honest, and from advertisements somebody asked for.
 */
import { refuse, type Result } from "../result.ts";
import type { RefusalNumber } from "../refusals.ts";
import { sameAddress, type Address } from "./address.ts";
import { SOLICITATION } from "./constants.ts";
import type { Header } from "./header.ts";
import { decodePacket, type Packet } from "./packet.ts";
import { isReservedAt } from "./public-addresses.ts";

export type ReceiveContext = {
  /** Own address; a solicitation for any other is not for us. */
  readonly local: Address;
  /** Length of the link's addresses. */
  readonly macLength: number;
  /** Whether an answer about this address is awaited. */
  readonly awaited: (address: Address) => boolean;
};

function neighbourProblem(
  h: Header,
  packet: Extract<Packet, { kind: "neighbour" }>,
  node: ReceiveContext,
): RefusalNumber | 0 {
  const { neighbour } = packet;
  const source = h.source;
  const dubious =
    source === undefined ||
    (source.length === 2 && source[0] === 0xff) ||
    sameAddress(source, 0, source.length, node.local);
  h.errorAt = source === undefined ? h.start : h.sourceAt;
  if (neighbour.type !== SOLICITATION) return source !== undefined && node.awaited(source) ? 0 : -48;
  if (dubious) return -47;
  h.errorAt = neighbour.bodyAt;
  return sameAddress(h.bytes, neighbour.bodyAt, neighbour.bodyLength, node.local) ? 0 : -46;
}

/** Judges a packet for this node. Codes of `decodePacket`, and of receiving (−46 … −52). */
export function receivePacket(bytes: Uint8Array, node: ReceiveContext): Result<Packet> {
  const decoded = decodePacket(bytes, { macLength: node.macLength });
  if (!decoded.ok) return decoded;
  const packet = decoded.value;
  const h = packet.header;
  if (h.ttl === 0) return refuse(-51, h.bitmaps);
  if (packet.kind === "other") return refuse(-50, h.destinationAt - 1, `${h.nextHeader}`);
  if (isReservedAt(bytes, h.destinationAt, h.destinationLength))
    return refuse(-52, h.destinationAt, "", "destination");
  if (h.sourceLength > 0 && isReservedAt(bytes, h.sourceAt, h.sourceLength))
    return refuse(-52, h.sourceAt, "", "source");
  const problem = packet.kind === "neighbour" ? neighbourProblem(h, packet, node) : 0;
  return problem === 0 ? decoded : refuse(problem, h.errorAt);
}
