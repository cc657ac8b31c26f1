/**
 * Flexible addresses (reference page 3.4): 1 to 8 bytes whose first byte implies the length. An address is its wire
 * bytes, nothing else. Numbers from 0 to 2^48−1 have exactly one form; FE has 56 free bits; FF is public/reserved.
 */
import { ok, refuse, type Result } from "../result.ts";
import type { RefusalNumber } from "../refusals.ts";

/** Wire bytes of an address, 1 to 8. */
export type Address = Uint8Array;

const LENGTHS: Uint8Array = new Uint8Array(256).map((_, b) =>
  b <= 0xdc
    ? 1
    : b <= 0xf0
      ? 2
      : b === 0xf1
        ? 3
        : b === 0xf2
          ? 5
          : b === 0xf3
            ? 7
            : b === 0xfe
              ? 8
              : b === 0xff
                ? 2
                : 0,
);

/** Length in bytes that a first byte implies; 0 for the unassigned F4 … FD. */
export const addressLength = (first: number): number => LENGTHS[first] ?? 0;

/** Whether the `length` bytes at `at`, of the right length for their first byte, are the one form of their number. */
export function canonicalAt(bytes: Uint8Array, at: number, length: number): boolean {
  switch (length) {
    case 2:
      return bytes[at]! !== 0xdd || bytes[at + 1]! >= 0xdd;
    case 3:
      return bytes[at + 1]! >= 0x14;
    case 5:
    case 7:
      return (bytes[at + 1]! | bytes[at + 2]!) !== 0;
    default:
      return true;
  }
}

const NOT_CANONICAL: { readonly [length: number]: RefusalNumber } = { 2: -61, 3: -62, 5: -63, 7: -64 };

/** Length of a valid address that begins at `at`; 0 when there is none (cut short, unassigned, not canonical). */
export function addressAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const length = LENGTHS[bytes[at]!]!;
  if (length === 0 || at + length > end) return 0;
  return length === 1 || canonicalAt(bytes, at, length) ? length : 0;
}

/** Why `addressAt` answered 0. */
export function addressProblem(bytes: Uint8Array, at: number, end: number): RefusalNumber {
  if (at >= end) return -60;
  const length = addressLength(bytes[at]!);
  if (length === 0) return -66;
  return at + length > end ? -60 : NOT_CANONICAL[length]!;
}

/** Reads the address at `at`; trailing bytes are left alone. The answer is a view of `bytes`. */
export function decodeAddress(bytes: Uint8Array, at = 0, end: number = bytes.length): Result<Address> {
  const length = addressAt(bytes, at, end);
  if (length === 0) return refuse(addressProblem(bytes, at, end), at);
  return ok(bytes.subarray(at, at + length));
}

/** The refusal of `address` as a whole, or undefined for one valid address without trailing bytes. */
export function checkAddress(address: Uint8Array): RefusalNumber | undefined {
  const length = addressAt(address, 0, address.length);
  if (length === 0) return addressProblem(address, 0, address.length);
  return length === address.length ? undefined : -66;
}

/** FFxx: public or reserved. */
export const isPublic = (address: Address): boolean => address.length === 2 && address[0] === 0xff;
/** FF09, the address of default routes. */
export const isAny = (address: Address): boolean => isPublic(address) && address[1] === 0x09;

const FIRST = [0, 221, 5120, 65_536, 2 ** 32, 2 ** 48] as const;

/** The number of an address: 0 … 2^48−1, for FE the 56 bits of its tail; undefined for FFxx. */
export function addressValue(address: Address): bigint | undefined {
  const first = address[0]!;
  if (first === 0xff) return undefined;
  if (address.length === 1) return BigInt(first);
  if (address.length === 2) return BigInt(256 * (first - 0xdd) + address[1]!);
  let value = 0n;
  for (let i = 1; i < address.length; i++) value = value * 256n + BigInt(address[i]!);
  return value;
}

/** The one address (outside FE and FF) of a number from 0 to 2^48−1. Code `address-value`. */
export function addressFromValue(value: number): Result<Address> {
  if (!Number.isInteger(value) || value < 0 || value >= FIRST[5]) {
    return refuse(-69, 0, "give a whole number from 0 to 281474976710655");
  }
  if (value < FIRST[1]) return ok(Uint8Array.of(value));
  if (value < FIRST[2]) return ok(Uint8Array.of(0xdd + (value >> 8), value & 0xff));
  const [first, tail] = value < FIRST[3] ? [0xf1, 2] : value < FIRST[4] ? [0xf2, 4] : [0xf3, 6];
  const out = new Uint8Array(1 + tail);
  out[0] = first;
  for (let i = tail, v = value; i > 0; i--, v = Math.floor(v / 256)) out[i] = v % 256;
  return ok(out);
}

/** A key for maps, unique among valid addresses: a number, for the 8-byte class a text. */
export function addressKey(bytes: Uint8Array, at = 0, length: number = bytes.length - at): number | string {
  const first = bytes[at]!;
  if (length === 1) return first;
  if (length === 8) {
    let text = "";
    for (let i = 1; i < 8; i++) text += String.fromCharCode(bytes[at + i]!);
    return text;
  }
  let key = first;
  for (let i = 1; i < Math.min(length, 3); i++) key = key * 256 + bytes[at + i]!;
  if (length <= 3) return key;
  let value = 0;
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return 2 ** 32 + value;
}

/** Equal as bytes: `length` bytes at `at` and the whole of `address`. */
export function sameAddress(bytes: Uint8Array, at: number, length: number, address: Address): boolean {
  if (length !== address.length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== address[i]) return false;
  return true;
}
