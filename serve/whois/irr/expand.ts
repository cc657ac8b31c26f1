/** Sets of sets: loops are allowed and end, depth and size are bounded. */
import { asnOf, isSetName, type IrrData, type IrrSet } from "./data.ts";
import { prefixKey, prefixTextOf } from "./prefixes.ts";

export const MAX_DEPTH = 64;
export const MAX_MEMBERS = 1_000_000;

/** Members looked at in one expansion: sets of sets that name each other a thousand times over. */
export const MAX_EDGES = 2_000_000;
/** Answers that are kept, and words in them. */
const MAX_KEPT = 1000;
const MAX_KEPT_WORDS = 4_000_000;

export const TOO_MANY = "too-many";
type Members = readonly string[] | typeof TOO_MANY;

/** Expansions of the data they belong to: new data begins anew. */
const kept = new WeakMap<IrrData, { readonly of: Map<string, Members>; words: number }>();

/** Sets that are passed over, in upper case. */
export type Excluded = ReadonlySet<string>;
const NOTHING: Excluded = new Set();

/**
 * Members as written; recursively only what is not a set. Sorted, without doubles. `TOO_MANY` when more than `edges`
 * members had to be looked at, or sets lie too deep: a part would be a wrong answer.
 */
export function expandSet(
  data: IrrData,
  name: string,
  sources: readonly string[],
  recursive: boolean,
  excluded: Excluded = NOTHING,
  edges: number = MAX_EDGES,
): Members | undefined {
  const top = data.set(name, sources);
  if (top === undefined) return undefined;
  if (!recursive) return [...top.members].sort();
  const key = `members ${edges} ${top.name} ${sources.join(",")} ${[...excluded].sort().join(",")}`;
  return cached(data, key, () => leavesOf(data, top, sources, excluded, edges));
}

function cached(data: IrrData, key: string, make: () => Members): Members {
  let cache = kept.get(data);
  if (cache === undefined) kept.set(data, (cache = { of: new Map(), words: 0 }));
  const known = cache.of.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (cache.of.size >= MAX_KEPT || cache.words + made.length > MAX_KEPT_WORDS) {
    cache.of.clear();
    cache.words = 0;
  }
  cache.of.set(key, made);
  cache.words += made.length;
  return made;
}

function leavesOf(
  data: IrrData,
  top: IrrSet,
  sources: readonly string[],
  excluded: Excluded,
  edges: number,
): Members {
  const leaves = new Set<string>();
  const seen = new Set<string>([top.name, ...excluded]);
  let level = excluded.has(top.name) ? [] : [...top.members];
  let looked = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_DEPTH || leaves.size > MAX_MEMBERS) return TOO_MANY;
    const next: string[] = [];
    looked += level.length;
    if (looked > edges) return TOO_MANY;
    for (const member of level) {
      const bare = withoutRange(member);
      if (!isSetName(bare)) {
        leaves.add(member);
        continue;
      }
      if (seen.has(bare)) continue;
      seen.add(bare);
      const set = data.set(bare, sources);
      if (set === undefined) continue;
      if (looked + next.length + set.members.length > edges) return TOO_MANY;
      for (const inner of set.members) next.push(inner);
    }
    level = next;
  }
  return [...leaves].sort();
}

/** `^-`, `^+`, `^24`, `^24-26` behind a member of a route-set (RFC 2622 section 2). */
const withoutRange = (member: string): string => member.replace(/\^(-|\+|\d+(-\d+)?)$/, "");

/** All prefixes of a set or an AS, of one family, sorted by address; `TOO_MANY` as `expandSet`. */
export function prefixesOf(
  data: IrrData,
  name: string,
  sources: readonly string[],
  families: readonly (4 | 6)[],
  excluded: Excluded = NOTHING,
): Members | undefined {
  const own = asnOf(name);
  const members = own === undefined ? expandSet(data, name, sources, true, excluded) : [`AS${own}`];
  if (members === undefined || members === TOO_MANY) return members;
  const key = `prefixes ${families.join("")} ${name.toUpperCase()} ${sources.join(",")} ${[...excluded].sort().join(",")}`;
  return cached(data, key, () => sortedPrefixes(data, members, sources, families));
}

function sortedPrefixes(
  data: IrrData,
  members: readonly string[],
  sources: readonly string[],
  families: readonly (4 | 6)[],
): readonly string[] {
  const chosen = new Set(sources);
  const found = new Map<string, { readonly bytes: Uint8Array; readonly bits: number }>();
  for (const member of members) {
    const asn = asnOf(member);
    if (asn !== undefined) {
      for (const { family, key, prefix, source } of data.routes.ofOrigin(asn))
        if (families.includes(family) && chosen.has(source)) found.set(prefix, key);
      continue;
    }
    const given = prefixKey(withoutRange(member));
    if (given !== undefined && families.includes(given.family))
      found.set(prefixTextOf(given.family, given.key), given.key);
  }
  return [...found]
    .toSorted(
      ([, a], [, b]) =>
        a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes) || a.bits - b.bits,
    )
    .map(([prefix]) => prefix);
}

/** Members of a route-set down to prefixes, with their ranges as written: an AS in it stands for the prefixes it originates. */
export function routeSetMembers(
  data: IrrData,
  name: string,
  sources: readonly string[],
  excluded: Excluded = NOTHING,
): Members | undefined {
  const members = expandSet(data, name, sources, true, excluded);
  if (members === undefined || members === TOO_MANY) return members;
  const chosen = new Set(sources);
  const found = new Set<string>();
  for (const member of members) {
    const asn = asnOf(member);
    if (asn === undefined) found.add(member.toLowerCase());
    else
      for (const { prefix, source } of data.routes.ofOrigin(asn)) if (chosen.has(source)) found.add(prefix);
  }
  return [...found].sort();
}
