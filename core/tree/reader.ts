/** Reads and proves one sealed version, in any thread that was given its shared buffers. Holds a root, never a lock. */
import { Arena, widthBits, type SharedArena } from "./arena.ts";
import { mustBeKey, type Entry, type Key } from "./key.ts";
import { coveringOf, entriesWithin, valuesAt, type Covering } from "./read.ts";
import { proveKey } from "./prove.ts";
import { proveBelow } from "./subtree.ts";

/** A sealed version as plain data for `postMessage`. */
export type SharedTree = {
  readonly register: number;
  readonly root: number;
  readonly hash: Uint8Array;
  readonly entries: number;
  readonly arena: SharedArena;
};

export class TreeReader {
  readonly register: number;
  /** The 32-byte commitment that proofs of this reader lead to. */
  readonly hash: Uint8Array;
  readonly entries: number;
  readonly #arena: Arena;
  readonly #root: number;
  readonly #maxBits: number;

  constructor(shared: SharedTree) {
    this.register = shared.register;
    this.hash = shared.hash;
    this.entries = shared.entries;
    this.#arena = new Arena(shared.arena.keyBytes, shared.arena);
    this.#root = shared.root;
    this.#maxBits = widthBits(shared.arena.keyBytes);
  }

  /** The values exactly at `key`; empty when there are none. */
  get(key: Key): readonly Uint8Array[] {
    mustBeKey(key, this.#maxBits);
    return valuesAt(this.#arena, this.#root, key);
  }

  /** All values at `key` and its prefixes, shortest first. */
  covering(key: Key): readonly Covering[] {
    mustBeKey(key, this.#maxBits);
    return coveringOf(this.#arena, this.#root, key);
  }

  /** Entries at or below `key` in pre-order, those after `after` if given. */
  within(key: Key, after?: Key): Generator<Entry, void, void> {
    mustBeKey(key, this.#maxBits);
    return entriesWithin(this.#arena, this.#root, key, after);
  }

  /** The proof of everything that covers `key`; check it with `verify`. */
  prove(key: Key): Uint8Array {
    mustBeKey(key, this.#maxBits);
    return proveKey(this.#arena, this.register, this.#root, key);
  }

  /** The proof of everything at or below `key`; its size grows with the subtree. Check it with `verifySubtree`. */
  proveSubtree(key: Key): Uint8Array {
    mustBeKey(key, this.#maxBits);
    return proveBelow(this.#arena, this.register, this.#root, key);
  }
}
