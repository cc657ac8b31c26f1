/**
 * What a state-verifying witness does before it signs (SEMANTICS D2): it replays the log itself, up to the checkpoint. It
 * never takes a node's word: entries it reads must give the root that the checkpoint signs, and what it finds false must
 * lie in that tree, or else only its source is at fault.
 */
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { equalBytes, toHex } from "@comity/canon";
import type { Found } from "../found.ts";
import { beginsWith, inclusionIn } from "../log-binding.ts";
import { LogReplay } from "../replay.ts";
import type { LogSource } from "../source.ts";
import { stateEvidence } from "../state-evidence.ts";
import type { Checkpoint } from "@comity/log";
import type { VerifyPool } from "@comity/native";
import { REPLAY_AGAIN_MS, REPLAY_SNAPSHOT_ENTRIES, REPLAY_WAIT_MS, STOP_MS } from "../limits.ts";
import { ReplaySnapshots } from "./replay-snapshots.ts";

export type Target = { readonly checkpoint: Checkpoint; readonly note: Uint8Array };

/** `pending`: neither, for now; `false`: an entry of this very tree is. */
export type Reached =
  | { readonly status: "holds" }
  | { readonly status: "pending"; readonly detail: string }
  | { readonly status: "false"; readonly detail: string; readonly evidence: string | undefined };

/** What is false, and the leaf of the entry where it is when that was not taken. */
type Broken = { readonly found: Found; readonly leaf: Uint8Array | undefined };

const holds: Reached = { status: "holds" };
const pending = (detail: string): Reached => ({ status: "pending", detail });

/** Roots of trees that were replayed and held, for whoever asks for one of them again. */
const KEPT_ROOTS = 64;

export type FollowerParts = {
  readonly folder: string;
  readonly source: LogSource;
  readonly pool: VerifyPool;
};

export class StateFollower {
  readonly #parts: FollowerParts;
  readonly #snapshots: ReplaySnapshots;
  readonly #held = new Map<number, string>();
  #replay: LogReplay;
  /** Whether the replay began at entry 0. */
  #isWhole: boolean;
  #broken: Broken | undefined;
  #saved = 0;
  #waitUntil = 0;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#snapshots = new ReplaySnapshots(parts.folder);
    const start = this.#snapshots.newest();
    this.#replay = new LogReplay(parts.source, parts.pool, start);
    this.#isWhole = start === undefined;
    this.#saved = this.#replay.frontier.size;
  }

  /** Answers within seconds; a long replay goes on meanwhile. */
  async reach(target: Target): Promise<Reached> {
    const run = this.#last.then(() => this.#run(target));
    this.#last = run.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Reached>((resolve) => {
      timer = setTimeout(() => resolve(pending(this.#progress(target))), REPLAY_WAIT_MS);
    });
    try {
      return await Promise.race([run, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits a while for what is under way, and keeps where it stands. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.race([this.#last, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#save(1);
  }

  #progress({ checkpoint }: Target): string {
    return `the state is being verified: entry ${this.#replay.frontier.size} of ${checkpoint.size}; ask again`;
  }

  async #run(target: Target): Promise<Reached> {
    const { root, size } = target.checkpoint;
    const held = this.#held.get(size);
    if (held === toHex(root)) return holds;
    if (held !== undefined || size < this.#replay.frontier.size)
      return pending("entries after this checkpoint were verified already: show a newer one");
    if (performance.now() < this.#waitUntil) return pending("the log's entries could not be read: ask later");
    if (this.#broken !== undefined) return this.#judge(this.#broken, target);
    const { source } = this.#parts;
    for await (const bundle of source.bundles(this.#replay.frontier.size, size)) {
      if (!bundle.ok) return pending(bundle.error.detail);
      for (const { entry, leaf } of bundle.value) {
        const found = await this.#replay.entry(entry, leaf);
        if (found !== undefined) return this.#found({ found, leaf }, target);
      }
      await turn();
      if (this.#closed) return pending("the witness stops");
    }
    return this.#end(target);
  }

  async #end(target: Target): Promise<Reached> {
    const { root, size } = target.checkpoint;
    const found = await this.#replay.settle();
    if (found !== undefined) return this.#found({ found, leaf: undefined }, target);
    if (!equalBytes(this.#replay.frontier.root(), root)) return this.#distrust();
    if (this.#replay.isOpen) {
      const open = { index: size - 1, code: "log-invalid", detail: "the checkpoint ends inside a block" };
      return this.#found({ found: open, leaf: undefined }, target);
    }
    this.#held.set(size, toHex(root));
    for (const old of this.#held.keys()) if (this.#held.size > KEPT_ROOTS) this.#held.delete(old);
    await this.#save(REPLAY_SNAPSHOT_ENTRIES);
    return holds;
  }

  /** From a snapshot nothing is called false: the replay begins anew, at entry 0. */
  async #found(broken: Broken, target: Target): Promise<Reached> {
    if (broken.found.unread === true) return pending(broken.found.detail);
    if (!this.#isWhole) {
      this.#restart();
      return this.#run(target);
    }
    this.#broken = broken;
    return this.#judge(broken, target);
  }

  async #judge({ found, leaf }: Broken, { checkpoint, note }: Target): Promise<Reached> {
    const { source } = this.#parts;
    const { frontier } = this.#replay;
    const isTaken = leaf === undefined || found.index < frontier.size;
    const begins = await beginsWith(source, frontier, checkpoint);
    const bound = begins.ok && !isTaken ? await inclusionIn(source, frontier.size, leaf, checkpoint) : begins;
    if (!bound.ok) return this.#distrust();
    const evidence = await stateEvidence(source, found, checkpoint, note);
    const { code, detail, index } = found;
    return {
      status: "false",
      detail: `${code} at entry ${index}: ${detail}`,
      evidence: evidence.ok ? evidence.value : undefined,
    };
  }

  /** What was read is not what the checkpoint signs: it is forgotten, and read again after a while. */
  #distrust(): Reached {
    this.#restart();
    this.#waitUntil = performance.now() + REPLAY_AGAIN_MS;
    return pending("the entries that the log shows are not those of this checkpoint");
  }

  #restart(): void {
    this.#replay = new LogReplay(this.#parts.source, this.#parts.pool);
    this.#isWhole = true;
    this.#broken = undefined;
    this.#saved = 0;
    this.#held.clear();
  }

  /** Where `entries` or more were verified since the last time. */
  async #save(entries: number): Promise<void> {
    const { size } = this.#replay.frontier;
    if (!this.#held.has(size) || size - this.#saved < entries) return;
    if ((await this.#snapshots.write(this.#replay)).ok) this.#saved = size;
  }
}
