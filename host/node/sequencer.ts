/**
 * The embedded sequencer, in the fold's thread: takes admitted acts into the durable queue (group commit), closes
 * blocks, applies them, appends them to the log, signs the checkpoint and publishes it. One block at a time; what
 * arrives meanwhile waits for the next.
 */
import { equalBytes, ok, type Refusal, type Result } from "@comity/canon";
import { Assembly, formatBlockRecord, REGISTERS, type Block, type SignedAct } from "@comity/assembly";
import type { LogEntry, Store } from "@comity/store";
import type { SharedTree } from "@comity/tree";
import { setTimeout as sleep } from "node:timers/promises";
import type { NewBlock, Placed, Sealed, Submitted } from "./fold-messages.ts";
import { blockTime, type Cosigned, type Incoming } from "./block-time.ts";
import { BlockWriter } from "./block-writer.ts";
import { LaneOrder } from "./lane-order.ts";
import { COLLECT_MS, FULL_BLOCK, MAX_BLOCK_ACTS, MAX_QUEUED, PIPELINE } from "./limits.ts";
import type { LogSigners } from "./log-signers.ts";
import { loggedAct } from "./logged-act.ts";
import { snapshotSections } from "@comity/watch";
import type { WatchedState } from "./watched-state.ts";

type Waiting = { readonly act: SignedAct; readonly hash: Uint8Array; readonly entry: Uint8Array };

export type SequencerParts = {
  readonly store: Store;
  readonly assembly: Assembly;
  readonly state: WatchedState;
  readonly signers: LogSigners;
  readonly snapshotEntries: number;
  readonly onBlock: (block: NewBlock) => void;
  readonly onHealth: (refusal: Refusal | undefined) => void;
};

export class Sequencer {
  readonly #parts: SequencerParts;
  readonly #writer: BlockWriter;
  readonly #lanes: LaneOrder;
  /** In order, durable in the queue. */
  readonly #ready: Waiting[] = [];
  /** Hashes that wait (durable or not yet), for idempotence within the thread. */
  readonly #known = new Set<string>();
  #now = 0;
  #cosigned: Cosigned | undefined;
  /** By the keys of a key file that is decided and not in force yet. */
  #incoming: Incoming | undefined;
  #running: Promise<void> | undefined;
  /** Blocks decided and not yet announced, and when the last of them is. */
  #writing = 0;
  #written: Promise<void> = Promise.resolve();
  #stopping = false;
  /** A block could not be written before the node was told to stop: it is decided, and nothing follows it. */
  #abandoned = false;
  #snapshotAt: number;
  #shared: (SharedTree | undefined)[] = [];

  constructor(parts: SequencerParts) {
    this.#parts = parts;
    this.#writer = new BlockWriter(parts);
    this.#lanes = new LaneOrder(() => parts.assembly.state);
    this.#snapshotAt = parts.assembly.size;
    for (const { hash, entry } of parts.store.queued()) {
      // After a crash: acknowledged acts are ordered again, in their order.
      const act = loggedAct(entry, base64(hash));
      if (this.#lanes.take(act) !== undefined) continue;
      this.#known.add(act.hash);
      this.#ready.push({ act, hash, entry });
    }
  }

  /** Acts whose signatures verified. Answers once they are on disk. */
  async submit(now: number, acts: readonly Submitted[]): Promise<readonly Placed[]> {
    this.#time(now);
    const placed: Placed[] = [];
    const fresh: { readonly at: number; readonly waiting: Waiting }[] = [];
    for (const [at, { hash, entry }] of acts.entries()) {
      const act = loggedAct(entry, base64(hash));
      const answer = this.#place(act, hash);
      if (answer === undefined) fresh.push({ at, waiting: { act, hash, entry } });
      placed.push(answer ?? { state: "queued" });
    }
    if (fresh.length === 0) return placed;
    const queued = await this.#parts.store.enqueue(
      fresh.map(({ waiting: { hash, entry } }) => ({ hash, entry })),
    );
    for (const { at, waiting } of fresh) {
      if (queued.ok) {
        this.#ready.push(waiting);
      } else {
        // Later acts of the same lanes may already stand behind these: they fail with them (one commit).
        this.#known.delete(waiting.act.hash);
        this.#lanes.ordered(waiting.act);
        placed[at] = { state: "refused", refusal: { ...queued.error, code: "store-failed" } };
      }
    }
    this.#run();
    return placed;
  }

  #place(act: SignedAct, hash: Uint8Array): Placed | undefined {
    if (this.#known.has(act.hash)) return { state: "queued" };
    const index = this.#parts.store.indexOf(hash);
    if (index !== undefined) return { state: "logged", index };
    if (this.#known.size >= MAX_QUEUED) {
      return refused("queue-full", "too many acts wait for a block: send it again in a moment");
    }
    const refusal = this.#foundingFirst(act) ?? this.#lanes.take(act);
    if (refusal !== undefined) return { state: "refused", refusal };
    this.#known.add(act.hash);
    return undefined;
  }

  #foundingFirst(act: SignedAct): Refusal | undefined {
    if (this.#parts.assembly.height > 0) return undefined;
    if (act.kind !== "found")
      return { code: "not-founded", field: "/kind", detail: "the first act founds the assembly" };
    if (this.#known.size > 0)
      return { code: "already-founded", field: "/kind", detail: "another founding act is being ordered" };
    // A founding that would be void is nobody's act yet: it is refused, so that it can be completed and sent again.
    const trial = new Assembly().applyBlock(this.#now, [act], (hash) => datasetOf(this.#parts.store, hash));
    const outcome = trial.ok ? trial.value.outcomes[0] : undefined;
    return outcome?.code === undefined
      ? undefined
      : { code: outcome.code, field: "", detail: outcome.detail ?? "" };
  }

  /** Lets time pass; resolves when no block is due any more. */
  async tick(now: number): Promise<void> {
    this.#time(now);
    this.#run();
    await this.#running;
  }

  /** Lets what is durable go into blocks, then stops; where writing fails, the next start does. */
  async stop(): Promise<void> {
    this.#writer.stop();
    while (this.#running !== undefined) await this.#running;
    this.#stopping = true;
  }

  /** The newest state for other threads; only registers that changed since the last call unless `all`. */
  sealed(all = false): Omit<Sealed, "root" | "note"> {
    const { assembly, state } = this.#parts;
    const registers = REGISTERS.map((name, i) => {
      const tree = state.tree(name);
      const old = this.#shared[i];
      if (!all && old !== undefined && Buffer.compare(old.hash, tree.version.hash) === 0) return undefined;
      return (this.#shared[i] = tree.share());
    });
    return {
      height: assembly.height - 1,
      time: assembly.time,
      size: assembly.size,
      stateRoot: this.stateRoot,
      registers,
      tallies: state.tallies,
      due: state.dueAt(),
      gap: assembly.parameters.gap,
      skew: assembly.parameters.skew,
    };
  }

  stateRoot = "";

  #time(now: number): void {
    this.#now = Math.max(this.#now, now, this.#parts.assembly.time);
  }

  #run(): void {
    if (this.#running !== undefined || this.#stopping || this.#abandoned || !this.#blockDue()) return;
    this.#running = this.#blocks().finally(() => {
      this.#running = undefined;
    });
  }

  /** A checkpoint that enough witnesses have signed. Codes of `Store.publish`. */
  async witnessed(cosigned: Incoming): Promise<Result<unknown>> {
    const { nextPolicy, policy } = this.#parts.assembly.state.text("decisions", "assembly", "assembly")!;
    if (cosigned.policy === nextPolicy) {
      this.#incoming = cosigned;
      this.#run();
      return ok(undefined);
    }
    // Signed for a key file that another one has replaced meanwhile.
    const { time } = cosigned;
    if (cosigned.policy !== policy || time === undefined) return ok(undefined);
    this.#cosigned = { ...cosigned, time };
    const { published } = this.#parts.store;
    return cosigned.size < (published?.size ?? 0) ? ok(undefined) : this.#parts.store.publish(cosigned.note);
  }

  #blockDue(): boolean {
    if (this.#ready.length > 0) return true;
    const { assembly } = this.#parts;
    if (assembly.height === 0) return false;
    const due = assembly.state.dueAt();
    const { carries, time } = this.#blockTime();
    if (carries !== undefined && carries === this.#incoming) return true;
    const heartbeat = assembly.time + Math.max(1, Math.floor(assembly.parameters.gap / 2));
    return (due !== undefined && due <= time) || heartbeat <= time;
  }

  #blockTime(): ReturnType<typeof blockTime> {
    const { assembly } = this.#parts;
    const files = assembly.state.text("decisions", "assembly", "assembly");
    const [now, next] = [this.#cosigned, this.#incoming];
    // What was signed for a key file that another one has replaced says nothing any more.
    return blockTime(
      assembly,
      this.#now,
      now?.policy === files?.policy ? now : undefined,
      next?.policy === files?.nextPolicy ? next : undefined,
    );
  }

  async #blocks(): Promise<void> {
    await sleep(COLLECT_MS);
    while (!this.#abandoned) {
      // While a block is on its way to the disk the next one is closed only when it is worth its own flushes.
      if (
        this.#writing === 0 ? this.#blockDue() : this.#ready.length >= FULL_BLOCK && this.#writing < PIPELINE
      ) {
        await this.#close(this.#ready.splice(0, this.#parts.assembly.height === 0 ? 1 : MAX_BLOCK_ACTS));
      } else if (this.#writing > 0) {
        await Promise.race([this.#written, sleep(COLLECT_MS)]);
      } else {
        return;
      }
    }
  }

  /** Applies and decides a block; its files, checkpoint and receipts follow in order while the next one is worked on. */
  async #close(waiting: readonly Waiting[]): Promise<void> {
    const { assembly, state, store } = this.#parts;
    const first = assembly.size;
    const { carries, time } = this.#blockTime();
    if (carries !== undefined && carries === this.#incoming) this.#cosigned = this.#incoming = undefined;
    const root = carries === undefined ? undefined : store.blockOfSize(carries.size)?.root;
    const block = assembly.applyBlock(
      time,
      waiting.map(({ act }) => act),
      (hash) => datasetOf(store, hash),
      carries === undefined || root === undefined ? undefined : { note: carries.note, root },
    );
    if (!block.ok) throw new Error(`sequencer: ${block.error.code}: ${block.error.detail}`);
    this.stateRoot = block.value.record.stateRoot;
    for (const { act } of waiting) this.#lanes.ordered(act);
    const entries: LogEntry[] = waiting.map(({ hash, entry }) => ({ hash, entry }));
    entries.push({ entry: formatBlockRecord(block.value.record) });
    const touched = state.takeTouched();
    const announced = {
      ...this.sealed(),
      first,
      hashes: Buffer.concat(waiting.map(({ hash }) => hash)),
      voids: voidsOf(block.value),
      holders: state.takeHolders(),
      touched: touched.map(({ register, key }) => ({ register, bytes: key.bytes, bits: key.bits })),
    };
    const signers = this.#parts.signers.of(assembly.state);
    const appended = store.appendBlock(entries);
    // Decided at once, or refused: then nothing else may be decided before it.
    const decided = store.newest.size === assembly.size;
    this.#writing++;
    const before = this.#written;
    this.#written = (async () => {
      await before;
      const row = this.#abandoned
        ? undefined
        : await this.#writer.appended(appended, entries, announced.size);
      const note = row === undefined ? undefined : this.#writer.checkpoint(row, signers);
      // Where witnesses are asked for, a checkpoint is released when they have signed it.
      const released =
        note !== undefined && (assembly.witnessed !== undefined || (await this.#writer.publish(note)));
      if (row === undefined || !released) {
        this.#abandoned = true;
        return;
      }
      for (const { act } of waiting) this.#known.delete(act.hash);
      this.#parts.onBlock({ ...announced, root: row.root, note });
      this.#writing--;
    })();
    if (!decided) await this.#written;
    if (assembly.size - this.#snapshotAt >= this.#parts.snapshotEntries) {
      await this.#written;
      await this.snapshot();
    }
  }

  /** Publishes a checkpoint again that a crash kept back. */
  async publishNewest(): Promise<Uint8Array> {
    const { store } = this.#parts;
    const row = store.complete;
    const note = this.#writer.checkpoint(row, this.#parts.signers.of(this.#parts.assembly.state));
    if (this.#parts.assembly.witnessed !== undefined) return note;
    // Another key may sign now that did not before.
    if (store.published?.size === row.size && equalBytes(store.published.note, note)) return note;
    await this.#writer.publish(note);
    return note;
  }

  /** Only a shortcut for the next start: a failure is no failure of the node. */
  async snapshot(): Promise<Result<void>> {
    const { assembly, store } = this.#parts;
    // A state that the log does not hold is nobody's.
    if (assembly.height === 0 || this.#abandoned) return ok(undefined);
    this.#snapshotAt = assembly.size;
    return store.snapshots.write(assembly.height - 1, snapshotSections(assembly));
  }
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");

export function datasetOf(store: Store, hash: string): Uint8Array | undefined {
  const bytes = store.blobs.get("datasets", Buffer.from(hash, "base64"));
  return bytes.ok ? bytes.value : undefined;
}

const refused = (code: string, detail: string): Placed => ({
  state: "refused",
  refusal: { code, field: "", detail },
});

const voidsOf = (block: Block): NewBlock["voids"] =>
  block.outcomes.flatMap(({ index, code, detail }) =>
    code === undefined ? [] : [{ index, code, detail: detail ?? "" }],
  );
