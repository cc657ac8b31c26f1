/** Exact whole numbers of combinatorics. */

/** Row n of Pascal's triangle. */
export function binomials(n: number): readonly bigint[] {
  const row: bigint[] = [1n];
  for (let k = 1; k <= n; k++) row.push((row[k - 1]! * BigInt(n - k + 1)) / BigInt(k));
  return row;
}

export function factorial(n: number): bigint {
  let product = 1n;
  for (let k = 2n; k <= BigInt(n); k++) product *= k;
  return product;
}

/** Product of two polynomials, lowest power first. */
export function multiplyPolynomials(a: readonly bigint[], b: readonly bigint[]): readonly bigint[] {
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  for (const [i, left] of a.entries()) {
    if (left === 0n) continue;
    for (const [j, right] of b.entries()) product[i + j]! += left * right;
  }
  return product;
}

export function addPolynomials(a: readonly bigint[], b: readonly bigint[]): readonly bigint[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) + (b[i] ?? 0n));
}

/**
 * The weights of Shapley and Shubik, over a common denominator: a swing in a coalition of k others counts
 * k!(n-1-k)!/n! = numerators[k] / n!.
 */
export function shapleyWeights(n: number): { readonly numerators: readonly bigint[]; readonly den: bigint } {
  const factorials: bigint[] = [1n];
  for (let k = 1; k <= n; k++) factorials.push(factorials[k - 1]! * BigInt(k));
  return {
    numerators: Array.from({ length: n }, (_, k) => factorials[k]! * factorials[n - 1 - k]!),
    den: factorials[n]!,
  };
}
