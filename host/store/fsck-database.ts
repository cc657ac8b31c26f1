/** Reading `store.db` without changing it, also while a node writes. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { equalBytes } from "@comity/canon";
import { decodeJournal, type JournalRow } from "./journal.ts";
import { readMeta } from "./database.ts";
import type { KnownRoot } from "./fsck-log.ts";
import type { Findings } from "./fsck-report.ts";
import { tryIo } from "./io-refusal.ts";
import { publishedNote, type BlockRow, type PublishedNote } from "./lock-table.ts";
import { decodeGroup } from "./queue.ts";

export type DatabaseView = {
  readonly origin: string | undefined;
  /** Roots of blocks whose files are durable, ascending. */
  readonly settled: readonly KnownRoot[];
  readonly published: PublishedNote | undefined;
};

/** Undefined when the database cannot be read; the reason is among the findings. */
export function checkDatabase(folder: string, found: Findings): DatabaseView | undefined {
  const path = join(folder, "store.db");
  const view = tryIo(path, () => {
    const sql = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    try {
      // One transaction: what is read belongs together, whatever a node commits meanwhile.
      sql.exec("BEGIN");
      return readAll(sql, path, found);
    } finally {
      sql.close();
    }
  });
  if (view.ok) return view.value;
  found.refusal(path, view.error);
  return undefined;
}

function readAll(sql: DatabaseSync, path: string, found: Findings): DatabaseView {
  const checked = sql.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (checked !== "ok") found.bad(path, "database-damaged", `${String(checked)}: see README, section Repair`);
  const settled: KnownRoot[] = [];
  const open = new Set(
    sql
      .prepare("SELECT height FROM journal")
      .all()
      .map((row) => row["height"]),
  );
  let size = 0;
  let height = 0;
  const rows = sql.prepare(
    "SELECT height, first, size, root, length(acts) AS acts FROM blocks ORDER BY height",
  );
  for (const row of rows.iterate()) {
    const block = row as unknown as BlockRow & { readonly acts: number };
    if (block.height !== height++ || block.first !== size || block.acts !== 32 * (block.size - block.first)) {
      found.bad(
        path,
        "lock-gap",
        `block ${block.height} of the checkpoint lock does not follow the one before`,
      );
    }
    size = block.size;
    if (!open.has(block.height)) settled.push({ size, root: block.root, path });
  }
  checkQueue(sql, path, found);
  const published = publishedNote(sql);
  const block = published && sql.prepare("SELECT root FROM blocks WHERE size = ?").get(published.size);
  if (
    published &&
    published.size > 0 &&
    !equalBytes((block?.["root"] as Uint8Array | undefined) ?? new Uint8Array(0), published.root)
  ) {
    found.bad(path, "lock-contradicts", `size ${published.size} was published with a root that no block has`);
  }
  return { origin: readMeta(sql, "origin"), settled, published };
}

function checkQueue(sql: DatabaseSync, path: string, found: Findings): void {
  for (const row of sql.prepare("SELECT hashes, entries FROM queue").iterate()) {
    const acts = decodeGroup(row["hashes"] as Uint8Array, row["entries"] as Uint8Array);
    if (acts.ok) found.checked.queued += acts.value.length;
    else found.refusal(path, acts.error);
  }
  for (const row of sql.prepare("SELECT places, own FROM journal").all()) {
    const entries = decodeJournal(row as unknown as JournalRow, sql);
    if (!entries.ok) found.refusal(path, entries.error);
  }
}
