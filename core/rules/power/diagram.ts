/**
 * The decision diagram of a game: members are asked one after the other whether they are in, and coalitions that can
 * no longer come to differ are one state. Whatever the number of axes, its size is that of what really differs: small
 * where weights are small, or where few members are left to tell two sums apart.
 */
import { holds, type Game } from "./game.ts";
import { levelsOf } from "./staircase.ts";
import { StateTable } from "./state-table.ts";

/** States of the next layer, or one of these: it is decided whoever else comes. */
export const LOSES = -1;
export const WINS = -2;

/** One member's question, asked in every state: where it leads without the member, and with it. */
export type Layer = { readonly without: Int32Array; readonly with: Int32Array };
export type Diagram = {
  /** Positions of the members, in the order in which they are asked. */
  readonly order: readonly number[];
  readonly layers: readonly Layer[];
  readonly states: number;
};

/** Different sums of the members that are left, up to which they are told one by one. */
const MOST_SUMS = 2 ** 15;

/** Null when there are more than `most` states. The game is not constant. */
export function diagramOf(game: Game, most: number): Diagram | null {
  const order = heaviestFirst(game);
  const axes = game.axes.map((_, axis) => new Remaining(game, axis, order));
  let here = new StateTable(axes.length);
  here.place(new Float64Array(axes.length));
  const layers: Layer[] = [];
  const sums = new Float64Array(axes.length);
  const upper = new Float64Array(axes.length);
  let states = 1;
  for (const [i, member] of order.entries()) {
    const next = new StateTable(axes.length);
    const without = new Int32Array(here.size);
    const having = new Int32Array(here.size);
    const lead = (state: number, joins: boolean): number => {
      for (const [a, axis] of axes.entries()) {
        const sum = here.value(state, a) + (joins ? game.axes[a]!.weights[member]! : 0);
        sums[a] = axis.canonical(i + 1, sum);
        upper[a] = sums[a] + axis.left(i + 1);
      }
      if (holds(game.wins, sums)) return WINS;
      return holds(game.wins, upper) ? next.place(sums) : LOSES;
    };
    for (let state = 0; state < here.size; state++) {
      without[state] = lead(state, false);
      having[state] = lead(state, true);
      if (states + next.size > most) return null;
    }
    layers.push({ without, with: having });
    states += next.size;
    here = next;
  }
  return { order, layers, states };
}

/** Who weighs most is asked first: the rest then tells little apart. */
function heaviestFirst({ members, axes }: Game): readonly number[] {
  const totals = axes.map(({ weights }) => weights.reduce((sum, each) => sum + each, 0));
  const load = members.map((_, i) =>
    axes.reduce((sum, { weights }, a) => sum + (totals[a] === 0 ? 0 : weights[i]! / totals[a]!), 0),
  );
  return members.map((_, i) => i).sort((a, b) => load[b]! - load[a]! || a - b);
}

/** What the members that have not been asked can still add on one axis. */
class Remaining {
  readonly #levels: readonly number[];
  readonly #left: Float64Array;
  /** Per layer: the sums at which what can still be reached changes, ascending; null where they are too many. */
  readonly #breaks: (Float64Array | null)[] = [];

  constructor(game: Game, axis: number, order: readonly number[]) {
    const { weights } = game.axes[axis]!;
    this.#levels = [...levelsOf(game.wins, axis)].filter((level) => level > 0).sort((a, b) => a - b);
    this.#left = new Float64Array(order.length + 1);
    let sums: Float64Array | null = Float64Array.of(0);
    for (let i = order.length; i >= 0; i--) {
      if (i < order.length) {
        const weight = weights[order[i]!]!;
        this.#left[i] = this.#left[i + 1]! + weight;
        if (sums !== null && weight > 0) sums = both(sums, weight);
        if (sums !== null && sums.length * this.#levels.length > MOST_SUMS) sums = null;
      }
      this.#breaks[i] = sums === null ? null : this.#breaksOf(sums);
    }
  }

  left(layer: number): number {
    return this.#left[layer]!;
  }

  /** The least sum from which the same levels can be reached by the same members. */
  canonical(layer: number, sum: number): number {
    const breaks = this.#breaks[layer]!;
    if (breaks !== null) return floorIn(breaks, sum);
    const reached = floorIn(this.#levels, sum);
    const above = this.#levels.find((level) => level > sum);
    return above === undefined || sum + this.#left[layer]! < above ? reached : sum;
  }

  #breaksOf(sums: Float64Array): Float64Array {
    const all = new Set<number>();
    for (const level of this.#levels) {
      for (const sum of sums) if (level > sum) all.add(level - sum);
    }
    return Float64Array.from(all).sort();
  }
}

/** Every sum, with and without one more weight, once. */
function both(sums: Float64Array, weight: number): Float64Array {
  const all = new Set(sums);
  for (const sum of sums) all.add(sum + weight);
  return Float64Array.from(all);
}

/** The greatest entry that is at most the value; 0 when there is none. */
function floorIn(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : ascending[low - 1]!;
}
