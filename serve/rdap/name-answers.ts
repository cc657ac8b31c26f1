/** Answers about names: domains, name servers, their searches. */
import { parseName } from "@comity/resources";
import { askedDomain, domainAt, type AskedDomain, type DomainAt } from "./domain-at.ts";
import { domainObject } from "./domain-object.ts";
import type { Place, RegisterIndex } from "./holder-index.ts";
import {
  addressText,
  domainsByName,
  domainsOfServers,
  hasAddress,
  namePatternOf,
  serversBy,
  zoneAround,
  zonesInside,
  type NamedServer,
} from "./name-searches.ts";
import { delegationsOf, nameserverObject } from "./nameserver-object.ts";
import type { View } from "./number-object.ts";
import {
  badRequest,
  errorReply,
  noticesOf,
  notReady,
  RELATIONS,
  reply,
  TRUNCATED_RESULTS,
  type Reply,
} from "./replies.ts";
import { RELATION_NAMES, type Relation, type Results } from "./searches.ts";
import { conformanceOf, type Question } from "./question.ts";

const idsOf = ({ network }: DomainAt): readonly string[] =>
  network === undefined ? [] : ["cidr0", RELATIONS];

/** `missing` makes the answer about a domain that is not registered here. */
export function domainAnswer(q: Question, text: string, missing: (asked: AskedDomain) => Reply): Reply {
  const asked = askedDomain(text);
  if (!asked.ok) return badRequest(asked.error.detail);
  const domain = domainAt(q.view.reader, asked.value);
  return domain === undefined ? missing(asked.value) : oneDomain(q, domain);
}

const oneDomain = ({ source, state, view }: Question, domain: DomainAt): Reply =>
  reply(200, {
    rdapConformance: conformanceOf(view, idsOf(domain)),
    notices: noticesOf(source, state, view.base),
    ...domainObject(view, domain),
  });

export function nameserverAnswer(q: Question, text: string, missing: (name: string) => Reply): Reply {
  const { source, state, view } = q;
  const asked = askedDomain(text);
  if (!asked.ok) return badRequest(asked.error.detail);
  const { name } = asked.value;
  const index = q.index.read();
  // A server inside a name stands with the name: found without the index.
  const places: Place[] = [...(index?.servers.get(name) ?? []), ...placesAround(view, name)];
  const once = new Map(
    places.map((place) => [`${place.space} ${place.key.bits} ${place.key.bytes.join()}`, place]),
  );
  const delegations = delegationsOf(view.reader, name, [...once.values()]);
  if (delegations.length === 0) return index?.current === true ? missing(name) : notReady();
  return reply(
    200,
    {
      rdapConformance: conformanceOf(view, []),
      notices: noticesOf(source, state, view.base),
      ...nameserverObject(view, name, delegations),
    },
    index?.current === true,
  );
}

function placesAround({ reader }: View, name: string): readonly Place[] {
  const key = parseName(name);
  return key.ok
    ? reader.covering("names", key.value).map((level) => ({ space: "names", key: level.key }))
    : [];
}

/** `domains?name=`, `?nsLdhName=`, `?nsIp=`; `nameservers?name=`, `?ip=`. */
export function nameSearch(q: Question, kind: "domains" | "nameservers", query: URLSearchParams): Reply {
  const names = kind === "domains" ? ["name", "nsLdhName", "nsIp"] : ["name", "ip"];
  const given = names.filter((name) => query.has(name));
  const [by] = given;
  if (by === undefined || given.length > 1) return badRequest(`give exactly one of ${names.join(", ")}`);
  const value = query.get(by)!;
  if (by === "nsIp" || by === "ip") {
    const address = addressText(value);
    if (!address.ok) return badRequest(address.error.detail);
    return withIndex(q, (index) =>
      servers(q, kind, index, serversBy(q.view, index, hasAddress(address.value))),
    );
  }
  const pattern = namePatternOf(value);
  if (!pattern.ok) return badRequest(pattern.error.detail);
  if (by === "name" && kind === "domains") {
    if (pattern.value.exact !== undefined) {
      const asked = askedDomain(pattern.value.exact);
      if (!asked.ok) return badRequest(asked.error.detail);
      const domain = domainAt(q.view.reader, asked.value);
      return domains(q, { items: domain === undefined ? [] : [domain], cut: false });
    }
    return withIndex(q, (index) => domains(q, domainsByName(q.view, pattern.value, index), index));
  }
  return withIndex(q, (index) => servers(q, kind, index, serversBy(q.view, index, pattern.value.matches)));
}

function withIndex(q: Question, make: (index: RegisterIndex) => Reply): Reply {
  const index = q.index.read();
  return index === undefined ? notReady() : make(index);
}

const servers = (
  q: Question,
  kind: "domains" | "nameservers",
  index: RegisterIndex,
  found: Results<NamedServer>,
): Reply =>
  kind === "domains"
    ? domains(q, domainsOfServers(q.view, index, found), index)
    : results(
        q,
        "nameserverSearchResults",
        [],
        found.cut,
        index.current,
        found.items.map(({ delegations, name }) => nameserverObject(q.view, name, delegations)),
      );

const domains = (q: Question, { cut, items }: Results<DomainAt>, index?: RegisterIndex): Reply =>
  results(
    q,
    "domainSearchResults",
    [...new Set(items.flatMap(idsOf))],
    cut,
    index === undefined || index.current,
    items.map((domain) => domainObject(q.view, domain)),
  );

function results(
  { source, state, view }: Question,
  name: string,
  ids: readonly string[],
  cut: boolean,
  lasting: boolean,
  items: readonly object[],
): Reply {
  const notices = noticesOf(source, state, view.base);
  return reply(
    200,
    {
      rdapConformance: conformanceOf(view, ids),
      notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
      [name]: items,
    },
    lasting,
  );
}

/** `domains/rirSearch1/RELATION/NAME`: reverse zones only (RFC 9910 section 3). */
export function relatedDomains(q: Question, rest: string, query: URLSearchParams): Reply {
  const [extension, relation, name, ...more] = rest.split("/");
  if (extension !== RELATIONS || !RELATION_NAMES.includes(relation as Relation) || more.length > 0) {
    return badRequest(`give ${RELATIONS}/RELATION/NAME with a relation of ${RELATION_NAMES.join(", ")}`);
  }
  const asked = askedDomain(name ?? "");
  if (!asked.ok) return badRequest(asked.error.detail);
  if (asked.value.space === "names")
    return badRequest("relations are known of reverse domains, like 2.0.192.in-addr.arpa");
  if (query.has("status")) return errorReply(501, ["Relations cannot be limited to a status here."]);
  if (relation === "rdap-down" || relation === "rdap-bottom") {
    const { cut, items } = zonesInside(q.view, asked.value, relation);
    return results(
      q,
      "domainSearchResults",
      ["cidr0", RELATIONS],
      cut,
      true,
      items.map((zone) => domainObject(q.view, zone)),
    );
  }
  const zone = zoneAround(q.view, asked.value, relation as "rdap-up" | "rdap-top");
  return zone === undefined
    ? errorReply(404, ["No registered reverse domain is around it."])
    : oneDomain(q, zone);
}
