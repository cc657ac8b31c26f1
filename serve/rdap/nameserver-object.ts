/** Name servers as RDAP objects (RFC 9083 section 5.2): hosts that delegations of the register name. */
import { pick, unicodeName, type ServersRecord, type StateReader } from "@comity/assembly";
import { parseName } from "@comity/resources";
import { countedServers } from "@comity/view";
import { zonesOf, type DomainSpace } from "./domain-at.ts";
import { embeddedEntity } from "./entity-object.ts";
import type { Place } from "./holder-index.ts";
import { MAX_ZONES } from "./limits.ts";
import { answerAt } from "./network-at.ts";
import { eventsOf, type View } from "./number-object.ts";
import { say } from "./remarks.ts";
import { link, type Nameserver } from "./shapes.ts";

type Addresses = NonNullable<Nameserver["ipAddresses"]>;
export type Delegation = {
  readonly space: DomainSpace;
  readonly key: Place["key"];
  readonly record: ServersRecord;
};

/** The delegations at these places that name the server in this state. */
export function delegationsOf(
  reader: StateReader,
  name: string,
  places: readonly Place[],
): readonly Delegation[] {
  const found: Delegation[] = [];
  for (const { key, space } of places) {
    if (space === "asn") continue;
    const record = pick(reader.at(space, key), "servers");
    if (record?.servers.some((server) => server.name === name) !== true) continue;
    // Of its addresses only what who holds its name says.
    const servers = countedServers(reader, { space, key }, record);
    found.push({ space, key, record: { ...record, servers } });
  }
  return found;
}

const addressesOf = (texts: Iterable<string>): { readonly ipAddresses?: Addresses } => {
  const v4: string[] = [];
  const v6: string[] = [];
  for (const text of new Set(texts)) (text.includes(":") ? v6 : v4).push(text);
  if (v4.length + v6.length === 0) return {};
  return { ipAddresses: { ...(v4.length === 0 ? {} : { v4 }), ...(v6.length === 0 ? {} : { v6 }) } };
};

/** As it stands in a domain: its addresses are those of this delegation. */
export function delegatedServer(
  { base }: View,
  { addresses = [], name }: ServersRecord["servers"][number],
): Nameserver {
  const self = `${base}/nameserver/${name}`;
  const unicode = unicodeName(name);
  return {
    objectClassName: "nameserver",
    ldhName: name,
    ...(unicode === undefined ? {} : { unicodeName: unicode }),
    ...addressesOf(addresses),
    links: [link(self, "self", self)],
  };
}

/** The addresses that the delegations give for a server. */
export const glueOf = (name: string, delegations: readonly Delegation[]): readonly string[] =>
  delegations.flatMap(({ record }) =>
    record.servers.flatMap((server) => (server.name === name ? (server.addresses ?? []) : [])),
  );

export function nameserverObject(view: View, name: string, delegations: readonly Delegation[]): Nameserver {
  const { reader } = view;
  const key = parseName(name);
  const around = key.ok ? reader.covering("names", key.value) : [];
  const holding = key.ok ? answerAt(reader, { space: "names", key: key.value, around }).holding : undefined;
  const records = delegations.map(({ record }) => record);
  const events = eventsOf(view, { records });
  const zones = new Set<string>();
  for (const { key: at, space } of delegations) {
    for (const { name: zone } of zonesOf(space, at)) if (zones.size <= MAX_ZONES) zones.add(zone);
  }
  const listed = [...zones].slice(0, MAX_ZONES).join(", ");
  const entries = [...new Set(records.map(({ since }) => since))].sort((a, b) => a - b);
  return {
    ...delegatedServer(view, { name, addresses: glueOf(name, delegations) }),
    handle: name,
    status: ["associated"],
    ...(holding === undefined
      ? {}
      : { entities: [embeddedEntity(view, holding.record.holder, "registrant")] }),
    ...(events.length === 0 ? {} : { events }),
    remarks: [
      say("Serves", `Holders name it for ${listed}${zones.size > MAX_ZONES ? " and more" : ""}.`),
      say(
        "Source",
        `Log ${entries.length === 1 ? "entry" : "entries"} ${entries.slice(0, MAX_ZONES).join(", ")}: what is said here follows from the public log and can be proved from it.`,
      ),
    ],
  };
}
