/**
 * The mapping of a gateway between a New IP network and IPv4/IPv6, as JSON (`comity-newip-gateway/v1`). It comes from
 * the signed records of the assembly's `networks` register (read through the public API) or from a file of one's own;
 * it maps addresses to addresses, never to persons.
 *
 * ```json
 * { "format": "comity-newip-gateway/v1",
 *   "records": [{ "newip": "de05", "ip": "192.0.2.1" }, { "newip": "de06", "ip": "2001:db8::1" }],
 *   "embed":   ["fe640000"],
 *   "listen":  [{ "protocol": "udp", "ip": "0.0.0.0", "port": 5353, "newip": "01", "to": 53 }] }
 * ```
 * `embed` names 4-byte prefixes of the 8-byte class: the other 4 bytes are the IPv4 address (stateless).
 */
import { isIP, isIPv4 } from "node:net";
import { addressKey, fromHex, isPublic, parseAddress, toHex, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";

export type Listen = {
  readonly protocol: "udp" | "tcp";
  readonly ip: string;
  readonly port: number;
  readonly newip: Address;
  readonly to: number;
};

export type Mapping = {
  /** New IP address → text of the IP address it stands for; undefined when it stands for none. */
  readonly toIp: (bytes: Uint8Array, at: number, length: number) => string | undefined;
  /** Text of an IP address → New IP address. */
  readonly fromIp: (ip: string) => Address | undefined;
  readonly listen: readonly Listen[];
};

export const MAX_RECORDS = 65_536;

/** One spelling per IP address, as sockets report it. */
export function canonicalIp(text: string): string | undefined {
  const family = isIP(text);
  if (family === 4) return text;
  if (family !== 6 || text.includes("%")) return undefined;
  const host = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host);
  if (mapped === null) return host;
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === "object" && v !== null && !Array.isArray(v);
const onlyKeys = (v: Record<string, unknown>, keys: readonly string[]): boolean =>
  Object.keys(v).every((k) => keys.includes(k));
const isPort = (v: unknown): v is number =>
  typeof v === "number" && Number.isInteger(v) && v > 0 && v < 65_536;

function hostAddress(text: unknown): Address | undefined {
  const parsed = typeof text === "string" ? parseAddress(text) : undefined;
  return parsed?.ok === true && !isPublic(parsed.value) ? parsed.value : undefined;
}

/** Reads a mapping strictly. Codes `mapping-form`, `mapping-address`, `mapping-duplicate`, `mapping-loop`. */
export function parseMapping(json: unknown): Result<Mapping> {
  const form = (detail: string, field: string): Result<never> => refuse("mapping-form", detail, field);
  if (!isObject(json) || json["format"] !== "comity-newip-gateway/v1") {
    return form("expected an object with format comity-newip-gateway/v1", "/format");
  }
  if (!onlyKeys(json, ["format", "records", "embed", "listen"])) return form("unknown members", "/");
  const { records = [], embed = [], listen = [] } = json;
  if (!Array.isArray(records) || !Array.isArray(embed) || !Array.isArray(listen))
    return form("expected lists", "/");
  if (records.length > MAX_RECORDS) return form(`more than ${MAX_RECORDS} records`, "/records");
  const out = new Map<number | string, string>();
  const back = new Map<string, Address>();
  for (const [i, record] of records.entries()) {
    const at = `/records/${i}`;
    if (!isObject(record) || !onlyKeys(record, ["newip", "ip"])) return form("a record has newip and ip", at);
    const address = hostAddress(record["newip"]);
    const ip = typeof record["ip"] === "string" ? canonicalIp(record["ip"]) : undefined;
    if (address === undefined || ip === undefined) {
      return refuse("mapping-address", "not a New IP host address, or not an IP address", at);
    }
    if (out.has(addressKey(address)) || back.has(ip)) return refuse("mapping-duplicate", "mapped twice", at);
    out.set(addressKey(address), ip);
    back.set(ip, address);
  }
  const prefixes = new Set<string>();
  for (const [i, prefix] of embed.entries()) {
    const bytes = typeof prefix === "string" ? fromHex(prefix) : undefined;
    if (bytes?.ok !== true || bytes.value.length !== 4 || bytes.value[0] !== 0xfe) {
      return refuse("mapping-address", "an embedding prefix is fe and three bytes", `/embed/${i}`);
    }
    prefixes.add(toHex(bytes.value));
  }
  const listeners: Listen[] = [];
  for (const [i, entry] of listen.entries()) {
    const at = `/listen/${i}`;
    if (!isObject(entry) || !onlyKeys(entry, ["protocol", "ip", "port", "newip", "to"]))
      return form("unknown members", at);
    const { protocol, port, to } = entry;
    const newip = hostAddress(entry["newip"]);
    const ip = typeof entry["ip"] === "string" ? canonicalIp(entry["ip"]) : undefined;
    if ((protocol !== "udp" && protocol !== "tcp") || !isPort(port) || !isPort(to)) {
      return form("protocol is udp or tcp; port and to are 1 to 65535", at);
    }
    if (newip === undefined || ip === undefined) return refuse("mapping-address", "address not valid", at);
    if (out.has(addressKey(newip)) || (newip.length === 8 && prefixes.has(toHex(newip.subarray(0, 4))))) {
      return refuse(
        "mapping-loop",
        "this New IP address stands for an IP host: packets would go in a circle",
        at,
      );
    }
    listeners.push({ protocol, ip, port, newip, to });
  }
  const [first] = prefixes;
  return ok({
    toIp: (bytes, at, length) => {
      const known = out.get(addressKey(bytes, at, length));
      if (known !== undefined || length !== 8 || prefixes.size === 0) return known;
      if (!prefixes.has(toHex(bytes.subarray(at, at + 4)))) return undefined;
      return bytes.subarray(at + 4, at + 8).join(".");
    },
    fromIp: (ip) => {
      const known = back.get(ip);
      if (known !== undefined || first === undefined || !isIPv4(ip)) return known;
      const prefix = fromHex(first);
      return prefix.ok ? Uint8Array.from([...prefix.value, ...ip.split(".").map(Number)]) : undefined;
    },
    listen: listeners,
  });
}
