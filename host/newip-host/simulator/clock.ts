/**
 * Time for everything in this room: microseconds that never go back. `VirtualClock` runs events in order of time, then
 * of making; nothing else advances it, so a run is a function of its inputs. `realClock` is the machine's.
 */

export type Timer = { cancel: () => void };

export interface Clock {
  /** Microseconds since the clock began. */
  now(): number;
  /** Runs `action` once, at `time` (microseconds) or as soon after as possible. */
  at(time: number, action: () => void): Timer;
}

type Event = { readonly time: number; readonly order: number; action: (() => void) | undefined };

/** A binary heap by time, then by order of making. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #made = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the earliest event, Infinity when there is none. */
  get next(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, action: () => void): Timer {
    const heap = this.#heap;
    const event: Event = { time, order: this.#made++, action };
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = event;
    return {
      cancel: () => {
        event.action = undefined;
      },
    };
  }

  /** Removes the earliest event; undefined when none is left or it was cancelled. */
  take(): (() => void) | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
        if (!before(heap[child]!, last)) break;
        heap[i] = heap[child]!;
        i = child;
      }
      heap[i] = last;
    }
    return first.action;
  }
}

const before = (a: Event, b: Event): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

export class VirtualClock implements Clock {
  readonly #events = new EventQueue();
  #now = 0;
  /** Events run so far. */
  events = 0;

  now(): number {
    return this.#now;
  }

  at(time: number, action: () => void): Timer {
    return this.#events.add(Math.max(time, this.#now), action);
  }

  /** Runs everything up to and including `time`; stops early after `limit` events and answers false. */
  runUntil(time: number, limit: number = Number.POSITIVE_INFINITY): boolean {
    for (let n = 0; this.#events.next <= time; n++) {
      if (n >= limit) return false;
      this.#now = this.#events.next;
      this.events++;
      this.#events.take()?.();
    }
    this.#now = Math.max(this.#now, time);
    return true;
  }
}
