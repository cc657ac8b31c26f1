/**
 * The binary form of a proof and its strict reader. README.md describes the bytes; nothing here judges whether a
 * proof is right, only whether it is one text of the form. No arena, so that a browser bundle can hold it.
 */
import { readUint, refuse, ok, type Result } from "@comity/canon";
import { HASH } from "./commitment.ts";
import { bytesFor } from "./key.ts";

/** Presence bits of a step: they say what follows in the proof, and are no input of any hash. */
export const VALUES = 1;
export const LEFT_HASH = 2;
export const RIGHT_HASH = 4;
export const LAST = 8;
export const END = 16;

/** First byte of a proof of what lies below. */
export const NOTHING_BELOW = 0;
export const NODES_BELOW = 1;

/** A node on the path; hashes of children that the path does not continue into. */
export type Step = {
  readonly plen: number;
  readonly values: readonly Uint8Array[] | undefined;
  readonly left: Uint8Array | undefined;
  readonly right: Uint8Array | undefined;
};

/** The child that ends the path, with the hash of its values instead of them. */
export type End = {
  readonly plen: number;
  readonly label: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly left: Uint8Array | undefined;
  readonly right: Uint8Array | undefined;
};

export type Proof = { readonly path: readonly Step[]; readonly end: End | undefined };

/** Reads forward; after a read beyond the end everything is empty and `failed` is true. */
export class ProofSource {
  readonly #bytes: Uint8Array;
  #at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint(width: number): number {
    if (!this.#has(width)) return 0;
    const value = readUint(this.#bytes, this.#at, width);
    this.#at += width;
    return value;
  }

  bytes(length: number): Uint8Array {
    if (!this.#has(length)) return new Uint8Array(0);
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** A hash if its presence bit is set. */
  hash(present: number): Uint8Array | undefined {
    return present === 0 ? undefined : this.bytes(HASH);
  }

  values(present: number): readonly Uint8Array[] | undefined {
    if (present === 0) return undefined;
    const count = this.uint(2);
    if (count === 0) this.failed = true;
    const values: Uint8Array[] = [];
    for (let i = 0; i < count && !this.failed; i++) values.push(this.bytes(this.uint(4)).slice());
    return values;
  }

  #has(length: number): boolean {
    if (this.#at + length > this.#bytes.length) this.failed = true;
    return !this.failed;
  }
}

/** Code `proof-form`. */
export function parseProof(bytes: Uint8Array): Result<Proof> {
  const source = new ProofSource(bytes);
  const path: Step[] = [];
  let end: End | undefined;
  for (;;) {
    const plen = source.uint(2);
    const has = source.uint(1);
    if (has > 31 || ((has & END) !== 0 && (has & LAST) === 0)) return badForm("unknown presence bits");
    const values = source.values(has & VALUES);
    const left = source.hash(has & LEFT_HASH);
    const right = source.hash(has & RIGHT_HASH);
    if (source.failed) return badForm("the proof is cut short, or says that no values follow");
    path.push({ plen, values, left, right });
    if ((has & LAST) === 0) continue;
    if ((has & END) !== 0) end = parseEnd(source);
    if (source.failed) return badForm("the proof is cut short or has unknown presence bits");
    return source.done ? ok({ path, end }) : badForm("bytes follow the proof");
  }
}

function parseEnd(source: ProofSource): End {
  const plen = source.uint(2);
  const has = source.uint(1);
  if (has > (VALUES | LEFT_HASH | RIGHT_HASH)) source.failed = true;
  const label = source.bytes(bytesFor(plen));
  const value = source.hash(has & VALUES);
  const left = source.hash(has & LEFT_HASH);
  const right = source.hash(has & RIGHT_HASH);
  return { plen, label, value, left, right };
}

const badForm = (why: string): Result<Proof> => refuse("proof-form", `${why}: get the proof again`, "proof");
