/**
 * Exact counts by size and weight for one weighted axis, with a bound that may differ by size: what Shapley and
 * Shubik need, and rules that also count heads. As in `sums.ts` nobody is divided out:
 * F(k, t) = P(k, t) - P(k-1, t-w) + P(k-2, t-2w) - … counts the coalitions of k others below t.
 */
import { binomials } from "./binomial.ts";
import { primesBelow44, Remainders } from "./residues.ts";
import { belowInTable, fillTable, shapeOf, type Shape } from "./table.ts";

/** A question: coalitions of `size` members, without one of weight `without` (or of all: null), with a sum below `bound`. */
export type Query = { readonly size: number; readonly without: number | null; readonly bound: number };

/** What a table of this length would cost: cells of 8 bytes, and additions over all primes. */
export function costOfSizes(
  weights: readonly number[],
  length: number,
): { readonly cells: number; readonly additions: number } {
  const { cells, additions } = shapeOf(weights, length);
  return { cells, additions: additions * primesFor(weights.length) };
}

/** Answers are below 2^n. */
const primesFor = (n: number): number => Math.ceil((n + 1) / 43.99);

/** Exact answers, in the order of the queries. Bounds may be infinite. */
export function countBySize(weights: readonly number[], queries: readonly Query[]): readonly bigint[] {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const finite = queries.map(({ bound }) => bound).filter((bound) => bound > 0 && bound <= total);
  const length = finite.reduce((most, bound) => Math.max(most, bound), 0);
  const all = binomials(n);
  const others = binomials(Math.max(0, n - 1));
  const shape = shapeOf(weights, length);
  const primes = primesBelow44(primesFor(n));
  const cells = new Float64Array(length === 0 ? 0 : shape.cells);
  const remainders: number[][] = queries.map(() => []);
  if (length > 0) {
    for (const prime of primes) {
      fillTable(shape, prime, cells);
      for (const [i, query] of queries.entries()) {
        if (isOpen(query, total)) remainders[i]!.push(answer(shape, prime, cells, query));
      }
    }
  }
  const join = new Remainders(primes);
  return queries.map((query, i) => {
    if (query.bound <= 0) return 0n;
    if (query.bound > total) return (query.without === null ? all : others)[query.size] ?? 0n;
    return join.join(remainders[i]!);
  });
}

const isOpen = (query: Query, total: number): boolean => query.bound > 0 && query.bound <= total;

function answer(shape: Shape, prime: number, cells: Float64Array, query: Query): number {
  if (query.without === null) return belowInTable(shape, cells, query.size, query.bound);
  const { without } = query;
  let value = 0;
  let sign = 1;
  for (let k = query.size, t = query.bound; k >= 0 && t > 0; k--, t -= without) {
    value += sign * belowInTable(shape, cells, k, t);
    if (value >= prime) value -= prime;
    if (value < 0) value += prime;
    sign = -sign;
  }
  return value;
}
