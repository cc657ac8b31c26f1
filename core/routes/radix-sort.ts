/** A stable least-significant-digit radix sort of row numbers by 16-bit digits: linear, so strangers cannot slow it. */

/** Where a digit is read: bits `shift` to `shift + 15` of `column[row * stride + offset]`. */
export type Digit = {
  readonly column: Uint32Array | Uint16Array;
  readonly stride: number;
  readonly offset: number;
  readonly shift: 0 | 16;
};

/** Both digits of a 32-bit column, least significant first. */
export const digitsOf = (column: Uint32Array, stride = 1, offset = 0): Digit[] => [
  { column, stride, offset, shift: 0 },
  { column, stride, offset, shift: 16 },
];

/** Up to here comparing rows costs less than clearing the buckets of every digit. */
const FEW = 1024;

function compare(digits: readonly Digit[], a: number, b: number): number {
  for (let i = digits.length - 1; i >= 0; i--) {
    const { column, stride, offset, shift } = digits[i]!;
    const d =
      ((column[a * stride + offset]! >>> shift) & 0xffff) -
      ((column[b * stride + offset]! >>> shift) & 0xffff);
    if (d !== 0) return d;
  }
  return a - b;
}

/** Row numbers 0 to `count - 1` ordered by the digits, given least significant first. */
export function sortedRows(count: number, digits: readonly Digit[]): Uint32Array {
  let rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  if (count <= FEW) return rows.sort((a, b) => compare(digits, a, b));
  let next = new Uint32Array(count);
  const buckets = new Uint32Array(65_536);
  for (const { column, stride, offset, shift } of digits) {
    buckets.fill(0);
    for (let i = 0; i < count; i++) buckets[(column[i * stride + offset]! >>> shift) & 0xffff]!++;
    // A digit that is the same everywhere orders nothing: most low words of IPv6 prefixes.
    if (count > 0 && buckets[(column[offset]! >>> shift) & 0xffff] === count) continue;
    let sum = 0;
    for (let d = 0; d < 65_536; d++) {
      const n = buckets[d]!;
      buckets[d] = sum;
      sum += n;
    }
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      next[buckets[(column[row * stride + offset]! >>> shift) & 0xffff]!++] = row;
    }
    [rows, next] = [next, rows];
  }
  return rows;
}
