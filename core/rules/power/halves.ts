/**
 * Meet in the middle: all coalitions of each half of the members, sorted, and matched with two pointers; with a
 * second weighted axis the matches are counted in a Fenwick tree. Exact for any formula over the number of members
 * and at most two weighted axes; cost about 2^(n/2) n, so up to some 40 members whatever their weights.
 */
import { binomials } from "./binomial.ts";
import { fromSizes, type Counts } from "./counts.ts";
import type { Game } from "./game.ts";
import { staircase, type Corner } from "./staircase.ts";

/** Coalitions of one half with the same size, ascending by the first axis. */
type Class = { readonly masks: Int32Array; readonly first: Float64Array; readonly second: Float64Array };
type Half = { readonly members: readonly number[]; readonly classes: readonly Class[] };

/** The axis where every member weighs 1, or -1. */
export const headsAxis = (game: Game): number =>
  game.axes.findIndex((axis) => axis.weights.every((weight) => weight === 1));

export const weightedAxes = (game: Game): readonly number[] => {
  const heads = headsAxis(game);
  return game.axes.map((_, a) => a).filter((a) => a !== heads);
};

/** Needs at most two weighted axes and at most 48 members; the caller looks to it. */
export function countHalves(game: Game): Counts {
  const n = game.members.length;
  const heads = headsAxis(game);
  const [first = -1, second = -1] = weightedAxes(game);
  const fixed = new Float64Array(game.axes.length);
  const corners = Array.from({ length: n + 1 }, (_, s) => {
    if (heads >= 0) fixed[heads] = s;
    return staircase(game.wins, fixed, first, second);
  });
  // Alternating by weight, so that both halves have heavy and light members.
  const order = game.members.map((_, i) => i);
  if (first >= 0) order.sort((a, b) => game.axes[first]!.weights[b]! - game.axes[first]!.weights[a]!);
  const left = halfOf(
    game,
    order.filter((_, i) => i % 2 === 0),
    first,
    second,
  );
  const right = halfOf(
    game,
    order.filter((_, i) => i % 2 === 1),
    first,
    second,
  );
  const winning = new Float64Array(n + 1);
  const having = game.members.map(() => new Float64Array(n + 1));
  match(left, right, corners, second >= 0, winning, having);
  match(right, left, corners, second >= 0, null, having);
  const all = binomials(n);
  const won = Array.from(winning, BigInt);
  return fromSizes({
    winning: won,
    losing: won.map((each, s) => all[s]! - each),
    swings: having.map((own) =>
      Array.from({ length: n }, (_, k) => BigInt(own[k + 1]!) - (won[k]! - BigInt(own[k]!))),
    ),
  });
}

function halfOf(game: Game, members: readonly number[], first: number, second: number): Half {
  const h = members.length;
  const sum = (axis: number): Float64Array => {
    const sums = new Float64Array(2 ** h);
    if (axis < 0) return sums;
    for (let bit = 0; bit < h; bit++) {
      const weight = game.axes[axis]!.weights[members[bit]!]!;
      const top = 2 ** bit;
      for (let mask = 0; mask < top; mask++) sums[top + mask] = sums[mask]! + weight;
    }
    return sums;
  };
  const firsts = sum(first);
  const seconds = sum(second);
  const lists: number[][] = Array.from({ length: h + 1 }, () => []);
  for (let mask = 0; mask < 2 ** h; mask++) lists[bitsOf(mask)]!.push(mask);
  const classes = lists.map((list) => {
    const masks = Int32Array.from(list).sort((a, b) => firsts[a]! - firsts[b]!);
    return {
      masks,
      first: Float64Array.from(masks, (mask) => firsts[mask]!),
      second: Float64Array.from(masks, (mask) => seconds[mask]!),
    };
  });
  return { members, classes };
}

function bitsOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** For every coalition of `own`: how many of `other` complete it to a winning one, by size of the whole. */
function match(
  own: Half,
  other: Half,
  corners: readonly (readonly Corner[])[],
  plane: boolean,
  winning: Float64Array | null,
  having: readonly Float64Array[],
): void {
  for (const [c, theirs] of other.classes.entries()) {
    const tree = plane ? new Ranks(theirs.second) : null;
    for (const [a, ours] of own.classes.entries()) {
      const size = a + c;
      const counts = new Float64Array(ours.masks.length);
      for (const corner of corners[size]!) countCorner(ours, theirs, corner, tree, counts);
      for (let i = 0; i < counts.length; i++) {
        const count = counts[i]!;
        if (count === 0) continue;
        if (winning !== null) winning[size]! += count;
        let bit = 0;
        for (let mask = ours.masks[i]!; mask !== 0; mask >>>= 1, bit++) {
          if ((mask & 1) === 1) having[own.members[bit]!]![size]! += count;
        }
      }
    }
  }
}

function countCorner(
  ours: Class,
  theirs: Class,
  corner: Corner,
  tree: Ranks | null,
  counts: Float64Array,
): void {
  tree?.clear();
  const flat = tree === null || corner.second < 0;
  let next = theirs.masks.length;
  for (let i = 0; i < counts.length; i++) {
    // Ours ascend, so what they need of the first axis descends: pointers only move one way.
    const need = corner.first < 0 ? -1 : corner.first - ours.first[i]!;
    while (next > 0 && theirs.first[next - 1]! >= need) {
      next--;
      if (!flat) tree.add(theirs.second[next]!);
    }
    const found = flat ? theirs.masks.length - next : tree.countFrom(corner.second - ours.second[i]!);
    counts[i]! += corner.sign * found;
  }
}

/** A Fenwick tree over the ranks of known values: how many added ones are at least a value. */
class Ranks {
  readonly values: Float64Array;
  readonly tree: Int32Array;
  added: number = 0;

  constructor(values: Float64Array) {
    this.values = Float64Array.from(new Set(values)).sort();
    this.tree = new Int32Array(this.values.length + 1);
  }

  clear(): void {
    this.tree.fill(0);
    this.added = 0;
  }

  /** How many known values are below. */
  rank(value: number): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(value: number): void {
    this.added++;
    for (let i = this.rank(value) + 1; i < this.tree.length; i += i & -i) this.tree[i]!++;
  }

  countFrom(value: number): number {
    let below = 0;
    for (let i = this.rank(value); i > 0; i -= i & -i) below += this.tree[i]!;
    return this.added - below;
  }
}
