/** Query paths (RFC 9082 section 3.1): what is asked for, or why it cannot be. */
import { ok, refuse, type Result } from "@comity/canon";
import { key32, parsePrefix, rangeOf, withTail, type Key, type Range } from "@comity/resources";
import type { NumberSpace } from "./network-at.ts";

export type Asked = {
  readonly space: NumberSpace;
  readonly key: Key;
  readonly range: Range;
};

/** `192.0.2.0`, `192.0.2.0/24`, host bits allowed. Codes `ip`, `ip-mapped`. */
export function askedIp(text: string): Result<Asked> {
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const space = address.includes(":") ? "ipv6" : "ipv4";
  const number = parsePrefix(space, address, "ip");
  if (!number.ok) {
    return refuse("ip", "give an address like 192.0.2.1 or 2001:db8::1, or a prefix like 192.0.2.0/24", "ip");
  }
  if (space === "ipv6" && isMapped(number.value.bytes)) {
    return refuse("ip-mapped", "this is an IPv4-mapped address: ask for the IPv4 address itself", "ip");
  }
  if (slash < 0) return ok(askedOf(space, number.value));
  const length = text.slice(slash + 1);
  const bits = Number(length);
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || bits > number.value.bits) {
    return refuse("ip", `the prefix length is a number from 0 to ${number.value.bits}`, "ip");
  }
  return ok(askedOf(space, { bytes: withTail(number.value.bytes, bits, 0), bits }));
}

function isMapped(bytes: Uint8Array): boolean {
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return false;
  return bytes[10] === 255 && bytes[11] === 255;
}

/** Asplain digits alone (RFC 9082 section 3.1.2). Code `autnum`. */
export function askedAutnum(text: string): Result<Asked> {
  const value = /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  if (value < 0 || value > 0xffff_ffff) {
    return refuse("autnum", "give an AS number in plain digits, 0 to 4294967295, like 64496", "autnum");
  }
  return ok(askedOf("asn", key32(value, 32)));
}

const askedOf = (space: NumberSpace, key: Key): Asked => ({ space, key, range: rangeOf(key) });
