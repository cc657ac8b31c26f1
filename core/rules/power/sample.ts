/**
 * Monte Carlo, where nothing exact fits (rules reference, section 6.3): random orders for Shapley and Shubik, random
 * coalitions for the rest. The generator is seeded, so that a result can be repeated. All intervals hold together
 * with the stated confidence: Hoeffding or empirical Bernstein, whichever is narrower, shared out over all members.
 */
import { holds, type Game } from "./game.ts";
import type { Index } from "./indices.ts";
import { fromNumber, greatest, least, ONE, ratio, subtract, ZERO, add, type Ratio } from "./ratio.ts";

export type Sampling = {
  readonly samples: number;
  readonly seed: number;
  /** Probability that some interval misses its value, at most. */
  readonly delta: Ratio;
};

export const DEFAULT_SAMPLING: Sampling = { samples: 200_000, seed: 1, delta: ratio(1n, 1_000_000n) };

export type Sampled = { readonly banzhaf: Index; readonly shapley: Index; readonly collectivity: Index };

export function sampleGame(game: Game, sampling: Sampling): Sampled {
  const n = game.members.length;
  const random = generator(sampling.seed);
  const pivots = new Float64Array(n);
  const swings = new Float64Array(n);
  let winning = 0;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const sums = new Float64Array(game.axes.length);
  const inside = new Uint8Array(n);
  const move = (i: number, sign: number): void => {
    for (let a = 0; a < sums.length; a++) sums[a]! += sign * game.axes[a]!.weights[i]!;
  };
  for (let round = 0; round < sampling.samples; round++) {
    sums.fill(0);
    for (let k = 0; k < n; k++) {
      const other = k + Math.floor(random() * (n - k));
      const i = order[other]!;
      order[other] = order[k]!;
      order[k] = i;
    }
    // Support never hurts, so the pivot of an order is found by halving.
    pivots[pivotOf(game, order, sums)]!++;
    sums.fill(0);
    for (let i = 0; i < n; i++) {
      inside[i] = random() < 0.5 ? 0 : 1;
      if (inside[i] === 1) move(i, 1);
    }
    const won = holds(game.wins, sums);
    if (won) winning++;
    for (let i = 0; i < n; i++) {
      // A member that decides is inside when the coalition wins, outside when it loses.
      if ((inside[i] === 1) !== won) continue;
      move(i, won ? -1 : 1);
      if (holds(game.wins, sums) !== won) swings[i]!++;
      move(i, won ? 1 : -1);
    }
  }
  const shared = sampling.delta.den * BigInt(2 * n + 1);
  const each = { ...sampling, delta: ratio(sampling.delta.num, shared) };
  return {
    banzhaf: intervals(swings, each, sampling.delta),
    shapley: intervals(pivots, each, sampling.delta),
    collectivity: intervals(Float64Array.of(winning), each, sampling.delta),
  };
}

function pivotOf(game: Game, order: Int32Array, sums: Float64Array): number {
  for (const i of order) {
    for (let a = 0; a < sums.length; a++) sums[a]! += game.axes[a]!.weights[i]!;
    if (holds(game.wins, sums)) return i;
  }
  return order[0]!;
}

function intervals(hits: Float64Array, each: Sampling, delta: Ratio): Index {
  const { samples } = each;
  const log = Math.log(4 * (Number(each.delta.den) / Number(each.delta.num)));
  const bounds = Array.from(hits, (count) => {
    const mean = count / samples;
    const hoeffding = Math.sqrt(log / (2 * samples));
    const variance = (mean * (1 - mean) * samples) / (samples - 1);
    const bernstein = Math.sqrt((2 * variance * log) / samples) + (7 * log) / (3 * (samples - 1));
    const radius = fromNumber(Math.min(hoeffding, bernstein) * (1 + 1e-9));
    const middle = ratio(BigInt(count), BigInt(samples));
    return [greatest(ZERO, subtract(middle, radius)), least(ONE, add(middle, radius))] as const;
  });
  return {
    exact: false,
    methods: ["sampled"],
    low: bounds.map(([low]) => low),
    high: bounds.map(([, high]) => high),
    confidence: subtract(ONE, delta),
  };
}

/** xoshiro128** seeded with splitmix32; doubles of 32 bits in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  const split = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  let [a, b, c, d] = [split(), split(), split(), split()];
  return () => {
    const result = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = turn(d, 11);
    return result / 2 ** 32;
  };
}
