/** IPv6 addresses as 16 bytes. Reads every spelling of RFC 4291 section 2.2, writes the one of RFC 5952. */
import { ok, refuse, type Result } from "@comity/canon";
import { ipv4OrMinus1, ipv4Text } from "./ipv4.ts";

/** The 16 bytes of an address, or `undefined`: no zone identifiers, no brackets, no more than four digits a group. */
export function ipv6OrUndefined(text: string): Uint8Array | undefined {
  const out = new Uint8Array(16);
  let at = 0; // bytes written
  let gap = -1; // where `::` stands
  let i = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return undefined;
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    let group = 0;
    const start = i;
    while (i < text.length && i - start < 5) {
      const digit = hexDigit(text.charCodeAt(i));
      if (digit < 0) break;
      group = group * 16 + digit;
      i++;
    }
    if (i < text.length && text.charCodeAt(i) === 46) {
      const tail = ipv4OrMinus1(text.slice(start));
      if (tail < 0 || at > 12) return undefined;
      out[at] = tail >>> 24;
      out[at + 1] = (tail >>> 16) & 255;
      out[at + 2] = (tail >>> 8) & 255;
      out[at + 3] = tail & 255;
      at += 4;
      i = text.length;
      break;
    }
    if (i === start || i - start > 4 || at > 14) return undefined;
    out[at++] = group >> 8;
    out[at++] = group & 255;
    if (i === text.length) break;
    if (text.charCodeAt(i) !== 58) return undefined;
    if (text.charCodeAt(i + 1) === 58) {
      if (gap >= 0) return undefined;
      gap = at;
      i += 2;
    } else if (++i === text.length) return undefined;
  }
  if (gap < 0) return at === 16 ? out : undefined;
  // `::` stands for at least one group.
  if (at > 14) return undefined;
  out.copyWithin(16 - (at - gap), gap, at);
  out.fill(0, gap, 16 - (at - gap));
  return out;
}

function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Any spelling of RFC 4291 section 2.2 without a zone identifier. Code `ipv6`. */
export function parseIpv6(text: string, field = ""): Result<Uint8Array> {
  const bytes = ipv6OrUndefined(text);
  if (bytes !== undefined) return ok(bytes);
  return refuse("ipv6", "expected an IPv6 address like 2001:db8::1, without zone or brackets", field);
}

/**
 * RFC 5952 section 4; IPv4-mapped addresses in the mixed notation of its section 5. `at` is where the 16 bytes
 * start.
 */
export function ipv6Text(bytes: Uint8Array, at = 0): string {
  const group = (i: number): number => (bytes[at + 2 * i]! << 8) | bytes[at + 2 * i + 1]!;
  let best = -1; // where the longest run of zero groups starts, the first of equals
  let length = 1; // a single zero group is not shortened (section 4.2.2)
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && group(j) === 0) j++;
    if (j - i > length) {
      best = i;
      length = j - i;
    }
    i = j;
  }
  if (best === 0 && length === 5 && group(5) === 0xffff) {
    return `::ffff:${ipv4Text(((group(6) << 16) | group(7)) >>> 0)}`;
  }
  let out = "";
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      out += "::";
      i += length - 1;
    } else {
      out += (i === 0 || i === best + length ? "" : ":") + group(i).toString(16);
    }
  }
  return out;
}
