/** How the reference's receiver reads a contract (reference page 4.6): the first one only, and everything but a ping as latency. */
export type ReceiverReading =
  | { readonly kind: "none" }
  | { readonly kind: "ping"; readonly code: number; readonly hops: number; readonly timestamp: bigint }
  | {
      readonly kind: "latency";
      readonly type: number;
      readonly minimum: number;
      readonly maximum: number;
      readonly experienced: number;
      readonly aheadDelay: number;
      readonly aheadHops: number;
    }
  /** The receiver throws: its buffer is too short. */
  | { readonly kind: "error" };

/** Reads the contract at the contract offset of a packet. */
export function readAsReceiver(packet: Uint8Array): ReceiverReading {
  const at = packet[1] ?? 0;
  if (at === 0) return { kind: "none" };
  if (at + 2 > packet.length) return { kind: "error" };
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const type = view.getUint16(at);
  if (at + (type === 3 ? 14 : 12) > packet.length) return { kind: "error" };
  const word = (i: number): number => view.getUint16(at + 2 * i);
  if (type === 3) return { kind: "ping", code: word(1), hops: word(2), timestamp: view.getBigUint64(at + 6) };
  return {
    kind: "latency",
    type,
    minimum: word(1),
    maximum: word(2),
    experienced: word(3),
    aheadDelay: word(4),
    aheadHops: word(5),
  };
}
