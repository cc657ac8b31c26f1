/** Vectors of numbers, each kept once and numbered in order of arrival: an open-addressed table over typed arrays. */

const FIRST = 1024;

export class StateTable {
  readonly #width: number;
  #values: Float64Array;
  /** State number + 1, or 0. */
  #slots: Int32Array;
  size: number = 0;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(FIRST * width);
    this.#slots = new Int32Array(2 * FIRST);
  }

  value(state: number, index: number): number {
    return this.#values[state * this.#width + index]!;
  }

  /** The number of this vector; a new one when it has not been here. */
  place(vector: Float64Array): number {
    const slot = this.#find(vector);
    const known = this.#slots[slot]!;
    if (known > 0) return known - 1;
    this.#values.set(vector, this.size * this.#width);
    this.#slots[slot] = ++this.size;
    if (2 * this.size >= this.#slots.length) this.#grow();
    return this.size - 1;
  }

  #find(vector: Float64Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash(vector) & mask;
    for (let known = this.#slots[slot]!; known > 0; known = this.#slots[slot]!) {
      if (this.#equals(known - 1, vector)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #equals(state: number, vector: Float64Array): boolean {
    const from = state * this.#width;
    for (let i = 0; i < this.#width; i++) if (this.#values[from + i] !== vector[i]) return false;
    return true;
  }

  #grow(): void {
    const values = new Float64Array(2 * this.#values.length);
    values.set(this.#values);
    this.#values = values;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let state = 0; state < this.size; state++) {
      const vector = values.subarray(state * this.#width, (state + 1) * this.#width);
      this.#slots[this.#find(vector)] = state + 1;
    }
  }
}

/** Whole numbers below 2^53, mixed in halves of 32 bits. */
function hash(vector: Float64Array): number {
  let mixed = 0;
  for (const value of vector) {
    mixed = Math.imul(mixed ^ (value | 0), 0x9e3779b1);
    mixed = Math.imul((mixed ^ (mixed >>> 15)) + ((value / 2 ** 32) | 0), 0x85ebca6b);
  }
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
