/**
 * The machine's monotonic clock with timers finer than `setTimeout`: the last stretch before a deadline is spent
 * turning the event loop, so that timers fire within tens of microseconds on an idle core.
 */
import { EventQueue, type Clock, type Timer } from "../simulator/clock.ts";

/** Microseconds before a deadline from which the loop turns without sleeping. `setTimeout` may be late by about 1 ms. */
const SPIN = 1500;

export class RealClock implements Clock {
  readonly #events = new EventQueue();
  readonly #start = performance.now();
  #sleeping: NodeJS.Timeout | undefined;
  #turning = false;
  #wake = Number.POSITIVE_INFINITY;

  now(): number {
    return (performance.now() - this.#start) * 1000;
  }

  at(time: number, action: () => void): Timer {
    const timer = this.#events.add(time, action);
    if (time < this.#wake) this.#arm();
    return timer;
  }

  /** Runs what is due; answers microseconds until the next deadline. For loops that do not return to Node's. */
  run(): number {
    while (this.#events.next <= this.now()) this.#events.take()?.();
    return this.#events.next - this.now();
  }

  #arm(): void {
    if (this.#turning) return;
    clearTimeout(this.#sleeping);
    this.#wake = this.#events.next;
    const left = this.#wake - this.now();
    if (left === Number.POSITIVE_INFINITY) return;
    if (left <= SPIN) this.#turn();
    else {
      this.#sleeping = setTimeout(() => this.#arm(), (left - SPIN) / 1000);
      this.#sleeping.unref();
    }
  }

  #turn(): void {
    this.#turning = true;
    setImmediate(() => {
      const left = this.run();
      this.#turning = false;
      if (left <= SPIN) this.#turn();
      else this.#arm();
    });
  }
}
