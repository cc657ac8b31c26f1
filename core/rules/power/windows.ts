/**
 * Games over one weighted axis and, perhaps, heads: for each size there is one quota, so that everything follows
 * from counts below bounds. Chooses between counting sums alone and counting by size, and takes the dual game where
 * that is the smaller table.
 */
import { binomials } from "./binomial.ts";
import { fromSizes, type Counts } from "./counts.ts";
import { holds, type Game } from "./game.ts";
import { headsAxis, weightedAxes } from "./halves.ts";
import { kindsOf, spread } from "./kinds.ts";
import { countBySize, type Query } from "./sizes.ts";
import { levelsOf } from "./staircase.ts";
import { SumCounts } from "./sums.ts";

/** Per size, the least sum that wins: -1 when every one does, Infinity when none. */
export type Profile = {
  readonly weights: readonly number[];
  readonly total: number;
  readonly quotas: readonly number[];
};

/** Null when the game has more than one weighted axis. */
export function profileOf(game: Game): Profile | null {
  const weighted = weightedAxes(game);
  if (weighted.length > 1) return null;
  const heads = headsAxis(game);
  const axis = weighted[0] ?? heads;
  const { weights } = game.axes[axis]!;
  const levels = [...levelsOf(game.wins, axis)].sort((a, b) => a - b);
  const sums = new Float64Array(game.axes.length);
  const quotas = Array.from({ length: weights.length + 1 }, (_, size) => {
    if (heads >= 0 && heads !== axis) sums[heads] = size;
    return (
      levels.find((level) => {
        sums[axis] = level;
        return holds(game.wins, sums);
      }) ?? Infinity
    );
  });
  return { weights, total: weights.reduce((a, b) => a + b, 0), quotas };
}

/** The quota, when it is the same for all sizes: then heads do not matter. */
export const singleQuota = (profile: Profile): number | null =>
  profile.quotas.every((quota) => quota === profile.quotas[0]) ? profile.quotas[0]! : null;

/** The longest table that the profile needs, or its dual. */
export function lengthOf(profile: Profile): { readonly length: number; readonly dual: boolean } {
  const most = (quotas: readonly number[]): number =>
    quotas.reduce((a, quota) => (quota > 0 && quota <= profile.total ? Math.max(a, quota) : a), 0);
  const own = most(profile.quotas);
  const other = most(dualQuotas(profile));
  return own <= other ? { length: own, dual: false } : { length: other, dual: true };
}

/** A coalition wins in the dual when the others lose without it. */
const dualQuotas = (profile: Profile): readonly number[] =>
  profile.quotas.map((_, size) => {
    const quota = profile.quotas[profile.quotas.length - 1 - size]!;
    return quota <= 0 ? Infinity : quota > profile.total ? -1 : profile.total - quota + 1;
  });

/** Winning coalitions and swings, without sizes. */
export function countSums(game: Game, weights: readonly number[], quota: number, total: number): Counts {
  const dual = total - quota + 1 < quota;
  const bound = dual ? total - quota + 1 : quota;
  const sums = new SumCounts(weights, bound);
  const losing = sums.below(bound);
  const rest = 2n ** BigInt(weights.length) - losing;
  const kinds = kindsOf(game);
  const swings = kinds.map((kind) => {
    const weight = weights[kind.members[0]!]!;
    if (weight === 0) return 0n;
    return sums.belowWithout(weight, bound) - sums.belowWithout(weight, bound - weight);
  });
  return {
    winning: dual ? losing : rest,
    losing: dual ? rest : losing,
    swings: spread(kinds, swings),
    sizes: null,
  };
}

export function countSizes(game: Game, profile: Profile): Counts {
  const { dual } = lengthOf(profile);
  const quotas = dual ? dualQuotas(profile) : profile.quotas;
  const n = profile.weights.length;
  const kinds = kindsOf(game);
  const weights = kinds.map((kind) => profile.weights[kind.members[0]!]!);
  const queries: Query[] = quotas.map((bound, size) => ({ size, without: null, bound }));
  for (const without of weights) {
    for (let size = 0; size < n; size++) {
      // Losing alone; and of these not those that lose with the member too.
      queries.push({ size, without, bound: quotas[size]! });
      queries.push({ size, without, bound: quotas[size + 1]! - without });
    }
  }
  const answers = countBySize(profile.weights, queries);
  const all = binomials(n);
  const losing = answers.slice(0, n + 1);
  const winning = losing.map((each, s) => all[s]! - each);
  const swings = weights.map((_, t) =>
    Array.from({ length: n }, (_, size) => {
      const at = n + 1 + 2 * (t * n + size);
      return answers[at]! - answers[at + 1]!;
    }),
  );
  return fromSizes({
    winning: dual ? losing.toReversed() : winning,
    losing: dual ? winning.toReversed() : losing,
    swings: spread(kinds, dual ? swings.map((each) => each.toReversed()) : swings),
  });
}
