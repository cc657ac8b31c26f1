/** A million clustered synthetic IPv4 prefixes as in the reference page 6.5: blocks /12-/22, inside them mostly /24. */

export type Packed = { readonly bytes: Uint8Array; readonly bits: Uint8Array; readonly count: number };

/** `count` different prefixes in random order, 4 bytes each. */
export function clusteredPrefixes(count: number, seed = 1): Packed {
  let state = seed;
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
  const seen = new Set<number>();
  const bytes = new Uint8Array(count * 4);
  const bits = new Uint8Array(count);
  let at = 0;
  const add = (address: number, length: number): void => {
    const masked = length === 0 ? 0 : (address & (-1 << (32 - length))) >>> 0;
    const name = masked * 64 + length;
    if (at === count || seen.has(name)) return;
    seen.add(name);
    bytes[at * 4] = masked >>> 24;
    bytes[at * 4 + 1] = (masked >>> 16) & 255;
    bytes[at * 4 + 2] = (masked >>> 8) & 255;
    bytes[at * 4 + 3] = masked & 255;
    bits[at++] = length;
  };
  for (;;) {
    if (at === count) return { bytes, bits, count };
    const block = 12 + random(11);
    const address = (1 + random(223)) * 0x1000000 + random(0x1000000);
    add(address, block);
    for (let i = random(Math.min(64, 2 ** (24 - block)) * 2); i >= 0; i--) {
      const length = random(10) < 7 ? 24 : Math.min(24, block + 1 + random(24 - block));
      add(address ^ random(2 ** (32 - block)), length);
    }
  }
}
