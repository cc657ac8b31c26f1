/** The prover of "everything that covers this key": writes the encoding that README.md fixes and `verify.ts` reads. */
import { sha256 } from "@comity/canon";
import type { Arena } from "./arena.ts";
import { HASH, VALUE_TAG } from "./commitment.ts";
import { bitAt, bytesFor, type Key } from "./key.ts";
import { END, LAST, LEFT_HASH, RIGHT_HASH, VALUES } from "./proof.ts";
import { descend, newDescent } from "./search.ts";

const descent = newDescent();

/** A growing byte string; one is reused for all proofs of a thread. */
export class ProofWriter {
  #bytes: Uint8Array = new Uint8Array(4096);
  #at = 0;

  start(): void {
    this.#at = 0;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  u8(value: number): void {
    if (this.#at === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#at++] = value;
  }

  u16(value: number): void {
    this.u8(value >>> 8);
    this.u8(value & 0xff);
  }

  bytes(from: Uint8Array, at: number, length: number): void {
    if (this.#at + length > this.#bytes.length) this.#grow(length);
    const to = this.#bytes;
    const start = this.#at;
    for (let i = 0; i < length; i++) to[start + i] = from[at + i]!;
    this.#at += length;
  }

  hash(arena: Arena, node: number): void {
    this.bytes(arena.hashBytes(node), arena.hashAt(node), HASH);
  }

  /** `u16 count`, then `u32 length || value` of each: the payload as it is stored. */
  values(arena: Arena, node: number): void {
    const record = arena.values(node);
    const from = arena.valuesBytes(record);
    const start = arena.valuesAt(record);
    const length = arena.valuesLength(record);
    let count = 0;
    for (let at = start; at < start + length; count++) {
      at += 4 + from[at]! * 0x1000000 + ((from[at + 1]! << 16) | (from[at + 2]! << 8) | from[at + 3]!);
    }
    this.u16(count);
    this.bytes(from, start, length);
  }

  /** Bits `skip`.. of the node's label as whole bytes, the bits after `plen` zero. */
  label(arena: Arena, node: number, skip: number): void {
    const plen = arena.plen(node);
    const from = skip >>> 3;
    const length = bytesFor(plen) - from;
    this.bytes(arena.labelBytes(node), arena.labelAt(node) + from, length);
    if ((plen & 7) !== 0 && length > 0) this.#bytes[this.#at - 1]! &= 0xff00 >>> (plen & 7);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + by));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

const writer = new ProofWriter();

export function proveKey(arena: Arena, register: number, root: number, key: Key): Uint8Array {
  const { path, depth, end } = descend(arena, root, key, descent);
  writer.start();
  for (let i = 0; i < depth; i++) writeStep(writer, arena, path[i]!, key);
  const last = path[depth]!;
  const exact = arena.plen(last) === key.bits;
  const side = exact ? undefined : bitAt(key.bytes, arena.plen(last));
  const left = side === 0 ? 0 : arena.left(last);
  const right = side === 1 ? 0 : arena.right(last);
  const hasValues = arena.values(last) !== 0;
  writer.u16(arena.plen(last));
  writer.u8(
    LAST |
      (hasValues ? VALUES : 0) |
      (left === 0 ? 0 : LEFT_HASH) |
      (right === 0 ? 0 : RIGHT_HASH) |
      (end === 0 || exact ? 0 : END),
  );
  if (hasValues) writer.values(arena, last);
  if (left !== 0) writer.hash(arena, left);
  if (right !== 0) writer.hash(arena, right);
  if (end !== 0 && !exact) writeEnd(writer, arena, register, end);
  return writer.finish();
}

/** A node of the path whose child on the key's side is the next step. */
export function writeStep(out: ProofWriter, arena: Arena, node: number, key: Key): void {
  const plen = arena.plen(node);
  const side = bitAt(key.bytes, plen);
  const sibling = arena.child(node, side === 0 ? 1 : 0);
  const hasValues = arena.values(node) !== 0;
  const siblingFlag = side === 0 ? RIGHT_HASH : LEFT_HASH;
  out.u16(plen);
  out.u8((hasValues ? VALUES : 0) | (sibling === 0 ? 0 : siblingFlag));
  if (hasValues) out.values(arena, node);
  if (sibling !== 0) out.hash(arena, sibling);
}

/** The node that ends the path because it leaves the key's branch or is longer than the key. */
export function writeEnd(out: ProofWriter, arena: Arena, register: number, node: number): void {
  const left = arena.left(node);
  const right = arena.right(node);
  const record = arena.values(node);
  out.u16(arena.plen(node));
  out.u8((record === 0 ? 0 : VALUES) | (left === 0 ? 0 : LEFT_HASH) | (right === 0 ? 0 : RIGHT_HASH));
  out.label(arena, node, 0);
  if (record !== 0) {
    const length = arena.valuesLength(record);
    const message = new Uint8Array(2 + length);
    message[0] = VALUE_TAG;
    message[1] = register;
    const at = arena.valuesAt(record);
    message.set(arena.valuesBytes(record).subarray(at, at + length), 2);
    out.bytes(sha256(message), 0, HASH);
  }
  if (left !== 0) out.hash(arena, left);
  if (right !== 0) out.hash(arena, right);
}
