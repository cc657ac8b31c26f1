/** Integer arithmetic on tree sizes. Numbers up to 2^53-1 without bit operators, which stop at 2^31. */

export const isOdd = (n: number): boolean => n % 2 === 1;
export const half = (n: number): number => Math.floor(n / 2);

/** Whether `n` is an integer in [0, 2^53-1]. */
export const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** The smallest power of two that is at least `n`; 1 for 0. */
export function bitCeil(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

/** Where RFC 6962 splits a tree of `n` > 1 leaves: the largest power of two below `n`. */
export const splitPoint = (n: number): number => bitCeil(n) / 2;

/** Exponent of a power of two. */
export function log2(power: number): number {
  let exponent = 0;
  for (let p = 1; p < power; p *= 2) exponent++;
  return exponent;
}
