/**
 * Consistency proofs: that a subtree [start, end) is part of the tree of a given size (draft-ietf-plants-merkle-
 * tree-certs section 4.4.3). With start 0 that is the consistency proof of RFC 9162 section 2.1.4.2 between two sizes
 * of a log, and one verifier serves both.
 */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { half, isOdd, isSize } from "./arithmetic.ts";
import { emptyRoot, HASH_LENGTH, nodeHash } from "./hashes.ts";
import { allHashes } from "./inclusion.ts";
import { isSubtree } from "./subtree.ts";

/** What a consistency proof leads to: the root of the part and the root of the whole. */
export type ConsistencyRoots = { readonly part: Uint8Array; readonly whole: Uint8Array };

/**
 * Whether the tree of `size1` with `root1` is the beginning of the tree of `size2` with `root2`. Size 0 is refused:
 * "from empty" is the caller's case (empty root and no proof). Codes of `verifySubtreeConsistency`.
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  proof: readonly Uint8Array[],
  root1: Uint8Array,
  root2: Uint8Array,
): Result<true> {
  if (size1 === 0) return refuse("proof-range", "a proof from size 0 proves nothing", "size1");
  return verifySubtreeConsistency(0, size1, size2, proof, root1, root2);
}

/**
 * Whether [start, end) with `part` lies in the tree of `size` with root `whole`. An empty subtree lies in every tree,
 * with the empty root and an empty proof. Codes `proof-range`, `proof-subtree`, `proof-hash-length`,
 * `proof-too-long`, `proof-too-short`, `proof-root`.
 */
export function verifySubtreeConsistency(
  start: number,
  end: number,
  size: number,
  proof: readonly Uint8Array[],
  part: Uint8Array,
  whole: Uint8Array,
): Result<true> {
  if (part.length !== HASH_LENGTH || whole.length !== HASH_LENGTH) {
    return refuse("proof-hash-length", "every hash has 32 bytes", "root");
  }
  const computed = consistencyRoots(start, end, size, proof, part);
  if (!computed.ok) return computed;
  if (start === end) return ok(true);
  if (!equalBytes(computed.value.part, part) || !equalBytes(computed.value.whole, whole)) {
    return refuse("proof-root", "the proof leads to other roots", "root");
  }
  return ok(true);
}

/**
 * The two roots a proof leads to, given the root of the part (which some proofs start from). Codes as in
 * `verifySubtreeConsistency`; `part` of an empty subtree must be the empty root.
 */
export function consistencyRoots(
  start: number,
  end: number,
  size: number,
  proof: readonly Uint8Array[],
  part: Uint8Array,
): Result<ConsistencyRoots> {
  if (!isSize(size) || end > size) return refuse("proof-range", `${end} is beyond the size ${size}`, "size");
  if (!isSubtree(start, end)) return refuse("proof-subtree", `[${start}, ${end}) is not a subtree`, "start");
  if (!allHashes(proof)) return refuse("proof-hash-length", "every hash has 32 bytes", "proof");
  if (start === end) {
    if (proof.length > 0) return refuse("proof-too-long", "an empty subtree needs no proof", "proof");
    if (!equalBytes(part, emptyRoot())) return refuse("proof-root", "not the root of nothing", "root");
    return ok({ part, whole: part });
  }
  return walk(start, end - 1, size - 1, proof, part);
}

/** `fn`, `sn`, `tn`: the first and last leaf of the part and the last of the whole, halved on the way up. */
function walk(
  first: number,
  last: number,
  end: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Result<ConsistencyRoots> {
  let [fn, sn, tn] = [first, last, end];
  // Climb to where the part's last complete subtree hangs: its hash starts the proof, unless it is the whole part.
  while (fn !== sn && (sn === tn || isOdd(sn))) [fn, sn, tn] = [half(fn), half(sn), half(tn)];
  let at = 0;
  let start = root;
  if (fn !== sn) {
    const given = proof[at++];
    if (!given) return refuse("proof-too-short", "the proof is empty", "proof");
    start = given;
  }
  let [part, whole] = [start, start];
  for (; at < proof.length; at++) {
    const hash = proof[at]!;
    if (tn === 0) return refuse("proof-too-long", "the proof has more hashes than the path", "proof");
    if (isOdd(sn) || sn === tn) {
      if (fn < sn) part = nodeHash(hash, part);
      whole = nodeHash(hash, whole);
      while (!isOdd(sn) && sn !== 0) [fn, sn, tn] = [half(fn), half(sn), half(tn)];
    } else whole = nodeHash(whole, hash);
    [fn, sn, tn] = [half(fn), half(sn), half(tn)];
  }
  if (tn !== 0) return refuse("proof-too-short", "the proof ends below the root", "proof");
  return ok({ part, whole });
}
