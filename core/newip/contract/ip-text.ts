/** Text of the addresses the contract format carries: IPv4, IPv6 (RFC 4291, RFC 5952) and the decimal 8-bit address. */
import { refuse, type Result } from "../result.ts";
import { ADDRESS_SIZES, type AddressType } from "./constants.ts";

function octets(text: string): number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split(".");
  if (parts.some((p) => Number(p) > 255 || (p.length > 1 && p.startsWith("0")))) return undefined;
  return parts.map(Number);
}

/** Groups of one side of "::"; a dotted tail counts as two. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const out: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    const dotted = last && i === parts.length - 1 ? octets(part) : undefined;
    if (dotted !== undefined) out.push((dotted[0]! << 8) | dotted[1]!, (dotted[2]! << 8) | dotted[3]!);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return out;
}

function ipv6(text: string): number[] | undefined {
  const sides = text.split("::");
  if (sides.length > 2) return undefined;
  const head = groups(sides[0]!, sides.length === 1);
  const tail = sides.length === 2 ? groups(sides[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail].flatMap((g) => [g >> 8, g & 0xff]);
}

/** Reads the text of an address of a type. Code `address-text`. */
export function parseIpText(type: AddressType, text: string): Result<Uint8Array> {
  const bytes =
    type === "ipv4"
      ? octets(text)
      : type === "ipv6"
        ? ipv6(text)
        : /^\d{1,3}$/.test(text) && Number(text) <= 255
          ? [Number(text)]
          : undefined;
  if (bytes === undefined) return refuse(-75, 0, JSON.stringify(text));
  return { ok: true, value: Uint8Array.from(bytes) };
}

/** The text of an address; `bytes` has the size of its type. IPv6 is written as RFC 5952 says. */
export function formatIpText(type: AddressType, bytes: Uint8Array): string {
  if (type !== "ipv6" || bytes.length !== ADDRESS_SIZES.ipv6) return bytes.join(".");
  const words = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  const mapped = words.slice(0, 5).every((w) => w === 0) && words[5] === 0xffff;
  if (mapped) return `::ffff:${bytes.subarray(12).join(".")}`;
  let best = 0;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && words[i + n] === 0) n++;
    if (n > length) [best, length] = [i, n];
  }
  const hex = (from: number, to: number): string =>
    words
      .slice(from, to)
      .map((w) => w.toString(16))
      .join(":");
  return length < 2 ? hex(0, 8) : `${hex(0, best)}::${hex(best + length, 8)}`;
}
