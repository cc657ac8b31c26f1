/**
 * Weights too large to count exactly: they are rounded to a coarser unit, and what the rounding may hide is bounded
 * (rules reference, section 6.2). A coalition whose rounded sum is R weighs u·R - E⁻ to u·R + E⁺, so that it wins,
 * loses or swings certainly, possibly, or not at all; the two counts enclose the truth.
 */
import { binomials } from "./binomial.ts";
import { fromSizes, type Bounded, type Counts } from "./counts.ts";
import { kindsOf, spread } from "./kinds.ts";
import type { Game } from "./game.ts";
import { countBySize, type Query } from "./sizes.ts";
import { SumCounts } from "./sums.ts";
import { singleQuota, type Profile } from "./windows.ts";

type Rounded = {
  readonly unit: number;
  readonly weights: readonly number[];
  readonly total: number;
  /** True weight minus unit times rounded weight. */
  readonly errors: readonly number[];
  readonly over: number;
  readonly under: number;
};

function round(weights: readonly number[], unit: number): Rounded {
  const rounded = weights.map((weight) => Math.max(1, Math.round(weight / unit)));
  const errors = weights.map((weight, i) => weight - unit * rounded[i]!);
  return {
    unit,
    weights: rounded,
    total: rounded.reduce((a, b) => a + b, 0),
    errors,
    over: errors.reduce((sum, error) => sum + Math.max(0, error), 0),
    under: errors.reduce((sum, error) => sum + Math.max(0, -error), 0),
  };
}

/** `total` = about what the rounded weights add up to: the finer, the narrower and the slower. */
export function countQuantised(game: Game, profile: Profile, total: number, bySize: boolean): Bounded {
  const unit = Math.max(1, Math.ceil(profile.total / total));
  const rounded = round(profile.weights, unit);
  const ask = bySize ? askSizes : askSums;
  const side = (low: boolean): Counts => ask(game, profile, rounded, low);
  return { low: side(true), high: side(false), methods: ["quantised"] };
}

/** The least R for which the true sum (u·R plus what rounding hid) may, or must, reach the quota. */
const ceiling = (quota: number, shift: number, unit: number): number =>
  Number.isFinite(quota) ? Math.ceil((quota + shift) / unit) : quota;

function askSums(game: Game, profile: Profile, rounded: Rounded, low: boolean): Counts {
  const quota = singleQuota(profile)!;
  const { unit, weights, total } = rounded;
  const clamp = (bound: number): number => Math.max(0, Math.min(total + 1, bound));
  const sums = new SumCounts(weights, total + 1);
  const all = 2n ** BigInt(weights.length);
  const certain = sums.below(clamp(ceiling(quota, -rounded.over, unit)));
  const possible = sums.below(clamp(ceiling(quota, rounded.under, unit)));
  const kinds = kindsOf(game);
  const swings = kinds.map(({ members: [i] }) => {
    const { lose, win } = window(profile, rounded, i!, low, quota, quota);
    const weight = weights[i!]!;
    const count = sums.belowWithout(weight, clamp(lose)) - sums.belowWithout(weight, clamp(win));
    return count > 0n ? count : 0n;
  });
  return {
    winning: all - (low ? possible : certain),
    losing: low ? certain : possible,
    swings: spread(kinds, swings),
    sizes: null,
  };
}

/** Others with a rounded sum below `lose` lose; from `win` on they win with the member. */
function window(
  profile: Profile,
  rounded: Rounded,
  i: number,
  low: boolean,
  quota: number,
  next: number,
): { readonly lose: number; readonly win: number } {
  const over = rounded.over - Math.max(0, rounded.errors[i]!);
  const under = rounded.under - Math.max(0, -rounded.errors[i]!);
  const weight = profile.weights[i]!;
  return {
    lose: ceiling(quota, low ? -over : under, rounded.unit),
    win: ceiling(next - weight, low ? under : -over, rounded.unit),
  };
}

function askSizes(game: Game, profile: Profile, rounded: Rounded, low: boolean): Counts {
  const n = profile.weights.length;
  const { quotas } = profile;
  const queries: Query[] = [-rounded.over, rounded.under].flatMap((shift) =>
    quotas.map((quota, size) => ({ size, without: null, bound: ceiling(quota, shift, rounded.unit) })),
  );
  const kinds = kindsOf(game);
  for (const { members } of kinds) {
    const without = rounded.weights[members[0]!]!;
    for (let size = 0; size < n; size++) {
      const { lose, win } = window(profile, rounded, members[0]!, low, quotas[size]!, quotas[size + 1]!);
      queries.push({ size, without, bound: lose }, { size, without, bound: win });
    }
  }
  const answers = countBySize(rounded.weights, queries);
  const all = binomials(n);
  const certain = answers.slice(0, n + 1);
  const possible = answers.slice(n + 1, 2 * (n + 1));
  const swings = kinds.map((_, t) =>
    Array.from({ length: n }, (_, size) => {
      const at = 2 * (n + 1) + 2 * (t * n + size);
      const count = answers[at]! - answers[at + 1]!;
      return count > 0n ? count : 0n;
    }),
  );
  return fromSizes({
    winning: (low ? possible : certain).map((each, s) => all[s]! - each),
    losing: low ? certain : possible,
    swings: spread(kinds, swings),
  });
}
