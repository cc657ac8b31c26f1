/** Routes for readers: what a register says about a prefix and an origin, and what every publisher starts from. */
import type {
  Attached,
  Finality,
  Protections,
  ProvidersView,
  RouteAnswer,
  RouteView,
  SetView,
} from "@comity/api";
import {
  authorisationsOver,
  pick,
  providersOf,
  routeRegister,
  routeVerdict,
  setsOf,
  textPrefix,
  type ProvidersRecord,
  type RouteRecord,
  type StateReader,
} from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import { parseAsn, textOf, type Key } from "@comity/resources";
import { partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";
import { factProof } from "./fact-proof.ts";
import type { Asked } from "./resource.ts";

type Family = "ipv4" | "ipv6";
const isFamily = (space: Asked["space"]): space is Family => space === "ipv4" || space === "ipv6";

function viewOf(reader: StateReader, space: Family, key: Key, record: RouteRecord): RouteView {
  const { asn, by, ends, maxLength, since } = record;
  const end = ends === undefined ? {} : { ends };
  return { prefix: textOf(space, key), asn, maxLength, by: partyRef(reader, by), ...end, since };
}

const SAYS = {
  valid: "valid: an authorisation names this origin and allows this length",
  invalid: "invalid: the prefix is covered, but not for this origin at this length",
  notfound: "not found: no authorisation covers the prefix",
} as const;

/** Codes `not-prefix`, `asn`. `origin`: an AS number; without it only the covering set. */
export function routeAnswer(
  state: ReadState,
  { key, space, text }: Asked,
  origin: string | undefined,
  finality: Finality,
): Result<RouteAnswer> {
  if (!isFamily(space)) return refuse("not-prefix", "routes are IPv4 or IPv6 prefixes", "text");
  const asn = origin === undefined ? ok(undefined) : parseAsn(origin, "origin");
  if (!asn.ok) return asn;
  const register = routeRegister(space)!;
  const from = asn.value === undefined ? undefined : `AS${asn.value}`;
  const prefix = text.includes("/") ? text : textOf(space, key);
  const { covering, state: validity } = routeVerdict(key, from, state.reader.covering(register, key));
  const views = covering.map(({ key: at, matches, record }) => ({
    ...viewOf(state.reader, space, at, record),
    ...(from === undefined ? {} : { matches }),
  }));
  const href = factProof(register, prefix) + (from === undefined ? "" : `&origin=${from}`);
  return ok({
    asOf: asOf(state),
    finality,
    prefix,
    ...(from === undefined ? {} : { origin: from, state: validity }),
    says: from === undefined ? `${views.length} authorisation(s) cover it` : SAYS[validity],
    covering: views,
    proof: { register, key: prefix, href },
  });
}

/** What is recorded about routes at a resource. */
export function routesAt(reader: StateReader, { key, space, text }: Asked): Attached {
  if (space === "asn" && key.bits === 32) {
    const providers = providersView(reader, text);
    const sets = setViews(reader, text);
    return {
      ...(providers === undefined ? {} : { providers }),
      ...(sets.length === 0 ? {} : { sets }),
    };
  }
  if (!isFamily(space)) return {};
  const routes = authorisationsOver(reader, { space, key }).map(({ block, record }) =>
    viewOf(reader, space, block.key, record),
  );
  const asked = reader.covering(routeRegister(space)!, key).findLast((f) => pick(f.records, "protect"));
  const days = asked && pick(asked.records, "protect")?.days;
  return { routes, ...(days === undefined ? {} : { protectedDays: days }) };
}

function providersView(reader: StateReader, customer: string): ProvidersView | undefined {
  const record = providersOf(reader, customer);
  if (record === undefined) return undefined;
  const { by, ends, providers, since } = record;
  const proof = { register: "providers", key: customer, href: factProof("providers", customer) };
  return {
    customer,
    providers,
    by: partyRef(reader, by),
    ...(ends === undefined ? {} : { ends }),
    since,
    proof,
  };
}

const setViews = (reader: StateReader, asn: string): readonly SetView[] =>
  setsOf(reader, asn).map(({ name, record: { by, ends, members, since } }) => ({
    name,
    members,
    by: partyRef(reader, by),
    ...(ends === undefined ? {} : { ends }),
    since,
    proof: { register: "providers", key: `set/${name}`, href: factProof("providers", `set/${name}`) },
  }));

export type PublishedRoute = { readonly space: Family; readonly key: Key; readonly record: RouteRecord };

/** Every authorisation, IPv4 first, in key order. */
export function* publishedRoutes(reader: StateReader): Generator<PublishedRoute, void, void> {
  for (const space of ["ipv4", "ipv6"] as const) {
    const all = { bytes: new Uint8Array(space === "ipv4" ? 4 : 16), bits: 0 };
    for (const { key, records } of reader.within(routeRegister(space)!, all)) {
      for (const record of records) if (record.t === "route") yield { space, key, record };
    }
  }
}

export type PublishedProviders = { readonly customer: string; readonly record: ProvidersRecord };

/** Every customer's providers, in order of the customer's text. */
export function* publishedProviders(reader: StateReader): Generator<PublishedProviders, void, void> {
  for (const { key, records } of reader.within("providers", textPrefix("AS"))) {
    const record = pick(records, "providers");
    const customer = Buffer.from(key.bytes.subarray(0, -1)).toString("latin1");
    if (record !== undefined) yield { customer, record };
  }
}

/** Prefixes whose holders asked for protective filters (SEMANTICS H5), IPv4 first, in key order. */
export function protections(state: ReadState): Protections {
  const items: Protections["items"][number][] = [];
  for (const space of ["ipv4", "ipv6"] as const) {
    const all = { bytes: new Uint8Array(space === "ipv4" ? 4 : 16), bits: 0 };
    for (const { key, records } of state.reader.within(routeRegister(space)!, all)) {
      const record = pick(records, "protect");
      if (record === undefined) continue;
      const { by, days, since } = record;
      items.push({ prefix: textOf(space, key), by: partyRef(state.reader, by), days, since });
    }
  }
  return { asOf: asOf(state), items };
}
