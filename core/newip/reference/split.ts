/**
 * Splitting by MTU (reference page 3.8): the reference turns a long datagram into several independent ones. Never done by
 * default here; where a caller asks for it, a payload of 0 per packet is an error instead of a division by zero.
 */
import { refuse, type Result } from "../result.ts";

export type Split = {
  /** Datagrams of `middleLength` bytes, then one of `lastLength` (when `last` is 1). */
  readonly middle: number;
  readonly last: number;
  readonly middleLength: number;
  readonly lastLength: number;
};

/** How `length` payload bytes are split behind a header of `header` bytes (the reference's estimate). Code `mtu-too-small`. */
export function splitUdp(mtu: number, header: number, length: number): Result<Split> {
  const middleLength = mtu - header - 8 > 0 ? (mtu - header - 8) & ~7 : 0;
  if (middleLength === 0) return refuse(-73, 0, `MTU ${mtu}, header ${header} + 8`);
  if (length === 0) return { ok: true, value: { middle: 0, last: 1, middleLength, lastLength: 0 } };
  const middle = Math.floor(length / middleLength);
  const lastLength = length % middleLength;
  return { ok: true, value: { middle, last: lastLength === 0 ? 0 : 1, middleLength, lastLength } };
}
