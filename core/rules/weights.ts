/** The weights of a chamber's members when its electorate is frozen. All integers. */
import { compareProducts } from "./compare.ts";
import type { Weights } from "./constitution.ts";
import type { Fraction } from "./rule.ts";

/**
 * One weight per figure, in order. `equal` ignores the figures; `declared` and `measured` take them (non-negative
 * safe integers), `sqrt` their integer square root, and `cap` the greatest ceiling under which no weight exceeds
 * that share of the capped total. Where too few members make that impossible, all that weigh anything weigh 1.
 */
export function weigh(weights: Weights, figures: readonly number[]): readonly number[] {
  if (weights.kind === "equal") return figures.map(() => 1);
  const scaled = weights.kind === "measured" && weights.scale === "sqrt" ? figures.map(squareRoot) : figures;
  if (weights.cap === undefined) return scaled;
  const most = ceiling(scaled, weights.cap);
  return scaled.map((each) => Math.min(each, most));
}

/** The whole part of the square root of a safe integer. */
export function squareRoot(value: number): number {
  const root = Math.floor(Math.sqrt(value));
  // The double root of a 53-bit integer is off by less than one; the square below is exact.
  return root * root > value ? root - 1 : root;
}

/** Lowering the ceiling lowers the greatest weight faster than the total, so what satisfies the cap is an interval. */
function ceiling(weights: readonly number[], cap: Fraction): number {
  const within = (most: number): boolean => {
    let total = 0;
    for (const each of weights) total += Math.min(each, most);
    return compareProducts(most, cap.den, "<=", total, cap.num).holds;
  };
  const greatest = weights.reduce((a, b) => Math.max(a, b), 0);
  if (within(greatest)) return greatest;
  let low = 1;
  let high = greatest;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (within(middle)) low = middle;
    else high = middle;
  }
  return low;
}
