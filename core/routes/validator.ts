/**
 * Route origin validation (RFC 6811 section 2) over a compiled VRP set. One interleaved node for each distinct prefix,
 * in tree order, with its parent; the last node not after a route leads to every node that covers it. An index on the
 * leading bits keeps the search to a few nodes that lie together, so a lookup touches four or five cache lines.
 */
import { digitsOf, sortedRows } from "./radix-sort.ts";
import type { VrpFamily, VrpSet } from "./vrp-set.ts";

/** Outcomes, as numbers so that a million of them are bytes. */
export const VALID = 0;
export const NOT_FOUND = 1;
export const INVALID_ASN = 2;
export const INVALID_LENGTH = 3;
export type Outcome = typeof VALID | typeof NOT_FOUND | typeof INVALID_ASN | typeof INVALID_LENGTH;

/** RFC 6811's name of an outcome. */
export const stateOf = (outcome: Outcome): "valid" | "notfound" | "invalid" =>
  outcome === VALID ? "valid" : outcome === NOT_FOUND ? "notfound" : "invalid";

/**
 * The origin of a path that ends in an AS_SET or has none ("NONE"). AS 0 never matches a VRP (RFC 6483 section 4) and
 * never originates (RFC 7607), so the same number serves.
 */
export const NO_ORIGIN = 0;

/** An index entry for each prefix, about; at most 4 MiB. */
const MAX_INDEX_BITS = 20;

/** The VRPs of one family, compiled. */
export class FamilyValidator {
  readonly source: VrpFamily;
  private readonly words: 1 | 4;
  /** For each node: address words, length, parent (-1: none), first entry; one more holds the end of the entries. */
  private readonly nodes: Int32Array;
  private readonly stride: number;
  /** For each VRP in node order: ASN, maxLength. */
  private readonly entries: Uint32Array;
  /** Row of the source for each entry. */
  private readonly rows: Uint32Array;
  /** First node whose bucket is at least this one. */
  private readonly index: Uint32Array;
  private readonly indexBits: number;
  /** Distinct prefixes. */
  readonly prefixes: number;

  constructor(source: VrpFamily) {
    const { words, count, address, length, maxLength, asn } = source;
    this.source = source;
    this.words = words;
    this.stride = words + 3;
    const lengths = Uint16Array.from(length);
    const digits = [{ column: lengths, stride: 1, offset: 0, shift: 0 } as const];
    const order = [];
    for (let w = words - 1; w >= 0; w--) order.push(...digitsOf(address, words, w));
    this.rows = sortedRows(count, [...digits, ...order]);
    this.entries = new Uint32Array(2 * count);
    const nodes = new Int32Array(this.stride * (count + 1));
    let n = 0;
    for (let i = 0; i < count; i++) {
      const row = this.rows[i]!;
      this.entries[2 * i] = asn[row]!;
      this.entries[2 * i + 1] = maxLength[row]!;
      const last = this.stride * (n - 1);
      if (n > 0 && nodes[last + words] === length[row] && sameWords(nodes, last, address, row * words, words))
        continue;
      const at = this.stride * n;
      for (let w = 0; w < words; w++) nodes[at + w] = address[row * words + w]!;
      nodes[at + words] = length[row]!;
      nodes[at + words + 1] = parentOf(nodes, this.stride, words, n);
      nodes[at + words + 2] = i;
      n++;
    }
    nodes[this.stride * n + words + 2] = count;
    this.nodes = nodes.slice(0, this.stride * (n + 1));
    this.prefixes = n;
    this.indexBits = Math.min(MAX_INDEX_BITS, 33 - Math.clz32(n));
    this.index = new Uint32Array(2 ** this.indexBits + 1).fill(n);
    for (let i = n - 1; i >= 0; i--) this.index[this.bucket(nodes[this.stride * i]!)] = i;
    for (let b = this.index.length - 2; b >= 0; b--)
      this.index[b] = Math.min(this.index[b]!, this.index[b + 1]!);
  }

  /** Buckets ascend with the address. All of IPv6 that is routed lies in 2000::/3, so its bits below those three count. */
  private bucket(first: number): number {
    const shift = 32 - this.indexBits;
    if (this.words === 1) return first >>> shift;
    const top = first >>> 29;
    return top === 1 ? (first << 3) >>> shift : top === 0 ? 0 : this.index.length - 2;
  }

  /** The last node not after (address, length) in tree order, or -1. */
  private lastNotAfter(address: ArrayLike<number>, at: number, length: number): number {
    const { nodes, stride, words } = this;
    const bucket = this.bucket(address[at]!);
    let low = this.index[bucket]!;
    let high = this.index[bucket + 1]!;
    if (words === 1) {
      const a = address[at]! >>> 0;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const m = nodes[stride * middle]! >>> 0;
        if (m < a || (m === a && nodes[stride * middle + 1]! <= length)) low = middle + 1;
        else high = middle;
      }
    } else {
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (notAfter6(nodes, stride * middle, address, at, length)) low = middle + 1;
        else high = middle;
      }
    }
    return low - 1;
  }

  /** Judges a route; `address[at]` are its `words` words, bits after `length` do not matter. `origin` `NO_ORIGIN` for AS_SETs. */
  validate(address: ArrayLike<number>, at: number, length: number, origin: number): Outcome {
    const { nodes, stride, words, entries } = this;
    let outcome: Outcome = NOT_FOUND;
    for (let n = this.lastNotAfter(address, at, length); n >= 0;) {
      const base = stride * n;
      if (nodes[base + words]! <= length && covers(nodes, base, nodes[base + words]!, address, at, words)) {
        const end = nodes[base + stride + words + 2]!;
        if (outcome === NOT_FOUND) outcome = INVALID_ASN;
        for (let e = nodes[base + words + 2]!; e < end; e++) {
          if (entries[2 * e] !== origin || origin === NO_ORIGIN) continue;
          if (entries[2 * e + 1]! >= length) return VALID;
          outcome = INVALID_LENGTH;
        }
      }
      n = nodes[base + words + 1]!;
    }
    return outcome;
  }

  /** Every VRP that covers a prefix, most specific first: rows of `source`. */
  covering(address: ArrayLike<number>, at: number, length: number): number[] {
    const { nodes, stride, words, rows } = this;
    const out: number[] = [];
    for (let n = this.lastNotAfter(address, at, length); n >= 0;) {
      const base = stride * n;
      if (nodes[base + words]! <= length && covers(nodes, base, nodes[base + words]!, address, at, words)) {
        const end = nodes[base + stride + words + 2]!;
        for (let e = nodes[base + words + 2]!; e < end; e++) out.push(rows[e]!);
      }
      n = nodes[base + words + 1]!;
    }
    return out;
  }
}

function sameWords(a: Int32Array, i: number, b: Uint32Array, j: number, words: number): boolean {
  for (let w = 0; w < words; w++) if (a[i + w]! >>> 0 !== b[j + w]) return false;
  return true;
}

/** The first `bits` bits of the node's address are those of `address[at]`. */
function covers(
  nodes: Int32Array,
  base: number,
  bits: number,
  address: ArrayLike<number>,
  at: number,
  words: number,
): boolean {
  if (words === 1) return bits === 0 || (nodes[base]! ^ address[at]!) >>> (32 - bits) === 0;
  const full = bits >> 5;
  for (let w = 0; w < full; w++) if ((nodes[base + w]! ^ address[at + w]!) !== 0) return false;
  const rest = bits & 31;
  return rest === 0 || (nodes[base + full]! ^ address[at + full]!) >>> (32 - rest) === 0;
}

/** The nearest earlier node that covers node `n`: on the chain of its predecessor. */
function parentOf(nodes: Int32Array, stride: number, words: number, n: number): number {
  const at = stride * n;
  for (let p = n - 1; p >= 0; p = nodes[stride * p + words + 1]!) {
    if (covers(nodes, stride * p, nodes[stride * p + words]!, nodes, at, words)) return p;
  }
  return -1;
}

function notAfter6(
  nodes: Int32Array,
  base: number,
  address: ArrayLike<number>,
  at: number,
  length: number,
): boolean {
  for (let w = 0; w < 4; w++) {
    const a = nodes[base + w]! >>> 0;
    const b = address[at + w]! >>> 0;
    if (a !== b) return a < b;
  }
  return nodes[base + 4]! <= length;
}

/** Both families. Build once for a set, ask for as many routes as there are. */
export class RouteValidator {
  readonly v4: FamilyValidator;
  readonly v6: FamilyValidator;
  constructor(set: VrpSet) {
    this.v4 = new FamilyValidator(set.v4);
    this.v6 = new FamilyValidator(set.v6);
  }
}
