/**
 * The mapping of a gateway between a New IP network and IPv4/IPv6, as JSON (`comity-newip-gateway/v1`). What addresses
 * stand for comes from the signed record of the gateway in an assembly, or from the file itself; it maps addresses to
 * addresses, never to persons.
 *
 * ```json
 * { "format": "comity-newip-gateway/v1",
 *   "assembly": { "url": "http://127.0.0.1:8080", "keyFile": "assembly.key", "network": "ridge", "gateway": "north" },
 *   "listen":  [{ "protocol": "udp", "ip": "0.0.0.0", "port": 5353, "newip": "01", "to": 53 }] }
 * ```
 * In the place of `assembly`: `"records": [{ "newip": "de05", "ip": "192.0.2.1" }]` and `"embed": ["fe640000"]`, which
 * names 4-byte prefixes of the 8-byte class whose other 4 bytes are the IPv4 address.
 */
import { fromHex, isPublic, parseAddress, type Address } from "@comity/newip";
import { parseRecordSource, type RecordedGateway } from "../assembly/form.ts";
import { isObject, onlyKeys } from "../json.ts";
import { ok, refuse, type Result } from "../refusal.ts";
import { addressMap, type AddressMap, type MapEntry } from "./address-map.ts";
import { canonicalIp } from "./ip-address.ts";

export type Listen = {
  readonly protocol: "udp" | "tcp";
  readonly ip: string;
  readonly port: number;
  readonly newip: Address;
  readonly to: number;
};

/** What a gateway works by. `toIp` may change while it runs; `changed` is called then. */
export type Mapping = {
  readonly toIp: AddressMap;
  readonly listen: readonly Listen[];
  readonly onChange?: (changed: () => void) => void;
};

/** The file: a mapping, or where the record of it is read. */
export type GatewayFile =
  | { readonly mapping: Mapping }
  | { readonly recorded: RecordedGateway; readonly listen: readonly Listen[] };

const isPort = (v: unknown): v is number =>
  typeof v === "number" && Number.isInteger(v) && v > 0 && v < 65_536;
const form = (detail: string, field: string): Result<never> => refuse("mapping-form", detail, field);

function hostAddress(text: unknown): Address | undefined {
  const parsed = typeof text === "string" ? parseAddress(text) : undefined;
  return parsed?.ok === true && !isPublic(parsed.value) ? parsed.value : undefined;
}

function entriesOf(records: readonly unknown[], embed: readonly unknown[]): Result<readonly MapEntry[]> {
  const entries: MapEntry[] = [];
  for (const [i, record] of records.entries()) {
    const { newip, ip } = isObject(record) && onlyKeys(record, ["newip", "ip"]) ? record : {};
    if (typeof newip !== "string" || typeof ip !== "string")
      return form("a record has newip and ip", `/records/${i}`);
    entries.push({ newip, ip });
  }
  for (const [i, prefix] of embed.entries()) {
    const bytes = typeof prefix === "string" ? fromHex(prefix) : undefined;
    if (bytes?.ok !== true || bytes.value.length !== 4 || bytes.value[0] !== 0xfe) {
      return refuse("mapping-address", "an embedding prefix is fe and three bytes", `/embed/${i}`);
    }
    entries.push({ newip: `${String(prefix)}/32`, ip: "0.0.0.0/0" });
  }
  return ok(entries);
}

function listenersOf(listen: readonly unknown[], stands: AddressMap | undefined): Result<readonly Listen[]> {
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
    if (stands?.(newip, 0, newip.length) !== undefined) {
      return refuse(
        "mapping-loop",
        "this New IP address stands for an IP host: packets would go in a circle",
        at,
      );
    }
    listeners.push({ protocol, ip, port, newip, to });
  }
  return ok(listeners);
}

/** Reads a gateway file strictly. Codes of `addressMap`, and `mapping-loop`, `assembly-form`. */
export function parseGatewayFile(json: unknown): Result<GatewayFile> {
  if (!isObject(json) || json["format"] !== "comity-newip-gateway/v1") {
    return form("expected an object with format comity-newip-gateway/v1", "/format");
  }
  if (!onlyKeys(json, ["format", "records", "embed", "listen", "assembly"]))
    return form("unknown members", "/");
  const { assembly, records = [], embed = [], listen = [] } = json;
  if (!Array.isArray(records) || !Array.isArray(embed) || !Array.isArray(listen))
    return form("expected lists", "/");
  if (assembly !== undefined) {
    if (json["records"] !== undefined || json["embed"] !== undefined)
      return form("the mapping is in the assembly's record, or in this file: one of them", "/assembly");
    const recorded = parseRecordSource(assembly, "/assembly", "gateway");
    if (!recorded.ok) return recorded;
    const listeners = listenersOf(listen, undefined);
    return listeners.ok ? ok({ recorded: recorded.value, listen: listeners.value }) : listeners;
  }
  const entries = entriesOf(records, embed);
  if (!entries.ok) return entries;
  const toIp = addressMap(entries.value);
  if (!toIp.ok) return toIp;
  const listeners = listenersOf(listen, toIp.value);
  return listeners.ok ? ok({ mapping: { toIp: toIp.value, listen: listeners.value } }) : listeners;
}
