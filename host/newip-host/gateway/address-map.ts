/**
 * What New IP addresses stand for in IPv4 and IPv6: address by address, or block by block, where the bits after the
 * block's prefix are those after the IP prefix. The longest block counts. Stateless: nothing is learnt from traffic.
 */
import { addressLength, isPublic, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import { parsePrefix, RouteTable, type Prefix } from "../stack/routes.ts";
import { ipBytes, ipText } from "./ip-address.ts";

/** `newip`: `de05`, or a block `fe640000/32`; `ip`: `192.0.2.1`, or a prefix `0.0.0.0/0`. */
export type MapEntry = { readonly newip: string; readonly ip: string };

/** Most entries of a mapping. */
export const MAX_RECORDS = 65_536;

/** New IP address `bytes[at..at+length)` → text of the IP address it stands for; undefined when it stands for none. */
export type AddressMap = (bytes: Address, at: number, length: number) => string | undefined;

type Target = { readonly bits: number; readonly ip: Uint8Array; readonly text: string };

function ipPrefix(text: string): { readonly bytes: Uint8Array; readonly bits: number } | undefined {
  const [address = "", length, more] = text.split("/");
  const bytes = ipBytes(address);
  if (bytes === undefined || more !== undefined) return undefined;
  if (length === undefined) return { bytes, bits: bytes.length * 8 };
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN;
  if (!(bits <= bytes.length * 8)) return undefined;
  return isAligned(bytes, bits) ? { bytes, bits } : undefined;
}

const isAligned = (bytes: Uint8Array, bits: number): boolean =>
  bytes.every((byte, i) => {
    const own = Math.min(8, Math.max(0, bits - 8 * i));
    return (byte & (0xff >> own)) === 0;
  });

/** `from`'s first bits, then the bits of `host` from the end: both sides have as many. */
function joined({ bits, ip }: Target, host: Uint8Array, at: number, length: number): string {
  const out = ip.slice();
  for (let left = out.length * 8 - bits, i = 1; left > 0; left -= 8, i++) {
    const mask = left >= 8 ? 0xff : 0xff >> (8 - left);
    out[out.length - i]! |= host[at + length - i]! & mask;
  }
  // An IPv6 prefix may contain the mapped IPv4 addresses: those are IPv4.
  return out.length === 4 ? ipText(out) : ipText(ipBytes(ipText(out))!);
}

function blockOf(text: string): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (!prefix.ok || prefix.value.bits < 8 || isPublic(prefix.value.bytes)) return undefined;
  return prefix.value.bytes[0] === 0xff ? undefined : prefix.value;
}

/** Codes `mapping-form`, `mapping-address`, `mapping-unfit`, `mapping-duplicate`. */
export function addressMap(entries: readonly MapEntry[], field = "/records"): Result<AddressMap> {
  if (entries.length > MAX_RECORDS) return refuse("mapping-form", `more than ${MAX_RECORDS} records`, field);
  const table = new RouteTable();
  const targets: Target[] = [];
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const at = `${field}/${i}`;
    const block = blockOf(entry.newip);
    const ip = ipPrefix(entry.ip);
    if (block === undefined || ip === undefined) {
      return refuse(
        "mapping-address",
        "not a New IP host address or block, or not an IP address or prefix",
        at,
      );
    }
    const host = 8 * addressLength(block.bytes[0]!) - block.bits;
    if (host !== 8 * ip.bytes.length - ip.bits)
      return refuse("mapping-unfit", "both sides have as many bits after the prefix, or none", at);
    const text = ipText(ip.bytes);
    const names = [`${block.bits} ${String(block.bytes)}`, `${ip.bits} ${text}`];
    if (names.some((name) => seen.has(name))) return refuse("mapping-duplicate", "mapped twice", at);
    for (const name of names) seen.add(name);
    const added = table.add({ prefix: block, port: targets.length });
    if (!added.ok) return added;
    targets.push({ bits: ip.bits, ip: ip.bytes, text });
  }
  return ok((bytes, at, length) => {
    const found = table.lookup(bytes, at, length);
    if (found === undefined) return undefined;
    const target = targets[found.port]!;
    return target.bits === target.ip.length * 8 ? target.text : joined(target, bytes, at, length);
  });
}
