/**
 * Whole numbers by their remainders: primes below 2^44, so that doubles hold eight unreduced doublings, and the
 * Chinese remainder theorem back to exact values.
 */

/** The greatest primes below 2^44, descending; their product exceeds 2^1050. */
export const primesBelow44 = (count: number): readonly number[] => primesBelow(2 ** 44, count);

/** The greatest primes below an even bound, descending. */
export function primesBelow(bound: number, count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = bound - 1; primes.length < count; candidate -= 2) {
    if (isPrime(BigInt(candidate))) primes.push(candidate);
  }
  return primes;
}

/** Miller and Rabin with the bases that decide below 3.3 · 10^24. */
function isPrime(n: bigint): boolean {
  const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n];
  if (bases.some((base) => n % base === 0n)) return bases.includes(n);
  let odd = n - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  return bases.every((base) => {
    let x = power(base, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** For factors below a prime that is below 2^26: the product is exact in a double. */
export function multiply(a: number, b: number, prime: number): number {
  const product = a * b;
  const rest = product - Math.floor(product / prime) * prime;
  return rest < 0 ? rest + prime : rest >= prime ? rest - prime : rest;
}

/** Coefficients of the polynomial that has these values at 0, 1, 2, …: Newton's differences, modulo a prime below 2^26. */
export function interpolate(values: readonly number[], prime: number): readonly number[] {
  const differences = [...values];
  for (let k = 1; k < values.length; k++) {
    const inverse = Number(power(BigInt(k), BigInt(prime - 2), BigInt(prime)));
    for (let i = values.length - 1; i >= k; i--) {
      const step = differences[i]! - differences[i - 1]!;
      differences[i] = multiply(step < 0 ? step + prime : step, inverse, prime);
    }
  }
  // Horner: p = p · (y - k) + difference.
  let polynomial: number[] = [];
  for (let k = values.length - 1; k >= 0; k--) {
    const shifted = [0, ...polynomial];
    for (const [i, each] of polynomial.entries()) {
      shifted[i] = (shifted[i]! + multiply(each, prime - k, prime)) % prime;
    }
    shifted[0] = (shifted[0]! + differences[k]!) % prime;
    polynomial = shifted;
  }
  return polynomial.slice(0, values.length);
}

/** Numbers below the product of the primes, from their remainders: Garner's mixed radix. */
export class Remainders {
  readonly #primes: readonly bigint[];
  readonly #inverses: readonly bigint[];
  readonly #products: readonly bigint[];

  constructor(primes: readonly number[]) {
    this.#primes = primes.map(BigInt);
    const products: bigint[] = [];
    const inverses: bigint[] = [];
    let product = 1n;
    for (const prime of this.#primes) {
      products.push(product);
      inverses.push(power(product % prime, prime - 2n, prime));
      product *= prime;
    }
    this.#products = products;
    this.#inverses = inverses;
  }

  /** One remainder per prime, each from 0 to prime - 1. */
  join(remainders: readonly number[]): bigint {
    let value = 0n;
    for (const [i, prime] of this.#primes.entries()) {
      let digit = ((BigInt(remainders[i]!) - value) * this.#inverses[i]!) % prime;
      if (digit < 0n) digit += prime;
      value += digit * this.#products[i]!;
    }
    return value;
  }
}
