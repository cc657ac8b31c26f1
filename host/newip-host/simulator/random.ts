/** Seeded pseudo-random numbers: xoshiro128** 1.1 (Blackman and Vigna), seeded through splitmix32. Not for secrets. */
export type Random = {
  /** [0, 1). */
  next: () => number;
  /** Whole number in [0, limit). */
  below: (limit: number) => number;
  /** Exponential with this mean. */
  exponential: (mean: number) => number;
  bytes: (length: number) => Uint8Array;
};

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()];
  const word = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return result >>> 0;
  };
  const next = (): number => word() / 4_294_967_296;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    exponential: (mean) => -mean * Math.log(1 - next()),
    bytes: (length) => Uint8Array.from({ length }, () => word() & 0xff),
  };
}
