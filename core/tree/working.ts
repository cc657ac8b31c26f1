/**
 * The state of a tree that is being written: insert and remove by copying the path. Nodes below `frozen` are shared with
 * a version or a mark and never change; what was created since is changed in place.
 */
import { equalBytes } from "@comity/canon";
import { Arena, widthBits, type KeyBytes } from "./arena.ts";
import { buildInto } from "./build.ts";
import { bitAt, type Entry, type Key } from "./key.ts";
import { descend, newDescent } from "./search.ts";

/** What a return to an earlier point needs. */
export type Point = {
  readonly root: number;
  readonly nodeEnd: number;
  readonly heapEnd: number;
  readonly entries: number;
  readonly nodes: number;
  readonly words: number;
};

export class WorkingTree {
  arena: Arena;
  root: number;
  /** Keys that carry values. */
  entries = 0;
  /** Nodes the root reaches, and heap words of them. */
  nodes = 1;
  words = 0;
  frozen = 1;
  readonly #descent = newDescent();

  constructor(keyBytes: KeyBytes) {
    this.arena = new Arena(keyBytes);
    this.root = this.arena.addNode(0, new Uint8Array(16), 0);
  }

  point(): Point {
    return {
      root: this.root,
      nodeEnd: this.arena.nodeEnd,
      heapEnd: this.arena.heapEnd,
      entries: this.entries,
      nodes: this.nodes,
      words: this.words,
    };
  }

  return(to: Point): void {
    this.root = to.root;
    this.arena.nodeEnd = to.nodeEnd;
    this.arena.heapEnd = to.heapEnd;
    this.entries = to.entries;
    this.nodes = to.nodes;
    this.words = to.words;
    this.frozen = to.nodeEnd;
  }

  /** Everything there is now stays as it is. */
  freeze(): void {
    this.frozen = this.arena.nodeEnd;
  }

  /** Fills an empty tree from entries in key order. */
  build(sorted: Iterable<Entry>, keyBytes: KeyBytes): void {
    const root = this.#own(0, this.root);
    const before = this.arena.heapEnd;
    const built = buildInto(this.arena, root, sorted, widthBits(keyBytes));
    this.entries = built.entries;
    this.nodes = built.nodes;
    this.words = this.arena.heapEnd - before;
  }

  /** A node that may be changed in the place of `node`, linked below `parent` on `side` (0: the root). */
  #own(parent: number, node: number, side: 0 | 1 = 0): number {
    if (node >= this.frozen) return node;
    const copy = this.arena.copyNode(node);
    if (parent === 0) this.root = copy;
    else this.arena.setChild(parent, side, copy);
    return copy;
  }

  /** Makes `path[0..depth]` changeable. */
  #ownPath(path: number[], depth: number, key: Key): void {
    path[0] = this.#own(0, path[0]!);
    for (let i = 1; i <= depth; i++) {
      const parent = path[i - 1]!;
      path[i] = this.#own(parent, path[i]!, bitAt(key.bytes, this.arena.plen(parent)));
    }
  }

  /** `values` is a value set, not empty. */
  insert(key: Key, values: readonly Uint8Array[]): void {
    const arena = this.arena;
    const { path, depth, end, common } = descend(arena, this.root, key, this.#descent);
    const exact = arena.plen(path[depth]!) === key.bits;
    if (exact && sameValues(arena.readValues(path[depth]!), values)) return;
    this.#ownPath(path, depth, key);
    const parent = path[depth]!;
    if (exact) {
      if (arena.values(parent) === 0) this.entries++;
      this.words -= arena.heapWords(parent);
      arena.setValues(parent, arena.addValues(values));
      this.words += arena.heapWords(parent);
      return;
    }
    this.entries++;
    const side = bitAt(key.bytes, arena.plen(parent));
    const node = arena.addNode(key.bits, key.bytes, 0);
    arena.setValues(node, arena.addValues(values));
    this.nodes++;
    this.words += arena.heapWords(node);
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
    this.nodes++;
    this.words += arena.heapWords(fork);
    arena.setChild(parent, side, fork);
    arena.setChild(fork, endSide, end);
    arena.setChild(fork, endSide === 0 ? 1 : 0, node);
  }

  remove(key: Key): void {
    const arena = this.arena;
    const { path, depth } = descend(arena, this.root, key, this.#descent);
    const found = path[depth]!;
    if (arena.plen(found) !== key.bits || arena.values(found) === 0) return;
    this.entries--;
    const left = arena.left(found);
    const right = arena.right(found);
    if (depth === 0 || (left !== 0 && right !== 0)) {
      this.#ownPath(path, depth, key);
      this.words -= arena.heapWords(found);
      arena.setValues(path[depth]!, 0);
      this.words += arena.heapWords(path[depth]!);
      return;
    }
    // The node goes; its only child, if any, takes its place.
    this.nodes--;
    this.words -= arena.heapWords(found);
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
    this.nodes--;
    this.words -= arena.heapWords(parent);
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
