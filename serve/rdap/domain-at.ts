/** Domains of a state: names that have a record, and reverse zones, which follow the holdings of addresses (SEMANTICS I). */
import {
  asciiLabel,
  pick,
  zoneBlocks,
  zoneName,
  type Found,
  type ServersRecord,
  type StateReader,
  type StateRecord,
} from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import { equalKeys, parseName, textOf, type Key } from "@comity/resources";
import { countedServers } from "@comity/view";
import { isNetwork, networkAt, type NetworkAt } from "./network-at.ts";

export type DomainSpace = "names" | "ipv4" | "ipv6";
export type AskedDomain = { readonly name: string; readonly space: DomainSpace; readonly key: Key };
export type DomainAt = AskedDomain & {
  /** What is recorded of the name, or of the network around a reverse zone. */
  readonly records: readonly StateRecord[];
  readonly around: readonly Found[];
  readonly servers?: ServersRecord;
  /** The network of a reverse zone. */
  readonly network?: NetworkAt;
};

/** A-labels or U-labels, any case, with or without the final dot. Code `domain`. */
export function askedDomain(text: string): Result<AskedDomain> {
  const ascii = asciiName(text);
  const key = parseName(ascii);
  if (ascii === "" || !key.ok) {
    const why = key.ok ? "it is empty" : key.error.detail;
    return refuse("domain", `give a domain name like example.org: ${why}`, "domain");
  }
  const name = textOf("names", key.value);
  return ok({ name, ...(blockOfZone(name) ?? { space: "names", key: key.value }) });
}

/** U-labels become A-labels (RFC 5891 section 5.2, RFC 3490 section 3.1 for the dots). */
export const asciiName = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text)
    ? text.toLowerCase()
    : text
        .replace(/[\u3002\uff0e\uff61]/g, ".")
        .toLowerCase()
        .normalize("NFC")
        .split(".")
        .map(asciiLabel)
        .join(".");

/** The addresses that a reverse zone on a label boundary is about. */
function blockOfZone(name: string): { readonly space: "ipv4" | "ipv6"; readonly key: Key } | undefined {
  const four = name.endsWith(".in-addr.arpa");
  if (!four && !name.endsWith(".ip6.arpa")) return undefined;
  const labels = name.split(".").slice(0, -2).reverse();
  const form = four ? /^(?:0|[1-9][0-9]{0,2})$/ : /^[0-9a-f]$/;
  const [step, width] = four ? [8, 4] : [4, 16];
  const bytes = new Uint8Array(width);
  const bits = labels.length * step;
  if (bits > width * 8) return undefined;
  for (const [i, label] of labels.entries()) {
    const value = form.test(label) ? parseInt(label, four ? 10 : 16) : 256;
    if (value > 255) return undefined;
    if (four) bytes[i] = value;
    else bytes[i >> 1]! |= value << (i & 1 ? 0 : 4);
  }
  return { space: four ? "ipv4" : "ipv6", key: { bytes, bits } };
}

/** Whether the zones of a block are those of `key` (a block between two boundaries has several of the next length). */
const hasZone = (space: "ipv4" | "ipv6", block: Key, key: Key): boolean => {
  const step = space === "ipv4" ? 8 : 4;
  return Math.ceil(block.bits / step) * step === key.bits;
};

/** Held here, or in use as a registry's file says. */
const inUse = (record: StateRecord): boolean =>
  record.t === "holding" ||
  (record.t === "report" &&
    record.begins === undefined &&
    (record.status === "allocated" || record.status === "assigned"));

/** With the addresses that count. */
const counted = (
  reader: StateReader,
  zone: Pick<AskedDomain, "space" | "key">,
  record: ServersRecord | undefined,
): ServersRecord | undefined =>
  record === undefined ? undefined : { ...record, servers: countedServers(reader, zone, record) };

/** The domain of exactly this name. */
export function domainAt(reader: StateReader, asked: AskedDomain): DomainAt | undefined {
  const { key, space } = asked;
  const around = reader.covering(space, key);
  if (space === "names") {
    const records = around.at(-1)?.records.filter(({ t }) => t !== "settled") ?? [];
    if (records.length === 0 || !equalKeys(around.at(-1)!.key, key)) return undefined;
    const servers = counted(reader, asked, pick(records, "servers"));
    return { ...asked, records, around, ...(servers === undefined ? {} : { servers }) };
  }
  const last = around.findLastIndex(isNetwork);
  const delegated = around.findLast(({ records }) => pick(records, "servers") !== undefined);
  const servers =
    delegated !== undefined && hasZone(space, delegated.key, key)
      ? counted(reader, { space, key: delegated.key }, pick(delegated.records, "servers"))
      : undefined;
  if (last < 0) return undefined;
  const level = around[last]!;
  if (servers === undefined && !(level.records.some(inUse) && hasZone(space, level.key, key))) {
    return undefined;
  }
  const network = networkAt(space, level, around.slice(0, last + 1));
  const records = servers === undefined ? network.records : [...network.records, servers];
  return { ...asked, records, around, network, ...(servers === undefined ? {} : { servers }) };
}

/** The zones of a block as questions: the name itself, or the reverse zones of a block of addresses. */
export function zonesOf(space: DomainSpace, key: Key): readonly AskedDomain[] {
  if (space === "names") return [{ name: textOf("names", key), space, key }];
  return zoneBlocks({ space, key }).map((zone) => ({ name: zoneName(zone), space, key: zone.key }));
}
