/**
 * The right edge of a growing tree (a compact range): the roots of its complete subtrees, largest first. Appending a
 * leaf costs one hash on average, the root at most one per level.
 */
import { Defect } from "@comity/canon";
import { half, isOdd } from "./arithmetic.ts";
import { emptyRoot, HASH_LENGTH, nodeHash } from "./hashes.ts";

/** Told of every complete node once: `height` 0 for a leaf, `index` counted within the height. */
export type NodeSink = (height: number, index: number, hash: Uint8Array) => void;

export class Frontier {
  #size = 0;
  readonly #hashes: Uint8Array[] = [];

  /** Resumes at `size` with the hashes of `hashes()`. A wrong number of hashes is a defect. */
  static resume(size: number, hashes: readonly Uint8Array[]): Frontier {
    const frontier = new Frontier();
    let ones = 0;
    for (let n = size; n > 0; n = half(n)) if (isOdd(n)) ones++;
    if (ones !== hashes.length || hashes.some((h) => h.length !== HASH_LENGTH)) {
      throw new Defect(`a frontier of size ${size} has ${ones} hashes of 32 bytes`);
    }
    frontier.#size = size;
    frontier.#hashes.push(...hashes);
    return frontier;
  }

  get size(): number {
    return this.#size;
  }

  /** One hash per bit set in `size`, the largest subtree first. */
  hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  append(leaf: Uint8Array, sink?: NodeSink): void {
    let hash = leaf;
    let index = this.#size++;
    let height = 0;
    sink?.(height, index, hash);
    while (isOdd(index)) {
      hash = nodeHash(this.#hashes.pop()!, hash);
      index = half(index);
      height++;
      sink?.(height, index, hash);
    }
    this.#hashes.push(hash);
  }

  root(): Uint8Array {
    const { length } = this.#hashes;
    if (length === 0) return emptyRoot();
    let root = this.#hashes[length - 1]!;
    for (let i = length - 2; i >= 0; i--) root = nodeHash(this.#hashes[i]!, root);
    return root;
  }
}

/** The root over leaf hashes (RFC 6962 section 2.1). */
export function rootOf(leaves: Iterable<Uint8Array>): Uint8Array {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}
