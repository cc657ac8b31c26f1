/**
 * What falls due when: a binary heap ordered by (time, record type, register, key), the order of SEMANTICS C6. It is
 * derived from the records and rebuilt from them; entries that no longer match their record are skipped when popped.
 */
import { compareBytes } from "@comity/canon";
import type { RecordType } from "./records.ts";
import { registerNumber, type Key, type RegisterName } from "./registers.ts";

export type Due = {
  readonly time: number;
  readonly t: RecordType;
  readonly register: RegisterName;
  readonly key: Key;
};

export class DueIndex {
  readonly #heap: Due[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Due | undefined {
    return this.#heap[0];
  }

  push(due: Due): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(due);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (compareDue(heap[parent]!, due) <= 0) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = due;
  }

  pop(): Due | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && compareDue(heap[child + 1]!, heap[child]!) < 0) child++;
      if (compareDue(last, heap[child]!) <= 0) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  }

  /** Every entry, in no order. */
  entries(): readonly Due[] {
    return this.#heap;
  }

  clear(): void {
    this.#heap.length = 0;
  }
}

function compareDue(a: Due, b: Due): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.t !== b.t) return a.t < b.t ? -1 : 1;
  if (a.register !== b.register) return registerNumber(a.register) - registerNumber(b.register);
  return compareBytes(a.key.bytes, b.key.bytes) || a.key.bits - b.key.bits;
}
