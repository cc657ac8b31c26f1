/** Domains as RDAP objects (RFC 9083 section 5.3): forward names and reverse zones. */
import { unicodeName, type Answer, type StateRecord } from "@comity/assembly";
import { textOf } from "@comity/resources";
import type { DomainAt } from "./domain-at.ts";
import { embeddedEntity } from "./entity-object.ts";
import { delegatedServer } from "./nameserver-object.ts";
import { answerAt } from "./network-at.ts";
import { entitiesOf, eventsOf, objectOf, type View } from "./number-object.ts";
import { remarksOf, say } from "./remarks.ts";
import {
  dayOf,
  link,
  type Domain,
  type Entity,
  type IpNetwork,
  type Link,
  type Remark,
  type SecureDns,
} from "./shapes.ts";

export function domainObject(view: View, domain: DomainAt): Domain {
  const { name, network, servers } = domain;
  const answer = answerAt(view.reader, network ?? domain);
  const records = recordsOf(domain, answer);
  const entities = network === undefined ? holders(view, records, answer) : entitiesOf(view, network, answer);
  const events = eventsOf(view, { records });
  const unicode = unicodeName(name);
  return {
    objectClassName: "domain",
    handle: name,
    ldhName: name,
    ...(unicode === undefined ? {} : { unicodeName: unicode }),
    ...(servers === undefined
      ? {}
      : { nameservers: servers.servers.map((server) => delegatedServer(view, server)) }),
    secureDNS: secureDns(domain),
    status: statusOf(domain, answer),
    ...(entities.length === 0 ? {} : { entities }),
    ...(events.length === 0 ? {} : { events }),
    links: linksOf(view, domain),
    remarks: [...remarksOf(view.reader, { records }, answer), ...zoneRemarks(domain)],
    ...(network === undefined ? {} : { network: networkOf(view, domain) }),
  };
}

/** Name servers of a name that is no holding of its own stand in the holding around it. */
function recordsOf({ records }: DomainAt, { holding }: Answer): readonly StateRecord[] {
  const servers = records.some(({ t }) => t === "servers");
  if (!servers || holding === undefined || records.some((r) => r.t === "holding" || r.t === "report"))
    return records;
  return [holding.record, ...records];
}

/** The holder as registrant, who gave it as registrar. */
function holders(view: View, records: readonly StateRecord[], { chain, holding }: Answer): readonly Entity[] {
  if (holding === undefined) return [];
  const own = records.some(({ t }) => t === "holding");
  const entities = [embeddedEntity(view, holding.record.holder, own ? "registrant" : "registrar")];
  const giver = chain.at(-2)?.record.holder;
  if (own && giver !== undefined && giver !== holding.record.holder)
    entities.push(embeddedEntity(view, giver, "registrar"));
  return entities;
}

/** Without name servers a domain is `inactive`, with them `active` (RFC 8056 section 2). */
function statusOf({ records, servers }: DomainAt, { holding }: Answer): readonly string[] {
  const status = new Set<string>([servers === undefined ? "inactive" : "active"]);
  for (const { t } of records) {
    if (t === "reserved") status.add("reserved");
    else if (t === "claim") status.add("pending update");
  }
  if (holding?.record.case !== undefined) status.add("locked");
  return [...status];
}

/** The zone's own signatures are not looked at here: only what the parent says is known. */
function secureDns({ servers }: DomainAt): SecureDns {
  const { ds = [] } = servers ?? {};
  return { delegationSigned: ds.length > 0, ...(ds.length === 0 ? {} : { dsData: ds }) };
}

function zoneRemarks({ network, servers, space, key }: DomainAt): readonly Remark[] {
  const remarks: Remark[] = [];
  if (network !== undefined) {
    remarks.push(
      say(
        "Reverse zone",
        `It follows the holding of the addresses: this is a zone of ${textOf(space, key)}, in ${network.handle}.`,
      ),
    );
  }
  if (servers?.ends !== undefined) {
    remarks.push(
      say(
        "Name servers end",
        `A former holder set these name servers. They go on until ${dayOf(servers.ends)} unless the holder replaces them.`,
      ),
    );
  }
  return remarks;
}

/** The network of a reverse zone; its remarks stand with the network itself. */
function networkOf(view: View, { network }: DomainAt): Omit<IpNetwork, "remarks"> {
  const { remarks: _long, entities: _same, ...object } = objectOf(view, network!) as IpNetwork;
  return object;
}

function linksOf({ base, explorer }: View, { name, network, space }: DomainAt): readonly Link[] {
  const self = `${base}/domain/${name}`;
  const links = [link(self, "self", self)];
  if (space !== "names") {
    for (const relation of ["rdap-up", "rdap-top", "rdap-down", "rdap-bottom"])
      links.push(link(self, relation, `${base}/domains/rirSearch1/${relation}/${name}`));
  }
  if (explorer !== undefined) {
    links.push(link(self, "alternate", `${explorer}/resources/${network?.handle ?? name}`, "text/html"));
  }
  return links;
}
