/**
 * The reference's latency queue (reference page 4.5), bit for bit: 0.1 ms in 16 bits, late packets dropped by another packet's
 * hop count, scheduler ticks of 64 ns taken for milliseconds. For the vectors and for studying; `HoldQueue` is ours.
 */
import { LATENCY, MAX_DELAY } from "../contract/constants.ts";

export type ReferenceEnqueue = {
  /** 0 queued, −1 discarded early, 1 dropped without hops. */
  readonly ret: number;
  readonly frame: Uint8Array;
  /** Hold window after arrival, in µs; absent without a latency contract. */
  readonly window?: { readonly minimum: number; readonly maximum: number };
};

const ETHERNET = 14;
type Waiting = {
  readonly frame: Uint8Array;
  readonly type: number;
  readonly at: number;
  readonly arrival: number;
  readonly low: number;
  readonly high: number;
};

export class ReferenceQueue {
  /** Packets discarded so far. */
  drops = 0;
  #waiting: Waiting[] = [];
  /** One value for the whole queue: the defect of line 454. */
  #hopsLeft = 0;

  /** `frame` is an Ethernet frame, `now` nanoseconds. */
  enqueue(frame: Uint8Array, now: number): ReferenceEnqueue {
    const copy = frame.slice();
    const view = new DataView(copy.buffer);
    // Read at the contract offset even when that is 0, "no contract".
    const at = ETHERNET + (copy[ETHERNET + 1] ?? 0);
    const type = at + 2 <= copy.length ? view.getUint16(at) : 0;
    const whole = (size: number): boolean => at + size <= copy.length;
    const queue = (known: number, low: number, high: number): void =>
      void this.#waiting.push({ frame: copy, type: known, at, arrival: now, low, high });
    if (type === LATENCY && whole(12)) {
      const hops = view.getUint16(at + 10);
      if (hops === 0) {
        this.drops++;
        return { ret: 1, frame: copy };
      }
      // Decremented in network order: no borrow from the high byte (256 becomes 511).
      copy[at + 11] = (copy[at + 11]! - 1) & 0xff;
      this.#hopsLeft = view.getUint16(at + 10);
      const u16 = (value: number): number => value & 0xffff;
      const used = u16(view.getUint16(at + 6) + view.getUint16(at + 8) * 10);
      const minimum = u16(view.getUint16(at + 2) * 10);
      const maximum = u16(view.getUint16(at + 4) * 10);
      if (view.getUint16(at + 4) !== 0 && used > maximum) {
        this.drops++;
        return { ret: -1, frame: copy };
      }
      const low = Math.floor(Math.max(0, minimum - used) / hops);
      const high = view.getUint16(at + 4) === 0 ? 10_000 : Math.floor((maximum - used) / hops);
      queue(LATENCY, low * 100_000, high * 100_000);
      return { ret: 0, frame: copy, window: { minimum: low * 100, maximum: high * 100 } };
    }
    queue(type === MAX_DELAY && whole(6) ? MAX_DELAY : 0, 0, Number.POSITIVE_INFINITY);
    return { ret: 0, frame: copy };
  }

  /** One dequeue at `now` nanoseconds: a frame, or nothing (too early, or dropped and counted). */
  dequeue(now: number): Uint8Array | undefined {
    const first = this.#waiting[0];
    if (first === undefined || now < first.arrival + first.low) return undefined;
    this.#waiting.shift();
    const out = first.frame.slice();
    const view = new DataView(out.buffer);
    const waited = now - first.arrival;
    if (first.type === LATENCY) {
      const experienced = view.getUint16(first.at + 6) + Math.floor(waited / 100_000);
      view.setUint16(first.at + 6, experienced & 0xffff);
      if (waited > first.high && this.#hopsLeft === 0) {
        this.drops++;
        return undefined;
      }
    } else if (first.type === MAX_DELAY) {
      const delay = view.getUint16(first.at + 4) + Math.floor(waited / 64);
      if (delay > view.getUint16(first.at + 2)) {
        this.drops++;
        return undefined;
      }
      view.setUint16(first.at + 4, delay);
    }
    return out;
  }
}
