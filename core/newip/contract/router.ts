/**
 * One hop of the contract format, strict (reference page 4.3, 4.6): what does not decode is refused, the destination is read where
 * the shipping spec says, and a ping without hops ends here.
 */
import { ok, refuse, type Result } from "../result.ts";
import { decodeContract, encodeContract, type ShippingAddress } from "./packet.ts";

export type Forwarded = { readonly destination: ShippingAddress; readonly packet: Uint8Array };

/** The packet to send on, with one hop less in every ping. Codes of `decodeContract`, and `hops-exhausted`. */
export function forwardContract(bytes: Uint8Array): Result<Forwarded> {
  const decoded = decodeContract(bytes);
  if (!decoded.ok) return decoded;
  const packet = decoded.value;
  if (packet.contracts.some((c) => c.kind === "ping" && c.hops === 0)) return refuse(-100);
  if (!packet.contracts.some((c) => c.kind === "ping"))
    return ok({ destination: packet.destination, packet: bytes });
  const contracts = packet.contracts.map((c) => (c.kind === "ping" ? { ...c, hops: c.hops - 1 } : c));
  const out = encodeContract({ ...packet, contracts }, "reference");
  return out.ok ? ok({ destination: packet.destination, packet: out.value }) : out;
}
