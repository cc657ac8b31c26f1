/**
 * Latency-based forwarding (reference page 4.7): holds packets of the contract format for the window their contracts
 * leave, on a clock, and counts what it discards. The rules of the window are the codec's `HoldQueue`; this adds the
 * timer, bounds, and the account of every hold.
 */
import { HoldQueue, type Refusal } from "@comity/newip";
import type { Clock, Timer } from "../simulator/clock.ts";

export type SchedulerOptions = {
  readonly clock: Clock;
  /** A packet leaves: its bytes with experienced delay and hops written. */
  readonly release: (packet: Uint8Array, at: number) => void;
  /** Most packets held; 65,536 by default. More are refused with `queue-full`. */
  readonly capacity?: number;
};

export class LatencyScheduler {
  readonly #clock: Clock;
  readonly #release: (packet: Uint8Array, at: number) => void;
  readonly #capacity: number;
  readonly #queue: HoldQueue = new HoldQueue();
  readonly #counts = new Map<string, number>();
  #timer: Timer | undefined;
  #armed = Number.POSITIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    this.#clock = options.clock;
    this.#release = options.release;
    this.#capacity = options.capacity ?? 65_536;
  }

  /** Packets accepted, released, and discarded by reason. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get held(): number {
    return this.#queue.length;
  }

  /** Takes a packet at the clock's time; a refusal (counted) is final for this packet. */
  enqueue(packet: Uint8Array): Refusal | undefined {
    if (this.#queue.length >= this.#capacity) {
      this.#count("queue-full");
      return { code: "queue-full", field: "queue", detail: "the hold queue is full", offset: 0 };
    }
    // The queue keeps views of the packet, so it gets a copy of its own.
    const problem = this.#queue.enqueue(packet.slice(), this.#clock.now());
    if (problem !== undefined) {
      this.#count(problem.code);
      return problem;
    }
    this.#count("accepted");
    this.#arm();
    return undefined;
  }

  #count(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  #arm(): void {
    const next = this.#queue.next;
    if (next >= this.#armed) return;
    this.#timer?.cancel();
    this.#armed = next;
    this.#timer = next === Number.POSITIVE_INFINITY ? undefined : this.#clock.at(next, () => this.#run());
  }

  #run(): void {
    this.#armed = Number.POSITIVE_INFINITY;
    for (;;) {
      const now = this.#clock.now();
      const { packet, discarded } = this.#queue.dequeue(now);
      for (const refusal of discarded) this.#count(refusal.code);
      if (packet === undefined) break;
      this.#count("released");
      this.#release(packet, now);
    }
    this.#arm();
  }
}
