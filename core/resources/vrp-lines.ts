/** `vrps`: one line a validated payload, `prefix|maxLength|AS number without AS` (RFC 6811: its identity and no more). */
import { compareBytes, type Result } from "@comity/canon";
import { ipv4OrMinus1, ipv4Text } from "./ipv4.ts";
import { ipv6OrUndefined, ipv6Text } from "./ipv6.ts";
import { isAligned, key32 } from "./key.ts";
import type { SetHeader } from "./set-header.ts";
import { readLines, type Sign } from "./set-lines.ts";

export type VrpLine = {
  readonly space: "ipv4" | "ipv6";
  /** 4 or 16 bytes, without host bits. */
  readonly bytes: Uint8Array;
  readonly bits: number;
  readonly maxLength: number;
  readonly asn: number;
};

export const vrpLine = ({ asn, bits, bytes, maxLength, space }: VrpLine): string =>
  `${space === "ipv4" ? ipv4Text(word(bytes)) : ipv6Text(bytes)}/${bits}|${maxLength}|${asn}`;

const word = (bytes: Uint8Array): number =>
  ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;

/** IPv4 before IPv6, then address, length, greatest length, AS number. */
export function compareVrpLines(a: VrpLine, b: VrpLine): number {
  return (
    a.bytes.length - b.bytes.length ||
    compareBytes(a.bytes, b.bytes) ||
    a.bits - b.bits ||
    a.maxLength - b.maxLength ||
    a.asn - b.asn
  );
}

/** A decimal in its one spelling, or -1. */
function decimal(text: string, from: number, to: number): number {
  if (to <= from || to - from > 10) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return to - from > 1 && text.charCodeAt(from) === 48 ? -1 : value;
}

function parse(line: string): VrpLine | string {
  const slash = line.indexOf("/");
  const first = line.indexOf("|");
  const second = line.indexOf("|", first + 1);
  if (slash < 0 || first < slash || second < 0) return "expected prefix|maxLength|AS number";
  const address = line.slice(0, slash);
  const number = ipv4OrMinus1(address);
  const space = number >= 0 ? "ipv4" : "ipv6";
  const bytes = number >= 0 ? key32(number, 32).bytes : ipv6OrUndefined(address);
  const bits = decimal(line, slash + 1, first);
  const maxLength = decimal(line, first + 1, second);
  const asn = decimal(line, second + 1, line.length);
  if (bytes === undefined || (space === "ipv6" && ipv6Text(bytes) !== address))
    return "expected an address in its one spelling";
  if (bits < 0 || bits > bytes.length * 8 || !isAligned(bytes, bits))
    return "expected a prefix without host bits";
  if (maxLength < bits || maxLength > bytes.length * 8)
    return "the greatest length is the prefix's or longer";
  if (asn < 0 || asn > 0xffff_ffff) return "expected an AS number without AS";
  return { space, bytes, bits, maxLength, asn };
}

/** Codes as `readLines`. */
export const readVrpSet = (
  bytes: Uint8Array,
  visit: (record: VrpLine, sign: Sign) => void = () => undefined,
): Result<SetHeader> =>
  readLines(bytes, { kind: "vrps", parse, compare: compareVrpLines, unit: ({ space }) => space }, visit);
