/** Searches (RFC 9082 section 3.2, RFC 9910): networks and autnums by handle, name or relation; entities. */
import { err, ok, refuse, type Refusal, type Result } from "@comity/canon";
import { covers, equalKeys, parseKeys, type Key } from "@comity/resources";
import { allParties } from "@comity/view";
import type { Asked } from "./asked.ts";
import { handlesOf, type Place } from "./holder-index.ts";
import { MAX_RESULTS, MAX_VISITED } from "./limits.ts";
import {
  isNetwork,
  isWider,
  networkAt,
  networkOver,
  networksOver,
  type NetworkAt,
  type NumberSpace,
} from "./network-at.ts";
import type { View } from "./number-object.ts";

export type Results<T> = { readonly items: readonly T[]; readonly cut: boolean };
export type Pattern = { readonly text: string; readonly open: boolean };

export const RELATION_NAMES = ["rdap-up", "rdap-down", "rdap-top", "rdap-bottom"] as const;
export type Relation = (typeof RELATION_NAMES)[number];

/** Text with at most one `*`, at its end (RFC 9082 section 4.1). Code `pattern`. */
export function patternOf(text: string): Result<Pattern> {
  const star = text.indexOf("*");
  if (text === "" || (star >= 0 && star !== text.length - 1) || text === "*") {
    return refuse("pattern", "give some text, with at most one * at its end", "");
  }
  return ok({ text: (star < 0 ? text : text.slice(0, -1)).toLowerCase(), open: star >= 0 });
}

const matches = ({ open, text }: Pattern, value: string): boolean => {
  const plain = value.toLowerCase();
  return open ? plain.startsWith(text) : plain === text;
};

const everything = (space: NumberSpace): Key => ({
  bytes: new Uint8Array(space === "ipv6" ? 16 : 4),
  bits: 0,
});

/** Objects at and inside a block in key order, each record of several blocks once. */
function* networksIn({ reader }: View, space: NumberSpace, key: Key): Generator<NetworkAt> {
  let last: string | undefined;
  for (const level of reader.within(space, key)) {
    if (!isNetwork(level)) continue;
    const network = networkAt(space, level, [level]);
    if (network.keys.length > 1 && !equalKeys(network.keys[0]!, level.key) && covers(key, network.keys[0]!))
      continue;
    if (network.handle === last) continue;
    last = network.handle;
    yield network;
  }
}

const whole = (view: View, { key, space }: NetworkAt): NetworkAt => networkOver(view.reader, space, key)!;

export function byHandle(view: View, spaces: readonly NumberSpace[], pattern: Pattern): Results<NetworkAt> {
  const items: NetworkAt[] = [];
  let visited = 0;
  for (const space of spaces) {
    if (!pattern.open) {
      const keys = parseKeys(space, pattern.text);
      const found = keys.ok ? networkOver(view.reader, space, keys.value[0]!) : undefined;
      if (found !== undefined && matches(pattern, found.handle)) items.push(found);
      continue;
    }
    for (const network of networksIn(view, space, narrowed(space, pattern.text))) {
      if (++visited > MAX_VISITED || items.length > MAX_RESULTS) return cutOff(items, true);
      if (matches(pattern, network.handle)) items.push(whole(view, network));
    }
  }
  return cutOff(items);
}

/** The block that whole octets before a `*` mean. */
function narrowed(space: NumberSpace, text: string): Key {
  const octets =
    space === "ipv4" ? /^(?:[0-9]{1,3}\.){1,3}/.exec(text)?.[0].split(".").slice(0, -1) : undefined;
  if (octets === undefined) return everything(space);
  const keys = parseKeys("ipv4", `${[...octets, "0", "0", "0"].slice(0, 4).join(".")}/${octets.length * 8}`);
  return keys.ok ? keys.value[0]! : everything(space);
}

/** The name of an object is the handle of its holder. */
export function byName(
  view: View,
  spaces: readonly NumberSpace[],
  pattern: Pattern,
  places: ReadonlyMap<string, readonly Place[]>,
): Results<NetworkAt> {
  const items: NetworkAt[] = [];
  for (const [handle, list] of places) {
    if (!matches(pattern, handle)) continue;
    for (const network of held(view, handle, list, spaces)) {
      items.push(network);
      if (items.length > MAX_RESULTS) return cutOff(items);
    }
  }
  return cutOff(items);
}

/** The objects at these places that are still the holder's, each once. */
export function* held(
  { reader }: View,
  handle: string,
  places: readonly Place[],
  spaces: readonly NumberSpace[],
): Generator<NetworkAt> {
  const seen = new Set<string>();
  for (const { key, space } of places) {
    if (space === "names" || !spaces.includes(space) || !handlesOf(reader.at(space, key)).has(handle))
      continue;
    const network = networkOver(reader, space, key);
    if (network === undefined || seen.has(network.handle)) continue;
    seen.add(network.handle);
    yield network;
  }
}

const cutOff = <T>(items: readonly T[], cut = false): Results<T> => ({
  items: items.slice(0, MAX_RESULTS),
  cut: cut || items.length > MAX_RESULTS,
});

/** The one object around what was asked: the nearest, or the widest. */
export function around(
  { reader }: View,
  { key, range, space }: Asked,
  relation: "rdap-up" | "rdap-top",
): NetworkAt | undefined {
  const wider = networksOver(reader, space, key).filter((network) => isWider(network, range));
  return relation === "rdap-up" ? wider.at(-1) : wider[0];
}

/** The objects inside: the next ones (`rdap-down`), or those with nothing inside them (`rdap-bottom`). */
export function inside(
  view: View,
  { key, space }: Asked,
  relation: "rdap-down" | "rdap-bottom",
): Results<NetworkAt> {
  const items: NetworkAt[] = [];
  let last: NetworkAt | undefined;
  let visited = 0;
  for (const network of networksIn(view, space, key)) {
    if (equalKeys(network.key, key)) continue;
    if (++visited > MAX_VISITED || items.length > MAX_RESULTS)
      return cutOff(
        items.map((n) => whole(view, n)),
        true,
      );
    const nested = last !== undefined && covers(last.key, network.key);
    if (relation === "rdap-down") {
      if (nested) continue;
      items.push(network);
    } else {
      if (nested) items.pop();
      items.push(network);
    }
    last = network;
  }
  return cutOff(items.map((network) => whole(view, network)));
}

export function entitiesBy(
  { reader }: View,
  by: "fn" | "handle",
  pattern: Pattern,
): Results<ReturnType<typeof allParties> extends Generator<infer P> ? P : never> {
  const items = [];
  for (const party of allParties(reader)) {
    if (!matches(pattern, by === "handle" ? party.id : (party.name ?? party.id))) continue;
    items.push(party);
    if (items.length > MAX_RESULTS) break;
  }
  return cutOff(items);
}

/** The one search parameter among `names`; others are ignored. Code `search`. */
export function searchTerm<N extends string>(
  query: URLSearchParams,
  names: readonly N[],
): Result<{ readonly by: N; readonly pattern: Pattern }> {
  const given = names.filter((name) => query.has(name));
  const refused: Refusal = { code: "search", detail: `give exactly one of ${names.join(", ")}`, field: "" };
  const [by] = given;
  if (by === undefined || given.length > 1) return err(refused);
  const pattern = patternOf(query.get(by)!);
  return pattern.ok ? ok({ by, pattern: pattern.value }) : pattern;
}
