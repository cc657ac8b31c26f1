/** A source over a VRP file that a relying party rewrites: loads it, watches it, and never replaces a good set by a bad one. */
import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { ok, refuse, type Refusal, type Result } from "@comity/canon";
import { guarded } from "./guard.ts";
import type { LoadedSet, LoadFacts, LoadOrder } from "./load-set.ts";
import type { Publication, RtrSource } from "./source.ts";

export type FileSourceOptions = {
  readonly vrps: string;
  /** SLURM files to apply (RFC 8416), with `slurmAspa` also of version 2. */
  readonly slurm?: readonly string[];
  readonly slurmAspa?: boolean;
  /** Share (0 to 1) by which a trust anchor may shrink in one step; no guard when left out. */
  readonly guard?: number;
  readonly unix?: () => number;
  /** Called after each attempt. */
  readonly told?: (outcome: Result<LoadFacts>) => void;
};

export class FileSource implements RtrSource {
  /** The last attempt that failed, when no later one succeeded. */
  failure: Refusal | undefined;
  facts: LoadFacts | undefined;
  loads = 0;
  failures = 0;
  private readonly options: FileSourceOptions;
  private readonly listeners: Set<() => void> = new Set();
  private publication: Publication | undefined;
  private loading: Promise<Result<LoadFacts>> | undefined;
  private seen = "";
  private loaded = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(options: FileSourceOptions) {
    this.options = options;
  }

  readonly current = (): Publication | undefined => this.publication;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Reads the files now; a call during a load waits for it and loads again. `force` passes the guard. */
  async load(force = false): Promise<Result<LoadFacts>> {
    while (this.loading !== undefined) await this.loading;
    this.loading = this.attempt(force);
    try {
      return await this.loading;
    } finally {
      this.loading = undefined;
    }
  }

  /** Looks every `seconds` and loads what has changed and then rested for one look (it may still be being written). */
  watch(seconds: number): void {
    this.timer = setInterval(() => {
      const now = this.fingerprint();
      const rested = now === this.seen;
      this.seen = now;
      if (rested && now !== this.loaded && now !== "" && this.loading === undefined) void this.load();
    }, seconds * 1_000).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.listeners.clear();
  }

  /** Changes whenever a file is replaced or rewritten; empty while one is missing. */
  private fingerprint(): string {
    try {
      const files = [this.options.vrps, ...(this.options.slurm ?? [])].map((path) => statSync(path));
      return files.map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`).join("\n");
    } catch {
      return "";
    }
  }

  private async attempt(force: boolean): Promise<Result<LoadFacts>> {
    const { vrps, slurm = [], slurmAspa = false, unix, told, guard } = this.options;
    this.loaded = this.fingerprint();
    this.seen = this.loaded;
    this.loads++;
    const read = await inThread({ vrps, slurm, slurmAspa, now: (unix ?? (() => Date.now() / 1_000))() });
    const judged = read.ok && !force ? guarded(this.facts, read.value, guard) : read;
    if (!judged.ok) {
      this.failures++;
      this.failure = judged.error;
      told?.(judged);
      return judged;
    }
    const { facts, publication } = judged.value;
    this.failure = undefined;
    this.facts = facts;
    this.publication = publication;
    told?.(ok(facts));
    for (const listener of this.listeners) listener();
    return ok(facts);
  }
}

function inThread(order: LoadOrder): Promise<Result<LoadedSet>> {
  return new Promise((resolve) => {
    const broken = (why: string): void =>
      resolve(refuse("load-failed", `the file could not be loaded: ${why}`, order.vrps));
    let worker: Worker;
    try {
      worker = new Worker(new URL("./load-worker.ts", import.meta.url), { workerData: order });
    } catch (cause) {
      return broken((cause as Error).message);
    }
    worker.once("message", resolve);
    worker.once("error", (cause) => broken((cause as Error).message));
    worker.once("exit", (code) => broken(`the thread ended with ${code}`));
  });
}
