/** How much a connection may have under way: RFC 5681 with the recovery of RFC 6582 (NewReno). Bytes. */
import { distance } from "./tcp-parts.ts";

export class Congestion {
  /** Bytes that may be under way. */
  window: number;
  #threshold = 1 << 30;
  #duplicates = 0;
  /** What was sent when the last loss was noticed: below it, what is missing then is missing for the same reason. */
  #recover: number;
  /** Between the third duplicate acknowledgement and that of everything sent before it. */
  #recovering = false;

  constructor(next: number, mss: number) {
    this.#recover = next;
    this.window = 10 * mss;
  }

  /** The connection is established with this segment size. */
  begin(mss: number): void {
    this.window = 10 * mss;
  }

  /** `bytes` more are acknowledged, up to `una`; true when the oldest segment is to be sent again. */
  acknowledged(bytes: number, una: number, mss: number): boolean {
    this.#duplicates = 0;
    if (distance(una, this.#recover) < 0) {
      // A partial acknowledgement: the next segment that is missing, and no more in flight than before.
      if (this.#recovering) this.window = Math.max(mss, this.window - bytes + mss);
      return true;
    }
    if (this.#recovering) {
      this.#recovering = false;
      this.window = this.#threshold;
    } else if (this.window < this.#threshold) this.window += Math.min(bytes, mss);
    else this.window += (mss * mss) / this.window;
    return false;
  }

  /** The same acknowledgement again, with `flight` bytes under way; true when the oldest segment is to be sent again. */
  duplicate(flight: number, next: number, mss: number): boolean {
    this.#duplicates++;
    if (this.#duplicates > 3 && this.#recovering) this.window += mss;
    if (this.#duplicates !== 3) return false;
    this.#threshold = Math.max(flight / 2, 2 * mss);
    // Each duplicate says that a segment has left the network: new ones may follow it (RFC 6582 section 3.2).
    this.window = this.#threshold + 3 * mss;
    this.#recover = next;
    this.#recovering = true;
    return true;
  }

  /** Nothing came back in time. */
  timeout(flight: number, next: number, mss: number): void {
    this.#threshold = Math.max(flight / 2, 2 * mss);
    this.window = mss;
    this.#recovering = false;
    this.#recover = next;
    this.#duplicates = 0;
  }
}
