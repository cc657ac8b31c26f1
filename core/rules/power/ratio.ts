/** Exact fractions of whole numbers. Decimals are made only for printing. */

/** In lowest terms, `den > 0`. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

export const ZERO: Ratio = { num: 0n, den: 1n };
export const ONE: Ratio = { num: 1n, den: 1n };

/** Throws RangeError for a zero denominator: that is a defect of the caller. */
export function ratio(num: bigint, den: bigint): Ratio {
  if (den === 0n) throw new RangeError("a fraction over zero");
  const sign = den < 0n ? -1n : 1n;
  const divisor = greatestDivisor(num < 0n ? -num : num, den * sign);
  return { num: (num * sign) / divisor, den: (den * sign) / divisor };
}

/** The fraction, or 0 where there is nothing to divide by. */
export const share = (num: bigint, den: bigint): Ratio => (den === 0n ? ZERO : ratio(num, den));

export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

export const add = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den + b.num * a.den, a.den * b.den);
export const subtract = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den - b.num * a.den, a.den * b.den);
export const multiply = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.num, a.den * b.den);
export const divide = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den, a.den * b.num);
export const sum = (all: readonly Ratio[]): Ratio => all.reduce(add, ZERO);
export const equal = (a: Ratio, b: Ratio): boolean => a.num * b.den === b.num * a.den;
/** Negative, zero or positive, like a sort needs it. */
export const compare = (a: Ratio, b: Ratio): number => {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const least = (a: Ratio, b: Ratio): Ratio => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Ratio, b: Ratio): Ratio => (compare(a, b) >= 0 ? a : b);

/** `3/4`; whole numbers without a denominator. */
export const fraction = (value: Ratio): string =>
  value.den === 1n ? value.num.toString() : `${value.num}/${value.den}`;

/** `3/4`, `-3/4`, `18/60`, `1`; null for anything else. */
export function parseFraction(text: string): Ratio | null {
  const match = /^(-?[0-9]{1,400})(?:\/([0-9]{1,400}))?$/.exec(text);
  if (match === null) return null;
  const den = BigInt(match[2] ?? "1");
  return den === 0n ? null : ratio(BigInt(match[1]!), den);
}

/** With `digits` digits after the point, rounded half away from zero. */
export function decimal(value: Ratio, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const size = value.num < 0n ? -value.num : value.num;
  const rounded = (size * scale * 2n + value.den) / (value.den * 2n);
  const sign = value.num < 0n && rounded > 0n ? "-" : "";
  const whole = (rounded / scale).toString();
  return digits === 0
    ? sign + whole
    : `${sign}${whole}.${(rounded % scale).toString().padStart(digits, "0")}`;
}

/** The nearest double: for plots and for comparing with printed decimals, never for deciding. */
export function toNumber(value: Ratio): number {
  const size = value.num < 0n ? -value.num : value.num;
  if (size === 0n) return 0;
  // 64 significant bits of the quotient, so that only the last conversion rounds.
  const shift = BigInt(size.toString(2).length - value.den.toString(2).length - 64);
  const quotient = shift >= 0n ? size / (value.den << shift) : (size << -shift) / value.den;
  const result = Number(quotient) * 2 ** Number(shift);
  return value.num < 0n ? -result : result;
}

/** The exact value of a double. */
export function fromNumber(value: number): Ratio {
  if (!Number.isFinite(value)) throw new RangeError("not a finite number");
  let scaled = value;
  let den = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    den *= 2n;
  }
  return ratio(BigInt(scaled), den);
}
