/**
 * The checkpoint lock: for every size that ever ended a block, its one root. A block is decided by adding its row,
 * compare-and-swap against the newest one, before any of its files exists and long before anything is signed. Rows are
 * never changed or removed, and never restored from a backup.
 */
import type { DatabaseSync } from "node:sqlite";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { emptyRoot } from "@comity/log";
import { ACT_HASH } from "./act-index.ts";
import type { JournalRow } from "./journal.ts";

/** Entries [first, size) make block `height`; `root` is that of the tree of `size`. */
export type BlockRow = {
  readonly height: number;
  readonly first: number;
  readonly size: number;
  readonly root: Uint8Array;
};

/** The newest checkpoint that was released: note bytes as published. */
export type PublishedNote = { readonly size: number; readonly root: Uint8Array; readonly note: Uint8Array };

/** Before the first block: height -1, size 0. */
export const noBlock = (): BlockRow => ({ height: -1, first: 0, size: 0, root: emptyRoot() });

export function newestBlock(sql: DatabaseSync): BlockRow {
  const row = sql.prepare("SELECT height, first, size, root FROM blocks ORDER BY height DESC LIMIT 1").get();
  return row ? (row as unknown as BlockRow) : noBlock();
}

export function blockOfSize(sql: DatabaseSync, size: number): BlockRow | undefined {
  if (size === 0) return noBlock();
  const row = sql.prepare("SELECT height, first, size, root FROM blocks WHERE size = ?").get(size);
  return row as unknown as BlockRow | undefined;
}

export function blockOfHeight(sql: DatabaseSync, height: number): BlockRow | undefined {
  const row = sql.prepare("SELECT height, first, size, root FROM blocks WHERE height = ?").get(height);
  return row as unknown as BlockRow | undefined;
}

/** In a transaction: adds a block behind `previous`. Code `lock-moved`. */
export function decide(
  sql: DatabaseSync,
  previous: BlockRow,
  block: BlockRow,
  acts: Uint8Array,
  journal: JournalRow,
): Result<void> {
  const newest = newestBlock(sql);
  if (newest.size !== previous.size || !equalBytes(newest.root, previous.root)) {
    return refuse("lock-moved", `the checkpoint lock is at size ${newest.size}, not ${previous.size}`);
  }
  insertBlock(sql, block, acts);
  sql.prepare("INSERT INTO journal VALUES (?, ?, ?)").run(block.height, journal.places, journal.own);
  return ok(undefined);
}

/** `acts` has 32 bytes an entry. */
export function insertBlock(sql: DatabaseSync, block: BlockRow, acts: Uint8Array): void {
  sql
    .prepare("INSERT INTO blocks (height, first, size, root, acts) VALUES (?, ?, ?, ?, ?)")
    .run(block.height, block.first, block.size, block.root, acts);
}

export function publishedNote(sql: DatabaseSync): PublishedNote | undefined {
  const row = sql.prepare("SELECT size, root, note FROM published").get();
  return row as unknown as PublishedNote | undefined;
}

/** In a transaction; never a smaller size. Code `checkpoint-older`. */
export function savePublished(sql: DatabaseSync, note: PublishedNote): Result<void> {
  const newest = publishedNote(sql);
  if (newest && newest.size > note.size) {
    return refuse("checkpoint-older", `size ${newest.size} is published; ${note.size} is older`);
  }
  sql.prepare("REPLACE INTO published VALUES (1, ?, ?, ?)").run(note.size, note.root, note.note);
  return ok(undefined);
}

/** Whether the act at a log index has this hash. */
export function actAt(sql: DatabaseSync, index: number, hash: Uint8Array): boolean {
  const row = sql
    .prepare(
      "SELECT substr(acts, 1 + (? - first) * 32, 32) AS hash FROM blocks WHERE size > ? ORDER BY size LIMIT 1",
    )
    .get(index, index);
  const found = row?.["hash"] as Uint8Array | undefined;
  return found?.length === ACT_HASH && equalBytes(found, hash);
}
