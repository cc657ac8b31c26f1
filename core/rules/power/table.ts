/**
 * Coalitions by size and weight: the coefficients of ∏(1 + x·y^w) modulo a prime, one row per size, each row only
 * where coalitions of that size can be (between its lightest and its heaviest members). Rows are prefix sums at the
 * end: row k at t = coalitions of k members that weigh at most t.
 */

/** Doublings that a reduced value survives: |value| < 2^45, doubled seven times, stays below 2^53. */
const LAZY = 7;

export type Shape = {
  /** Positive, ascending. */
  readonly weights: readonly number[];
  /** Sums from here on are not counted. */
  readonly length: number;
  /** Per size: least sum, and offset of its row in the table. */
  readonly least: Float64Array;
  readonly offset: Float64Array;
  /** Per size: one more than the greatest sum counted. */
  readonly end: Float64Array;
  /** Cells of the table. */
  readonly cells: number;
  /** Additions for one prime, roughly. */
  readonly additions: number;
};

export function shapeOf(all: readonly number[], length: number): Shape {
  const weights = [...all].sort((a, b) => a - b);
  const n = weights.length;
  const sums = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) sums[k + 1] = sums[k]! + weights[k]!;
  const least = sums.slice();
  const end = new Float64Array(n + 1);
  const offset = new Float64Array(n + 1);
  let cells = 0;
  for (let k = 0; k <= n; k++) {
    end[k] = Math.max(least[k]!, Math.min(length, sums[n]! - sums[n - k]! + 1));
    offset[k] = cells;
    cells += end[k]! - least[k]!;
  }
  let additions = 0;
  for (let m = 1; m <= n; m++) {
    for (let k = 1; k <= m; k++) {
      additions += Math.max(0, Math.min(length, sums[m]! - sums[m - k]! + 1) - least[k]!);
    }
  }
  return { weights, length, least, offset, end, cells, additions };
}

/** Fills `cells` (of length `shape.cells`, zeroed here) for one prime; the values end up from 0 to prime - 1. */
export function fillTable(shape: Shape, prime: number, cells: Float64Array): void {
  const { weights, least, offset, length } = shape;
  const n = weights.length;
  cells.fill(0);
  if (cells.length > 0) cells[0] = 1;
  const sums = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) sums[k + 1] = sums[k]! + weights[k]!;
  for (let m = 1; m <= n; m++) {
    const weight = weights[m - 1]!;
    // Coalitions of k - 1 among the first m - 1 members, plus this one.
    for (let k = m; k >= 1; k--) {
      const from = least[k - 1]!;
      const to = Math.min(length - weight, sums[m - 1]! - sums[m - k]! + 1);
      if (to <= from) continue;
      addRow(cells, offset[k]! + from + weight - least[k]!, offset[k - 1]!, to - from);
    }
    if (m % LAZY === 0) reduce(cells, prime);
  }
  prefixes(shape, prime, cells);
}

function addRow(cells: Float64Array, to: number, from: number, count: number): void {
  const target = cells.subarray(to, to + count);
  const source = cells.subarray(from, from + count);
  for (let i = 0; i < count; i++) target[i]! += source[i]!;
}

function reduce(cells: Float64Array, prime: number): void {
  const inverse = 1 / prime;
  for (let i = 0; i < cells.length; i++) {
    const value = cells[i]!;
    if (value >= prime) cells[i] = value - Math.floor(value * inverse) * prime;
  }
}

function prefixes(shape: Shape, prime: number, cells: Float64Array): void {
  const inverse = 1 / prime;
  for (let k = 0; k <= shape.weights.length; k++) {
    const first = shape.offset[k]!;
    const last = first + shape.end[k]! - shape.least[k]!;
    let sum = 0;
    for (let i = first; i < last; i++) {
      sum += cells[i]!;
      // Rounding may leave the quotient one too high or too low.
      sum -= Math.floor(sum * inverse) * prime;
      if (sum < 0) sum += prime;
      if (sum >= prime) sum -= prime;
      cells[i] = sum;
    }
  }
}

/** Coalitions of k members with a sum below t, modulo the prime of the table. t is at most the length. */
export function belowInTable(shape: Shape, cells: Float64Array, k: number, t: number): number {
  const { least, offset, end } = shape;
  const last = Math.min(t, end[k]!) - 1;
  return last < least[k]! ? 0 : cells[offset[k]! + last - least[k]!]!;
}
