/** Sets of addresses and AS numbers as certificates hold them (RFC 3779): sorted, disjoint, neighbours joined. */
import { ok, type Result } from "@comity/canon";
import {
  parseAsnRange,
  parseAddressRange,
  parsePrefix,
  rangeKeys,
  rangeOf,
  rangeText,
  textOf,
} from "@comity/resources";

/** Both ends included. */
export type Span = { readonly first: bigint; readonly last: bigint };
export const FAMILIES = ["ipv4", "ipv6", "asn"] as const;
export type Family = (typeof FAMILIES)[number];
export type ResourceSet = { readonly [family in Family]: readonly Span[] };

export const WIDTH: { readonly [family in Family]: number } = { ipv4: 32, ipv6: 128, asn: 32 };
export const NO_RESOURCES: ResourceSet = { ipv4: [], ipv6: [], asn: [] };
const whole = (family: Family): readonly Span[] => [{ first: 0n, last: (1n << BigInt(WIDTH[family])) - 1n }];
/** Everything there is: what a trust anchor claims. */
export const ALL_RESOURCES: ResourceSet = { ipv4: whole("ipv4"), ipv6: whole("ipv6"), asn: whole("asn") };

const each = (of: (family: Family) => readonly Span[]): ResourceSet => ({
  ipv4: of("ipv4"),
  ipv6: of("ipv6"),
  asn: of("asn"),
});

export function joined(spans: readonly Span[]): readonly Span[] {
  const out: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of [...spans].sort((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
  )) {
    const open = out.at(-1);
    if (open === undefined || first > open.last + 1n) out.push({ first, last });
    else if (last > open.last) open.last = last;
  }
  return out;
}

const minus = (spans: readonly Span[], taken: readonly Span[]): readonly Span[] =>
  taken.reduce<readonly Span[]>(
    (left, t) =>
      left.flatMap((s) =>
        t.last < s.first || t.first > s.last
          ? [s]
          : [
              ...(s.first < t.first ? [{ first: s.first, last: t.first - 1n }] : []),
              ...(s.last > t.last ? [{ first: t.last + 1n, last: s.last }] : []),
            ],
      ),
    spans,
  );

export const union = (...sets: readonly ResourceSet[]): ResourceSet =>
  each((family) => joined(sets.flatMap((set) => set[family])));
export const subtract = (set: ResourceSet, taken: ResourceSet): ResourceSet =>
  each((family) => minus(set[family], taken[family]));
export const isEmpty = (set: ResourceSet): boolean => FAMILIES.every((family) => set[family].length === 0);
/** Whether all of `inner` lies in `outer`. */
export const contains = (outer: ResourceSet, inner: ResourceSet): boolean => isEmpty(subtract(inner, outer));
export const sameResources = (a: ResourceSet, b: ResourceSet): boolean => contains(a, b) && contains(b, a);

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n);
export function bytesOf(n: bigint, width: number): Uint8Array {
  const out = new Uint8Array(width / 8);
  for (let i = out.length - 1, rest = n; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
}

/** `192.0.2.0/24`, `192.0.2.0-192.0.2.9`, `2001:db8::/32`, `AS64496`, `AS1-AS9`. Codes of `@comity/resources`. */
export function parseResource(text: string, field = ""): Result<ResourceSet> {
  if (/^AS/i.test(text)) {
    const range = parseAsnRange(text, field);
    if (!range.ok) return range;
    return ok({
      ...NO_RESOURCES,
      asn: [{ first: BigInt(range.value.first), last: BigInt(range.value.last) }],
    });
  }
  const family = text.includes(":") ? "ipv6" : "ipv4";
  if (!text.includes("/") && text.includes("-")) {
    const range = parseAddressRange(family, text, field);
    if (!range.ok) return range;
    const { first, last } = range.value;
    return ok({ ...NO_RESOURCES, [family]: [{ first: numberOf(first), last: numberOf(last) }] });
  }
  const key = parsePrefix(family, text, field);
  if (!key.ok) return key;
  const { first, last } = rangeOf(key.value);
  return ok({ ...NO_RESOURCES, [family]: [{ first: numberOf(first), last: numberOf(last) }] });
}

export function parseResources(texts: Iterable<string>, field = "resources"): Result<ResourceSet> {
  const sets: ResourceSet[] = [];
  for (const text of texts) {
    const set = parseResource(text, `${field}/${sets.length}`);
    if (!set.ok) return set;
    sets.push(set.value);
  }
  return ok(union(...sets));
}

/** Prefixes and ranges as text, IPv4 first. */
export const resourceTexts = (set: ResourceSet): string[] =>
  FAMILIES.flatMap((family) =>
    set[family].map((span) => {
      const range = { first: bytesOf(span.first, WIDTH[family]), last: bytesOf(span.last, WIDTH[family]) };
      const [block, ...more] = rangeKeys(range);
      return block !== undefined && more.length === 0 ? textOf(family, block) : rangeText(family, range);
    }),
  );
