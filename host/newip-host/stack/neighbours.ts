/**
 * Neighbours of one interface (reference page 3.7 and 3.10, hazard 8): an entry changes only through an advertisement
 * that answers a solicitation of ours. A solicitation from somebody else is answered to the station that sent it and
 * teaches nothing, so that a forged one changes nothing. Everything is bounded: entries, open questions, waiting frames.
 */
import { addressKey, type Address } from "@comity/newip";
import type { Clock } from "../simulator/clock.ts";
import { TokenBucket, type Counters } from "./counters.ts";

export type NeighbourEntry = {
  readonly address: Address;
  readonly mac: Uint8Array;
  /** The entry is used without asking until then (µs). */
  freshUntil: number;
  /** Set by hand: never asked for, never changed. */
  readonly fixed: boolean;
};

type Question = {
  readonly address: Address;
  probes: number;
  waiting: Uint8Array[];
  old: NeighbourEntry | undefined;
};

export const NEIGHBOUR_LIMITS = {
  entries: 1024,
  questions: 128,
  waiting: 16,
  probes: 4,
  /** New questions a second: what arrives for unknown addresses is not turned into a flood of broadcasts. */
  rate: 1000,
  /** Microseconds between probes. */
  interval: 1_000_000,
  /** Microseconds an answer is trusted. */
  fresh: 60_000_000,
} as const;

export type NeighbourActions = {
  /** Sends a solicitation: to the station given, or to all. */
  readonly ask: (target: Address, mac: Uint8Array | undefined) => void;
  /** Sends a frame that waited, with its destination station now known. */
  readonly release: (frame: Uint8Array, mac: Uint8Array) => void;
  /** No answer came: the frames that waited are given up. */
  readonly unreachable: (frame: Uint8Array) => void;
};

export class Neighbours {
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #actions: NeighbourActions;
  readonly #entries = new Map<number | string, NeighbourEntry>();
  readonly #questions = new Map<number | string, Question>();
  readonly #asking = new TokenBucket(NEIGHBOUR_LIMITS.rate, NEIGHBOUR_LIMITS.rate);

  constructor(clock: Clock, counters: Counters, actions: NeighbourActions) {
    this.#clock = clock;
    this.#counters = counters;
    this.#actions = actions;
  }

  get size(): number {
    return this.#entries.size;
  }
  get questions(): number {
    return this.#questions.size;
  }

  entries(): readonly NeighbourEntry[] {
    return [...this.#entries.values()];
  }

  /** A fixed entry. */
  set(address: Address, mac: Uint8Array): void {
    const entry = { address, mac, freshUntil: Number.POSITIVE_INFINITY, fixed: true };
    this.#entries.set(addressKey(address), entry);
  }

  /** The station of an address, asking for it again when it is old; undefined when it is not known. */
  find(bytes: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const key = addressKey(bytes, at, length);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.freshUntil < this.#clock.now() && !this.#questions.has(key))
      this.#question(key, entry.address, entry);
    return entry.mac;
  }

  /** Keeps a copy of the frame until the address is known; drops it (counted) when too much waits already. */
  wait(address: Address, frame: Uint8Array): void {
    const key = addressKey(address);
    const question = this.#questions.get(key) ?? this.#question(key, address.slice(), undefined);
    if (question === undefined) return;
    if (question.waiting.length >= NEIGHBOUR_LIMITS.waiting) {
      this.#counters.add("drop.neighbour-queue-full");
      return;
    }
    question.waiting.push(frame);
  }

  /** Asks for an address without a frame (duplicate detection, warming up). */
  probe(address: Address): void {
    const key = addressKey(address);
    if (!this.#questions.has(key)) this.#question(key, address.slice(), this.#entries.get(key));
  }

  /** An advertisement came from `source`; false when nobody asked: nothing changes then. */
  answer(source: Uint8Array, at: number, length: number, mac: Uint8Array): boolean {
    const key = addressKey(source, at, length);
    const question = this.#questions.get(key);
    if (question === undefined) return false;
    this.#questions.delete(key);
    this.#store(key, question.address, mac);
    for (const frame of question.waiting) this.#actions.release(frame, mac);
    return true;
  }

  #store(key: number | string, address: Address, mac: Uint8Array): void {
    this.#entries.delete(key);
    if (this.#entries.size >= NEIGHBOUR_LIMITS.entries) {
      for (const [oldest, entry] of this.#entries) {
        if (entry.fixed) continue;
        this.#entries.delete(oldest);
        this.#counters.add("neighbour.evicted");
        break;
      }
    }
    const freshUntil = this.#clock.now() + NEIGHBOUR_LIMITS.fresh;
    this.#entries.set(key, { address, mac: mac.slice(), freshUntil, fixed: false });
  }

  #question(key: number | string, address: Address, old: NeighbourEntry | undefined): Question | undefined {
    if (!this.#asking.take(this.#clock.now())) {
      this.#counters.add("drop.neighbour-question-rate");
      return undefined;
    }
    if (this.#questions.size >= NEIGHBOUR_LIMITS.questions && !this.#displace()) {
      this.#counters.add("drop.neighbour-questions-full");
      return undefined;
    }
    const question: Question = { address, probes: 0, waiting: [], old };
    this.#questions.set(key, question);
    this.#probe(key, question);
    return question;
  }

  /**
   * Somebody may send to addresses that nobody has (RFC 6583): the oldest question about an unknown one makes room. A
   * neighbour that is there answers within milliseconds, long before its question is the oldest.
   */
  #displace(): boolean {
    for (const [key, { old, waiting }] of this.#questions) {
      if (old !== undefined) continue;
      this.#questions.delete(key);
      this.#counters.add("drop.neighbour-displaced", Math.max(1, waiting.length));
      return true;
    }
    return false;
  }

  #probe(key: number | string, question: Question): void {
    if (this.#questions.get(key) !== question) return;
    if (question.probes >= NEIGHBOUR_LIMITS.probes) {
      this.#questions.delete(key);
      this.#entries.delete(key);
      this.#counters.add("neighbour.unreachable");
      for (const frame of question.waiting) this.#actions.unreachable(frame);
      return;
    }
    // The first questions about a known neighbour go to its station alone.
    const known = question.probes < 2 ? question.old?.mac : undefined;
    question.probes++;
    this.#clock.at(this.#clock.now() + NEIGHBOUR_LIMITS.interval, () => this.#probe(key, question));
    this.#actions.ask(question.address, known);
  }
}
