/**
 * Counting by kinds of members: every combination of "how many of each kind", weighted with binomials. With all
 * members different this is the enumeration of all 2^n coalitions. Any formula, any number of axes.
 */
import { binomials } from "./binomial.ts";
import { fromSizes, type Counts } from "./counts.ts";
import { holds, type Game } from "./game.ts";
import { kindsOf, spread, type Kind } from "./kinds.ts";

/** How many of each kind are in the coalition, its sums per axis, its size, and how many coalitions look so. */
export type State<N> = {
  readonly taken: Uint16Array;
  readonly sums: Float64Array;
  size: number;
  times: N;
};

/** Counts stay exact in doubles up to here: 2^n times n is below 2^53. */
const NUMBER_MEMBERS = 46;

export function countGrouped(game: Game): Counts {
  const kinds = kindsOf(game);
  const n = game.members.length;
  const all = binomials(n);
  const small = n <= NUMBER_MEMBERS;
  const { winning, within } = small ? tallyNumbers(game, kinds) : tallyBig(game, kinds);
  const swings = kinds.map((kind, t) => {
    const count = BigInt(kind.members.length);
    // Coalitions of s that win with one given member of this kind; those of k others that win without it.
    const having = within[t]!.map((each) => each / count);
    return Array.from({ length: n }, (_, k) => having[k + 1]! - (winning[k]! - having[k]!));
  });
  return fromSizes({
    winning,
    losing: winning.map((each, s) => all[s]! - each),
    swings: spread(kinds, swings),
  });
}

type Tallied = {
  readonly winning: readonly bigint[];
  /** Per kind and size: winning coalitions times the members of the kind in them. */
  readonly within: readonly (readonly bigint[])[];
};

function tallyNumbers(game: Game, kinds: readonly Kind[]): Tallied {
  const n = game.members.length;
  const winning = new Float64Array(n + 1);
  const within = kinds.map(() => new Float64Array(n + 1));
  const ways = kinds.map((kind) => binomials(kind.members.length).map(Number));
  visit<number>(
    game,
    kinds,
    ways,
    1,
    (a, b) => a * b,
    (state) => {
      if (!holds(game.wins, state.sums)) return;
      winning[state.size]! += state.times;
      for (let t = 0; t < within.length; t++) within[t]![state.size]! += state.times * state.taken[t]!;
    },
  );
  const big = (values: Float64Array): readonly bigint[] => Array.from(values, BigInt);
  return { winning: big(winning), within: within.map(big) };
}

function tallyBig(game: Game, kinds: readonly Kind[]): Tallied {
  const n = game.members.length;
  const winning = Array.from({ length: n + 1 }, () => 0n);
  const within = kinds.map(() => Array.from({ length: n + 1 }, () => 0n));
  const ways = kinds.map((kind) => binomials(kind.members.length));
  visit<bigint>(
    game,
    kinds,
    ways,
    1n,
    (a, b) => a * b,
    (state) => {
      if (!holds(game.wins, state.sums)) return;
      winning[state.size]! += state.times;
      for (let t = 0; t < within.length; t++) {
        within[t]![state.size]! += state.times * BigInt(state.taken[t]!);
      }
    },
  );
  return { winning, within };
}

/** Calls back with every state; the state object is reused. `ways[t][c]` = binomial(members of kind t, c). */
export function visit<N>(
  game: Game,
  kinds: readonly Kind[],
  ways: readonly (readonly N[])[],
  one: N,
  times: (a: N, b: N) => N,
  each: (state: State<N>) => void,
): void {
  const axes = game.axes.length;
  const state: State<N> = {
    taken: new Uint16Array(kinds.length),
    sums: new Float64Array(axes),
    size: 0,
    times: one,
  };
  const step = (t: number, before: N): void => {
    if (t === kinds.length) {
      state.times = before;
      each(state);
      return;
    }
    const { members, weights } = kinds[t]!;
    for (let c = 0; ; c++) {
      state.taken[t] = c;
      step(t + 1, times(before, ways[t]![c]!));
      if (c === members.length) break;
      for (let a = 0; a < axes; a++) state.sums[a]! += weights[a]!;
      state.size++;
    }
    for (let a = 0; a < axes; a++) state.sums[a]! -= weights[a]! * members.length;
    state.size -= members.length;
    state.taken[t] = 0;
  };
  step(0, one);
}
