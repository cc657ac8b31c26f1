/** IP networks and autnums as RDAP objects (RFC 9083 sections 5.4 and 5.5; cidr0; link relations of RFC 9910). */
import type { Answer, HoldingRecord, ReportRecord, StateReader } from "@comity/assembly";
import { ipv4Text, ipv6Text, uint32At, type Key } from "@comity/resources";
import type { Format } from "./contact.ts";
import { embeddedEntity, unclaimedHandle } from "./entity-object.ts";
import type { Parts } from "./kept.ts";
import { answerAt, isNetwork, networkAt, type NetworkAt } from "./network-at.ts";
import { remarksOf } from "./remarks.ts";
import {
  dateOf,
  link,
  type Autnum,
  type Cidr,
  type Entity,
  type IpNetwork,
  type Link,
  type RdapEvent,
  type Remark,
} from "./shapes.ts";

/** What objects need besides the state: the server's URL, the explorer's, the time of log entries. */
export type View = {
  readonly reader: StateReader;
  readonly base: string;
  readonly explorer: string | undefined;
  readonly timeOf: (index: number) => number | undefined;
  readonly format: Format;
  readonly parts: Parts;
};

export function objectOf(view: View, network: NetworkAt): IpNetwork | Autnum {
  const { reader } = view;
  const answer = answerAt(reader, network);
  const entities = entitiesOf(view, network, answer);
  const name = entities[0]?.handle ?? answer.root?.record.label;
  const events = eventsOf(view, network);
  const code = reportOf(network)?.code;
  const common = {
    handle: network.handle,
    ...(name === undefined ? {} : { name }),
    type: typeOf(network),
    ...(code === undefined || code === "ZZ" ? {} : { country: code }),
    status: statusOf(network, answer),
    ...(entities.length === 0 ? {} : { entities }),
    ...(events.length === 0 ? {} : { events }),
    links: linksOf(view, network),
    remarks: remarksAt(view, network, answer),
  };
  const { range, space } = network;
  if (space === "asn") {
    return {
      objectClassName: "autnum",
      startAutnum: uint32At(range.first),
      endAutnum: uint32At(range.last),
      ...common,
    };
  }
  const text =
    space === "ipv4"
      ? (bytes: Uint8Array) => ipv4Text(uint32At(bytes))
      : (bytes: Uint8Array) => ipv6Text(bytes);
  const above = parentOf(network);
  return {
    objectClassName: "ip network",
    startAddress: text(range.first),
    endAddress: text(range.last),
    ipVersion: space === "ipv4" ? "v4" : "v6",
    ...(above === undefined ? {} : { parentHandle: above.handle }),
    cidr0_cidrs: network.keys.map((key) => cidrOf(space, key)),
    ...common,
  };
}

/** Most objects are one record of a file or one plain holding, and their remarks follow from few facts. */
function remarksAt({ parts, reader }: View, network: NetworkAt, answer: Answer): readonly Remark[] {
  const make = (): readonly Remark[] => remarksOf(reader, network, answer);
  const [record] = network.records;
  if (record === undefined || network.records.length > 1 || answer.rivals.length > 1) return make();
  if (record.t === "holding") {
    if (record.case !== undefined || record.custody !== undefined || record.note !== undefined) return make();
    return parts.keep(`holding ${record.since} ${answer.grade} ${record.holder} ${record.label ?? ""}`, make);
  }
  const plain = record.t === "report" && record.ends === undefined && answer.grade.startsWith("attested");
  if (!plain || answer.reports.at(-1)?.record !== record) return make();
  return parts.keep(`report ${record.since} ${answer.grade} ${record.by} ${record.status}`, make);
}

const cidrOf = (space: "ipv4" | "ipv6", { bits, bytes }: Key): Cidr =>
  space === "ipv4"
    ? { v4prefix: ipv4Text(uint32At(bytes)), length: bits }
    : { v6prefix: ipv6Text(bytes), length: bits };

/** The next object around this one. */
export function parentOf({ around, handle, space }: NetworkAt): NetworkAt | undefined {
  for (let i = around.length - 2; i >= 0; i--) {
    const level = around[i]!;
    if (!isNetwork(level)) continue;
    const above = networkAt(space, level, around.slice(0, i + 1));
    if (above.handle !== handle) return above;
  }
  return undefined;
}

const holdingOf = ({ records }: NetworkAt): HoldingRecord | undefined =>
  records.find((r): r is HoldingRecord => r.t === "holding");
const reportOf = ({ records }: NetworkAt): ReportRecord | undefined =>
  records.find((r): r is ReportRecord => r.t === "report" && r.begins === undefined);

function typeOf(network: NetworkAt): string {
  const holding = holdingOf(network);
  if (holding !== undefined) {
    if (holding.label !== undefined) return "IANA BLOCK";
    return { permanent: "PERMANENT", lease: "LEASE", decision: "UNTIL DECIDED OTHERWISE" }[
      holding.terms.kind
    ];
  }
  const report = reportOf(network);
  if (report !== undefined)
    return report.kind === "countries" ? "COUNTRY RECORD" : report.status.toUpperCase();
  return network.records.some(({ t }) => t === "root") ? "IANA BLOCK" : "SET ASIDE";
}

/** Only values of the IANA registry of RDAP JSON values. */
function statusOf({ records }: NetworkAt, { grade }: Answer): readonly string[] {
  const status = new Set<string>();
  for (const record of records) {
    if (record.t === "holding") status.add(record.label === undefined ? "active" : "administrative");
    else if (record.t === "report" && record.begins === undefined) {
      const { status: said } = record;
      status.add(said === "reserved" ? "reserved" : said === "available" ? "inactive" : "active");
    } else if (record.t === "root")
      status.add(/reserved/i.test(record.status) ? "reserved" : "administrative");
    else if (record.t === "reserved") status.add("reserved");
    else if (record.t === "quarantine") status.add("inactive");
    else if (record.t === "claim") status.add("pending update");
  }
  if (grade === "claimed" && records.some(({ t }) => t === "holding")) status.add("active");
  if (status.has("active")) status.delete("inactive");
  return [...status];
}

export function eventsOf({ timeOf }: View, { records }: Pick<NetworkAt, "records">): readonly RdapEvent[] {
  const events: RdapEvent[] = [];
  const add = (eventAction: RdapEvent["eventAction"], eventDate: string): void => {
    if (events.every((event) => event.eventAction !== eventAction)) events.push({ eventAction, eventDate });
  };
  let newest = -1;
  for (const record of records) {
    if (record.t === "holding") {
      add("registration", dateOf(record.made));
      if (record.terms.kind === "lease") add("expiration", dateOf(record.terms.until));
    } else if (record.t === "report" && record.date !== undefined && record.begins === undefined) {
      add("registration", `${record.date}T00:00:00Z`);
    }
    if ("since" in record && record.since > newest) newest = record.since;
  }
  const changed = newest < 0 ? undefined : timeOf(newest);
  if (changed !== undefined) add("last changed", dateOf(changed));
  return events;
}

/** The holder as registrant; who gave it or reports it as registrar. */
export function entitiesOf(
  view: View,
  network: NetworkAt,
  { chain, holding, rivals }: Answer,
): readonly Entity[] {
  const roles = new Map<string, string>();
  const put = (handle: string, role: string): void => {
    if (!roles.has(handle)) roles.set(handle, role);
  };
  const report = reportOf(network);
  const inUse = report?.kind === "delegations" && ["allocated", "assigned"].includes(report.status);
  if (holding !== undefined && holdingOf(network) === undefined) {
    // Kept aside or reported as not in use, inside this holding.
    put(holding.record.holder, "registrar");
  } else if (holding !== undefined) {
    put(holding.record.holder, "registrant");
    const parent = chain.at(-2);
    if (parent !== undefined) put(parent.record.holder, "registrar");
  } else if (rivals.length > 1) {
    for (const { by, record } of rivals.slice(0, 8)) {
      if (by === "file" && record.holder !== undefined) put(unclaimedHandle(record), "registrant");
      if (by === "file") put(record.by, "registrar");
    }
  } else if (report !== undefined) {
    if (inUse && report.holder !== undefined) put(unclaimedHandle(report), "registrant");
    put(report.by, "registrar");
  }
  return [...roles].map(([handle, role]) => embeddedEntity(view, handle, role));
}

export function pathOf({ handle, space, range, keys }: NetworkAt): string {
  if (space === "asn") return `autnum/${uint32At(range.first)}`;
  // A record that is no single block has no prefix: its first block finds it.
  if (keys.length === 1) return `ip/${handle}`;
  const [{ bits, bytes }] = keys as readonly [Key];
  return `ip/${space === "ipv4" ? ipv4Text(uint32At(bytes)) : ipv6Text(bytes)}/${bits}`;
}

function linksOf({ base, explorer }: View, network: NetworkAt): readonly Link[] {
  const path = pathOf(network);
  const self = `${base}/${path}`;
  const value = path.slice(path.indexOf("/") + 1);
  const search = `${base}/${network.space === "asn" ? "autnums" : "ips"}/rirSearch1`;
  const links = [link(self, "self", self)];
  if (parentOf(network) !== undefined) {
    links.push(
      link(self, "rdap-up", `${search}/rdap-up/${value}`),
      link(self, "rdap-top", `${search}/rdap-top/${value}`),
    );
  }
  links.push(
    link(self, "rdap-down", `${search}/rdap-down/${value}`),
    link(self, "rdap-bottom", `${search}/rdap-bottom/${value}`),
  );
  if (explorer !== undefined) {
    links.push(link(self, "alternate", `${explorer}/resources/${network.handle}`, "text/html"));
  }
  return links;
}
