/** Path MTUs learnt from `too big` messages: bounded, never below the format's minimum, never raised, ten minutes long. */
import { addressKey, MIN_MTU, type Address } from "@comity/newip";
import type { Clock } from "../simulator/clock.ts";

const LIMIT = 1024;
const LIFETIME = 600_000_000;

export class PathMtus {
  readonly #clock: Clock;
  readonly #known = new Map<number | string, { readonly mtu: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes; Infinity when nothing is known. */
  get(destination: Address): number {
    if (this.#known.size === 0) return Number.POSITIVE_INFINITY;
    const key = addressKey(destination);
    const entry = this.#known.get(key);
    if (entry === undefined) return Number.POSITIVE_INFINITY;
    if (entry.until >= this.#clock.now()) return entry.mtu;
    this.#known.delete(key);
    return Number.POSITIVE_INFINITY;
  }

  /** False when the value is not possible or not smaller than what is known. */
  set(destination: Address, mtu: number): boolean {
    if (mtu < MIN_MTU || mtu >= 65_536 || mtu >= this.get(destination)) return false;
    const key = addressKey(destination);
    if (this.#known.size >= LIMIT && !this.#known.has(key)) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    this.#known.set(key, { mtu, until: this.#clock.now() + LIFETIME });
    return true;
  }
}
