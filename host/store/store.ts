/**
 * The storage of one assembly: queue, log, checkpoint lock, index of acts, blobs and snapshots in one folder. README
 * describes the protocol: states, their order, and what a crash leaves in each.
 */
import { join } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { ACT_HASH, type ActIndex } from "./act-index.ts";
import { writeBlock } from "./block-files.ts";
import { Blobs } from "./blobs.ts";
import type { Database } from "./database.ts";
import type { DurableFiles } from "./durable-files.ts";
import { grow, type Edge, type Growth } from "./edge.ts";
import { GroupCommit, type Enqueued } from "./group-commit.ts";
import type { FileLayer } from "./file-layer.ts";
import type { LockOwner } from "./folder-lock.ts";
import { tryIoAsync } from "./io-refusal.ts";
import { encodeJournal } from "./journal.ts";
import { actAt, blockOfHeight, blockOfSize, decide, savePublished } from "./lock-table.ts";
import type { BlockRow, PublishedNote } from "./lock-table.ts";
import { checkEntries, type LogEntry } from "./log-entry.ts";
import type { LogFiles } from "./log-files.ts";
import { openNoteText } from "./note-text.ts";
import { Partials } from "./prune.ts";
import { hashKey, type Queue, type QueuedAct } from "./queue.ts";
import { redoJournal } from "./recover.ts";
import { Snapshots } from "./snapshots.ts";

/** A block whose files are durable and verified: entries [first, size), root of the tree of `size`. */
export type Appended = BlockRow;

/** What opening prepared. */
export type StoreParts = {
  readonly folder: string;
  readonly origin: string;
  readonly database: Database;
  readonly layer: FileLayer;
  readonly files: LogFiles;
  readonly durable: DurableFiles;
  readonly index: ActIndex;
  readonly queue: Queue;
  readonly newest: BlockRow;
  readonly edge: Edge;
  readonly published: PublishedNote | undefined;
  readonly crashed: LockOwner | undefined;
  readonly release: () => void;
};

/** How many acts of each row of the queue a block holds; `done` when its files and those of all before are durable. */
type InFlight = { readonly counts: ReadonlyMap<number, number>; readonly done: Promise<Result<void>> };

export class Store {
  readonly folder: string;
  readonly origin: string;
  /** The process that held the folder before and did not close it. */
  readonly crashed: LockOwner | undefined;
  /** The log as files: `entry`, `entries`, `inclusionProof`, `consistencyProof`, `hashReader`. */
  readonly log: LogFiles;
  readonly blobs: Blobs;
  readonly snapshots: Snapshots;
  readonly #database: Database;
  readonly #durable: DurableFiles;
  readonly #index: ActIndex;
  readonly #queue: Queue;
  readonly #release: () => void;
  #newest: BlockRow;
  #complete: BlockRow;
  #edge: Edge;
  #published: PublishedNote | undefined;
  readonly #partials: Partials;
  /** Blocks whose files are being written, by height. */
  readonly #inFlight = new Map<number, InFlight>();
  /** A block could not be written; nothing is decided before `resume`. */
  #stalled = false;
  readonly #entering: GroupCommit;
  #writing: Promise<Result<void>> = Promise.resolve(ok(undefined));
  #publishing: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Use `openStore` or `createStore`. */
  constructor(parts: StoreParts) {
    this.folder = parts.folder;
    this.origin = parts.origin;
    this.crashed = parts.crashed;
    this.log = parts.files;
    this.blobs = new Blobs(parts.layer, parts.folder);
    this.snapshots = new Snapshots(parts.layer, parts.folder);
    this.#database = parts.database;
    this.#durable = parts.durable;
    this.#index = parts.index;
    this.#queue = parts.queue;
    this.#release = parts.release;
    this.#newest = parts.newest;
    this.#complete = parts.newest;
    this.#edge = parts.edge;
    this.#published = parts.published;
    this.#entering = new GroupCommit(parts.database, parts.queue, (hash) => this.indexOf(hash));
    this.#partials = new Partials(parts.files, parts.newest.size);
  }

  /** The newest decided block; height -1 and size 0 before the first. Its files may still be on their way. */
  get newest(): BlockRow {
    return this.#newest;
  }

  /** The newest block whose files are durable and verified: what may be signed. */
  get complete(): BlockRow {
    return this.#complete;
  }

  /** The newest checkpoint note that was released. */
  get published(): PublishedNote | undefined {
    return this.#published;
  }

  /**
   * Puts acts into the durable queue; returns when they are on disk, together with everything submitted meanwhile
   * (group commit, one flush). The answers are in the order of the acts. After a refusal none of them is
   * acknowledged. Codes `act-hash`, `entry-length`, `store-closed`, and those of `ioRefusal`.
   */
  enqueue(acts: readonly QueuedAct[]): Promise<Result<readonly Enqueued[]>> {
    const bad = checkEntries(acts) ?? this.#refuseClosed();
    if (bad) return Promise.resolve(bad);
    return this.#entering.enqueue(acts);
  }

  /** Acts that wait for a block, in order of arrival; after a crash what has to be ordered again. */
  queued(): readonly QueuedAct[] {
    return this.#queue.acts();
  }

  /** The log index of an act whose block is decided, or undefined. Throws where the database cannot be read. */
  indexOf(hash: Uint8Array): number | undefined {
    return this.#index.find(hash, (index, whole) => actAt(this.#database.sql, index, whole));
  }

  /** The block that ended at a size, or undefined where none did. */
  blockOfSize(size: number): BlockRow | undefined {
    return blockOfSize(this.#database.sql, size);
  }

  blockOfHeight(height: number): BlockRow | undefined {
    return blockOfHeight(this.#database.sql, height);
  }

  /**
   * Decides the next block and writes it: first the decision with its root goes into the checkpoint lock, at once, then
   * come the files; the promise resolves when they are durable and were read and hashed again. Further blocks may be
   * appended before it does; they resolve in order. When writing fails after the decision, the block stays decided:
   * mend the cause and call `resume`. Codes `block-empty`, `entry-length`, `act-hash`, `act-logged`,
   * `block-incomplete`, `lock-moved`, `written-differs`, `store-closed`, and those of `ioRefusal`.
   */
  async appendBlock(entries: readonly LogEntry[]): Promise<Result<Appended>> {
    const decided = this.#decide(entries);
    if (!decided.ok) return decided;
    const { block, growth, counts } = decided.value;
    const before = this.#writing;
    const own = writeBlock(this.#durable, this.log, growth);
    const done = Promise.all([before, own]).then(([earlier, written]): Result<void> => {
      const failed = earlier.ok ? written : earlier;
      if (failed.ok) this.#completed(block);
      else this.#stalled = true;
      return failed;
    });
    this.#partials.wrote(growth.files);
    this.#inFlight.set(block.height, { counts, done });
    this.#writing = done;
    const result = await done;
    return result.ok ? ok(block) : result;
  }

  /** Completes blocks whose files failed to be written. Codes of `appendBlock`. */
  async resume(): Promise<Result<Appended>> {
    const closed = this.#refuseClosed();
    if (closed) return closed;
    await this.#writing;
    if (this.#stalled) {
      const redone = await redoJournal(this.#database, this.#durable, this.log, this.#complete.size);
      if (!redone.ok) return redone;
      this.#completed(this.#newest);
      this.#stalled = false;
      this.#writing = Promise.resolve(ok(undefined));
    }
    return ok(this.#complete);
  }

  /**
   * Releases a signed checkpoint: the note must speak of this log and of a decided block with exactly this root whose
   * files are durable, and never of a smaller size than the last. Then it is kept in the database and written as
   * `log/checkpoint`. The same size again (with more cosignatures) is fine. Signatures are the caller's matter. Codes
   * of `openNoteText`, `checkpoint-unknown-size`, `checkpoint-other-root`, `checkpoint-older`, `block-incomplete`,
   * `store-closed`, and those of `ioRefusal`.
   */
  publish(note: Uint8Array): Promise<Result<PublishedNote>> {
    const run = (): Promise<Result<PublishedNote>> => this.#publish(note);
    const result = this.#publishing.then(run, run);
    this.#publishing = result;
    return result;
  }

  /** Waits for what is being written, then lets go of the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#entering.flush();
      await Promise.allSettled([this.#writing, this.#publishing]);
      this.#database.commit("settle", () => ok(this.#settle()));
    } finally {
      this.#database.close();
      this.#release();
    }
  }

  #decide(
    entries: readonly LogEntry[],
  ): Result<{ block: BlockRow; growth: Growth; counts: ReadonlyMap<number, number> }> {
    if (entries.length === 0) return refuse("block-empty", "a block has at least one entry");
    const bad = checkEntries(entries) ?? this.#refuseClosed() ?? this.#refuseStalled();
    if (bad) return bad;
    const acts = this.#database.read(() => this.#newActs(entries));
    if (!acts.ok) return acts;
    if (!acts.value.ok) return acts.value;
    const { packed, keys } = acts.value.value;
    const growth = grow(
      this.#edge,
      entries.map((e) => e.entry),
    );
    const previous = this.#newest;
    const block: BlockRow = {
      height: previous.height + 1,
      first: previous.size,
      size: growth.edge.size,
      root: growth.root,
    };
    const places = entries.map(({ entry }, i) => this.#queue.place(keys[i], entry));
    const journal = encodeJournal(
      entries.map((e) => e.entry),
      places,
    );
    const saved = this.#transaction("decide", (sql) => decide(sql, previous, block, packed, journal));
    if (!saved.ok) return saved;
    this.#index.addBlock(block.first, packed);
    this.#newest = block;
    this.#edge = growth.edge;
    return ok({ block, growth, counts: this.#queue.taken(keys) });
  }

  /** Hashes of a block, with zeros for entries that are no acts, and the keys of its acts; each new to the log. */
  #newActs(
    entries: readonly LogEntry[],
  ): Result<{ packed: Uint8Array; keys: readonly (string | undefined)[] }> {
    const packed = new Uint8Array(ACT_HASH * entries.length);
    const keys: (string | undefined)[] = [];
    const seen = new Set<string>();
    for (const [i, { hash }] of entries.entries()) {
      const key = hash && hashKey(hash);
      keys.push(key);
      if (!hash || key === undefined) continue;
      if (seen.size === seen.add(key).size || this.indexOf(hash) !== undefined) {
        return refuse("act-logged", `entry ${i} is an act that the log already has`, String(i));
      }
      packed.set(hash, i * ACT_HASH);
    }
    return ok({ packed, keys });
  }

  async #publish(note: Uint8Array): Promise<Result<PublishedNote>> {
    const closed = this.#refuseClosed();
    if (closed) return closed;
    const opened = openNoteText(note, this.origin);
    if (!opened.ok) return opened;
    const { size, root } = opened.value;
    const found = this.#database.read(() => this.blockOfSize(size));
    if (!found.ok) return found;
    const block = found.value;
    if (!block) return refuse("checkpoint-unknown-size", `no block of this log ends at size ${size}`, "size");
    if (!equalBytes(block.root, root)) {
      return refuse(
        "checkpoint-other-root",
        `the lock has another root for size ${size}: never sign two`,
        "root",
      );
    }
    await this.#inFlight.get(block.height)?.done;
    if (block.height > this.#complete.height) {
      return refuse("block-incomplete", `the files of size ${size} are not durable: call resume first`);
    }
    const published: PublishedNote = { size, root, note: note.slice() };
    const saved = this.#transaction("publish", (sql) => savePublished(sql, published));
    if (!saved.ok) return saved;
    this.#published = published;
    const path = join(this.log.folder, "checkpoint");
    const written = await tryIoAsync(path, () =>
      this.#durable.put([{ path: "checkpoint", parts: [published.note] }]),
    );
    if (!written.ok) return written;
    this.#partials.prune(size);
    return ok(published);
  }

  /** One commit, which also drops from journal and queue what is in durable files. */
  #transaction(step: string, run: (sql: Database["sql"]) => Result<void>): Result<void> {
    const done = this.#database.commit(step, (sql) => {
      const result = run(sql);
      return result.ok ? ok(this.#settle()) : result;
    });
    if (!done.ok) return done;
    this.#queue.deleted(done.value);
    return ok(undefined);
  }

  #settle(): readonly number[] {
    const { sql } = this.#database;
    sql.prepare("DELETE FROM journal WHERE height <= ?").run(this.#complete.height);
    return this.#queue.delete(sql);
  }

  #refuseClosed(): Result<never> | undefined {
    return this.#closed ? refuse("store-closed", "the store is closed: open it again") : undefined;
  }

  #refuseStalled(): Result<never> | undefined {
    if (!this.#stalled) return undefined;
    return refuse(
      "block-incomplete",
      "the files of an earlier block could not be written: mend that, call resume",
    );
  }

  #completed(block: BlockRow): void {
    this.#complete = block;
    for (const [height, { counts }] of this.#inFlight) {
      if (height > block.height) continue;
      this.#queue.durable(counts);
      this.#inFlight.delete(height);
    }
  }
}
