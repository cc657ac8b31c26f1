/** The hashes of RFC 6962 section 2.1 with SHA-256: leaves under 0x00, nodes under 0x01. */
import { sha256 } from "@comity/canon";

export const HASH_LENGTH = 32;

// Reused inputs: every engine reads its argument before it returns, and nothing here runs concurrently.
const nodeInput = new Uint8Array(1 + 2 * HASH_LENGTH);
nodeInput[0] = 0x01;
let leafInput = new Uint8Array(4096);

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  if (leafInput.length <= entry.length) leafInput = new Uint8Array(2 * entry.length + 1);
  leafInput[0] = 0x00;
  leafInput.set(entry, 1);
  return sha256(leafInput.subarray(0, entry.length + 1));
}

/** SHA-256(0x01 || left || right), each 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_LENGTH);
  return sha256(nodeInput);
}

/** The root of the empty tree: SHA-256 of nothing. */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array(0));
