/**
 * Exact comparison by cross-multiplication. Products stay `number` while they are safe integers; only beyond that
 * is BigInt used, and the figures are then given as decimal text.
 */
import type { Figure } from "./evaluation.ts";

export type Comparator = ">" | ">=" | "<" | "<=";

/** Both sides as integers, whether they are equal, and whether the comparison holds. */
export type Compared = {
  readonly left: Figure;
  readonly right: Figure;
  readonly equal: boolean;
  readonly holds: boolean;
};

/** `a * b` against `c * d`; all four non-negative safe integers. */
export function compareProducts(
  a: number,
  b: number,
  comparator: Comparator,
  c: number,
  d: number,
): Compared {
  const left = a * b;
  const right = c * d;
  // A double product of integers is exact exactly when it is a safe integer: rounding cannot bring it back below 2^53.
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    return { left, right, equal: left === right, holds: relation(left, comparator, right) };
  }
  const bigLeft = BigInt(a) * BigInt(b);
  const bigRight = BigInt(c) * BigInt(d);
  return {
    left: figure(bigLeft),
    right: figure(bigRight),
    equal: bigLeft === bigRight,
    holds: relation(bigLeft, comparator, bigRight),
  };
}

/** The whole part of `a * num / den`. At most `a` when the fraction is at most 1, so always a safe integer. */
export function shareDown(a: number, num: number, den: number): number {
  const product = a * num;
  if (Number.isSafeInteger(product)) return (product - (product % den)) / den;
  return Number((BigInt(a) * BigInt(num)) / BigInt(den));
}

function relation<T extends number | bigint>(left: T, comparator: Comparator, right: T): boolean {
  switch (comparator) {
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
  }
}

const figure = (value: bigint): Figure =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
