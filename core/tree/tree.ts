/**
 * The writer of one register: a versioned binary radix tree. Nodes that a sealed version reaches are never changed;
 * a write copies the path to them. What was created since the last seal is changed in place.
 */
import { Defect, equalBytes } from "@comity/canon";
import { Arena, widthBits, type KeyBytes } from "./arena.ts";
import { buildInto } from "./build.ts";
import { MAX_VALUES, toValueSet } from "./commitment.ts";
import { compact } from "./compact.ts";
import { bitAt, mustBeKey, type Entry, type Key } from "./key.ts";
import { coveringOf, entriesWithin, valuesAt, type Covering } from "./read.ts";
import { TreeReader, type SharedTree } from "./reader.ts";
import { hashSince } from "./seal.ts";
import { descend, newDescent } from "./search.ts";

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
export type Mark = {
  readonly serial: number;
  readonly root: number;
  readonly nodeEnd: number;
  readonly heapEnd: number;
  readonly entries: number;
  readonly nodes: number;
  readonly words: number;
};

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
  #arena: Arena;
  #root: number;
  #entries = 0;
  /** Nodes the working root reaches. */
  #nodes = 1;
  /** Nodes below this number are shared with a version or a mark and must not change. */
  #frozen = 1;
  /** Nodes below this number are hashed. */
  #hashed = 1;
  /** Heap words that the working root reaches. */
  #words = 0;
  /** Nodes and heap words in use after the last compaction. */
  #nodeFloor = 1;
  #wordFloor = 1;
  #sealed: Mark;
  #held = new Map<number, Held>();
  #newest: Version;
  #serial = 0;
  readonly #maxGarbage: number;
  readonly #minNodes: number;
  readonly #descent = newDescent();

  constructor(options: TreeOptions) {
    const { register, keyBytes, maxGarbage = 0.5, minNodes = 32_768 } = options;
    if (!Number.isInteger(register) || register < 0 || register > 14) {
      throw new Defect("tree register: a number 0..14");
    }
    this.register = register;
    this.keyBytes = keyBytes;
    this.#maxGarbage = maxGarbage;
    this.#minNodes = minNodes;
    this.#arena = new Arena(keyBytes);
    this.#root = this.#arena.addNode(0, new Uint8Array(16), 0);
    this.#sealed = this.#point();
    this.#newest = this.seal();
  }

  /** Keys that carry values, unsealed writes included. */
  get entries(): number {
    return this.#entries;
  }

  /** The newest sealed version. */
  get version(): Version {
    return this.#newest;
  }

  /** The values exactly at `key`, unsealed writes included; empty when there are none. */
  get(key: Key): readonly Uint8Array[] {
    mustBeKey(key, widthBits(this.keyBytes));
    return valuesAt(this.#arena, this.#root, key);
  }

  /** All values at `key` and its prefixes, shortest first. */
  covering(key: Key): readonly Covering[] {
    mustBeKey(key, widthBits(this.keyBytes));
    return coveringOf(this.#arena, this.#root, key);
  }

  /** Entries at or below `key` in pre-order, those after `after` if given. Do not write while it runs. */
  within(key: Key, after?: Key): Generator<Entry, void, void> {
    mustBeKey(key, widthBits(this.keyBytes));
    return entriesWithin(this.#arena, this.#root, key, after);
  }

  /** Replaces the values at `key` (a set: order and duplicates do not matter); `[]` removes the key. */
  set(key: Key, values: readonly Uint8Array[]): void {
    mustBeKey(key, widthBits(this.keyBytes));
    const set = toValueSet(values);
    if (set.length > MAX_VALUES) throw new Defect(`tree values: at most ${MAX_VALUES} at one key`);
    if (set.length === 0) this.#remove(key);
    else this.#insert(key, set);
  }

  /** Fills an empty tree from entries in key order; entries of equal keys are joined. Reuse of one entry object is fine. */
  build(sorted: Iterable<Entry>): void {
    if (this.#nodes !== 1 || this.#entries !== 0) throw new Defect("tree build: the tree is not empty");
    const root = this.#own(0, this.#root);
    const before = this.#arena.heapEnd;
    const built = buildInto(this.#arena, root, sorted, widthBits(this.keyBytes));
    this.#entries = built.entries;
    this.#nodes = built.nodes;
    this.#words = this.#arena.heapEnd - before;
  }

  /** Hashes what changed and names the state. The version before it is released unless it was retained. */
  seal(): Version {
    hashSince(this.#arena, this.register, this.#root, this.#hashed);
    const at = this.#arena.hashAt(this.#root);
    const hash = new Uint8Array(this.#arena.hashBytes(this.#root).subarray(at, at + 32));
    const version: Version = { id: ++this.#serial, hash, entries: this.#entries };
    const previous = this.#newest;
    this.#held.set(version.id, { version, root: this.#root, holders: 0 });
    this.#newest = version;
    if (previous !== undefined && this.#held.get(previous.id)?.holders === 0) this.#held.delete(previous.id);
    this.#hashed = this.#arena.nodeEnd;
    this.#frozen = this.#arena.nodeEnd;
    this.#sealed = this.#point();
    if (this.#wasteful()) this.compact();
    return version;
  }

  /** Undoes every write since the last seal. */
  discard(): void {
    this.#serial++;
    this.#return(this.#sealed);
  }

  /** A point inside a block to return to; costs the writes after it one copy of their paths. */
  mark(): Mark {
    this.#frozen = this.#arena.nodeEnd;
    return this.#point();
  }

  /** Undoes every write since `mark`. */
  rollback(mark: Mark): void {
    if (mark.serial !== this.#serial || mark.nodeEnd > this.#arena.nodeEnd) {
      throw new Defect("tree rollback: the mark is from before a seal, discard or earlier rollback");
    }
    this.#return(mark);
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
    return { register: this.register, root, hash, entries, arena: this.#arena.share() };
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
    if (this.#root !== this.#holding(this.#newest).root)
      throw new Defect("tree compact: seal or discard first");
    const held = [...this.#held.values()];
    const moved = compact(
      this.#arena,
      held.map((h) => h.root),
    );
    for (let i = 0; i < held.length; i++) held[i]!.root = moved.roots[i]!;
    this.#arena = moved.arena;
    this.#root = this.#holding(this.#newest).root;
    this.#hashed = this.#arena.nodeEnd;
    this.#frozen = this.#arena.nodeEnd;
    this.#nodeFloor = this.#arena.nodeEnd;
    this.#wordFloor = this.#arena.heapEnd;
    this.#sealed = this.#point();
  }

  /** Bytes of buffers held; nodes and heap words reachable from the working state, and nodes used in all. */
  usage(): Usage {
    const { nodeEnd } = this.#arena;
    return {
      bytes: this.#arena.capacity(),
      reachable: this.#nodes,
      words: this.#words,
      used: nodeEnd - 1,
    };
  }

  #holding(version: Version): Held {
    const held = this.#held.get(version.id);
    // By content: a version that travelled to another thread and back is another object.
    if (held === undefined || !equalBytes(held.version.hash, version.hash))
      throw new Defect("tree version: it was released or belongs to another tree");
    return held;
  }

  #wasteful(): boolean {
    const { nodeEnd, heapEnd } = this.#arena;
    return (
      (nodeEnd >= this.#minNodes && this.#isGarbage(nodeEnd, this.#nodes, this.#nodeFloor)) ||
      (heapEnd >= this.#minNodes * WORDS_PER_NODE && this.#isGarbage(heapEnd, this.#words, this.#wordFloor))
    );
  }

  /** What was alive after the last compaction may still be, held by versions: wait until as large a share is new. */
  #isGarbage(used: number, reachable: number, floor: number): boolean {
    return used - reachable > used * this.#maxGarbage && used - floor > floor * this.#maxGarbage;
  }

  #point(): Mark {
    return {
      serial: this.#serial,
      root: this.#root,
      nodeEnd: this.#arena.nodeEnd,
      heapEnd: this.#arena.heapEnd,
      entries: this.#entries,
      nodes: this.#nodes,
      words: this.#words,
    };
  }

  #return(mark: Mark): void {
    this.#root = mark.root;
    this.#arena.nodeEnd = mark.nodeEnd;
    this.#arena.heapEnd = mark.heapEnd;
    this.#entries = mark.entries;
    this.#nodes = mark.nodes;
    this.#words = mark.words;
    this.#frozen = mark.nodeEnd;
  }

  /** A node that may be changed in the place of `node`, linked below `parent` on `side` (0: the root). */
  #own(parent: number, node: number, side: 0 | 1 = 0): number {
    if (node >= this.#frozen) return node;
    const copy = this.#arena.copyNode(node);
    if (parent === 0) this.#root = copy;
    else this.#arena.setChild(parent, side, copy);
    return copy;
  }

  /** Makes `path[0..depth]` changeable. */
  #ownPath(path: number[], depth: number, key: Key): void {
    path[0] = this.#own(0, path[0]!);
    for (let i = 1; i <= depth; i++) {
      const parent = path[i - 1]!;
      path[i] = this.#own(parent, path[i]!, bitAt(key.bytes, this.#arena.plen(parent)));
    }
  }

  #insert(key: Key, values: readonly Uint8Array[]): void {
    const arena = this.#arena;
    const { path, depth, end, common } = descend(arena, this.#root, key, this.#descent);
    const exact = arena.plen(path[depth]!) === key.bits;
    if (exact && sameValues(arena.readValues(path[depth]!), values)) return;
    this.#ownPath(path, depth, key);
    const parent = path[depth]!;
    if (exact) {
      if (arena.values(parent) === 0) this.#entries++;
      this.#words -= arena.heapWords(parent);
      arena.setValues(parent, arena.addValues(values));
      this.#words += arena.heapWords(parent);
      return;
    }
    this.#entries++;
    const side = bitAt(key.bytes, arena.plen(parent));
    const node = arena.addNode(key.bits, key.bytes, 0);
    arena.setValues(node, arena.addValues(values));
    this.#nodes++;
    this.#words += arena.heapWords(node);
    if (end === 0) {
      arena.setChild(parent, side, node);
      return;
    }
    const endSide = labelBit(arena, end, common);
    if (common === key.bits) {
      arena.setChild(parent, side, node);
      arena.setChild(node, endSide, end);
      return;
    }
    const fork = arena.addNode(common, key.bytes, 0);
    this.#nodes++;
    this.#words += arena.heapWords(fork);
    arena.setChild(parent, side, fork);
    arena.setChild(fork, endSide, end);
    arena.setChild(fork, endSide === 0 ? 1 : 0, node);
  }

  #remove(key: Key): void {
    const arena = this.#arena;
    const { path, depth } = descend(arena, this.#root, key, this.#descent);
    const found = path[depth]!;
    if (arena.plen(found) !== key.bits || arena.values(found) === 0) return;
    this.#entries--;
    const left = arena.left(found);
    const right = arena.right(found);
    if (depth === 0 || (left !== 0 && right !== 0)) {
      this.#ownPath(path, depth, key);
      this.#words -= arena.heapWords(found);
      arena.setValues(path[depth]!, 0);
      this.#words += arena.heapWords(path[depth]!);
      return;
    }
    // The node goes; its only child, if any, takes its place.
    this.#nodes--;
    this.#words -= arena.heapWords(found);
    const heir = left === 0 ? right : left;
    const parent = path[depth - 1]!;
    const side = bitAt(key.bytes, arena.plen(parent));
    const other = arena.child(parent, side === 0 ? 1 : 0);
    if (heir !== 0 || depth === 1 || arena.values(parent) !== 0) {
      this.#ownPath(path, depth - 1, key);
      arena.setChild(path[depth - 1]!, side, heir);
      return;
    }
    // A fork left with one child goes too.
    this.#nodes--;
    this.#words -= arena.heapWords(parent);
    this.#ownPath(path, depth - 2, key);
    const grandparent = path[depth - 2]!;
    arena.setChild(grandparent, bitAt(key.bytes, arena.plen(grandparent)), other);
  }
}

function labelBit(arena: Arena, node: number, at: number): 0 | 1 {
  const byte = arena.labelBytes(node)[arena.labelAt(node) + (at >>> 3)]!;
  return ((byte >>> (7 - (at & 7))) & 1) as 0 | 1;
}

function sameValues(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((value, i) => equalBytes(value, b[i]!));
}
