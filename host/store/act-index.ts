/**
 * Act hash -> log index. The hashes lie on disk in log order (a B-tree over random keys takes 45,000 rows a second,
 * appending 900,000); in memory stands an open-addressing table of 64-bit fingerprints, 16 to 32 bytes an act, filled
 * when the store opens. A hit is always confirmed with the whole hash on disk.
 */
import { randomBytes } from "node:crypto";

export const ACT_HASH = 32;

/** Whether the act at a log index has this hash. */
export type Confirm = (index: number, hash: Uint8Array) => boolean;

export class ActIndex {
  /** Secret per process, so that nobody can choose acts that share a place. */
  readonly #seed = randomBytes(4).readUInt32LE(0) | 1;
  #capacity = 1 << 12;
  #count = 0;
  #high = new Uint32Array(this.#capacity);
  #low = new Uint32Array(this.#capacity);
  /** Log index + 1; 0 marks a free place. Float64 holds every index up to 2^53. */
  #index = new Float64Array(this.#capacity);

  get size(): number {
    return this.#count;
  }

  /** `hashes` holds a hash an entry from log index `first` on; entries of 32 zero bytes are no acts. */
  addBlock(first: number, hashes: Uint8Array): void {
    const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
    for (let at = 0, index = first; at < hashes.length; at += ACT_HASH, index++) {
      const high = view.getUint32(at);
      const low = view.getUint32(at + 4);
      if (high !== 0 || low !== 0) this.#add(high, low, index);
    }
  }

  /** The log index of an act, or undefined. */
  find(hash: Uint8Array, confirm: Confirm): number | undefined {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    const high = view.getUint32(0);
    const low = view.getUint32(4);
    for (let at = this.#place(high, low); this.#index[at] !== 0; at = (at + 1) % this.#capacity) {
      if (this.#high[at] !== high || this.#low[at] !== low) continue;
      const index = this.#index[at]! - 1;
      if (confirm(index, hash)) return index;
    }
    return undefined;
  }

  #place(high: number, low: number): number {
    const mixed = Math.imul(high ^ this.#seed, 0x9e3779b1) ^ Math.imul(low, this.#seed);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % this.#capacity;
  }

  #add(high: number, low: number, index: number): void {
    if (2 * (this.#count + 1) > this.#capacity) this.#grow();
    let at = this.#place(high, low);
    while (this.#index[at] !== 0) at = (at + 1) % this.#capacity;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#index[at] = index + 1;
    this.#count++;
  }

  #grow(): void {
    const [high, low, index] = [this.#high, this.#low, this.#index];
    this.#capacity *= 2;
    this.#count = 0;
    this.#high = new Uint32Array(this.#capacity);
    this.#low = new Uint32Array(this.#capacity);
    this.#index = new Float64Array(this.#capacity);
    for (let at = 0; at < index.length; at++) {
      if (index[at] !== 0) this.#add(high[at]!, low[at]!, index[at]! - 1);
    }
  }
}
