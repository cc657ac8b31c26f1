/**
 * Parsed public keys by their raw bytes. Bounded: at least the `capacity` keys used last stay, at most twice as many
 * are held; when the young half is full it becomes the old half, and what the old half still held is forgotten.
 */
import type { KeyObject } from "node:crypto";

export class KeyCache {
  readonly #capacity: number;
  readonly #parse: (key: Uint8Array) => KeyObject | undefined;
  #young = new Map<string, KeyObject>();
  #old = new Map<string, KeyObject>();

  /** `parse` gives undefined for bytes that are no key; such an answer is not kept. */
  constructor(capacity: number, parse: (key: Uint8Array) => KeyObject | undefined) {
    this.#capacity = capacity;
    this.#parse = parse;
  }

  /** Keys held now. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Uint8Array): KeyObject | undefined {
    const name = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
    const young = this.#young.get(name);
    if (young) return young;
    const parsed = this.#old.get(name) ?? this.#parse(key);
    if (!parsed) return undefined;
    this.#old.delete(name);
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, parsed);
    return parsed;
  }
}
