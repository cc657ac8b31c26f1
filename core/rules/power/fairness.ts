/**
 * Two tiers (Penrose): a citizen of member i is decisive with probability β'_i·√(2/(πN_i)), so power is fair when β'
 * is proportional to √N. Square roots are irrational: these are doubles for reading, the indices behind them exact.
 */
import type { Index } from "./indices.ts";
import { ratio, toNumber, type Ratio } from "./ratio.ts";

export type Fairness = {
  /** √N_i / Σ√N: the share of power that would be fair. */
  readonly fair: readonly number[];
  /** The share it has (β, the normalised index). */
  readonly share: readonly number[];
  /** share / fair: 1 is fair, 2 is twice the power per citizen. */
  readonly ratio: readonly number[];
  /** Probability that a citizen decides. */
  readonly citizen: readonly number[];
};

/** Populations are positive safe integers, one per member. Values in the middle of an interval are used. */
export function fairness(absolute: Index, populations: readonly number[]): Fairness {
  const roots = populations.map(Math.sqrt);
  const allRoots = roots.reduce((a, b) => a + b, 0);
  const power = absolute.low.map((low, i) => (toNumber(low) + toNumber(absolute.high[i]!)) / 2);
  const allPower = power.reduce((a, b) => a + b, 0);
  const fair = roots.map((root) => root / allRoots);
  const share = power.map((each) => (allPower === 0 ? 0 : each / allPower));
  return {
    fair,
    share,
    ratio: share.map((each, i) => each / fair[i]!),
    citizen: power.map((each, i) => each * Math.sqrt(2 / (Math.PI * populations[i]!))),
  };
}

/**
 * The quota under which square-root weights give nearly fair power, ½(1 + √ΣN / Σ√N) of all weight (Słomczyński and
 * Życzkowski, physics/0610271); rounded to millionths.
 */
export function jagiellonianQuota(populations: readonly number[]): Ratio {
  const scale = 1_000_000;
  const all = populations.reduce((a, b) => a + b, 0);
  const roots = populations.reduce((a, b) => a + Math.sqrt(b), 0);
  return ratio(BigInt(Math.round((scale * (1 + Math.sqrt(all) / roots)) / 2)), BigInt(scale));
}
