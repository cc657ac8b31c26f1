/**
 * Ed25519 verification on several cores, for admission and audit: worker threads, because they measured faster than
 * the asynchronous `crypto.verify` and can use libsodium. A batch is cut into jobs that the idle threads take.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { hasLengths, packBatch, type Signed } from "./verify-batch.ts";

/** Signatures per job: large enough that the message to the thread costs little, small enough to share out. */
const JOB = 128;
/** Jobs that wait at a thread or are worked on there. */
const AHEAD = 64;

type Job = {
  readonly batch: readonly Signed[];
  readonly done: (verdicts: Uint8Array) => void;
  readonly failed: (error: Error) => void;
};
type Thread = { readonly worker: Worker; readonly jobs: Map<number, Job> };

export class VerifyPool {
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];
  #closed = false;
  #next = 0;

  /** `threads` defaults to the number of cores. They start now and do not keep the process alive when idle. */
  constructor(threads: number = availableParallelism()) {
    for (let i = 0; i < threads; i++) this.#start();
  }

  /** One verdict per signature, in order, under the pinned rule (`verifyEd25519`). Rejects only after `close`. */
  async verify(batch: readonly Signed[]): Promise<boolean[]> {
    if (this.#closed) throw new Error("VerifyPool: closed");
    const verdicts: boolean[] = Array.from({ length: batch.length }, () => false);
    const places: number[] = [];
    for (let i = 0; i < batch.length; i++) if (hasLengths(batch[i]!)) places.push(i);
    const parts: number[][] = [];
    for (let from = 0; from < places.length; from += JOB) parts.push(places.slice(from, from + JOB));
    const answers = parts.map(
      (part) =>
        new Promise<Uint8Array>((done, failed) => {
          this.#waiting.push({ batch: part.map((i) => batch[i]!), done, failed });
        }),
    );
    this.#feed();
    const answered = await Promise.all(answers);
    for (let p = 0; p < parts.length; p++) {
      const part = parts[p]!;
      for (let i = 0; i < part.length; i++) verdicts[part[i]!] = answered[p]![i] === 1;
    }
    return verdicts;
  }

  /** Ends the threads; what is not answered yet is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const error = new Error("VerifyPool: closed");
    for (const job of this.#waiting.splice(0)) job.failed(error);
    const threads = this.#threads.splice(0);
    for (const { jobs } of threads) for (const job of jobs.values()) job.failed(error);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #start(): void {
    const worker = new Worker(new URL("./verify-worker.ts", import.meta.url));
    const thread: Thread = { worker, jobs: new Map() };
    worker.on("message", ({ id, answer }: { id: number; answer: Uint8Array }) => {
      const job = thread.jobs.get(id);
      thread.jobs.delete(id);
      if (thread.jobs.size === 0) worker.unref();
      this.#feed();
      job?.done(answer);
    });
    // A thread that dies loses no question: its jobs go to the others and to the one that takes its place.
    worker.on("error", () => this.#replace(thread));
    worker.unref();
    this.#threads.push(thread);
  }

  #replace(thread: Thread): void {
    const at = this.#threads.indexOf(thread);
    if (at < 0) return;
    this.#threads.splice(at, 1);
    this.#waiting.unshift(...thread.jobs.values());
    this.#start();
    this.#feed();
  }

  /**
   * To the thread with the fewest jobs, so many in advance that the threads do not stand still while the asking one is
   * at work for long, as an audit is with a large block.
   */
  #feed(): void {
    for (let depth = 1; depth <= AHEAD; depth++) {
      for (const { worker, jobs } of this.#threads) {
        if (jobs.size >= depth) continue;
        const job = this.#waiting.shift();
        if (!job) return;
        const id = this.#next++;
        const packed = packBatch(job.batch);
        jobs.set(id, job);
        worker.ref();
        worker.postMessage({ id, packed }, [packed.buffer]);
      }
    }
  }
}
