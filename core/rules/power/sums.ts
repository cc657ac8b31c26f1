/**
 * The generating function of one weighted axis, ∏(1 + x^w), with exact coefficients up to 2^n: limbs of 44 bits in
 * doubles, so that eight additions go without a carry (rules reference, section 6.2).
 *
 * No member is ever divided out. With P(t) = coalitions of all members below t, the coalitions of all others below t
 * are F(t) = P(t) - P(t-w) + P(t-2w) - …, so that the swings of a member cost only quota / w look-ups.
 */
export const LIMB = 44;
export const RADIX: number = 2 ** LIMB;
/** Doubling a limb this often keeps it below 2^53. */
export const LAZY = 8;

export class SumCounts {
  /** `limbs[l][t]` = limb l of the number of coalitions with a sum of at most t. */
  readonly #limbs: readonly Float64Array[];
  readonly #length: number;

  /** All coalitions with sums below `length`. Weights are positive. */
  constructor(weights: readonly number[], length: number) {
    this.#length = length;
    // The total is below 2^n, and a limb holds 44 bits of it.
    const limbs = Array.from(
      { length: Math.floor(weights.length / LIMB) + 1 },
      () => new Float64Array(length),
    );
    limbs[0]![0] = 1;
    let reach = 0;
    const order = [...weights].sort((a, b) => a - b);
    for (const [m, weight] of order.entries()) {
      reach = Math.min(length - 1, reach + weight);
      // After m + 1 members no coefficient exceeds 2^(m+1).
      const active = Math.min(limbs.length, Math.floor((m + 1) / LIMB) + 1);
      for (let l = 0; l < active; l++) shiftAdd(limbs[l]!, weight, reach);
      if (m % LAZY === LAZY - 1) for (let l = 0; l < active; l++) carry(limbs[l]!, limbs[l + 1], reach);
    }
    for (let l = 0; l < limbs.length; l++) carry(limbs[l]!, limbs[l + 1], reach);
    accumulate(limbs, length);
    this.#limbs = limbs;
  }

  /** Coalitions of all members with a sum below t, for t up to the length. */
  below(t: number): bigint {
    return t <= 0 ? 0n : this.#alternating(t, Infinity);
  }

  /** Coalitions without one member of this weight, with a sum below t. */
  belowWithout(weight: number, t: number): bigint {
    return t <= 0 ? 0n : this.#alternating(t, weight);
  }

  #alternating(t: number, weight: number): bigint {
    if (t > this.#length) throw new RangeError("beyond what was counted");
    let value = 0n;
    for (let l = this.#limbs.length - 1; l >= 0; l--) {
      value = value * BigInt(RADIX) + alternatingSum(this.#limbs[l]!, t - 1, weight);
    }
    return value;
  }
}

/** Multiplies with 1 + x^weight, in place; only sums up to `reach` can occur. */
export function shiftAdd(values: Float64Array, weight: number, reach: number): void {
  for (let s = reach, from = reach - weight; from >= 0; s--, from--) values[s]! += values[from]!;
}

export function carry(values: Float64Array, above: Float64Array | undefined, reach: number): void {
  if (above === undefined) return;
  for (let s = 0; s <= reach; s++) {
    const value = values[s]!;
    if (value < RADIX) continue;
    const over = Math.floor(value / RADIX);
    values[s] = value - over * RADIX;
    above[s]! += over;
  }
}

/** Prefix sums in place, limbs carried. */
function accumulate(limbs: readonly Float64Array[], length: number): void {
  for (let l = 0; l < limbs.length; l++) {
    const values = limbs[l]!;
    const above = limbs[l + 1];
    let sum = 0;
    for (let s = 0; s < length; s++) {
      sum += values[s]!;
      if (sum >= RADIX && above !== undefined) {
        const over = Math.floor(sum / RADIX);
        sum -= over * RADIX;
        above[s]! += over;
      }
      values[s] = sum;
    }
  }
}

/** `v[t] - v[t-w] + v[t-2w] - …`, in doubles for 256 terms at a time (256 · 2^44 is below 2^53). */
function alternatingSum(values: Float64Array, t: number, weight: number): bigint {
  let total = 0n;
  let part = 0;
  let sign = 1;
  let terms = 0;
  for (let s = t; s >= 0; s -= weight) {
    part += sign * values[s]!;
    sign = -sign;
    if (++terms === 256) {
      total += BigInt(part);
      part = 0;
      terms = 0;
    }
  }
  return total + BigInt(part);
}
