/** The clock of the demonstration: it stands still, jumps along the script, and after its end goes on at real speed. */
import { START } from "./script.ts";

export class DemoClock {
  #base = START;
  #since: number | undefined;
  /** Moves to a time in seconds; never back. */
  set(time: number): void {
    this.#base = Math.max(this.now(), time);
    if (this.#since !== undefined) this.#since = Date.now();
  }
  /** From now on at ordinary speed. */
  run(): void {
    this.#since ??= Date.now();
  }
  /** Seconds; what the node takes as its clock. */
  readonly now = (): number =>
    this.#base + (this.#since === undefined ? 0 : Math.floor((Date.now() - this.#since) / 1000));
}
