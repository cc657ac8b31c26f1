/**
 * Hashing of what is new: nodes from number `since` on that the root reaches. Nodes of equal height do not depend
 * on each other, so each height is hashed in full lanes of the engine.
 */
import { sha256 } from "@comity/canon";
import type { Arena } from "./arena.ts";
import { HAS_LEFT, HAS_RIGHT, HAS_VALUE, HASH, NODE_TAG, VALUE_TAG } from "./commitment.ts";
import { areaAt, laneEngine, MAX_BLOCKS, pad, type LaneEngine } from "./engine.ts";
import { bytesFor } from "./key.ts";

/** Nodes whose value hashes are held at once. */
const SLICE = 4096;

/** Hashes every node numbered `since` or above that `root` reaches; older nodes keep the hash they have. */
export function hashSince(arena: Arena, register: number, root: number, since: number): void {
  if (root < since) return;
  const { order, starts } = byHeight(arena, root, since);
  const hasher = new Hasher(arena, register, Math.min(SLICE, order.length));
  for (let height = 0; height + 1 < starts.length; height++) {
    for (let from = starts[height]!; from < starts[height + 1]!; from += SLICE) {
      hasher.hashSlice(order, from, Math.min(from + SLICE, starts[height + 1]!));
    }
  }
}

/** New nodes sorted by height over new nodes: heights h occupy `order[starts[h]..starts[h + 1]]`. */
function byHeight(arena: Arena, root: number, since: number): { order: Uint32Array; starts: number[] } {
  const span = arena.nodeEnd - since;
  const preorder = new Uint32Array(span);
  const heights = new Uint16Array(span);
  const pending = [root];
  let count = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    preorder[count++] = node;
    const right = arena.right(node);
    if (right >= since) pending.push(right);
    const left = arena.left(node);
    if (left >= since) pending.push(left);
  }
  // Against pre-order every child comes before its parent.
  const sizes: number[] = [];
  for (let i = count - 1; i >= 0; i--) {
    const node = preorder[i]!;
    const left = arena.left(node);
    const right = arena.right(node);
    const height = Math.max(
      left >= since ? heights[left - since]! + 1 : 0,
      right >= since ? heights[right - since]! + 1 : 0,
    );
    heights[node - since] = height;
    sizes[height] = (sizes[height] ?? 0) + 1;
  }
  const starts = [0];
  for (const size of sizes) starts.push(starts.at(-1)! + size);
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const node = preorder[i]!;
    order[next[heights[node - since]!]!++] = node;
  }
  return { order, starts };
}

class Hasher {
  readonly #arena: Arena;
  readonly #register: number;
  readonly #engine: LaneEngine = laneEngine();
  readonly #lanes: number;
  /** Per block count: how many lanes are filled, and what each one is (an index of the slice, or a node). */
  readonly #filled: Uint8Array = new Uint8Array(MAX_BLOCKS + 1);
  readonly #owner: Uint32Array;
  readonly #valueHashes: Uint8Array;

  /** `slice` is the most nodes that one `hashSlice` gets. */
  constructor(arena: Arena, register: number, slice: number) {
    this.#valueHashes = new Uint8Array(slice * HASH);
    this.#arena = arena;
    this.#register = register;
    this.#lanes = this.#engine.lanes;
    this.#owner = new Uint32Array((MAX_BLOCKS + 1) * this.#lanes);
  }

  /** Hashes `order[from..to]`, at most SLICE nodes whose children are hashed already. */
  hashSlice(order: Uint32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#addValues(order[i]!, i - from);
    for (let blocks = 1; blocks <= MAX_BLOCKS; blocks++) this.#flushValues(blocks);
    for (let i = from; i < to; i++) this.#addNode(order[i]!, i - from);
    for (let blocks = 1; blocks <= MAX_BLOCKS; blocks++) this.#flushNodes(blocks);
  }

  #addValues(node: number, index: number): void {
    const arena = this.#arena;
    const record = arena.values(node);
    if (record === 0) return;
    const payload = arena.valuesLength(record);
    const from = arena.valuesBytes(record);
    const fromAt = arena.valuesAt(record);
    const blocks = (2 + payload + 9 + 63) >>> 6;
    if (blocks > MAX_BLOCKS) {
      const message = new Uint8Array(2 + payload);
      message[0] = VALUE_TAG;
      message[1] = this.#register;
      message.set(from.subarray(fromAt, fromAt + payload), 2);
      this.#valueHashes.set(sha256(message), index * HASH);
      return;
    }
    const input = this.#engine.input;
    const at = this.#lane(blocks, index);
    input[at] = VALUE_TAG;
    input[at + 1] = this.#register;
    for (let i = 0; i < payload; i++) input[at + 2 + i] = from[fromAt + i]!;
    pad(input, at, 2 + payload, blocks);
    if (this.#filled[blocks] === this.#lanes) this.#flushValues(blocks);
  }

  #flushValues(blocks: number): void {
    const count = this.#filled[blocks]!;
    if (count === 0) return;
    this.#engine.run(blocks, count);
    const output = this.#engine.output;
    for (let lane = 0; lane < count; lane++) {
      const to = this.#owner[blocks * this.#lanes + lane]! * HASH;
      for (let i = 0; i < HASH; i++) this.#valueHashes[to + i] = output[lane * HASH + i]!;
    }
    this.#filled[blocks] = 0;
  }

  #addNode(node: number, index: number): void {
    const arena = this.#arena;
    const left = arena.left(node);
    const right = arena.right(node);
    const hasValue = arena.values(node) !== 0;
    const plen = arena.plen(node);
    const label = bytesFor(plen);
    const hashes = (hasValue ? 1 : 0) + (left === 0 ? 0 : 1) + (right === 0 ? 0 : 1);
    const length = 5 + label + HASH * hashes;
    const blocks = (length + 9 + 63) >>> 6;
    const long = blocks > MAX_BLOCKS;
    const input = long ? new Uint8Array(length) : this.#engine.input;
    const start = long ? 0 : this.#lane(blocks, node);
    let at = start;
    input[at++] = NODE_TAG;
    input[at++] = this.#register;
    input[at++] = plen >>> 8;
    input[at++] = plen & 0xff;
    const from = arena.labelBytes(node);
    const fromAt = arena.labelAt(node);
    for (let i = 0; i < label; i++) input[at++] = from[fromAt + i]!;
    if ((plen & 7) !== 0) input[at - 1]! &= 0xff00 >>> (plen & 7);
    input[at++] = (hasValue ? HAS_VALUE : 0) | (left === 0 ? 0 : HAS_LEFT) | (right === 0 ? 0 : HAS_RIGHT);
    if (hasValue) {
      for (let i = 0; i < HASH; i++) input[at++] = this.#valueHashes[index * HASH + i]!;
    }
    if (left !== 0) at = this.#putHash(input, at, left);
    if (right !== 0) at = this.#putHash(input, at, right);
    if (long) {
      arena.hashBytes(node).set(sha256(input), arena.hashAt(node));
      return;
    }
    pad(input, start, length, blocks);
    if (this.#filled[blocks] === this.#lanes) this.#flushNodes(blocks);
  }

  #flushNodes(blocks: number): void {
    const count = this.#filled[blocks]!;
    if (count === 0) return;
    this.#engine.run(blocks, count);
    const output = this.#engine.output;
    for (let lane = 0; lane < count; lane++) {
      const node = this.#owner[blocks * this.#lanes + lane]!;
      const to = this.#arena.hashBytes(node);
      const toAt = this.#arena.hashAt(node);
      for (let i = 0; i < HASH; i++) to[toAt + i] = output[lane * HASH + i]!;
    }
    this.#filled[blocks] = 0;
  }

  #putHash(input: Uint8Array, at: number, node: number): number {
    const from = this.#arena.hashBytes(node);
    const fromAt = this.#arena.hashAt(node);
    for (let i = 0; i < HASH; i++) input[at + i] = from[fromAt + i]!;
    return at + HASH;
  }

  /** Takes the next lane for a message of `blocks` blocks on behalf of `owner`; returns its offset. */
  #lane(blocks: number, owner: number): number {
    const lane = this.#filled[blocks]!++;
    this.#owner[blocks * this.#lanes + lane] = owner;
    return areaAt(this.#lanes, blocks) + lane * blocks * 64;
  }
}
