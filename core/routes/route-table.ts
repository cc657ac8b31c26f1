/** A BGP table as columns: distinct (prefix, origin) pairs with how often each was seen, in tree order. */
import { digitsOf, sortedRows } from "./radix-sort.ts";

/** The routes of one family, ascending by (address, length, origin, set): what lies inside a prefix is one run. */
export type RouteFamily = {
  readonly words: 1 | 4;
  readonly count: number;
  readonly address: Uint32Array;
  readonly length: Uint8Array;
  /** Origin AS, or `NO_ORIGIN`. */
  readonly origin: Uint32Array;
  /** For routes without an origin: index into the table's `sets`; 0 otherwise. */
  readonly set: Uint32Array;
  /** Peers or paths that showed the pair; 1 where the source does not say. */
  readonly seen: Uint32Array;
};

export type RouteTable = {
  readonly v4: RouteFamily;
  readonly v6: RouteFamily;
  /** Texts of AS_SETs like `{64496,64497}`; `sets[0]` is `""`. */
  readonly sets: readonly string[];
};

const grown = <T extends Uint32Array | Uint16Array>(from: T, to: T): T => {
  to.set(from);
  return to;
};

class Columns {
  readonly words: 1 | 4;
  count = 0;
  address: Uint32Array;
  length: Uint16Array = new Uint16Array(64);
  origin: Uint32Array = new Uint32Array(64);
  set: Uint32Array = new Uint32Array(64);
  seen: Uint32Array = new Uint32Array(64);

  constructor(words: 1 | 4) {
    this.words = words;
    this.address = new Uint32Array(64 * words);
  }

  add(words: ArrayLike<number>, length: number, origin: number, set: number, seen: number): void {
    if (this.count === this.origin.length) {
      const n = this.count * 2;
      this.address = grown(this.address, new Uint32Array(n * this.words));
      this.length = grown(this.length, new Uint16Array(n));
      this.origin = grown(this.origin, new Uint32Array(n));
      this.set = grown(this.set, new Uint32Array(n));
      this.seen = grown(this.seen, new Uint32Array(n));
    }
    const i = this.count++;
    for (let w = 0; w < this.words; w++) this.address[i * this.words + w] = words[w]!;
    this.length[i] = length;
    this.origin[i] = origin;
    this.set[i] = set;
    this.seen[i] = seen;
  }

  build(): RouteFamily {
    const { words, count, address, length, origin, set, seen } = this;
    const digits = [
      ...digitsOf(set),
      ...digitsOf(origin),
      { column: length, stride: 1, offset: 0, shift: 0 } as const,
    ];
    for (let w = words - 1; w >= 0; w--) digits.push(...digitsOf(address, words, w));
    const rows = sortedRows(count, digits);
    const out = new Columns(words);
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const last = out.count - 1;
      if (last >= 0 && this.equals(row, out, last)) out.seen[last]! += seen[row]!;
      else {
        const at = row * words;
        out.add(address.subarray(at, at + words), length[row]!, origin[row]!, set[row]!, seen[row]!);
      }
    }
    return {
      words,
      count: out.count,
      address: out.address.slice(0, out.count * words),
      length: Uint8Array.from(out.length.subarray(0, out.count)),
      origin: out.origin.slice(0, out.count),
      set: out.set.slice(0, out.count),
      seen: out.seen.slice(0, out.count),
    };
  }

  private equals(row: number, out: Columns, i: number): boolean {
    const { words } = this;
    for (let w = 0; w < words; w++)
      if (this.address[row * words + w] !== out.address[i * words + w]) return false;
    return (
      this.length[row] === out.length[i] && this.origin[row] === out.origin[i] && this.set[row] === out.set[i]
    );
  }
}

/** Collects routes in any order; equal pairs become one that was seen as often as both. */
export class RouteTableBuilder {
  private readonly v4: Columns = new Columns(1);
  private readonly v6: Columns = new Columns(4);
  private readonly sets: Map<string, number> = new Map([["", 0]]);

  /** `words` of 1 or 4 words by `family`; `set` is the AS_SET's text for a route without an origin. */
  add(family: 1 | 4, words: ArrayLike<number>, length: number, origin: number, set = "", seen = 1): void {
    let index = this.sets.get(set);
    if (index === undefined) {
      index = this.sets.size;
      this.sets.set(set, index);
    }
    (family === 1 ? this.v4 : this.v6).add(words, length, origin, index, seen);
  }

  build(): RouteTable {
    return { v4: this.v4.build(), v6: this.v6.build(), sets: [...this.sets.keys()] };
  }
}

/** The rows of `family` inside a prefix: first and one after the last. */
export function routesInside(
  family: RouteFamily,
  words: ArrayLike<number>,
  length: number,
): { readonly from: number; readonly to: number } {
  const last = lastOf(words, family.words, length);
  return { from: firstRoute(family, words, length), to: firstRoute(family, last, family.words * 32 + 1) };
}

/** The highest address of a prefix. */
function lastOf(words: ArrayLike<number>, count: number, length: number): number[] {
  return Array.from({ length: count }, (_, w) => {
    const bits = Math.min(32, Math.max(0, length - 32 * w));
    return (words[w]! | (bits === 32 ? 0 : 0xffff_ffff >>> bits)) >>> 0;
  });
}

/** First row not before (address, length). */
export function firstRoute(family: RouteFamily, words: ArrayLike<number>, length: number): number {
  let low = 0;
  let high = family.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let d = 0;
    for (let w = 0; w < family.words && d === 0; w++)
      d = family.address[middle * family.words + w]! - words[w]!;
    if ((d || family.length[middle]! - length) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
