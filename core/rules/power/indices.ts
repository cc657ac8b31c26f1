/** The indices that follow from counted swings (definitions: rules reference, section 6.1). */
import { shapleyWeights } from "./binomial.ts";
import type { Bounded, Counts, Method } from "./counts.ts";
import { least, multiply, ONE, ratio, share, subtract, sum, ZERO, add, type Ratio } from "./ratio.ts";

/** One value per member, between `low` and `high`; exact when they are the same. */
export type Index = {
  readonly exact: boolean;
  readonly methods: readonly Method[];
  readonly low: readonly Ratio[];
  readonly high: readonly Ratio[];
  /** Sampled: the probability that all values lie in their intervals is at least this. */
  readonly confidence?: Ratio;
};

const index = (bounded: Bounded, value: (counts: Counts, other: Counts, i: number) => Ratio): Index => {
  const { low, high, methods } = bounded;
  const exact = low === high;
  const lower = mapShared(low, (i) => value(low, high, i));
  return { exact, methods, low: lower, high: exact ? lower : mapShared(high, (i) => value(high, low, i)) };
};

/** Members with the same swings share their values. */
function mapShared(counts: Counts, value: (i: number) => Ratio): readonly Ratio[] {
  const seen = new Map<bigint, Ratio>();
  return counts.swings.map((swings, i) => {
    const known = seen.get(swings) ?? value(i);
    seen.set(swings, known);
    return known;
  });
}

const total = (all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n);

/** β' = swings / 2^(n-1): the probability to decide when all others toss coins (Penrose, Banzhaf). */
export const banzhaf = (bounded: Bounded): Index =>
  index(bounded, (own, _, i) => ratio(own.swings[i]!, 2n ** BigInt(own.swings.length - 1)));

/** β: of all swings the member's share. In an interval the others are as strong, or weak, as they can be. */
export const normalised = (bounded: Bounded): Index => {
  const { low, high } = bounded;
  const sums = new Map([
    [low, total(low.swings)],
    [high, total(high.swings)],
  ]);
  return index(bounded, (own, other, i) =>
    share(own.swings[i]!, own.swings[i]! + sums.get(other)! - other.swings[i]!),
  );
};

/** γ: of the winning coalitions, those that the member can defeat. */
export const prevent = (bounded: Bounded): Index =>
  index(bounded, (own, other, i) => least(ONE, share(own.swings[i]!, other.winning)));

/** γ*: of the losing coalitions, those that the member can make win. */
export const initiate = (bounded: Bounded): Index =>
  index(bounded, (own, other, i) => least(ONE, share(own.swings[i]!, other.losing)));

/** A: of all coalitions, those that win (Coleman's power of a collectivity to act). */
export const collectivity = (bounded: Bounded): Index => {
  const value = (counts: Counts) => [ratio(counts.winning, 2n ** BigInt(counts.swings.length))];
  const { low, high, methods } = bounded;
  return { exact: low === high, methods, low: value(low), high: value(high) };
};

/** Rae: how often the outcome is as the member votes, ½ + β'/2. */
export const rae = (absolute: Index): Index => {
  const half = ratio(1n, 2n);
  const value = (each: Ratio) => add(half, multiply(half, each));
  return { ...absolute, low: absolute.low.map(value), high: absolute.high.map(value) };
};

/** φ: of all orders in which members may join, those where the member turns the coalition. Null without sizes. */
export function shapley(bounded: Bounded): Index | null {
  const { low, high, methods } = bounded;
  if (low.sizes === null || high.sizes === null) return null;
  const exact = low === high;
  const lower = shapleyValues(low);
  if (exact) return { exact, methods, low: lower, high: lower };
  // All values add up to 1: nobody has more than the others leave at least.
  const sumLow = sum(lower);
  const upper = shapleyValues(high).map((value, i) =>
    least(value, subtract(ONE, subtract(sumLow, lower[i]!))),
  );
  return { exact, methods, low: lower, high: upper };
}

/** Sizes may be those of the members that matter only; the others have no swings. */
function shapleyValues(counts: Counts): readonly Ratio[] {
  const { swings } = counts.sizes!;
  const { numerators, den } = shapleyWeights(swings.length);
  const seen = new Map<readonly bigint[], Ratio>();
  let next = 0;
  const values = swings.map((own) => {
    const known = seen.get(own);
    if (known !== undefined) return known;
    const value = ratio(
      own.reduce((a, count, k) => a + count * numerators[k]!, 0n),
      den,
    );
    seen.set(own, value);
    return value;
  });
  if (values.length === counts.swings.length) return values;
  return counts.swings.map((_, i) => (counts.matters![i] === true ? values[next++]! : ZERO));
}
