/** The main thread's handle on the fold: questions with answers, and events. */
import { Worker } from "node:worker_threads";
import { err, ok, refuse, type Refusal, type Result } from "@comity/canon";
import type { Incoming } from "./block-time.ts";
import {
  pack,
  type FromFold,
  type NewBlock,
  type OpenFold,
  type Opened,
  type Packed,
} from "./fold-messages.ts";
import type { Placed, Submitted, ToFold } from "./fold-messages.ts";

type Without<T> = T extends unknown ? Omit<T, "id"> : never;
type Pending = (answer: Result<unknown>) => void;

export type FoldEvents = {
  readonly block: (block: NewBlock) => void;
  /** Undefined: writing works again. */
  readonly health: (refusal: Refusal | undefined) => void;
  /** The thread ended by a defect. */
  readonly died: (cause: Error) => void;
};

export class FoldThread {
  readonly opened: Opened;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #next = 0;
  #ended = false;

  private constructor(worker: Worker, opened: Opened, events: FoldEvents) {
    this.#worker = worker;
    this.opened = opened;
    worker.on("message", (message: FromFold) => this.#receive(message, events));
    worker.on("error", (cause) => {
      this.#end();
      events.died(cause as Error);
    });
    worker.on("exit", () => this.#end());
  }

  /** Codes of opening a store, of replay, and of key files. */
  static open(options: OpenFold, events: FoldEvents): Promise<Result<FoldThread>> {
    const worker = new Worker(new URL("./fold-worker.ts", import.meta.url), { workerData: options });
    return new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.once("message", (message: FromFold) => {
        worker.off("error", reject);
        if (message.t === "opened") return resolve(ok(new FoldThread(worker, message.opened, events)));
        void worker.terminate();
        resolve(
          message.t === "refused" ? err(message.refusal) : refuse("defect", "the fold's thread did not open"),
        );
      });
    });
  }

  async submit(now: number, acts: readonly Submitted[]): Promise<readonly Placed[]> {
    const answer = await this.#submitted(now, pack(acts));
    if (answer.ok) return answer.value as readonly Placed[];
    return acts.map(() => ({ state: "refused", refusal: answer.error }));
  }

  #submitted(now: number, acts: Packed): Promise<Result<unknown>> {
    return this.#ask({ t: "submit", now, acts }, [
      acts.hashes.buffer,
      acts.lengths.buffer,
      acts.entries.buffer,
    ]);
  }

  async tick(now: number): Promise<void> {
    await this.#ask({ t: "tick", now });
  }

  /** A checkpoint that enough witnesses have signed: it is released, and block time may follow it. */
  async witnessed(cosigned: Incoming): Promise<Result<unknown>> {
    return this.#ask({ t: "witness", ...cosigned });
  }

  putBlob(kind: "datasets" | "documents", bytes: Uint8Array): Promise<Result<Uint8Array>> {
    return this.#ask({ t: "blob", kind, bytes }) as Promise<Result<Uint8Array>>;
  }

  /** The log index of an act. */
  find(hash: Uint8Array): Promise<Result<number | undefined>> {
    return this.#ask({ t: "find", hash }) as Promise<Result<number | undefined>>;
  }

  snapshot(): Promise<Result<unknown>> {
    return this.#ask({ t: "snapshot" });
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise((resolve) => this.#worker.once("exit", resolve));
    await this.#ask({ t: "close" });
    await exited;
  }

  #ask(question: Without<ToFold>, transfer: readonly ArrayBuffer[] = []): Promise<Result<unknown>> {
    if (this.#ended) return Promise.resolve(stopped());
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#worker.postMessage({ ...question, id }, [...transfer]);
    });
  }

  #receive(message: FromFold, events: FoldEvents): void {
    switch (message.t) {
      case "block":
        return events.block(message.block);
      case "health":
        return events.health(message.refusal);
      case "placed":
        return this.#settle(message.id, ok(message.placed));
      case "done":
        return this.#settle(message.id, ok(message.value));
      case "undone":
        return this.#settle(message.id, err(message.refusal));
      case "opened":
      case "refused":
    }
  }

  #settle(id: number, answer: Result<unknown>): void {
    this.#pending.get(id)?.(answer);
    this.#pending.delete(id);
  }

  #end(): void {
    this.#ended = true;
    for (const pending of this.#pending.values()) pending(stopped());
    this.#pending.clear();
  }
}

const stopped = (): Result<never> =>
  refuse("stopping", "the node stops: send it to it again later, nothing is lost");
