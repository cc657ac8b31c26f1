/**
 * `reference` mode of the flexible-address encoder: what the reference's current generation emits, also where it
 * contradicts itself (reference page 3.3). For studying differences and for the vectors, never for sending.
 */
import { addressLength } from "../flexible/address.ts";

/** The reference's address structure: a bit length and eight bytes that need not agree. */
export type AddressStruct = { readonly bitlen: number; readonly field8: Uint8Array };

export const structOf = (bytes: Uint8Array, bitlen: number = bytes.length * 8): AddressStruct => {
  const field8 = new Uint8Array(8);
  field8.set(bytes.subarray(0, 8));
  return { bitlen, field8 };
};

/** Validity code 0 … 6 of a structure; the order of the tests matters. */
export function structValidity({ bitlen, field8 }: AddressStruct): number {
  const n = bitlen >> 3;
  for (let i = n; i < 8; i++) if (field8[i] !== 0) return 5;
  const first = field8[0]!;
  if (addressLength(first) === 0 || n !== addressLength(first)) return 6;
  let tail = 0;
  for (let i = 1; i < n; i++) tail = tail * 256 + field8[i]!;
  if (n === 2 && first !== 0xff && 256 * (first - 0xdd) + tail < 221) return 1;
  if (n === 3 && tail < 5120) return 2;
  if (n === 5 && tail < 65_536) return 3;
  return n === 7 && tail < 2 ** 32 ? 4 : 0;
}

export const structIsPublic = ({ bitlen, field8 }: AddressStruct): boolean =>
  bitlen === 16 && field8[0] === 0xff;
/** Compares four bytes only, as the reference does. */
export const structIsAny = ({ bitlen, field8 }: AddressStruct): boolean =>
  bitlen === 16 && field8[0] === 0xff && field8[1] === 0x09 && field8[2] === 0 && field8[3] === 0;

/** The bytes the reference builds for a structure, by its first byte; undefined when that is unassigned. */
export function buildAddress({ field8 }: AddressStruct): Uint8Array | undefined {
  const length = addressLength(field8[0]!);
  return length === 0 ? undefined : field8.slice(0, length);
}

/** What the header encoder writes: by the bit length instead. */
const headerBytes = (struct: AddressStruct): Uint8Array | undefined =>
  addressLength(struct.field8[0]!) === 0 ? undefined : struct.field8.slice(0, struct.bitlen >> 3);

/** What is left in the structure after decoding at `at`, and how many bytes went: `consumed` undefined = error. */
export function decodeStruct(
  bytes: Uint8Array,
  at = 0,
  end: number = bytes.length,
): { readonly consumed: number | undefined; readonly address: AddressStruct } {
  if (at >= end) return { consumed: undefined, address: structOf(new Uint8Array(0)) };
  const length = addressLength(bytes[at]!);
  if (length === 0 || at + length > end)
    return { consumed: undefined, address: structOf(bytes.subarray(at, at + 1), 0) };
  const address = structOf(bytes.subarray(at, at + length));
  return { consumed: structValidity(address) === 0 ? length : undefined, address };
}

/** The size the reference estimates for splitting: by the first bytes, always with a second bitmap byte. */
export function estimateHeader(
  destination: AddressStruct,
  source: AddressStruct,
  withLength: boolean,
): number {
  const d = addressLength(destination.field8[0]!);
  const s = addressLength(source.field8[0]!);
  return d === 0 || s === 0 ? 0 : (withLength ? 6 : 4) + d + s;
}

/**
 * The packet the reference emits; empty when a first byte is unassigned. The source bit is set even for a source
 * without bytes (an undecodable packet), and addresses are never checked.
 */
export function referenceEncode(
  destination: AddressStruct,
  source: AddressStruct,
  ttl: number,
  nextHeader: number,
  withLength: boolean,
  payload: Uint8Array,
): { readonly packet: Uint8Array; readonly header: number } {
  const d = headerBytes(destination);
  const s = headerBytes(source);
  if (d === undefined || s === undefined) return { packet: new Uint8Array(0), header: 0 };
  const even = (d.length + s.length) % 2 === 0;
  const bitmap = 0x56 | (withLength ? 0x20 : 0) | (even ? 1 : 0);
  const header = 3 + (even ? 1 : 0) + (withLength ? 2 : 0) + d.length + s.length;
  const total = header + payload.length;
  const bytes = [
    bitmap,
    ...(even ? [0] : []),
    ttl,
    ...(withLength ? [(total >> 8) & 0xff, total & 0xff] : []),
    nextHeader,
    ...d,
    ...s,
  ];
  const packet = new Uint8Array(total);
  packet.set(bytes);
  packet.set(payload, header);
  return { packet, header };
}
