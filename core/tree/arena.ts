/**
 * Where nodes live: fixed-size records in shared buffers, and a heap of words for values and long keys.
 * A record is never an object, so a million prefixes cost bytes and not garbage collection.
 *
 * Record, in 32-bit words: 0-7 hash, 8 left, 9 right, 10 plen, 11 values (heap word, 0 = none), then the label:
 * its bytes (4 or 16) or, for text keys, a heap word. Node 0 is "none".
 * Buffers double in size and are never moved or grown: a growable SharedArrayBuffer reads about ten times slower
 * through its views (measured on Node 24), and a copy would have to be announced to every reader.
 */
import { Defect } from "@comity/canon";
import { bytesFor, MAX_BITS, type Key } from "./key.ts";
import { putUint32 } from "./commitment.ts";

/** Label storage: 4 (ipv4, asn), 16 (ipv6) or text. */
export type KeyBytes = 4 | 16 | "text";

/** The longest key in bits. */
export const widthBits = (keyBytes: KeyBytes): number => (keyBytes === "text" ? MAX_BITS : keyBytes * 8);

type Bytes = SharedArrayBuffer | ArrayBuffer;

/** What another thread needs to read: post it as it is (shared buffers are not copied). */
export type SharedArena = {
  readonly keyBytes: KeyBytes;
  readonly nodes: readonly Bytes[];
  readonly heap: readonly Bytes[];
};

const FIRST_NODES = 1 << 8;
const FIRST_WORDS = 1 << 10;
const NODE_CHUNK = 23; // 31 - log2(FIRST_NODES)
const HEAP_CHUNK = 21; // 31 - log2(FIRST_WORDS)
const LEFT = 8;
const RIGHT = 9;
const PLEN = 10;
const VALUES = 11;
const LABEL = 12;

// Pages without cross-origin isolation have no SharedArrayBuffer; there the arena serves one thread.
const allocate = (bytes: number): Bytes =>
  typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);

/** Words of a label: at least one, since word 0 says "none". */
const wordsFor = (bytes: number): number => Math.max(1, (bytes + 3) >>> 2);

export class Arena {
  readonly keyBytes: KeyBytes;
  /** Words per record. */
  readonly stride: number;
  /** The next free node and heap word. */
  nodeEnd = 1;
  heapEnd = 1;
  readonly #inline: number;
  readonly #nodes: Uint32Array[] = [];
  readonly #nodeBytes: Uint8Array[] = [];
  readonly #heap: Uint32Array[] = [];
  readonly #heapBytes: Uint8Array[] = [];

  constructor(keyBytes: KeyBytes, shared?: SharedArena) {
    this.keyBytes = keyBytes;
    this.#inline = keyBytes === "text" ? 0 : keyBytes;
    this.stride = LABEL + (this.#inline === 0 ? 1 : this.#inline >>> 2);
    for (const buffer of shared?.nodes ?? []) this.#addNodes(buffer);
    for (const buffer of shared?.heap ?? []) this.#addHeap(buffer);
  }

  share(): SharedArena {
    return {
      keyBytes: this.keyBytes,
      nodes: this.#nodes.map((words) => words.buffer),
      heap: this.#heap.map((words) => words.buffer),
    };
  }

  left(node: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + LEFT]!;
  }

  right(node: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + RIGHT]!;
  }

  child(node: number, side: 0 | 1): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + LEFT + side]!;
  }

  plen(node: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + PLEN]!;
  }

  /** The heap word of the node's value set, 0 for none. */
  values(node: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + VALUES]!;
  }

  setChild(node: number, side: 0 | 1, child: number): void {
    this.#set(node, LEFT + side, child);
  }

  setValues(node: number, record: number): void {
    this.#set(node, VALUES, record);
  }

  /** The buffer with the node's hash, which starts at `hashAt(node)`. */
  hashBytes(node: number): Uint8Array {
    return this.#nodeBytes[NODE_CHUNK - Math.clz32(node + FIRST_NODES)]!;
  }

  hashAt(node: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return (node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride * 4;
  }

  /** The buffer with the node's label, which starts at `labelAt(node)`; bits after `plen` may be anything. */
  labelBytes(node: number): Uint8Array {
    if (this.#inline !== 0) return this.hashBytes(node);
    return this.#heapBytes[HEAP_CHUNK - Math.clz32(this.#get(node, LABEL) + FIRST_WORDS)]!;
  }

  labelAt(node: number): number {
    if (this.#inline !== 0) return this.hashAt(node) + LABEL * 4;
    return this.#heapAt(this.#get(node, LABEL));
  }

  /** The key of a node: full width in a fixed register, as short as it is in a text register; a copy. */
  key(node: number): Key {
    const bits = this.plen(node);
    const length = bytesFor(bits);
    const bytes = new Uint8Array(this.#inline === 0 ? length : this.#inline);
    const at = this.labelAt(node);
    const from = this.labelBytes(node);
    for (let i = 0; i < length; i++) bytes[i] = from[at + i]!;
    if ((bits & 7) !== 0) bytes[length - 1]! &= 0xff00 >>> (bits & 7);
    return { bytes, bits };
  }

  /** A new node without children and values whose label is the first `plen` bits at `from[at]`. */
  addNode(plen: number, from: Uint8Array, at: number): number {
    const node = this.#takeNode();
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    const words = this.#nodes[chunk]!;
    const base = (node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride;
    // A slot given back by a discard still holds its old words.
    words[base + LEFT] = 0;
    words[base + RIGHT] = 0;
    words[base + VALUES] = 0;
    words[base + PLEN] = plen;
    const length = bytesFor(plen);
    if (this.#inline === 0) {
      words[base + LABEL] = this.#addBytes(from, at, length);
      return node;
    }
    const bytes = this.#nodeBytes[chunk]!;
    const to = (base + LABEL) * 4;
    for (let i = 0; i < this.#inline; i++) bytes[to + i] = i < length ? from[at + i]! : 0;
    return node;
  }

  /** A copy of a node with children, values and label, under a new number. */
  copyNode(node: number): number {
    const copy = this.#takeNode();
    const fromChunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    const toChunk = NODE_CHUNK - Math.clz32(copy + FIRST_NODES);
    const from = this.#nodes[fromChunk]!;
    const to = this.#nodes[toChunk]!;
    const fromBase = (node + FIRST_NODES - (FIRST_NODES << fromChunk)) * this.stride;
    const toBase = (copy + FIRST_NODES - (FIRST_NODES << toChunk)) * this.stride;
    for (let i = LEFT; i < this.stride; i++) to[toBase + i] = from[fromBase + i]!;
    return copy;
  }

  /** Stores a value set (sorted, not empty): word 0 is the byte length, then `u32be length || value` of each. */
  addValues(values: readonly Uint8Array[]): number {
    let length = 0;
    for (const value of values) length += 4 + value.length;
    const record = this.#takeWords(1 + ((length + 3) >>> 2));
    const chunk = HEAP_CHUNK - Math.clz32(record + FIRST_WORDS);
    const at = this.#heapAt(record);
    this.#heap[chunk]![at >>> 2] = length;
    const bytes = this.#heapBytes[chunk]!;
    let to = at + 4;
    for (const value of values) {
      to = putUint32(bytes, to, value.length);
      for (let i = 0; i < value.length; i++) bytes[to + i] = value[i]!;
      to += value.length;
    }
    return record;
  }

  /** The buffer of a value record, whose `valuesLength` payload bytes start at `valuesAt`. */
  valuesBytes(record: number): Uint8Array {
    return this.#heapBytes[HEAP_CHUNK - Math.clz32(record + FIRST_WORDS)]!;
  }

  valuesAt(record: number): number {
    return this.#heapAt(record) + 4;
  }

  valuesLength(record: number): number {
    const chunk = HEAP_CHUNK - Math.clz32(record + FIRST_WORDS);
    return this.#heap[chunk]![this.#heapAt(record) >>> 2]!;
  }

  /** The value set of a node as copies; empty for none. */
  readValues(node: number): readonly Uint8Array[] {
    const record = this.values(node);
    if (record === 0) return [];
    const bytes = this.valuesBytes(record);
    const values: Uint8Array[] = [];
    let at = this.valuesAt(record);
    const end = at + this.valuesLength(record);
    while (at < end) {
      const length =
        bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
      values.push(bytes.slice(at + 4, at + 4 + length));
      at += 4 + length;
    }
    return values;
  }

  /** Copies a node of another arena, with its values and label, hash included; children keep the old numbers. */
  adoptNode(from: Arena, node: number): number {
    const copy = this.addNode(from.plen(node), from.labelBytes(node), from.labelAt(node));
    this.setChild(copy, 0, from.left(node));
    this.setChild(copy, 1, from.right(node));
    const record = from.values(node);
    if (record !== 0) {
      const length = from.valuesLength(record);
      const own = this.#takeWords(1 + ((length + 3) >>> 2));
      const chunk = HEAP_CHUNK - Math.clz32(own + FIRST_WORDS);
      const at = this.#heapAt(own);
      this.#heap[chunk]![at >>> 2] = length;
      const source = from.valuesBytes(record);
      const sourceAt = from.valuesAt(record);
      const bytes = this.#heapBytes[chunk]!;
      for (let i = 0; i < length; i++) bytes[at + 4 + i] = source[sourceAt + i]!;
      this.setValues(copy, own);
    }
    const hash = from.hashBytes(node);
    const hashAt = from.hashAt(node);
    const to = this.hashBytes(copy);
    const toAt = this.hashAt(copy);
    for (let i = 0; i < 32; i++) to[toAt + i] = hash[hashAt + i]!;
    return copy;
  }

  /** Heap words that the values and the label of a node take. */
  heapWords(node: number): number {
    const record = this.values(node);
    const label = this.#inline === 0 ? wordsFor(bytesFor(this.plen(node))) : 0;
    return label + (record === 0 ? 0 : 1 + ((this.valuesLength(record) + 3) >>> 2));
  }

  /** Bytes of buffer space, used or not. */
  capacity(): number {
    let bytes = 0;
    for (const words of this.#nodes) bytes += words.byteLength;
    for (const words of this.#heap) bytes += words.byteLength;
    return bytes;
  }

  #get(node: number, field: number): number {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    return this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + field]!;
  }

  #set(node: number, field: number, value: number): void {
    const chunk = NODE_CHUNK - Math.clz32(node + FIRST_NODES);
    this.#nodes[chunk]![(node + FIRST_NODES - (FIRST_NODES << chunk)) * this.stride + field] = value;
  }

  #heapAt(word: number): number {
    const chunk = HEAP_CHUNK - Math.clz32(word + FIRST_WORDS);
    return (word + FIRST_WORDS - (FIRST_WORDS << chunk)) * 4;
  }

  #addBytes(from: Uint8Array, at: number, length: number): number {
    const word = this.#takeWords(wordsFor(length));
    const bytes = this.#heapBytes[HEAP_CHUNK - Math.clz32(word + FIRST_WORDS)]!;
    const to = this.#heapAt(word);
    for (let i = 0; i < length; i++) bytes[to + i] = from[at + i]!;
    return word;
  }

  #takeNode(): number {
    const node = this.nodeEnd++;
    if (NODE_CHUNK - Math.clz32(node + FIRST_NODES) === this.#nodes.length) {
      this.#addNodes(allocate((FIRST_NODES << this.#nodes.length) * this.stride * 4));
    }
    return node;
  }

  /** Room for a record that lies inside one buffer. */
  #takeWords(count: number): number {
    for (;;) {
      const word = this.heapEnd;
      const chunk = HEAP_CHUNK - Math.clz32(word + FIRST_WORDS);
      if (chunk > 18) throw new Defect("tree heap: more than 1 GiB of values in one buffer");
      const next = (FIRST_WORDS << (chunk + 1)) - FIRST_WORDS;
      if (chunk === this.#heap.length) this.#addHeap(allocate((FIRST_WORDS << chunk) * 4));
      if (word + count <= next) {
        this.heapEnd = word + count;
        return word;
      }
      this.heapEnd = next;
    }
  }

  #addNodes(buffer: Bytes): void {
    this.#nodes.push(new Uint32Array(buffer));
    this.#nodeBytes.push(new Uint8Array(buffer));
  }

  #addHeap(buffer: Bytes): void {
    this.#heap.push(new Uint32Array(buffer));
    this.#heapBytes.push(new Uint8Array(buffer));
  }
}
