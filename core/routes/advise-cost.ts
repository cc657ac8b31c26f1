/** What it costs if routes that lose are legitimate: addresses, peers, and what would still carry their traffic. */
import { INVALID_ASN, INVALID_LENGTH, type RouteValidator } from "./validator.ts";
import { firstRoute, type RouteFamily, type RouteTable } from "./route-table.ts";

export type Cost = {
  readonly routes: number;
  /** Distinct IPv4 addresses of these routes. */
  readonly ipv4Addresses: number;
  /** Distinct IPv6 /48s of these routes, each longer route counting as one. */
  readonly ipv6Blocks48: number;
  /** Most peers that showed one of them. */
  readonly seenByUpTo: number;
  /** Routes with no other announced route, valid or not found, over all of their addresses: where origins are validated their traffic is lost. */
  readonly unreachable: number;
  /** The rest: another route takes over, perhaps of somebody else. */
  readonly rerouted: number;
};

/** `rows` are [0 for IPv4 or 1 for IPv6, row], ascending; `after` judges the state after the change. */
export function costOf(
  table: RouteTable,
  rows: readonly (readonly [0 | 1, number])[],
  after: RouteValidator,
): Cost {
  let unreachable = 0;
  let seenByUpTo = 0;
  let ipv4Addresses = 0;
  let ipv6Blocks48 = 0;
  let open: { readonly f: 0 | 1; readonly row: number } | undefined;
  for (const [f, row] of rows) {
    const family = f === 0 ? table.v4 : table.v6;
    seenByUpTo = Math.max(seenByUpTo, family.seen[row]!);
    if (!hasFallback(family, row, f === 0 ? after.v4 : after.v6)) unreachable++;
    // Rows come in tree order: one inside the last counted one adds no address.
    if (open !== undefined && open.f === f && covers(family, open.row, row)) continue;
    open = { f, row };
    const length = family.length[row]!;
    if (f === 0) ipv4Addresses += 2 ** (32 - length);
    else ipv6Blocks48 += 2 ** Math.max(0, 48 - length);
  }
  return {
    routes: rows.length,
    ipv4Addresses,
    ipv6Blocks48,
    seenByUpTo,
    unreachable,
    rerouted: rows.length - unreachable,
  };
}

/** Row `a` has a prefix that contains or equals that of row `b`. */
function covers(family: RouteFamily, a: number, b: number): boolean {
  const { words, address, length } = family;
  const bits = length[a]!;
  if (bits > length[b]!) return false;
  for (let w = 0; w * 32 < bits; w++) {
    const rest = Math.min(32, bits - w * 32);
    if ((address[a * words + w]! ^ address[b * words + w]!) >>> (32 - rest) !== 0) return false;
  }
  return true;
}

/** Whether another announced route of the same or a shorter prefix, not invalid, covers the row; a default route does not count. */
function hasFallback(family: RouteFamily, row: number, validator: RouteValidator["v4"]): boolean {
  const { words, address, length, origin } = family;
  const usable = (i: number): boolean => {
    const outcome = validator.validate(address, i * words, length[i]!, origin[i]!);
    return outcome !== INVALID_ASN && outcome !== INVALID_LENGTH;
  };
  const equal = (i: number): boolean => length[i] === length[row] && covers(family, i, row);
  for (let i = row - 1; i >= 0 && equal(i); i--) if (usable(i)) return true;
  for (let i = row + 1; i < family.count && equal(i); i++) if (usable(i)) return true;
  // Shorter prefixes: look each length up, there are at most 128.
  const words4 = [...address.subarray(row * words, (row + 1) * words)];
  for (let bits = length[row]! - 1; bits > 0; bits--) {
    for (let w = 0; w < words; w++) {
      const keep = Math.min(32, Math.max(0, bits - 32 * w));
      words4[w] = keep === 0 ? 0 : (words4[w]! & ~(keep === 32 ? 0 : 0xffff_ffff >>> keep)) >>> 0;
    }
    for (let i = firstRoute(family, words4, bits); i < family.count; i++) {
      if (length[i] !== bits || !same(family, i, words4)) break;
      if (usable(i)) return true;
    }
  }
  return false;
}

const same = (family: RouteFamily, i: number, words: readonly number[]): boolean =>
  words.every((word, w) => family.address[i * family.words + w] === word);
