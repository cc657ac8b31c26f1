/**
 * Coalitions by size and weight: the coefficients of ∏(1 + x·y^w) modulo a prime, one row per size, each row only
 * where coalitions of that size can be (between its lightest and its heaviest members). Rows are prefix sums at the
 * end: row k at t = coalitions of k members that weigh at most t.
 */

/** Doublings that a reduced value survives: |value| < 2^45, doubled seven times, stays below 2^53. */
const LAZY = 7;

export type Shape = {
  /** Ascending; 0 is allowed. */
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
  // Two members at once, (1 + x·y^v)(1 + x·y^w): a pass over the table is bound by memory, not by additions.
  for (let m = 0, doublings = 0; m < n; m += 2) {
    const first = weights[m]!;
    const second = weights[m + 1] ?? null;
    /** Row j of the first m members, moved up by what a coalition gains. */
    const term = (k: number, gained: number, by: number): Term | null => {
      const j = k - gained;
      if (j < 0 || j > m) return null;
      const from = least[j]!;
      const to = Math.min(length - by, sums[m]! - sums[m - j]! + 1);
      if (to <= from) return null;
      return { source: offset[j]!, to: offset[k]! + from + by - least[k]!, count: to - from };
    };
    for (let k = Math.min(n, m + 2); k >= 1; k--) {
      const terms = [term(k, 1, first)];
      if (second !== null) terms.push(term(k, 1, second), term(k, 2, first + second));
      addRows(cells, terms);
    }
    doublings += 2;
    if (doublings > LAZY - 2) {
      reduce(cells, prime);
      doublings = 0;
    }
  }
  prefixes(shape, prime, cells);
}

type Term = { readonly source: number; readonly to: number; readonly count: number };

/** Adds the terms to their row; where all three meet, in one pass. */
function addRows(cells: Float64Array, terms: readonly (Term | null)[]): void {
  const real = terms.filter((term) => term !== null);
  const [a, b, c] = real;
  if (a === undefined || b === undefined || c === undefined) {
    for (const { source, to, count } of real) addRow(cells, to, source, count);
    return;
  }
  const low = Math.max(a.to, b.to, c.to);
  const high = Math.max(low, Math.min(a.to + a.count, b.to + b.count, c.to + c.count));
  for (const { source, to, count } of real) {
    // What lies below and above the part that all three have in common.
    addRow(cells, to, source, Math.min(count, low - to));
    const above = Math.max(high, to);
    addRow(cells, above, source + above - to, to + count - above);
  }
  addThree(cells, low, high, a.source - a.to, b.source - b.to, c.source - c.to);
}

function addThree(cells: Float64Array, low: number, high: number, a: number, b: number, c: number): void {
  for (let i = low; i < high; i++) cells[i]! += cells[i + a]! + cells[i + b]! + cells[i + c]!;
}

function addRow(cells: Float64Array, to: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) cells[to + i]! += cells[from + i]!;
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
