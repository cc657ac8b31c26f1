/**
 * The generated SHA-256 module at work: single messages, and the four-lane engine of the state tree. Everything goes
 * through one page of WebAssembly memory, written and read in place, so nothing is allocated but results.
 */
import { areaAt, inputBytes, type LaneEngine } from "@comity/tree";
import { CONSTANTS_AT, sha256Module } from "./wasm-code.ts";

// What this file uses of the WebAssembly JavaScript interface; the compiler has no types for it outside the DOM.
declare const WebAssembly: {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

const LANES = 4;
const OUTPUT_AT = CONSTANTS_AT - 32 * LANES;
/** Single messages are padded here, behind the areas of the lane engine. */
const MESSAGE_AT = inputBytes(LANES);

/** Longest single message in bytes. */
export const MAX_MESSAGE = 32_768;

type Run = (blocks: number, input: number, output: number) => void;
type Exports = { readonly memory: { readonly buffer: ArrayBuffer }; readonly one: Run; readonly four: Run };

export type WasmSha256 = {
  /** A new 32-byte digest of a message of at most `MAX_MESSAGE` bytes. */
  readonly sha256: (message: Uint8Array) => Uint8Array;
  readonly lanes: LaneEngine;
};

/** A new instance, or undefined where WebAssembly SIMD is not available. Not for use by two threads at once. */
export function wasmSha256(): WasmSha256 | undefined {
  const code = sha256Module();
  if (!WebAssembly.validate(code)) return undefined;
  const { memory, one, four } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as Exports;
  const bytes = new Uint8Array(memory.buffer);
  const output = bytes.subarray(OUTPUT_AT, OUTPUT_AT + 32 * LANES);
  const sha256 = (message: Uint8Array): Uint8Array => {
    const { length } = message;
    const blocks = (length + 9 + 63) >>> 6;
    const end = MESSAGE_AT + 64 * blocks;
    bytes.set(message, MESSAGE_AT);
    bytes[MESSAGE_AT + length] = 0x80;
    for (let i = MESSAGE_AT + length + 1; i < end; i++) bytes[i] = 0;
    bytes[end - 3] = length >>> 13;
    bytes[end - 2] = (length >>> 5) & 0xff;
    bytes[end - 1] = (length << 3) & 0xff;
    one(blocks, MESSAGE_AT, OUTPUT_AT);
    return output.slice(0, 32);
  };
  const run = (blocks: number, count: number): void => {
    (count === 1 ? one : four)(blocks, areaAt(LANES, blocks), OUTPUT_AT);
  };
  return { sha256, lanes: { lanes: LANES, input: bytes.subarray(0, MESSAGE_AT), output, run } };
}
