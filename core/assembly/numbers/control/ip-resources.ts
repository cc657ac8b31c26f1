/** The IP addresses and AS numbers of a certificate or checklist (RFC 3779), as intervals of one key space each. */
import { bigOf, bits, inside, integer, TAG, type Element } from "./der.ts";

type Interval = readonly [first: bigint, last: bigint];
export type Holdable = "ipv4" | "ipv6" | "asn";
/** `inherit`: those of the issuer. A space that is left out has none. */
export type Resources = { readonly [space in Holdable]?: readonly Interval[] | "inherit" };

const WIDTH = { ipv4: 32, ipv6: 128 } as const;

const list = (element: Element | undefined): readonly Element[] | undefined => {
  if (element?.tag !== TAG.sequence) return undefined;
  const found = inside(element);
  return found.ok ? found.value : undefined;
};

function address(element: Element | undefined, width: number, fill: bigint): bigint | undefined {
  const found = bits(element);
  if (found === undefined) return undefined;
  const length = 8 * found.bytes.length - found.unused;
  if (length > width) return undefined;
  const rest = BigInt(width - length);
  const value = (bigOf(found.bytes) >> BigInt(found.unused)) << rest;
  return fill === 0n ? value : value | ((1n << rest) - 1n);
}

/** A prefix, or a range of two. */
function interval(element: Element, width: number): Interval | undefined {
  const range = element.tag === TAG.sequence ? list(element) : [element, element];
  if (range?.length !== 2) return undefined;
  const [first, last] = [address(range[0], width, 0n), address(range[1], width, 1n)];
  return first === undefined || last === undefined || first > last ? undefined : [first, last];
}

function asInterval(element: Element): Interval | undefined {
  const range = element.tag === TAG.sequence ? list(element) : [element, element];
  if (range?.length !== 2) return undefined;
  const [first, last] = range.map(integer);
  return first === undefined || last === undefined || first > last || last > 0xffff_ffffn
    ? undefined
    : [first, last];
}

function all(
  elements: readonly Element[] | undefined,
  read: (e: Element) => Interval | undefined,
): Interval[] | undefined {
  const out: Interval[] = [];
  for (const element of elements ?? []) {
    const found = read(element);
    if (found === undefined) return undefined;
    const before = out.at(-1);
    if (before !== undefined && found[0] <= before[1]) return undefined;
    // Adjacent ones are one.
    if (before !== undefined && found[0] === before[1] + 1n) out[out.length - 1] = [before[0], found[1]];
    else out.push(found);
  }
  return elements === undefined || elements.length === 0 ? undefined : out;
}

/** The families of an IPAddrBlocks element; `undefined` when it is not one. */
export function ipBlocks(element: Element | undefined, inherits: boolean): Resources | undefined {
  const families = list(element);
  if (families === undefined) return undefined;
  const out: { ipv4?: Interval[] | "inherit"; ipv6?: Interval[] | "inherit" } = {};
  for (const family of families) {
    const [afi, choice] = list(family) ?? [];
    if (afi?.tag !== TAG.octets || afi.body.length !== 2 || choice === undefined) return undefined;
    const space = afi.body[0] === 0 ? ({ 1: "ipv4", 2: "ipv6" } as const)[Number(afi.body[1])] : undefined;
    if (space === undefined || out[space] !== undefined) return undefined;
    const inherit = inherits && choice.tag === TAG.null && choice.body.length === 0;
    const found = inherit ? "inherit" : all(list(choice), (e) => interval(e, WIDTH[space]));
    if (found === undefined) return undefined;
    out[space] = found;
  }
  return out;
}

/** The AS numbers of an ASIdentifiers element; `undefined` when it is not one. */
export function asNumbers(element: Element | undefined, inherits: boolean): Resources | undefined {
  const [asnum, ...more] = list(element) ?? [];
  if (asnum?.tag !== 0xa0 || more.length > 0) return undefined;
  const choice = inside(asnum);
  if (!choice.ok || choice.value.length !== 1) return undefined;
  const [only] = choice.value;
  if (inherits && only!.tag === TAG.null && only!.body.length === 0) return { asn: "inherit" };
  const found = all(list(only), asInterval);
  return found === undefined ? undefined : { asn: found };
}

/** What a certificate effectively has under its issuer's; `undefined` when it claims more. */
export function effective(own: Resources, issuer: Resources): Resources | undefined {
  const out: { [space in Holdable]?: readonly Interval[] | "inherit" } = {};
  for (const space of ["ipv4", "ipv6", "asn"] as const) {
    const has = own[space];
    if (has === undefined) continue;
    const above = issuer[space];
    if (above === undefined || above === "inherit") return undefined;
    if (has !== "inherit" && !has.every((i) => contains(above, i))) return undefined;
    out[space] = has === "inherit" ? above : has;
  }
  return out;
}

const contains = (all_: readonly Interval[], [first, last]: Interval): boolean =>
  all_.some((each) => each[0] <= first && last <= each[1]);

/** Whether a block lies within. */
export function covers(resources: Resources, space: Holdable, bytes: Uint8Array, length: number): boolean {
  const has = resources[space];
  if (has === undefined || has === "inherit") return false;
  const width = space === "ipv6" ? 128 : 32;
  const first = bigOf(bytes.subarray(0, width / 8));
  return contains(has, [first, first | ((1n << BigInt(width - length)) - 1n)]);
}
