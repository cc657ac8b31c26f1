/** Minimal winning coalitions of one quota, by the generating function of the heavier members. */

import { carry, LAZY, LIMB, RADIX, shiftAdd } from "./sums.ts";

/**
 * Heaviest first: a coalition is minimal when its last, lightest member turns it, that is when the others (all
 * heavier, or equal and earlier) have quota - w … quota - 1. Weights are positive.
 */
export function minimalSums(weights: readonly number[], quota: number): bigint {
  const order = [...weights].sort((a, b) => b - a);
  const limbs = Array.from({ length: Math.floor(order.length / LIMB) + 1 }, () => new Float64Array(quota));
  limbs[0]![0] = 1;
  let reach = 0;
  let count = 0n;
  for (const [m, weight] of order.entries()) {
    // Before this member no coefficient exceeds 2^m, after it 2^(m+1).
    const active = Math.min(limbs.length, Math.floor((m + 1) / LIMB) + 1);
    const from = Math.max(0, quota - weight);
    for (let l = 0; l < active; l++) {
      count += windowSum(limbs[l]!, from, Math.min(quota - 1, reach)) * BigInt(RADIX) ** BigInt(l);
    }
    reach = Math.min(quota - 1, reach + weight);
    for (let l = 0; l < active; l++) shiftAdd(limbs[l]!, weight, reach);
    if (m % LAZY === LAZY - 1) {
      for (let l = 0; l < active; l++) carry(limbs[l]!, limbs[l + 1], reach);
    }
  }
  return count;
}

function windowSum(values: Float64Array, from: number, to: number): bigint {
  let low = 0;
  let high = 0;
  for (let s = from; s <= to; s++) {
    // Values below 2^53 in two parts, so that a window of 2^26 of them adds up exactly.
    const top = Math.floor(values[s]! / 2 ** 27);
    high += top;
    low += values[s]! - top * 2 ** 27;
  }
  return BigInt(high) * 2n ** 27n + BigInt(low);
}
