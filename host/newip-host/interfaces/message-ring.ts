/**
 * A fixed array of `mmsghdr` with one buffer each, for `recvmmsg` and `sendmmsg`: one system call moves a batch, and
 * the kernel reads and writes the very bytes that JavaScript sees.
 */
import type { Libc } from "./libc.ts";

const HEADER = 64;
const VECTOR = 16;

export class MessageRing {
  readonly slots: number;
  /** Bytes per slot. */
  readonly size: number;
  /** All buffers: slot i is `bytes[i * size ..)`. */
  readonly bytes: Uint8Array;
  /** Address of the header array. */
  readonly headers: bigint;
  readonly #headerView: DataView;
  readonly #vectorView: DataView;

  constructor(libc: Libc, slots: number, size: number) {
    this.slots = slots;
    this.size = size;
    const headers = libc.memory(slots * HEADER);
    const vectors = libc.memory(slots * VECTOR);
    const data = libc.memory(slots * size);
    this.bytes = data.bytes;
    this.headers = headers.address;
    this.#headerView = new DataView(headers.bytes.buffer);
    this.#vectorView = new DataView(vectors.bytes.buffer);
    for (let i = 0; i < slots; i++) {
      this.#headerView.setBigUint64(i * HEADER + 16, vectors.address + BigInt(i * VECTOR), true);
      this.#headerView.setBigUint64(i * HEADER + 24, 1n, true);
      this.#vectorView.setBigUint64(i * VECTOR, data.address + BigInt(i * size), true);
      this.#vectorView.setUint32(i * VECTOR + 8, size, true);
    }
  }

  /** Bytes the kernel put into slot `i`. */
  received(i: number): number {
    return this.#headerView.getUint32(i * HEADER + 56, true);
  }

  /** Bytes to send from slot `i`. */
  setLength(i: number, length: number): void {
    this.#vectorView.setUint32(i * VECTOR + 8, length, true);
  }

  /** Address of header `i`, to go on after a partial send. */
  at(i: number): bigint {
    return this.headers + BigInt(i * HEADER);
  }
}
