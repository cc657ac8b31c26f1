/** Parts of a TCP connection: bytes waiting to be sent or acknowledged, segments out of order, the round-trip time. */

/** a − b as a signed 32-bit distance. */
export const distance = (a: number, b: number): number => (a - b) | 0;
export const plus = (a: number, b: number): number => (a + b) >>> 0;

/** Bytes from the oldest that is not acknowledged on. */
export class SendQueue {
  #chunks: Uint8Array[] = [];
  length = 0;

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.length += bytes.length;
  }

  /** Removes up to `count` acknowledged bytes; answers what was not there (an acknowledged FIN). */
  acknowledge(count: number): number {
    let left = count;
    while (left > 0 && this.#chunks.length > 0) {
      const first = this.#chunks[0]!;
      const part = Math.min(first.length, left);
      if (part === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(part);
      left -= part;
      this.length -= part;
    }
    return left;
  }

  /** Up to `limit` bytes from `offset` on. */
  slice(offset: number, limit: number): Uint8Array {
    const out = new Uint8Array(Math.max(0, Math.min(limit, this.length - offset)));
    let skip = offset;
    let at = 0;
    for (const chunk of this.#chunks) {
      if (at === out.length) break;
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      const piece = chunk.subarray(skip, Math.min(chunk.length, skip + out.length - at));
      skip = 0;
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  clear(): void {
    this.#chunks = [];
    this.length = 0;
  }
}

/** Out-of-order segments kept, and their bytes. */
const MAX_HELD = 256;
const MAX_HELD_BYTES = 256 * 1024;

/** Segments that came before their time. */
export class Reassembly {
  readonly #held = new Map<number, Uint8Array>();
  #bytes = 0;

  hold(sequence: number, data: Uint8Array): void {
    if (data.length === 0 || this.#held.has(sequence)) return;
    if (this.#held.size >= MAX_HELD || this.#bytes + data.length > MAX_HELD_BYTES) return;
    this.#held.set(sequence, data);
    this.#bytes += data.length;
  }

  /** The next bytes at `expected`, if they are here. Segments that are behind it are forgotten. */
  take(expected: number): Uint8Array | undefined {
    for (const [sequence, data] of this.#held) {
      const at = distance(sequence, expected);
      if (at > 0) continue;
      this.#held.delete(sequence);
      this.#bytes -= data.length;
      if (at + data.length > 0) return data.subarray(-at);
    }
    return undefined;
  }

  clear(): void {
    this.#bytes = 0;
    this.#held.clear();
  }
}

const MIN_RTO = 200_000;
const MAX_RTO = 60_000_000;

/** RFC 6298, microseconds. */
export class RoundTrip {
  #smoothed = 0;
  #variance = 0;
  #timeout = 1_000_000;

  measure(sample: number): void {
    if (this.#smoothed === 0) {
      this.#smoothed = sample;
      this.#variance = sample / 2;
    } else {
      this.#variance = 0.75 * this.#variance + 0.25 * Math.abs(this.#smoothed - sample);
      this.#smoothed = 0.875 * this.#smoothed + 0.125 * sample;
    }
    this.#timeout = Math.min(MAX_RTO, Math.max(MIN_RTO, this.#smoothed + 4 * this.#variance));
  }

  /** Time to wait after this many tries without an answer. */
  wait(tries: number): number {
    return Math.min(MAX_RTO, this.#timeout * 2 ** tries);
  }
}
