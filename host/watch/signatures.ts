/** Signatures on their way to the threads that verify them: many at once, in batches, and the first that does not hold. */
import type { Signed, VerifyPool } from "@comity/native";
import type { Found } from "./found.ts";

/** Batches on their way at once. */
const MAX_BATCHES = 16;
const BATCH = 1024;

type Asked = { readonly signed: Signed; readonly index: number; readonly name: string };

export class Signatures {
  /** The first signature that does not hold, of those that were answered. */
  wrong: Found | undefined;
  readonly #pool: VerifyPool;
  readonly #running = new Set<Promise<void>>();
  #asked: Asked[] = [];

  constructor(pool: VerifyPool) {
    this.#pool = pool;
  }

  add(asked: Asked): void {
    this.#asked.push(asked);
  }

  /** Hands over what fills a batch; waits only when too many are on their way. */
  async flow(): Promise<void> {
    if (this.#asked.length >= BATCH) await this.#send();
  }

  /** All answered. */
  async settle(): Promise<void> {
    if (this.#asked.length > 0) await this.#send();
    await Promise.all(this.#running);
  }

  async #send(): Promise<void> {
    const batch = this.#asked;
    this.#asked = [];
    const answer = this.#pool.verify(batch.map(({ signed }) => signed)).then((verdicts) => {
      const bad = verdicts.indexOf(false);
      if (bad < 0 || (this.wrong !== undefined && this.wrong.index < batch[bad]!.index)) return;
      const { index, name } = batch[bad]!;
      this.wrong = { index, code: "signature-invalid", detail: `the signature of ${name} does not verify` };
    });
    this.#running.add(answer);
    void answer.finally(() => this.#running.delete(answer));
    if (this.#running.size >= MAX_BATCHES) await Promise.race(this.#running);
  }
}
