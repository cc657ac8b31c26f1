/** The key spaces, and their one text form each: what holdings logic uses without knowing which space it has. */
import { Defect, ok, refuse, unreachable, type Result } from "@comity/canon";
import { asnText, parseAsnRange } from "./asn.ts";
import { ipv4OrMinus1, ipv4Text, parseIpv4 } from "./ipv4.ts";
import { ipv6OrUndefined, ipv6Text, parseIpv6 } from "./ipv6.ts";
import { child, isAligned, key32, uint32At, withTail, type Key } from "./key.ts";
import { nameText, parentName, parseName } from "./names.ts";
import { newipMaxBits, newipText, parseNewip } from "./newip.ts";
import { blocks32, rangeKeys, type Range } from "./range.ts";

/** `networks`: blocks of New IP addresses, which share the register of networks. */
export type Space = "ipv4" | "ipv6" | "asn" | "names" | "networks";
/** The spaces whose registers hold nothing else. */
export const SPACES: readonly Space[] = ["ipv4", "ipv6", "asn", "names"];

/** Bits of one number of the space; `undefined` for names and New IP, whose keys differ in length. */
export const widthOf = (space: Space): number | undefined =>
  space === "ipv6" ? 128 : space === "names" || space === "networks" ? undefined : 32;

/**
 * The key of one block: a prefix or an address, an ASN or an aligned ASN range, a name. Any valid spelling; ask
 * `isCanonical` where only one may enter. Codes `ipv4`, `ipv6`, `asn`, `name`, `prefix-length`, `host-bits`,
 * `range-order`, `range-not-aligned`.
 */
export function parseKey(space: Space, text: string, field = ""): Result<Key> {
  switch (space) {
    case "ipv4":
    case "ipv6":
      return parsePrefix(space, text, field);
    case "asn": {
      const range = parseAsnRange(text, field);
      if (!range.ok) return range;
      const keys = blocks32(range.value.first, range.value.last);
      if (keys.length === 1) return ok(keys[0]!);
      return refuse("range-not-aligned", "the range is not one aligned block: give its blocks", field);
    }
    case "names":
      return parseName(text, field);
    case "networks":
      return parseNewip(text, field);
    default:
      return unreachable(space);
  }
}

/** A prefix of one family, or an address as a block of one. Codes `ipv4`, `ipv6`, `prefix-length`, `host-bits`. */
export function parsePrefix(space: "ipv4" | "ipv6", text: string, field = ""): Result<Key> {
  const width = space === "ipv4" ? 32 : 128;
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  let bytes: Uint8Array;
  if (space === "ipv4") {
    const value = parseIpv4(address, field);
    if (!value.ok) return value;
    bytes = key32(value.value, 32).bytes;
  } else {
    const value = parseIpv6(address, field);
    if (!value.ok) return value;
    bytes = value.value;
  }
  if (slash < 0) return ok({ bytes, bits: width });
  const length = text.slice(slash + 1);
  const bits = Number(length);
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || bits > width) {
    return refuse("prefix-length", `expected a prefix length of 0 to ${width} after the slash`, field);
  }
  if (!isAligned(bytes, bits)) {
    const right = textOf(space, { bytes: withTail(bytes, bits, 0), bits });
    return refuse("host-bits", `bits after the prefix length are set: did you mean ${right}?`, field);
  }
  return ok({ bytes, bits });
}

/** An address range `a-b` or a single prefix, as its minimal blocks; ASN ranges and names too. Codes as `parseKey`. */
export function parseKeys(space: Space, text: string, field = ""): Result<Key[]> {
  if (space === "asn") {
    const range = parseAsnRange(text, field);
    return range.ok ? ok(blocks32(range.value.first, range.value.last)) : range;
  }
  if ((space === "ipv4" || space === "ipv6") && text.includes("-")) {
    const range = parseAddressRange(space, text, field);
    return range.ok ? ok(rangeKeys(range.value)) : range;
  }
  const key = parseKey(space, text, field);
  return key.ok ? ok([key.value]) : key;
}

/** `a-b` of one family, no spaces. Codes `ipv4`, `ipv6`, `range-order`. */
export function parseAddressRange(space: "ipv4" | "ipv6", text: string, field = ""): Result<Range> {
  const dash = text.indexOf("-");
  const ends = [dash < 0 ? text : text.slice(0, dash), dash < 0 ? text : text.slice(dash + 1)].map((t) =>
    t.includes("/")
      ? refuse(space, "the ends of a range are addresses, not prefixes", field)
      : parsePrefix(space, t, field),
  );
  const [first, last] = ends as [Result<Key>, Result<Key>];
  if (!first.ok) return first;
  if (!last.ok) return last;
  if (compareFull(first.value.bytes, last.value.bytes) > 0) {
    return refuse("range-order", "the range ends before it starts: swap both", field);
  }
  return ok({ first: first.value.bytes, last: last.value.bytes });
}

function compareFull(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** The canonical text of a block: `192.0.2.0/24`, `2001:db8::/32`, `AS64496`, `AS64496-AS64511`, `example.org`. */
export function textOf(space: Space, key: Key): string {
  switch (space) {
    case "ipv4":
      return `${ipv4Text(uint32At(key.bytes))}/${key.bits}`;
    case "ipv6":
      return `${ipv6Text(key.bytes)}/${key.bits}`;
    case "asn": {
      const first = uint32At(key.bytes);
      return rangeText("asn", { first: key.bytes, last: key32(first + 2 ** (32 - key.bits) - 1, 32).bytes });
    }
    case "names":
      return nameText(key);
    case "networks":
      return newipText(key);
    default:
      return unreachable(space);
  }
}

/** `a-b`, or one number when both ends are equal. Names and New IP have no ranges: a defect. */
export function rangeText(space: Space, range: Range): string {
  if (space === "names" || space === "networks") throw new Defect(`${space} have no ranges`);
  const one = (bytes: Uint8Array): string =>
    space === "ipv6"
      ? ipv6Text(bytes)
      : space === "ipv4"
        ? ipv4Text(uint32At(bytes))
        : asnText(uint32At(bytes));
  const first = one(range.first);
  const last = one(range.last);
  return first === last ? first : `${first}-${last}`;
}

/** Whether the text is the one canonical spelling of its block (a bare address is not: write /32 or /128). */
export function isCanonical(space: Space, text: string): boolean {
  const key = parseKey(space, text);
  return key.ok && textOf(space, key.value) === text;
}

/** The block or name directly above; `undefined` at the top. */
export function parent(space: Space, key: Key): Key | undefined {
  if (space === "names") return parentName(key);
  if (key.bits === (space === "networks" ? 8 : 0)) return undefined;
  return { bytes: withTail(key.bytes, key.bits - 1, 0), bits: key.bits - 1 };
}

/**
 * A block cut into all blocks of `bits`, ascending. At most `limit` (default 65,536). Codes `split-names`,
 * `prefix-length`, `too-many`.
 */
export function split(space: Space, key: Key, bits: number, limit = 65_536): Result<Key[]> {
  const width = space === "networks" ? newipMaxBits(key) : widthOf(space);
  if (width === undefined) return refuse("split-names", "a name has no halves: delegate names below it");
  if (!Number.isInteger(bits) || bits < key.bits || bits > width) {
    return refuse("prefix-length", `expected a length of ${key.bits} to ${width}`);
  }
  if (2 ** (bits - key.bits) > limit) return refuse("too-many", `that would be more than ${limit} blocks`);
  let out: Key[] = [key];
  for (let b = key.bits; b < bits; b++) out = out.flatMap((k) => [child(k, 0)!, child(k, 1)!]);
  return ok(out);
}

/** The family of an address text, whatever its spelling. */
export function familyOf(text: string): "ipv4" | "ipv6" | undefined {
  if (ipv4OrMinus1(text) >= 0) return "ipv4";
  return ipv6OrUndefined(text) === undefined ? undefined : "ipv6";
}
