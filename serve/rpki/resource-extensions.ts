/** The two extensions of RFC 3779: address blocks (section 2.2.3) and AS identifiers (section 3.2.3). */
import { ok, refuse, type Result } from "@comity/canon";
import {
  bits,
  bitsAt,
  childrenOf,
  der,
  integer,
  integerAt,
  isTagged,
  nothing,
  octets,
  octetsAt,
  parseDer,
  sequence,
  sequenceOf,
  tagged,
  type Node,
} from "./der.ts";
import { bytesOf, joined, WIDTH, type ResourceSet, type Span } from "./resources.ts";

export type AddressFamily = "ipv4" | "ipv6";
export const ADDRESS_FAMILIES = ["ipv4", "ipv6"] as const;
/** IANA address family numbers, two octets. */
export const afi = (family: AddressFamily): Uint8Array => Uint8Array.of(0, family === "ipv4" ? 1 : 2);
export const familyOfAfi = (bytes: Uint8Array | undefined): AddressFamily | undefined =>
  bytes?.length !== 2 || bytes[0] !== 0
    ? undefined
    : bytes[1] === 1
      ? "ipv4"
      : bytes[1] === 2
        ? "ipv6"
        : undefined;

/** The first `length` bits of an address as a BIT STRING: no octet more than needed. */
export const prefixBits = (first: bigint, length: number, width: number): Node =>
  bits(bytesOf(first, width).subarray(0, Math.ceil(length / 8)), (8 - (length % 8)) % 8);

/** Length of the prefix that is exactly this span, or -1. */
export function lengthOf({ first, last }: Span, width: number): number {
  const size = last - first + 1n;
  if ((size & (size - 1n)) !== 0n || first % size !== 0n) return -1;
  return width - (size.toString(2).length - 1);
}

function rangeNode(span: Span, width: number): Node {
  const length = lengthOf(span, width);
  if (length >= 0) return prefixBits(span.first, length, width);
  // Ends lose their trailing zeros (first) and ones (last): section 2.2.3.9.
  let low = width;
  while (low > 0 && ((span.first >> BigInt(width - low)) & 1n) === 0n) low--;
  let high = width;
  while (high > 0 && ((span.last >> BigInt(width - high)) & 1n) === 1n) high--;
  const kept = (span.last >> BigInt(width - high)) << BigInt(width - high);
  return sequence(prefixBits(span.first, low, width), prefixBits(kept, high, width));
}

/** `undefined` when there are no addresses: the extension is left out. */
export function addressBlocks(set: ResourceSet): Uint8Array | undefined {
  const families = ADDRESS_FAMILIES.filter((family) => set[family].length > 0);
  if (families.length === 0) return undefined;
  const blocks = families.map((f) =>
    sequence(octets(afi(f)), sequenceOf(set[f].map((span) => rangeNode(span, WIDTH[f])))),
  );
  return der(sequence(...blocks));
}

export function asNumbers({ asn }: ResourceSet): Uint8Array | undefined {
  if (asn.length === 0) return undefined;
  const items = asn.map(({ first, last }) =>
    first === last ? integer(first) : sequence(integer(first), integer(last)),
  );
  return der(sequence(tagged(0, sequenceOf(items))));
}

export const inheritedAddresses = (): Uint8Array =>
  der(sequence(...ADDRESS_FAMILIES.map((f) => sequence(octets(afi(f)), nothing()))));
export const inheritedAsNumbers = (): Uint8Array => der(sequence(tagged(0, nothing())));

// ------------------------------------------------------------------ reading

export type Claimed = readonly Span[] | "inherit";
const isNull = (node: Node | undefined): boolean =>
  node?.idBlock.tagClass === 1 && node.idBlock.tagNumber === 5;

function endOf(
  node: Node | undefined,
  width: number,
  fill: 0n | 1n,
): { n: bigint; length: number } | undefined {
  const at = bitsAt(node);
  if (at === undefined) return undefined;
  const length = at.bytes.length * 8 - at.unused;
  if (length < 0 || length > width) return undefined;
  const n = at.bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> BigInt(at.unused);
  if (at.unused > 0 && (at.bytes.at(-1)! & ((1 << at.unused) - 1)) !== 0) return undefined;
  const rest = BigInt(width - length);
  return { n: (n << rest) | (fill === 1n ? (1n << rest) - 1n : 0n), length };
}

/** A prefix as a BIT STRING, `undefined` when it is none of that width. */
export function prefixAt(
  node: Node | undefined,
  width: number,
): (Span & { readonly length: number }) | undefined {
  const low = endOf(node, width, 0n);
  const high = endOf(node, width, 1n);
  return low && high && { first: low.n, last: high.n, length: low.length };
}

function spanAt(node: Node, width: number): Span | undefined {
  const pair = childrenOf(node);
  if (pair === undefined) {
    const prefix = prefixAt(node, width);
    return prefix && { first: prefix.first, last: prefix.last };
  }
  const [low, high] = [endOf(pair[0], width, 0n), endOf(pair[1], width, 1n)];
  return pair.length === 2 && low && high && low.n <= high.n ? { first: low.n, last: high.n } : undefined;
}

/** Sorted, disjoint, not even neighbours: the one form section 2.2.3.6 allows. */
const canonical = (spans: readonly Span[]): boolean =>
  joined(spans).length === spans.length && spans.every((s, i) => i === 0 || s.first > spans[i - 1]!.last);

/** Codes `der`, `rpki-resources`. */
export function readAddressBlocks(
  bytes: Uint8Array,
): Result<{ readonly ipv4?: Claimed; readonly ipv6?: Claimed }> {
  const parsed = parseDer(bytes, "ipAddrBlocks");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-resources", why, "ipAddrBlocks");
  const out: { ipv4?: Claimed; ipv6?: Claimed } = {};
  for (const block of childrenOf(parsed.value) ?? []) {
    const [family, choice] = childrenOf(block) ?? [];
    const name = familyOfAfi(octetsAt(family));
    if (name === undefined || out[name] !== undefined) return bad("an address family is unknown or twice");
    const spans = isNull(choice) ? "inherit" : childrenOf(choice)?.map((node) => spanAt(node, WIDTH[name]));
    if (spans === undefined || (spans !== "inherit" && !spans.every((s) => s !== undefined)))
      return bad("a prefix or range is malformed");
    if (spans !== "inherit" && (spans.length === 0 || !canonical(spans)))
      return bad("the blocks are not in canonical order");
    out[name] = spans;
  }
  return Object.keys(out).length === 0 ? bad("no address family") : ok(out);
}

/** Codes `der`, `rpki-resources`. */
export function readAsNumbers(bytes: Uint8Array): Result<Claimed> {
  const parsed = parseDer(bytes, "autonomousSysIds");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-resources", why, "autonomousSysIds");
  const parts = childrenOf(parsed.value);
  if (parts?.length !== 1 || !isTagged(parts[0], 0)) return bad("only AS numbers are allowed, no RDIs");
  const choice = childrenOf(parts[0], 0)?.[0];
  if (isNull(choice)) return ok("inherit");
  const spans = childrenOf(choice)?.map((node): Span | undefined => {
    const pair = childrenOf(node);
    const first = integerAt(pair === undefined ? node : pair[0]);
    const last = integerAt(pair === undefined ? node : pair[1]);
    return first === undefined || last === undefined || first > last || first < 0n || last > 0xffff_ffffn
      ? undefined
      : { first, last };
  });
  if (spans === undefined || spans.length === 0 || !spans.every((s) => s !== undefined) || !canonical(spans))
    return bad("AS numbers are malformed or not in canonical order");
  return ok(spans);
}
