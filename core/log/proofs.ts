/**
 * Building proofs from stored tile hashes (RFC 6962 sections 2.1.1 and 2.1.2; subtrees after draft-ietf-plants-merkle-
 * tree-certs section 4.4.1). Only every eighth level of the tree is stored; the levels between are hashed again.
 */
import { ok, refuse, type Result } from "@comity/canon";
import { bitCeil, isSize, log2, splitPoint } from "./arithmetic.ts";
import { rootOf } from "./frontier.ts";
import { emptyRoot, nodeHash } from "./hashes.ts";
import { isSubtree } from "./subtree.ts";

/** Levels of the tree between two stored levels: tiles are 2^8 hashes wide. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

/** Entry `index` of tile level `level`: the root of the 256^level leaves from index * 256^level on. */
export type HashReader = (level: number, index: number) => Uint8Array | undefined;

/** A reader over leaf hashes in memory, for small trees. */
export function memoryReader(leaves: readonly Uint8Array[]): HashReader {
  const levels: (readonly Uint8Array[])[] = [leaves];
  for (let below = leaves; below.length >= TILE_WIDTH;) {
    const level: Uint8Array[] = [];
    for (let i = 0; i + TILE_WIDTH <= below.length; i += TILE_WIDTH) {
      level.push(rootOf(below.slice(i, i + TILE_WIDTH)));
    }
    levels.push(level);
    below = level;
  }
  return (level, index) => levels[level]?.[index];
}

/** Leaf's sibling first. Codes `proof-range`, `tile-missing`. */
export function inclusionProof(index: number, size: number, read: HashReader): Result<readonly Uint8Array[]> {
  return subtreeInclusionProof(index, 0, size, read);
}

/** From `size1` to `size2`; empty when they are equal. Codes `proof-range`, `tile-missing`. */
export function consistencyProof(
  size1: number,
  size2: number,
  read: HashReader,
): Result<readonly Uint8Array[]> {
  if (size1 === 0) return refuse("proof-range", "there is no proof from size 0", "size1");
  return subtreeConsistencyProof(0, size1, size2, read);
}

/** That a leaf lies in the subtree [start, end). Codes `proof-subtree`, `proof-range`, `tile-missing`. */
export function subtreeInclusionProof(
  index: number,
  start: number,
  end: number,
  read: HashReader,
): Result<readonly Uint8Array[]> {
  if (!isSubtree(start, end)) return refuse("proof-subtree", `[${start}, ${end}) is not a subtree`, "start");
  if (!isSize(index) || index < start || index >= end) {
    return refuse("proof-range", `index ${index} is not in [${start}, ${end})`, "index");
  }
  return hashesOf(inclusionRanges(index, start, end), read);
}

/** That [start, end) lies in the tree of `size`. Codes `proof-subtree`, `proof-range`, `tile-missing`. */
export function subtreeConsistencyProof(
  start: number,
  end: number,
  size: number,
  read: HashReader,
): Result<readonly Uint8Array[]> {
  if (!isSubtree(start, end)) return refuse("proof-subtree", `[${start}, ${end}) is not a subtree`, "start");
  if (!isSize(size) || end > size) return refuse("proof-range", `${end} is beyond the size ${size}`, "size");
  if (start === end) return ok([]);
  return hashesOf(consistencyRanges(start, end, size), read);
}

/** The root of the tree of `size`. Codes `proof-range`, `tile-missing`. */
export function treeRoot(size: number, read: HashReader): Result<Uint8Array> {
  return subtreeRoot(0, size, read);
}

/** The root of a subtree. Codes `proof-subtree`, `tile-missing`. */
export function subtreeRoot(start: number, end: number, read: HashReader): Result<Uint8Array> {
  if (!isSubtree(start, end)) return refuse("proof-subtree", `[${start}, ${end}) is not a subtree`, "start");
  if (start === end) return ok(emptyRoot());
  const root = range(read, start, end);
  return root ? ok(root) : missing();
}

/** A node of the tree by its leaves: [from, to). */
export type Range = readonly [from: number, to: number];

/** The nodes of an inclusion proof in [start, end), leaf's sibling first. */
export function inclusionRanges(index: number, start: number, end: number): readonly Range[] {
  const ranges: Range[] = [];
  let [lo, hi] = [start, end];
  while (hi - lo > 1) {
    const middle = lo + splitPoint(hi - lo);
    if (index < middle) {
      ranges.push([middle, hi]);
      hi = middle;
    } else {
      ranges.push([lo, middle]);
      lo = middle;
    }
  }
  return ranges.reverse();
}

/** The nodes of a consistency proof of the non-empty subtree [start, end) in the tree of `size`. */
export function consistencyRanges(start: number, end: number, size: number): readonly Range[] {
  const ranges: Range[] = [];
  let [from, lo, hi] = [start, 0, size];
  while (from !== lo || end !== hi) {
    const middle = lo + splitPoint(hi - lo);
    if (end <= middle) {
      ranges.push([middle, hi]);
      hi = middle;
    } else {
      ranges.push([lo, middle]);
      // A part that reaches over the middle begins where the window begins: its left half is the hash just given.
      if (from < middle) from = middle;
      lo = middle;
    }
  }
  if (from !== start) ranges.push([lo, hi]);
  return ranges.reverse();
}

/** MTH(D[start:end)), where `start` is a multiple of the power of two that holds the length. */
function range(read: HashReader, start: number, end: number): Uint8Array | undefined {
  const length = end - start;
  if (bitCeil(length) === length) return node(read, log2(length), start / length);
  const middle = start + splitPoint(length);
  return join(range(read, start, middle), range(read, middle, end));
}

function node(read: HashReader, height: number, index: number): Uint8Array | undefined {
  if (height % TILE_HEIGHT === 0) return read(height / TILE_HEIGHT, index);
  return join(node(read, height - 1, 2 * index), node(read, height - 1, 2 * index + 1));
}

const join = (left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array | undefined =>
  left && right && nodeHash(left, right);

function hashesOf(ranges: readonly Range[], read: HashReader): Result<readonly Uint8Array[]> {
  const proof: Uint8Array[] = [];
  for (const [from, to] of ranges) {
    const hash = range(read, from, to);
    if (!hash) return missing();
    proof.push(hash);
  }
  return ok(proof);
}

const missing = (): Result<never> =>
  refuse("tile-missing", "a stored hash that the proof needs is missing; fetch its tile", "tiles");
