/**
 * The hashing engine of `seal`: several independent messages per call, padded by the tree (FIPS 180-4 section 5.1.1),
 * written straight into the engine's memory. The default calls SHA-256 of `canon` once per message; `host/native`
 * puts a WebAssembly engine with four lanes in its place.
 */
import { sha256 } from "@comity/canon";

/** Longest message in 64-byte blocks after padding; longer ones go through `sha256`. */
export const MAX_BLOCKS = 7;

/**
 * `input` has one area of `lanes * blocks * 64` bytes for each block count 1..MAX_BLOCKS, at `areaAt(lanes, blocks)`;
 * lane i of it starts `i * blocks * 64` bytes later. `run` writes digest i to `output` at `32 * i`.
 */
export type LaneEngine = {
  readonly lanes: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  /** Hashes the first `count` messages of the area for `blocks`. */
  readonly run: (blocks: number, count: number) => void;
};

/** The offset of the area for messages of `blocks` blocks. */
export const areaAt = (lanes: number, blocks: number): number => lanes * 64 * ((blocks * (blocks - 1)) / 2);

/** The bytes of all areas. */
export const inputBytes = (lanes: number): number => areaAt(lanes, MAX_BLOCKS + 1);

/** Pads the message of `length` bytes at `at` to `blocks` blocks. */
export function pad(input: Uint8Array, at: number, length: number, blocks: number): void {
  const end = at + blocks * 64;
  input[at + length] = 0x80;
  for (let i = at + length + 1; i < end; i++) input[i] = 0;
  const bits = length * 8;
  input[end - 2] = bits >>> 8;
  input[end - 1] = bits & 0xff;
}

function scalarEngine(): LaneEngine {
  const input = new Uint8Array(inputBytes(1));
  const output = new Uint8Array(32);
  const run = (blocks: number): void => {
    const at = areaAt(1, blocks);
    const end = at + blocks * 64;
    const length = ((input[end - 2]! << 8) | input[end - 1]!) >>> 3;
    output.set(sha256(input.subarray(at, at + length)));
  };
  return { lanes: 1, input, output, run };
}

let current: LaneEngine = scalarEngine();

export const laneEngine = (): LaneEngine => current;

/** Use a faster engine from now on (host rooms only; see `host/native`); without argument the default again. */
export function useLaneEngine(faster: LaneEngine = scalarEngine()): void {
  current = faster;
}
