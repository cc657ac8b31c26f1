/**
 * A session's packets: ChaCha20-Poly1305 (RFC 8439) under a 64-bit counter, with a replay window (RFC 6479). Wire:
 * type 3 (1), receiver's session (4), counter (8), ciphertext and tag.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { SessionKeys } from "./handshake.ts";

export const DATA = 3;
export const DATA_HEADER = 13;
export const TAG = 16;
const WINDOW = 1024;

export class Session {
  readonly #keys: SessionKeys;
  readonly #remote: number;
  readonly #seen = new Uint32Array(WINDOW / 32);
  #sent = 0;
  #highest = -1;

  constructor(keys: SessionKeys, remote: number) {
    this.#keys = keys;
    this.#remote = remote;
  }

  /** Packets sealed so far: a session is renewed long before 2^32. */
  get sent(): number {
    return this.#sent;
  }

  seal(plain: Uint8Array): Uint8Array {
    const out = new Uint8Array(DATA_HEADER + plain.length + TAG);
    const view = new DataView(out.buffer);
    out[0] = DATA;
    view.setUint32(1, this.#remote);
    view.setUint32(5, Math.floor(this.#sent / 2 ** 32));
    view.setUint32(9, this.#sent >>> 0);
    this.#sent++;
    const cipher = createCipheriv("chacha20-poly1305", this.#keys.send, nonce(out), { authTagLength: TAG });
    cipher.setAAD(out.subarray(0, DATA_HEADER), { plaintextLength: plain.length });
    out.set(cipher.update(plain), DATA_HEADER);
    cipher.final();
    out.set(cipher.getAuthTag(), DATA_HEADER + plain.length);
    return out;
  }

  /** The plain bytes, or why not. The window moves only after the tag was verified. */
  open(packet: Uint8Array): Uint8Array | "secure-truncated" | "secure-replay" | "secure-forged" {
    if (packet.length < DATA_HEADER + TAG) return "secure-truncated";
    const view = new DataView(packet.buffer, packet.byteOffset);
    const counter = view.getUint32(5) * 2 ** 32 + view.getUint32(9);
    if (counter <= this.#highest - WINDOW) return "secure-replay";
    const slot = counter % WINDOW;
    const bit = 1 << (slot & 31);
    if (counter <= this.#highest && (this.#seen[slot >> 5]! & bit) !== 0) return "secure-replay";
    const end = packet.length - TAG;
    const decipher = createDecipheriv("chacha20-poly1305", this.#keys.receive, nonce(packet), {
      authTagLength: TAG,
    });
    decipher.setAAD(packet.subarray(0, DATA_HEADER), { plaintextLength: end - DATA_HEADER });
    decipher.setAuthTag(packet.subarray(end));
    let plain: Uint8Array;
    try {
      plain = new Uint8Array(decipher.update(packet.subarray(DATA_HEADER, end)));
      decipher.final();
    } catch {
      return "secure-forged";
    }
    if (counter - this.#highest >= WINDOW) this.#seen.fill(0);
    else for (let c = this.#highest + 1; c < counter; c++) this.#seen[(c % WINDOW) >> 5]! &= ~(1 << (c & 31));
    this.#highest = Math.max(this.#highest, counter);
    this.#seen[slot >> 5]! |= bit;
    return plain;
  }
}

const nonce = (packet: Uint8Array): Uint8Array => {
  const out = new Uint8Array(12);
  out.set(packet.subarray(5, DATA_HEADER), 4);
  return out;
};
