/** Searches for domains and name servers (RFC 9082 sections 3.2.1, 3.2.2), and relations of reverse zones (RFC 9910). */
import { unicodeName } from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import { covers, parseIpv4, parseIpv6, ipv4Text, ipv6Text, parseName, type Key } from "@comity/resources";
import { asciiName, domainAt, zonesOf, type AskedDomain, type DomainAt } from "./domain-at.ts";
import type { Place, RegisterIndex } from "./holder-index.ts";
import { MAX_RESULTS, MAX_VISITED } from "./limits.ts";
import { delegationsOf, glueOf, type Delegation } from "./nameserver-object.ts";
import type { View } from "./number-object.ts";
import type { Relation, Results } from "./searches.ts";

/** `exam*`, `exam*.example`, `example.org`: the part before the star, and the suffix after it. */
export type NamePattern = {
  readonly matches: (name: string) => boolean;
  /** The name itself, without a star. */
  readonly exact?: string;
  readonly suffix: string;
};

/** At most one `*`, at the end of a label (RFC 9082 section 4.1). Code `pattern`. */
export function namePatternOf(text: string): Result<NamePattern> {
  const star = text.indexOf("*");
  const [head, tail] = star < 0 ? [text, ""] : [text.slice(0, star), text.slice(star + 1)];
  if (head === "" || head.endsWith(".") || tail.includes("*") || (tail !== "" && !/^\.[^.]/.test(tail))) {
    return refuse(
      "pattern",
      "give a name, with at most one * at the end of a label: exam*, exam*.example",
      "",
    );
  }
  if (star < 0) {
    const exact = asciiName(text).replace(/\.$/, "");
    return ok({ exact, suffix: exact, matches: (name) => name === exact });
  }
  const suffix = asciiName(tail).replace(/\.$/, "");
  // What is typed in Unicode is compared with names as people write them.
  const plain = /^[\x20-\x7e]*$/.test(head);
  const start = head.toLowerCase().normalize("NFC");
  const matches = (name: string): boolean => {
    if (suffix !== "" && !name.endsWith(suffix)) return false;
    const rest = name.slice(0, name.length - suffix.length);
    const shown = plain ? rest : (unicodeName(rest) ?? rest);
    return shown.startsWith(start) && (suffix === "" || !shown.slice(start.length).includes("."));
  };
  return ok({ matches, suffix: suffix.slice(1) });
}

const cutAt = <T>(items: readonly T[], cut: boolean): Results<T> => ({
  items: items.slice(0, MAX_RESULTS),
  cut: cut || items.length > MAX_RESULTS,
});

/** Names of the register under the suffix of a pattern, then reverse zones that have name servers. */
export function domainsByName(
  { reader }: View,
  pattern: NamePattern,
  index: RegisterIndex,
): Results<DomainAt> {
  const found: DomainAt[] = [];
  const add = (asked: AskedDomain): void => {
    if (!pattern.matches(asked.name)) return;
    const domain = domainAt(reader, asked);
    if (domain !== undefined) found.push(domain);
  };
  let visited = 0;
  const under = pattern.suffix === "" ? undefined : parseName(pattern.suffix);
  const top: Key = under?.ok === true ? under.value : { bytes: new Uint8Array(0), bits: 0 };
  if (under?.ok !== false) {
    for (const { key } of reader.within("names", top)) {
      if (++visited > MAX_VISITED || found.length > MAX_RESULTS) return cutAt(found, true);
      for (const asked of zonesOf("names", key)) add(asked);
    }
  }
  for (const { key, space } of index.delegations) {
    if (space === "names" || space === "asn") continue;
    for (const asked of zonesOf(space, key)) {
      if (++visited > MAX_VISITED || found.length > MAX_RESULTS) return cutAt(found, true);
      add(asked);
    }
  }
  return cutAt(found, !index.current);
}

/** Domains that these delegations are about. */
function domainsAt({ reader }: View, places: readonly Place[], cut: boolean): Results<DomainAt> {
  const found: DomainAt[] = [];
  for (const { key, space } of places) {
    if (space === "asn") continue;
    for (const asked of zonesOf(space, key)) {
      if (found.length > MAX_RESULTS) return cutAt(found, true);
      const domain = domainAt(reader, asked);
      if (domain !== undefined) found.push(domain);
    }
  }
  return cutAt(found, cut);
}

export type NamedServer = { readonly name: string; readonly delegations: readonly Delegation[] };

/** Name servers with the delegations that name them in this state. */
export function serversBy(
  { reader }: View,
  index: RegisterIndex,
  test: (name: string, delegations: () => readonly Delegation[]) => boolean,
): Results<NamedServer> {
  const found: NamedServer[] = [];
  let visited = 0;
  for (const [name, places] of index.servers) {
    if (++visited > MAX_VISITED || found.length > MAX_RESULTS) return cutAt(found, true);
    let known: readonly Delegation[] | undefined;
    const delegations = (): readonly Delegation[] => (known ??= delegationsOf(reader, name, places));
    if (test(name, delegations) && delegations().length > 0) found.push({ name, delegations: delegations() });
  }
  return cutAt(found, !index.current);
}

export const hasAddress =
  (address: string) =>
  (name: string, delegations: () => readonly Delegation[]): boolean =>
    glueOf(name, delegations()).includes(address);

/** Domains whose delegations name one of these servers. */
export function domainsOfServers(
  view: View,
  index: RegisterIndex,
  servers: Results<NamedServer>,
): Results<DomainAt> {
  const seen = new Set<Place>();
  for (const { name } of servers.items) for (const place of index.servers.get(name) ?? []) seen.add(place);
  return domainsAt(view, [...seen], servers.cut);
}

/** The one spelling of an address. Code `ip`. */
export function addressText(text: string): Result<string> {
  const six = text.includes(":");
  const four = parseIpv4(text);
  if (!six && four.ok) return ok(ipv4Text(four.value));
  const value = parseIpv6(text);
  if (six && value.ok) return ok(ipv6Text(value.value));
  return refuse("ip", "give an address like 192.0.2.1 or 2001:db8::1", "ip");
}

/** The reverse zone around one, the nearest or the widest. */
export function zoneAround(
  { reader }: View,
  { key, space }: AskedDomain,
  relation: "rdap-up" | "rdap-top",
): DomainAt | undefined {
  if (space === "names") return undefined;
  const step = space === "ipv4" ? 8 : 4;
  const wider: DomainAt[] = [];
  for (let bits = 0; bits < key.bits; bits += step) {
    const [asked] = zonesOf(space, prefix(key, bits));
    const domain = bits === 0 || asked === undefined ? undefined : domainAt(reader, asked);
    if (domain !== undefined) wider.push(domain);
  }
  return relation === "rdap-up" ? wider.at(-1) : wider[0];
}

const prefix = ({ bytes }: Key, bits: number): Key => ({
  bytes: bytes.map((byte, i) => (i * 8 + 8 <= bits ? byte : i * 8 >= bits ? 0 : byte & 0xf0)),
  bits,
});

/** The reverse zones inside one: the next ones, or those with nothing inside them. */
export function zonesInside(
  { reader }: View,
  { key, space }: AskedDomain,
  relation: Relation,
): Results<DomainAt> {
  if (space === "names") return { items: [], cut: false };
  const found: DomainAt[] = [];
  let visited = 0;
  for (const level of reader.within(space, key)) {
    for (const asked of zonesOf(space, level.key)) {
      if (++visited > MAX_VISITED || found.length > MAX_RESULTS) return cutAt(found, true);
      if (asked.key.bits <= key.bits) continue;
      const around = found.findLastIndex((zone) => covers(zone.key, asked.key));
      if (around >= 0 && (relation === "rdap-down" || found[around]!.name === asked.name)) continue;
      const domain = domainAt(reader, asked);
      if (domain === undefined) continue;
      if (around >= 0) found.splice(around, 1);
      found.push(domain);
    }
  }
  return cutAt(found, false);
}
