/**
 * The Hilbert curve that lays addresses on a square: bits of the address, two at a time, choose a quadrant. A block of
 * even length is a square; the same address has the same place at every zoom.
 */
type Point = { readonly x: number; readonly y: number };

// For each orientation and pair of bits: quadrant (x, y) and the orientation inside it. The orientations run from the
// top left to the top right, top left to bottom left, bottom right to bottom left, bottom right to top right.
const QUADRANTS: readonly (readonly (readonly [x: number, y: number, next: number])[])[] = [
  [
    [0, 0, 1],
    [0, 1, 0],
    [1, 1, 0],
    [1, 0, 3],
  ],
  [
    [0, 0, 0],
    [1, 0, 1],
    [1, 1, 1],
    [0, 1, 2],
  ],
  [
    [1, 1, 3],
    [1, 0, 2],
    [0, 0, 2],
    [0, 1, 1],
  ],
  [
    [1, 1, 2],
    [0, 1, 3],
    [0, 0, 3],
    [1, 0, 0],
  ],
];
/** At depth 8 this is the usual map: 0/8 top left, 1/8 to its right, 255/8 top right. */
const START = 0;

/** Place of the `index`-th block of length `bits` (even) on a square of 2^(bits/2) cells a side. */
export function placeOf(index: number, bits: number): Point {
  let [x, y, turn] = [0, 0, START];
  for (let at = bits - 2; at >= 0; at -= 2) {
    const [qx, qy, next] = QUADRANTS[turn]![Math.floor(index / 2 ** at) % 4]!;
    [x, y, turn] = [x * 2 + qx, y * 2 + qy, next];
  }
  return { x, y };
}

/** The index of the block at a place: the inverse of `placeOf`. */
export function indexAt({ x, y }: Point, bits: number): number {
  let [index, turn] = [0, START];
  for (let level = bits / 2 - 1; level >= 0; level--) {
    const qx = Math.floor(x / 2 ** level) % 2;
    const qy = Math.floor(y / 2 ** level) % 2;
    const pair = QUADRANTS[turn]!.findIndex(([a, b]) => a === qx && b === qy);
    index = index * 4 + pair;
    turn = QUADRANTS[turn]![pair]![2];
  }
  return index;
}
