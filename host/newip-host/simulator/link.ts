/**
 * A simulated link (shared medium of any number of ports) on the virtual clock: propagation delay, jitter, loss, rate,
 * queue, and an up/down state for partitions. Frames reach every other port whose station they name.
 */
import {
  ETHERNET,
  noCounts,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "../interfaces/interface.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

export type LinkOptions = {
  readonly name: string;
  /** Microseconds. */
  readonly delay?: number;
  /** Most extra delay, uniformly drawn (µs); frames may overtake each other. */
  readonly jitter?: number;
  /** Share of frames lost, 0 to 1. */
  readonly loss?: number;
  /** Bits per second; unlimited when left out. */
  readonly rate?: number;
  /** Frames that may wait for the medium; 1000 by default. */
  readonly queue?: number;
  readonly mtu?: number;
};

export class SimLink {
  readonly name: string;
  readonly mtu: number;
  readonly ports: SimPort[] = [];
  readonly clock: Clock;
  readonly #random: Random;
  readonly #options: LinkOptions;
  up = true;
  readonly counts = { carried: 0, lost: 0, down: 0, overflow: 0, bytes: 0 };
  #busyUntil = 0;
  #waiting = 0;
  /** Sees every frame put on the medium (captures). */
  tap: ((frame: Uint8Array, time: number) => void) | undefined;

  constructor(clock: Clock, random: Random, options: LinkOptions) {
    this.clock = clock;
    this.#random = random;
    this.#options = options;
    this.name = options.name;
    this.mtu = options.mtu ?? 1500;
  }

  /** A new port; its station is derived from the link's name and the port's number, so that runs are equal. */
  port(): SimPort {
    let hash = 0x811c9dc5;
    for (const c of this.name) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
    const mac = Uint8Array.of(2, hash >>> 24, hash >>> 16, hash >>> 8, hash, this.ports.length + 1);
    const port = new SimPort(this, mac);
    this.ports.push(port);
    return port;
  }

  /** Puts a frame (already a copy) on the medium. */
  carry(from: SimPort, frame: Uint8Array): boolean {
    if (!this.up) {
      this.counts.down++;
      return false;
    }
    const { delay = 0, jitter = 0, loss = 0, rate, queue = 1000 } = this.#options;
    const now = this.clock.now();
    let start = now;
    if (rate !== undefined) {
      if (this.#waiting >= queue) {
        this.counts.overflow++;
        return false;
      }
      start = Math.max(now, this.#busyUntil) + (frame.length * 8_000_000) / rate;
      this.#busyUntil = start;
      this.#waiting++;
      this.clock.at(start, () => this.#waiting--);
    }
    this.tap?.(frame, now);
    this.counts.carried++;
    this.counts.bytes += frame.length;
    if (loss > 0 && this.#random.next() < loss) {
      this.counts.lost++;
      return true;
    }
    const arrival = start + delay + (jitter > 0 ? this.#random.next() * jitter : 0);
    this.clock.at(arrival, () => {
      for (const port of this.ports) if (port !== from) port.take(frame);
    });
    return true;
  }
}

export class SimPort implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters = noCounts();
  readonly #link: SimLink;
  #handler: FrameHandler | undefined;

  constructor(link: SimLink, mac: Uint8Array) {
    this.#link = link;
    this.mac = mac;
    this.name = `${link.name}.${mac[5]}`;
    this.mtu = link.mtu;
  }

  open(handler: FrameHandler): void {
    this.#handler = handler;
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < ETHERNET || end - start > this.mtu + ETHERNET) {
      this.counters.malformed++;
      return false;
    }
    if (!this.#link.carry(this, bytes.slice(start, end))) {
      this.counters.overruns++;
      return false;
    }
    this.counters.sent++;
    return true;
  }

  flush(): void {}

  close(): void {
    this.#handler = undefined;
  }

  /** A frame from the medium: delivered when it names this station or all. */
  take(frame: Uint8Array): void {
    const handler = this.#handler;
    if (handler === undefined) return;
    const group = (frame[0]! & 1) === 1;
    if (!group && this.mac.some((b, i) => frame[i] !== b)) return;
    this.counters.received++;
    // Receivers may write into the frame (TTL), so each gets its own.
    handler.frame(frame.slice(), 0, frame.length);
    handler.idle();
  }
}
