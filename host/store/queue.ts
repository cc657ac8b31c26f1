/**
 * The write-ahead queue: acts that were acknowledged and whose block is not yet durable in files. One row of the
 * database holds a group that was committed together; it goes when the last of its acts is in durable files.
 */
import type { DatabaseSync } from "node:sqlite";
import { formatBundle, parseBundle } from "@comity/log";
import { concat, equalBytes, must, ok, refuse, type Result } from "@comity/canon";
import { ACT_HASH } from "./act-index.ts";

/** `hash` is the act's hash (SHA-256 of its text, 32 bytes); `entry` the note that becomes the log entry. */
export type QueuedAct = { readonly hash: Uint8Array; readonly entry: Uint8Array };

/** Where an act lies on disk: row and position within it. */
export type QueuePlace = { readonly group: number; readonly position: number };

type Waiting = QueuePlace & { readonly act: QueuedAct };

/** A row is one bundle in memory, so it stays small. */
const GROUP_ACTS = 8192;
const GROUP_BYTES = 8 << 20;

export const hashKey = (hash: Uint8Array): string =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("latin1");

export class Queue {
  readonly #waiting = new Map<string, Waiting>();
  /** Acts of each row that are not yet in durable files. */
  readonly #open = new Map<number, number>();
  /** Rows of which nothing is needed any more. */
  readonly #dead = new Set<number>();
  #next = 1;

  /** Number of acts that no block holds. */
  get length(): number {
    return this.#waiting.size;
  }

  /** `key` is `hashKey` of the act's hash. */
  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** In order of arrival. */
  acts(): readonly QueuedAct[] {
    return [...this.#waiting.values()].map((w) => w.act);
  }

  /** Where the act lies, if its entry there has exactly these bytes. */
  place(key: string | undefined, entry: Uint8Array): QueuePlace | undefined {
    const waiting = key === undefined ? undefined : this.#waiting.get(key);
    if (!waiting || !(waiting.act.entry === entry || equalBytes(waiting.act.entry, entry))) return undefined;
    return waiting;
  }

  /** Reads all rows. Every block that was decided must be durable by now. Code `database-damaged`. */
  load(sql: DatabaseSync, inLog: (hash: Uint8Array) => boolean): Result<void> {
    for (const row of sql.prepare("SELECT id, hashes, entries FROM queue ORDER BY id").iterate()) {
      const id = row["id"] as number;
      const acts = decodeGroup(row["hashes"] as Uint8Array, row["entries"] as Uint8Array);
      if (!acts.ok) return acts;
      const waiting = [...acts.value.entries()].filter(([, act]) => !inLog(act.hash));
      for (const [position, act] of waiting)
        this.#waiting.set(hashKey(act.hash), { group: id, position, act });
      this.#keep(id, waiting.length);
      this.#next = Math.max(this.#next, id + 1);
    }
    return ok(undefined);
  }

  /** Rows for these acts; part of a transaction. Memory follows with `added`, once it is durable. */
  insert(sql: DatabaseSync, acts: readonly QueuedAct[]): void {
    const insert = sql.prepare("INSERT INTO queue (id, hashes, entries) VALUES (?, ?, ?)");
    let id = this.#next;
    for (const group of groups(acts)) {
      insert.run(id++, concat(...group.map((a) => a.hash)), must(formatBundle(group.map((a) => a.entry))));
    }
  }

  /** `acts` by key, in the order given to `insert`. */
  added(acts: ReadonlyMap<string, QueuedAct>): void {
    const keys = acts.keys();
    for (const group of groups([...acts.values()])) {
      const id = this.#next++;
      this.#open.set(id, group.length);
      for (const [position, act] of group.entries()) {
        this.#waiting.set(keys.next().value!, { group: id, position, act });
      }
    }
  }

  /** These acts are in a block now. Gives how many of each row; hand it to `durable` when their files are. */
  taken(keys: readonly (string | undefined)[]): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const key of keys) {
      if (key === undefined) continue;
      const waiting = this.#waiting.get(key);
      if (!waiting) continue;
      this.#waiting.delete(key);
      counts.set(waiting.group, (counts.get(waiting.group) ?? 0) + 1);
    }
    return counts;
  }

  durable(counts: ReadonlyMap<number, number>): void {
    for (const [group, count] of counts) this.#keep(group, this.#open.get(group)! - count);
  }

  /** Deletes rows that nobody needs any more; part of a transaction. Gives what to tell `deleted`. */
  delete(sql: DatabaseSync): readonly number[] {
    const rows = [...this.#dead];
    const remove = sql.prepare("DELETE FROM queue WHERE id = ?");
    for (const row of rows) remove.run(row);
    return rows;
  }

  deleted(rows: readonly number[]): void {
    for (const row of rows) this.#dead.delete(row);
  }

  #keep(group: number, open: number): void {
    if (open > 0) {
      this.#open.set(group, open);
    } else {
      this.#open.delete(group);
      this.#dead.add(group);
    }
  }
}

/** The acts of a row. Code `database-damaged`. */
export function decodeGroup(hashes: Uint8Array, bundle: Uint8Array): Result<readonly QueuedAct[]> {
  const count = hashes.length / ACT_HASH;
  const entries = parseBundle(bundle, count);
  if (!Number.isInteger(count) || !entries.ok) {
    return refuse("database-damaged", "a row of the queue does not hold what it says; see README, Repair");
  }
  return ok(
    entries.value.map((entry, i) => ({ hash: hashes.subarray(i * ACT_HASH, (i + 1) * ACT_HASH), entry })),
  );
}

function* groups(acts: readonly QueuedAct[]): Generator<readonly QueuedAct[], void, undefined> {
  let group: QueuedAct[] = [];
  let bytes = 0;
  for (const act of acts) {
    if (group.length === GROUP_ACTS || bytes > GROUP_BYTES) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(act);
    bytes += act.entry.length;
  }
  if (group.length > 0) yield group;
}
