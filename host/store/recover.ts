/** Completing blocks that were decided and whose files a crash, or a full disk, interrupted. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { writeBlock } from "./block-files.ts";
import type { Database } from "./database.ts";
import type { DurableFiles } from "./durable-files.ts";
import { grow, loadEdge, type Edge } from "./edge.ts";
import { decodeJournal, type JournalRow } from "./journal.ts";
import { blockOfHeight } from "./lock-table.ts";
import type { LogFiles } from "./log-files.ts";

/**
 * Writes the files of every journalled block that ends beyond `completeSize`, with the bytes they were decided with,
 * and gives the edge of the newest. Codes of `loadEdge`, `writeBlock`, `database-damaged`.
 */
export async function redoJournal(
  database: Database,
  durable: DurableFiles,
  files: LogFiles,
  completeSize: number,
): Promise<Result<Edge>> {
  const heights = database.read((sql) =>
    sql
      .prepare("SELECT height FROM journal JOIN blocks USING (height) WHERE size > ? ORDER BY height")
      .all(completeSize)
      .map((row) => row["height"] as number),
  );
  if (!heights.ok) return heights;
  let edge = loadEdge(files, completeSize);
  for (const height of heights.value) {
    if (!edge.ok) return edge;
    edge = await redoBlock(database, durable, files, edge.value, height);
  }
  return edge;
}

async function redoBlock(
  database: Database,
  durable: DurableFiles,
  files: LogFiles,
  edge: Edge,
  height: number,
): Promise<Result<Edge>> {
  const found = database.read((sql) => {
    const row = sql.prepare("SELECT places, own FROM journal WHERE height = ?").get(height);
    const entries = decodeJournal(row as unknown as JournalRow, sql);
    return { block: blockOfHeight(sql, height)!, entries };
  });
  if (!found.ok) return found;
  const { block, entries } = found.value;
  if (!entries.ok) return entries;
  const growth = grow(edge, entries.value);
  if (block.first !== edge.size || block.size !== growth.edge.size || !equalBytes(block.root, growth.root)) {
    return refuse(
      "database-damaged",
      `the journal of block ${height} does not give the root it was decided with; see README, Repair`,
    );
  }
  const written = await writeBlock(durable, files, growth);
  return written.ok ? ok(growth.edge) : written;
}
