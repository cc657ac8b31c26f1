/**
 * Inclusion proofs (RFC 9162 section 2.1.3.2), with the guards a plain transcription misses: every hash has 32 bytes
 * and the index lies inside the tree. A subtree [start, end) is a tree of its own, so its proofs are the same.
 */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { half, isOdd, isSize } from "./arithmetic.ts";
import { HASH_LENGTH, nodeHash } from "./hashes.ts";
import { isSubtree } from "./subtree.ts";

export const allHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((h) => h.length === HASH_LENGTH);

/** The root an inclusion proof leads to. Codes `proof-range`, `proof-hash-length`, `proof-too-long`, `proof-too-short`. */
export function inclusionRoot(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Result<Uint8Array> {
  if (!isSize(size) || !isSize(index) || index >= size) {
    return refuse("proof-range", `index ${index} is not inside a tree of size ${size}`, "index");
  }
  if (leaf.length !== HASH_LENGTH || !allHashes(proof)) {
    return refuse("proof-hash-length", "every hash has 32 bytes", "proof");
  }
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const p of proof) {
    if (sn === 0) return refuse("proof-too-long", "the proof has more hashes than the path", "proof");
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(p, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else hash = nodeHash(hash, p);
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return refuse("proof-too-short", "the proof ends below the root", "proof");
  return ok(hash);
}

/** Whether the leaf is at `index` of the tree. Codes of `inclusionRoot`, and `proof-root`. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Result<true> {
  const computed = inclusionRoot(index, size, leaf, proof);
  if (!computed.ok) return computed;
  // Unequal lengths are unequal roots: the computed one has 32 bytes.
  if (!equalBytes(computed.value, root))
    return refuse("proof-root", "the proof leads to another root", "root");
  return ok(true);
}

/**
 * Whether the leaf at `index` of the log lies in the subtree [start, end) with this root. Codes of
 * `verifyInclusion`, and `proof-subtree`.
 */
export function verifySubtreeInclusion(
  index: number,
  start: number,
  end: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Result<true> {
  if (!isSubtree(start, end)) return refuse("proof-subtree", `[${start}, ${end}) is not a subtree`, "start");
  return verifyInclusion(index - start, end - start, leaf, proof, root);
}
