/** From a note to its receipt: admission, the fold's queue, and waiting for the block. */
import { refuse, type Refusal, type Result } from "@comity/canon";
import { isBlockRecord } from "@comity/assembly";
import type { Finality, Receipt } from "@comity/api";
import { routePath } from "@comity/api";
import type { Admission } from "./admission.ts";
import type { FoldThread } from "./fold-thread.ts";
import type { NewBlock } from "./fold-messages.ts";
import { voidCode, type LogReader } from "./log-reader.ts";
import type { States } from "./states.ts";

export type SubmissionParts = {
  readonly admission: Admission;
  readonly fold: () => FoldThread;
  readonly log: LogReader;
  readonly states: States;
  readonly finality: Finality;
  readonly now: () => number;
};
type Answer = (receipt: Result<Receipt>) => void;
type Submission = {
  /** base64. */
  readonly text: string;
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly answer: Answer;
  readonly wait: boolean;
};

export class Submissions {
  readonly #parts: SubmissionParts;
  readonly #waiters = new Map<string, Set<Answer>>();
  #batch: Submission[] = [];

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  /** One act. With `wait` the receipt of its block, else `queued` as soon as it is on disk. */
  async submit(entry: Uint8Array, wait: boolean): Promise<Result<Receipt>> {
    const [answer] = await this.submitAll([entry], wait);
    return answer!;
  }

  /** Several acts; those that are admitted are ordered in the order given, so a lane may continue within. */
  async submitAll(entries: readonly Uint8Array[], wait: boolean): Promise<readonly Result<Receipt>[]> {
    const admitted = await Promise.all(entries.map((entry) => this.#parts.admission.admit(entry)));
    return Promise.all(
      admitted.map((act, i) =>
        act.ok ? this.#place(act.value.hash, entries[i]!, wait) : Promise.resolve(act),
      ),
    );
  }

  #place(hash: string, entry: Uint8Array, wait: boolean): Promise<Result<Receipt>> {
    return new Promise((answer) => {
      const submission = { text: hash, hash: Buffer.from(hash, "base64"), entry, answer, wait };
      if (this.#batch.push(submission) === 1) setImmediate(() => void this.#send());
    });
  }

  /** Hands out the receipts of a block. */
  onBlock(block: NewBlock): void {
    if (this.#waiters.size === 0) return;
    const voids = new Map(block.voids.map((entry) => [entry.index, entry]));
    for (let i = 0, at = 0; at < block.hashes.length; i++, at += 32) {
      const hash = Buffer.from(block.hashes.buffer, block.hashes.byteOffset + at, 32).toString("base64");
      const waiters = this.#waiters.get(hash);
      if (waiters === undefined) continue;
      this.#waiters.delete(hash);
      const index = block.first + i;
      const value = this.#receipt(hash, index, block.height, block.time, voids.get(index));
      for (const answer of waiters) answer({ ok: true, value });
    }
  }

  /** The receipt of an act that is in the log. */
  logged(hash: string, index: number): Result<Receipt> {
    const { log, states } = this.#parts;
    const { size } = states.newest;
    const entry = log.entry(index, size);
    if (!entry.ok) return entry;
    if (isBlockRecord(entry.value)) return refuse("entry-unknown", `entry ${index} is a block record`);
    const block = log.blockOf(index, size);
    if (!block.ok) return block;
    const code = voidCode(block.value, index);
    const { height, time } = block.value.record;
    return {
      ok: true,
      value: this.#receipt(hash, index, height, time, code === undefined ? undefined : { code }),
    };
  }

  /** The fold's thread is gone: what waits is durable and is ordered at the next start, or never arrived. */
  fail(refusal: Refusal): void {
    for (const waiters of this.#waiters.values()) for (const answer of waiters) answer(refused(refusal));
    this.#waiters.clear();
  }

  /** Acts whose receipt somebody waits for. */
  get waiting(): number {
    return this.#waiters.size;
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const { fold, now } = this.#parts;
    // They wait before the fold is asked: its block may be announced before its answer is read.
    for (const { text, answer, wait } of batch) if (wait) this.#wait(text, answer);
    const placed = await fold().submit(
      now(),
      batch.map(({ hash, entry }) => ({ hash, entry })),
    );
    for (const [i, { text, answer, wait }] of batch.entries()) {
      const place = placed[i]!;
      if (place.state === "queued") {
        if (!wait) answer({ ok: true, value: this.#queued(text) });
        continue;
      }
      this.#waiters.get(text)?.delete(answer);
      answer(place.state === "logged" ? this.logged(text, place.index) : refused(place.refusal));
    }
  }

  #wait(hash: string, answer: Answer): void {
    const waiters = this.#waiters.get(hash);
    if (waiters === undefined) this.#waiters.set(hash, new Set([answer]));
    else waiters.add(answer);
  }

  #queued(hash: string): Receipt {
    return {
      ...this.#parts.finality,
      grade: "local",
      hash,
      state: "queued",
      href: routePath("act", { hash: toUrl(hash) }),
    };
  }

  #receipt(
    hash: string,
    index: number,
    height: number,
    time: number,
    voided: { readonly code: string; readonly detail?: string } | undefined,
  ): Receipt {
    return {
      ...this.#parts.finality,
      hash,
      state: "logged",
      index,
      height,
      time,
      outcome: voided === undefined ? "effective" : "void",
      ...(voided === undefined ? {} : { code: voided.code }),
      ...(voided?.detail === undefined ? {} : { detail: voided.detail }),
      href: routePath("entry", { index }),
    };
  }
}

const toUrl = (hash: string): string => hash.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const refused = (error: Refusal): Result<never> => ({ ok: false, error });
