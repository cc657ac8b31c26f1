/**
 * The writer of one register: a versioned binary radix tree. What is written becomes a version when it is sealed; a
 * version can be read, proved and retained while writing goes on.
 */
import { Defect, equalBytes } from "@comity/canon";
import { widthBits, type KeyBytes } from "./arena.ts";
import { MAX_VALUES, toValueSet } from "./commitment.ts";
import { compact } from "./compact.ts";
import { mustBeKey, type Entry, type Key } from "./key.ts";
import { coveringOf, entriesWithin, valuesAt, type Covering } from "./read.ts";
import { TreeReader, type SharedTree } from "./reader.ts";
import { hashSince } from "./seal.ts";
import { WorkingTree, type Point } from "./working.ts";

/** A sealed state. It can be read until the next seal, or as long as it is retained. */
export type Version = {
  readonly id: number;
  /** The 32-byte commitment. */
  readonly hash: Uint8Array;
  /** Keys that carry values. */
  readonly entries: number;
};

export type TreeOptions = {
  /** Register number 0..14, part of every hash. */
  readonly register: number;
  readonly keyBytes: KeyBytes;
  /** Share of nodes or heap words (0..1) that may be garbage before `seal` moves the rest to fresh buffers; 0.5 by default. */
  readonly maxGarbage?: number;
  /** Move only when this many nodes, or 8 times as many heap words, are in use; 32,768 by default. */
  readonly minNodes?: number;
};

/** A point to return to with `rollback`; void after the next `seal` or `discard`. */
export type Mark = Point & { readonly serial: number };

export type Usage = {
  readonly bytes: number;
  readonly reachable: number;
  readonly words: number;
  readonly used: number;
};

/** The least heap that is moved, in words per node of `minNodes`. */
const WORDS_PER_NODE = 8;

type Held = { readonly version: Version; root: number; holders: number };

export class RadixTree {
  readonly register: number;
  readonly keyBytes: KeyBytes;
  readonly #working: WorkingTree;
  /** Nodes below this number are hashed. */
  #hashed = 1;
  /** Nodes and heap words in use after the last compaction. */
  #nodeFloor = 1;
  #wordFloor = 1;
  #sealed: Mark;
  #held = new Map<number, Held>();
  #newest: Version;
  #serial = 0;
  readonly #maxGarbage: number;
  readonly #minNodes: number;

  constructor(options: TreeOptions) {
    const { register, keyBytes, maxGarbage = 0.5, minNodes = 32_768 } = options;
    if (!Number.isInteger(register) || register < 0 || register > 14) {
      throw new Defect("tree register: a number 0..14");
    }
    this.register = register;
    this.keyBytes = keyBytes;
    this.#maxGarbage = maxGarbage;
    this.#minNodes = minNodes;
    this.#working = new WorkingTree(keyBytes);
    this.#sealed = this.#mark();
    this.#newest = this.seal();
  }

  /** Keys that carry values, unsealed writes included. */
  get entries(): number {
    return this.#working.entries;
  }

  /** The newest sealed version. */
  get version(): Version {
    return this.#newest;
  }

  /** The values exactly at `key`, unsealed writes included; empty when there are none. */
  get(key: Key): readonly Uint8Array[] {
    mustBeKey(key, widthBits(this.keyBytes));
    return valuesAt(this.#working.arena, this.#working.root, key);
  }

  /** All values at `key` and its prefixes, shortest first. */
  covering(key: Key): readonly Covering[] {
    mustBeKey(key, widthBits(this.keyBytes));
    return coveringOf(this.#working.arena, this.#working.root, key);
  }

  /** Entries at or below `key` in pre-order, those after `after` if given. Do not write while it runs. */
  within(key: Key, after?: Key): Generator<Entry, void, void> {
    mustBeKey(key, widthBits(this.keyBytes));
    return entriesWithin(this.#working.arena, this.#working.root, key, after);
  }

  /** Replaces the values at `key` (a set: order and duplicates do not matter); `[]` removes the key. */
  set(key: Key, values: readonly Uint8Array[]): void {
    mustBeKey(key, widthBits(this.keyBytes));
    const set = toValueSet(values);
    if (set.length > MAX_VALUES) throw new Defect(`tree values: at most ${MAX_VALUES} at one key`);
    if (set.length === 0) this.#working.remove(key);
    else this.#working.insert(key, set);
  }

  /** Fills an empty tree from entries in key order; entries of equal keys are joined. Reuse of one entry object is fine. */
  build(sorted: Iterable<Entry>): void {
    const working = this.#working;
    if (working.nodes !== 1 || working.entries !== 0) throw new Defect("tree build: the tree is not empty");
    working.build(sorted, this.keyBytes);
  }

  /** Hashes what changed and names the state. The version before it is released unless it was retained. */
  seal(): Version {
    const { arena, entries, root } = this.#working;
    hashSince(arena, this.register, root, this.#hashed);
    const at = arena.hashAt(root);
    const hash = new Uint8Array(arena.hashBytes(root).subarray(at, at + 32));
    const version: Version = { id: ++this.#serial, hash, entries };
    const previous = this.#newest;
    this.#held.set(version.id, { version, root, holders: 0 });
    this.#newest = version;
    if (previous !== undefined && this.#held.get(previous.id)?.holders === 0) this.#held.delete(previous.id);
    this.#hashed = arena.nodeEnd;
    this.#working.freeze();
    this.#sealed = this.#mark();
    if (this.#wasteful()) this.compact();
    return version;
  }

  /** Undoes every write since the last seal. */
  discard(): void {
    this.#serial++;
    this.#working.return(this.#sealed);
  }

  /** A point inside a block to return to; costs the writes after it one copy of their paths. */
  mark(): Mark {
    this.#working.freeze();
    return this.#mark();
  }

  /** Undoes every write since `mark`. */
  rollback(mark: Mark): void {
    if (mark.serial !== this.#serial || mark.nodeEnd > this.#working.arena.nodeEnd) {
      throw new Defect("tree rollback: the mark is from before a seal, discard or earlier rollback");
    }
    this.#working.return(mark);
  }

  /** Keeps a version readable until as many `release` calls. */
  retain(version: Version): void {
    this.#holding(version).holders++;
  }

  release(version: Version): void {
    const held = this.#holding(version);
    if (held.holders === 0) throw new Defect("tree release: the version is not retained");
    held.holders--;
    if (held.holders === 0 && version.id !== this.#newest.id) this.#held.delete(version.id);
  }

  /** What another thread needs to read a version (the newest by default): post it, then `new TreeReader(shared)`. */
  share(version: Version = this.#newest): SharedTree {
    const { root } = this.#holding(version);
    const { hash, entries } = version;
    return { register: this.register, root, hash, entries, arena: this.#working.arena.share() };
  }

  /** A reader of a version in this thread. It stays correct after release, discard and compaction. */
  reader(version: Version = this.#newest): TreeReader {
    return new TreeReader(this.share(version));
  }

  /** The proof of everything that covers `key` in a version; see `verify`. */
  prove(version: Version, key: Key): Uint8Array {
    return this.reader(version).prove(key);
  }

  /** The proof of everything at or below `key` in a version; see `verifySubtree`. */
  proveSubtree(version: Version, key: Key): Uint8Array {
    return this.reader(version).proveSubtree(key);
  }

  /** Moves the newest and the retained versions to fresh buffers; open readers keep the old ones alive. */
  compact(): void {
    const working = this.#working;
    if (working.root !== this.#holding(this.#newest).root)
      throw new Defect("tree compact: seal or discard first");
    const held = [...this.#held.values()];
    const moved = compact(
      working.arena,
      held.map((h) => h.root),
    );
    for (let i = 0; i < held.length; i++) held[i]!.root = moved.roots[i]!;
    working.arena = moved.arena;
    working.root = this.#holding(this.#newest).root;
    working.freeze();
    this.#hashed = moved.arena.nodeEnd;
    this.#nodeFloor = moved.arena.nodeEnd;
    this.#wordFloor = moved.arena.heapEnd;
    this.#sealed = this.#mark();
  }

  /** Bytes of buffers held; nodes and heap words reachable from the working state, and nodes used in all. */
  usage(): Usage {
    const { arena, nodes, words } = this.#working;
    return { bytes: arena.capacity(), reachable: nodes, words, used: arena.nodeEnd - 1 };
  }

  #holding(version: Version): Held {
    const held = this.#held.get(version.id);
    // By content: a version that travelled to another thread and back is another object.
    if (held === undefined || !equalBytes(held.version.hash, version.hash))
      throw new Defect("tree version: it was released or belongs to another tree");
    return held;
  }

  #wasteful(): boolean {
    const { arena, nodes, words } = this.#working;
    const { nodeEnd, heapEnd } = arena;
    return (
      (nodeEnd >= this.#minNodes && this.#isGarbage(nodeEnd, nodes, this.#nodeFloor)) ||
      (heapEnd >= this.#minNodes * WORDS_PER_NODE && this.#isGarbage(heapEnd, words, this.#wordFloor))
    );
  }

  /** What was alive after the last compaction may still be, held by versions: wait until as large a share is new. */
  #isGarbage(used: number, reachable: number, floor: number): boolean {
    return used - reachable > used * this.#maxGarbage && used - floor > floor * this.#maxGarbage;
  }

  #mark(): Mark {
    return { serial: this.#serial, ...this.#working.point() };
  }
}
