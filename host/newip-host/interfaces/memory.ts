/**
 * Two joined ports in memory. Frames wait in a ring of fixed slots; a full ring drops and counts. Delivery is by
 * `pump` (benches, one's own loop), or as an immediate of the event loop when `automatic` is set.
 */
import {
  ETHERNET,
  noCounts,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "./interface.ts";

export type MemoryOptions = {
  readonly name?: string;
  readonly mtu?: number;
  /** Frames a port can hold; 512 by default. */
  readonly slots?: number;
  readonly automatic?: boolean;
};

let made = 0;

export class MemoryPort implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters = noCounts();
  readonly #slots: number;
  readonly #size: number;
  readonly #bytes: Uint8Array;
  readonly #lengths: Int32Array;
  readonly #automatic: boolean;
  #head = 0;
  #count = 0;
  #peer: MemoryPort | undefined;
  #handler: FrameHandler | undefined;
  #scheduled = false;

  private constructor(name: string, options: MemoryOptions) {
    made++;
    this.name = name;
    // Locally administered, so that it collides with no real card.
    this.mac = Uint8Array.of(2, 0, 0, made >> 16, made >> 8, made);
    this.mtu = options.mtu ?? 1500;
    this.#slots = options.slots ?? 512;
    this.#size = this.mtu + ETHERNET;
    this.#bytes = new Uint8Array(this.#slots * this.#size);
    this.#lengths = new Int32Array(this.#slots);
    this.#automatic = options.automatic === true;
  }

  static pair(options: MemoryOptions = {}): [MemoryPort, MemoryPort] {
    const name = options.name ?? "mem";
    const a = new MemoryPort(`${name}.0`, options);
    const b = new MemoryPort(`${name}.1`, options);
    a.#peer = b;
    b.#peer = a;
    return [a, b];
  }

  open(handler: FrameHandler): void {
    this.#handler = handler;
    if (this.#automatic && this.#count > 0) this.#schedule();
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    const peer = this.#peer;
    if (peer === undefined || length < ETHERNET || length > this.#size) {
      this.counters.malformed++;
      return false;
    }
    if (peer.#count === peer.#slots) {
      this.counters.overruns++;
      return false;
    }
    let slot = peer.#head + peer.#count;
    if (slot >= peer.#slots) slot -= peer.#slots;
    const at = slot * peer.#size;
    const target = peer.#bytes;
    if (length <= 96) for (let i = 0; i < length; i++) target[at + i] = bytes[start + i]!;
    else target.set(bytes.subarray(start, end), at);
    peer.#lengths[slot] = length;
    peer.#count++;
    this.counters.sent++;
    return true;
  }

  flush(): void {
    const peer = this.#peer;
    if (peer !== undefined && peer.#automatic && peer.#count > 0) peer.#schedule();
  }

  /** Delivers up to `limit` waiting frames; answers how many. */
  pump(limit: number = this.#count): number {
    const handler = this.#handler;
    if (handler === undefined) return 0;
    const count = Math.min(limit, this.#count);
    for (let n = 0; n < count; n++) {
      const at = this.#head * this.#size;
      const length = this.#lengths[this.#head]!;
      handler.frame(this.#bytes, at, at + length);
      this.#head = this.#head + 1 === this.#slots ? 0 : this.#head + 1;
      this.#count--;
    }
    this.counters.received += count;
    if (count > 0) handler.idle();
    return count;
  }

  close(): void {
    this.#handler = undefined;
    if (this.#peer !== undefined) this.#peer.#peer = undefined;
    this.#peer = undefined;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.pump();
    });
  }
}
