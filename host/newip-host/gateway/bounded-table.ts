/**
 * State of a gateway by key, bounded in every direction: in number, per owner, in time. When it is full, what nobody has
 * answered yet makes room, the longest unused first, so that a flood of openings displaces itself and no conversation.
 */
export type Held = { readonly owner: string; used: number; answered: boolean };

export type TableLimits = {
  readonly most: number;
  readonly perOwner: number;
  /** Microseconds without use after which an entry goes: answered, and never answered. */
  readonly idle: number;
  readonly unanswered: number;
};

export class BoundedTable<V extends Held> {
  readonly #limits: TableLimits;
  readonly #gone: (value: V) => void;
  readonly #entries = new Map<string, V>();
  readonly #owners = new Map<string, number>();

  /** `gone` is called for each entry that leaves by itself or by `delete`. */
  constructor(limits: TableLimits, gone: (value: V) => void) {
    this.#limits = limits;
    this.#gone = gone;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  *[Symbol.iterator](): Generator<[string, V]> {
    yield* this.#entries;
  }

  /** Whether there is room for one more of this owner, after making it. */
  room(owner: string): boolean {
    const { most, perOwner } = this.#limits;
    if ((this.#owners.get(owner) ?? 0) >= perOwner && !this.#displace((v) => v.owner === owner)) return false;
    return this.#entries.size < most || this.#displace(() => true);
  }

  /** Only after `room` said yes. */
  set(key: string, value: V): void {
    this.#entries.set(key, value);
    this.#owners.set(value.owner, (this.#owners.get(value.owner) ?? 0) + 1);
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    const left = (this.#owners.get(value.owner) ?? 1) - 1;
    if (left === 0) this.#owners.delete(value.owner);
    else this.#owners.set(value.owner, left);
    this.#gone(value);
  }

  /** Removes what is idle at `now`; answers how many. */
  expire(now: number): number {
    const { idle, unanswered } = this.#limits;
    let count = 0;
    for (const [key, { answered, used }] of this.#entries) {
      if (used >= now - (answered ? idle : unanswered)) continue;
      this.delete(key);
      count++;
    }
    return count;
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key);
  }

  #displace(of: (value: V) => boolean): boolean {
    let oldest: string | undefined;
    let used = Number.POSITIVE_INFINITY;
    for (const [key, value] of this.#entries) {
      if (value.answered || value.used >= used || !of(value)) continue;
      oldest = key;
      used = value.used;
    }
    if (oldest === undefined) return false;
    this.delete(oldest);
    return true;
  }
}
