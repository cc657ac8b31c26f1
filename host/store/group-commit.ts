/**
 * The way into the durable queue: everything that is submitted within one turn of the event loop is committed together,
 * with one flush.
 */
import { ok, type Result } from "@comity/canon";
import type { Database } from "./database.ts";
import { hashKey, type Queue, type QueuedAct } from "./queue.ts";

/** What became of a submitted act: it waits (`again`: it already did), or it is in the log at `index`. */
export type Enqueued =
  | { readonly state: "queued"; readonly again: boolean }
  | { readonly state: "logged"; readonly index: number };

type Submission = {
  readonly acts: readonly QueuedAct[];
  readonly resolve: (result: Result<readonly Enqueued[]>) => void;
  readonly reject: (defect: unknown) => void;
};

/** The index of an act in the log, if it has one. */
type IndexOf = (hash: Uint8Array) => number | undefined;

export class GroupCommit {
  readonly #database: Database;
  readonly #queue: Queue;
  readonly #indexOf: IndexOf;
  #submissions: Submission[] = [];

  constructor(database: Database, queue: Queue, indexOf: IndexOf) {
    this.#database = database;
    this.#queue = queue;
    this.#indexOf = indexOf;
  }

  /** Resolves when the acts are on disk, to one answer each, or to the refusal of all. Codes of `ioRefusal`. */
  enqueue(acts: readonly QueuedAct[]): Promise<Result<readonly Enqueued[]>> {
    return new Promise((resolve, reject) => {
      if (this.#submissions.push({ acts, resolve, reject }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const submissions = this.#submissions;
    this.#submissions = [];
    if (submissions.length === 0) return;
    try {
      const fresh = new Map<string, QueuedAct>();
      const answers = this.#database.read(() =>
        submissions.map((s) => s.acts.map((act) => this.#receive(act, fresh))),
      );
      const saved = answers.ok ? this.#save(fresh) : answers;
      for (const [i, { resolve }] of submissions.entries()) {
        resolve(answers.ok && saved.ok ? ok(answers.value[i]!) : (saved as Result<never>));
      }
    } catch (defect) {
      for (const { reject } of submissions) reject(defect);
    }
  }

  #save(fresh: ReadonlyMap<string, QueuedAct>): Result<void> {
    if (fresh.size === 0) return ok(undefined);
    const acts = [...fresh.values()];
    const saved = this.#database.commit("enqueue", (sql) => ok(this.#queue.insert(sql, acts)));
    if (saved.ok) this.#queue.added(fresh);
    return saved;
  }

  #receive(act: QueuedAct, fresh: Map<string, QueuedAct>): Enqueued {
    const index = this.#indexOf(act.hash);
    if (index !== undefined) return { state: "logged", index };
    const key = hashKey(act.hash);
    const again = fresh.has(key) || this.#queue.has(key);
    if (!again) fresh.set(key, act);
    return { state: "queued", again };
  }
}
