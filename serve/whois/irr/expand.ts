/** Sets of sets: loops are allowed and end, depth and size are bounded. */
import { asnOf, isSetName, type IrrData } from "./data.ts";
import { prefixKey, prefixTextOf } from "./prefixes.ts";

export const MAX_DEPTH = 64;
export const MAX_MEMBERS = 1_000_000;

/** Members as written; recursively only what is not a set that is known. Sorted, without doubles. */
export function expandSet(
  data: IrrData,
  name: string,
  sources: readonly string[],
  recursive: boolean,
): readonly string[] | undefined {
  const top = data.set(name, sources);
  if (top === undefined) return undefined;
  if (!recursive) return [...top.members].sort();
  const leaves = new Set<string>();
  const seen = new Set<string>([top.name]);
  let level = [...top.members];
  for (let depth = 0; level.length > 0 && depth < MAX_DEPTH && leaves.size < MAX_MEMBERS; depth++) {
    const next: string[] = [];
    for (const member of level) {
      const bare = withoutRange(member);
      if (!isSetName(bare)) {
        leaves.add(member);
        continue;
      }
      if (seen.has(bare)) continue;
      seen.add(bare);
      const set = data.set(bare, sources);
      if (set !== undefined) for (const inner of set.members) next.push(inner);
    }
    level = next;
  }
  return [...leaves].sort();
}

/** `^-`, `^+`, `^24`, `^24-26` behind a member of a route-set (RFC 2622 section 2). */
const withoutRange = (member: string): string => member.replace(/\^(-|\+|\d+(-\d+)?)$/, "");

/** All prefixes of a set or an AS, of one family, sorted by address. */
export function prefixesOf(
  data: IrrData,
  name: string,
  sources: readonly string[],
  families: readonly (4 | 6)[],
): readonly string[] | undefined {
  const own = asnOf(name);
  const members = own === undefined ? expandSet(data, name, sources, true) : [`AS${own}`];
  if (members === undefined) return undefined;
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
