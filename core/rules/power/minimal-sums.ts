/** Minimal winning coalitions of one quota, by the generating function of the heavier members. */

const LIMB = 44;
const RADIX = 2 ** LIMB;

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
    const from = Math.max(0, quota - weight);
    for (let l = limbs.length - 1, scale = BigInt(RADIX) ** BigInt(l); l >= 0; l--, scale /= BigInt(RADIX)) {
      count += windowSum(limbs[l]!, from, Math.min(quota - 1, reach)) * scale;
    }
    reach = Math.min(quota - 1, reach + weight);
    for (const values of limbs) {
      for (let s = reach; s >= weight; s--) values[s]! += values[s - weight]!;
    }
    if (m % 8 === 7) for (let l = 0; l + 1 < limbs.length; l++) carry(limbs[l]!, limbs[l + 1]!, reach);
  }
  return count;
}

function windowSum(values: Float64Array, from: number, to: number): bigint {
  let total = 0n;
  let low = 0;
  let high = 0;
  for (let s = from; s <= to; s++) {
    // Values below 2^53 in two parts, so that a window of 2^26 of them adds up exactly.
    const top = Math.floor(values[s]! / 2 ** 27);
    high += top;
    low += values[s]! - top * 2 ** 27;
  }
  total += BigInt(high) * 2n ** 27n + BigInt(low);
  return total;
}

function carry(values: Float64Array, above: Float64Array, reach: number): void {
  for (let s = 0; s <= reach; s++) {
    const over = Math.floor(values[s]! / RADIX);
    if (over === 0) continue;
    values[s]! -= over * RADIX;
    above[s]! += over;
  }
}
