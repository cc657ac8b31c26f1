/** What a connection receives: bytes in order, the window they have room in, what came too early, the peer's last byte. */
import { distance, plus, Reassembly } from "./tcp-parts.ts";

/** Window scale of the format, never negotiated. */
export const WINDOW_SCALE = 7;
const RECEIVE_WINDOW = 256 * 1024;

export class TcpReceiver {
  /** Sequence number of the next byte. */
  expected = 0;
  #waiting = 0;
  #peerFin: number | undefined;
  readonly #held = new Reassembly();
  readonly #data: (bytes: Uint8Array) => void;

  constructor(data: (bytes: Uint8Array) => void) {
    this.#data = data;
  }

  /** Bytes that have room, and as the field of a segment says it. */
  get window(): number {
    return Math.max(0, RECEIVE_WINDOW - this.#waiting);
  }
  get field(): number {
    return Math.min(0xffff, this.window >> WINDOW_SCALE);
  }

  /** Bytes handed over that the application has not taken; they narrow the window until it has. */
  hold(bytes: number): void {
    this.#waiting += bytes;
  }
  /** True when the peer should hear that there is room again for two segments of this size. */
  consumed(bytes: number, mss: number): boolean {
    const before = this.window;
    this.#waiting = Math.max(0, this.#waiting - bytes);
    return before < 2 * mss && this.window >= 2 * mss;
  }

  /** A segment at `sequence`, `offset` bytes from the next expected; true when the peer's last byte has been reached. */
  take(sequence: number, given: Uint8Array, fin: boolean, offset: number, window: number): boolean {
    // What is beyond the window was sent against our word.
    const room = window - offset;
    const data = given.length > room ? given.subarray(0, Math.max(0, room)) : given;
    if (fin && data === given) this.#peerFin = plus(sequence, data.length);
    if (offset > 0) this.#held.hold(sequence, data);
    else this.#pass(data.subarray(Math.min(data.length, -offset)));
    for (let next = this.#held.take(this.expected); next !== undefined; next = this.#held.take(this.expected))
      this.#pass(next);
    if (this.#peerFin === undefined || distance(this.#peerFin, this.expected) !== 0) return false;
    this.expected = plus(this.expected, 1);
    this.#peerFin = undefined;
    return true;
  }

  clear(): void {
    this.#held.clear();
  }

  #pass(data: Uint8Array): void {
    if (data.length === 0) return;
    this.expected = plus(this.expected, data.length);
    this.#data(data);
  }
}
