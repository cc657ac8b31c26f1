/**
 * Routes judged some hundred at a time. One look-up waits for memory most of its time; look-ups that stand one right after
 * the other wait together, so that routes read from text are judged almost twice as fast as each when it is read.
 */
import type { Outcome, RouteValidator } from "./validator.ts";

const SIZE = 256;

export class RouteBatch {
  /** Of route `i` words `4 * i` to `4 * i + 3`; IPv4 uses the first. */
  readonly words: Uint32Array = new Uint32Array(4 * SIZE);
  /** Words of an address, 1 or 4. */
  readonly family: Uint8Array = new Uint8Array(SIZE);
  readonly length: Uint8Array = new Uint8Array(SIZE);
  readonly origin: Uint32Array = new Uint32Array(SIZE);
  private readonly outcomes = new Uint8Array(SIZE);
  private readonly validator: RouteValidator;
  private readonly told: (i: number, outcome: Outcome) => void;
  private count = 0;

  /** `told` hears of every route in the order they were added, some time later; `i` is its row in the columns. */
  constructor(validator: RouteValidator, told: (i: number, outcome: Outcome) => void) {
    this.validator = validator;
    this.told = told;
  }

  /** The row that the route got. The words are copied. */
  add(family: 1 | 4, words: ArrayLike<number>, length: number, origin: number): number {
    if (this.count === SIZE) this.flush();
    const i = this.count++;
    this.words[4 * i] = words[0]!;
    if (family === 4) for (let w = 1; w < 4; w++) this.words[4 * i + w] = words[w]!;
    this.family[i] = family;
    this.length[i] = length;
    this.origin[i] = origin;
    return i;
  }

  /** Judges what was added since the last time. To be called at the end. */
  flush(): void {
    const { count, family, length, origin, outcomes, validator, words } = this;
    for (let i = 0; i < count; i++) {
      const of = family[i] === 1 ? validator.v4 : validator.v6;
      outcomes[i] = of.validate(words, 4 * i, length[i]!, origin[i]!);
    }
    this.count = 0;
    for (let i = 0; i < count; i++) this.told(i, outcomes[i] as Outcome);
  }
}
