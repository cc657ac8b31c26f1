/**
 * Restoring: a checkpoint lock for a log folder that came from a backup or a mirror. The lock itself is never
 * restored, because an old one would allow a second history; it is made anew from a log that is at least as new as
 * the newest tree anybody outside has seen.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { Frontier, leafHash } from "@comity/log";
import { ACT_HASH } from "./act-index.ts";
import { Database, isUnfinished } from "./database.ts";
import { diskLayer, type FileLayer } from "./file-layer.ts";
import { lockFolder } from "./folder-lock.ts";
import { fsckLog } from "./fsck.ts";
import { insertBlock, savePublished } from "./lock-table.ts";
import { openNoteText } from "./note-text.ts";
import { openLog, type OpenedLog } from "./open-log.ts";

export type AdoptOptions = {
  readonly origin: string;
  /** The newest tree known outside, from witnesses, monitors or mirrors: not from this folder. */
  readonly newest: { readonly size: number; readonly root: Uint8Array };
  /** Judges the signatures of the log's checkpoint. */
  readonly verify: (note: Uint8Array) => Result<unknown>;
  /** What an entry is: the hash of an act, or the record that ends a block, or neither. */
  readonly classify: (entry: Uint8Array) => Result<Uint8Array | "record">;
  readonly files?: FileLayer;
};

type Block = { readonly size: number; readonly root: Uint8Array; readonly acts: Uint8Array };

/**
 * After it `openStore` goes on where the log ends; acts that waited in the lost queue have to be submitted again.
 * Codes `store-exists`, `log-behind-known`, `log-contradicts-known`, `log-damaged`, `log-not-at-block`, those of
 * `openLog`, `verify` and `classify`.
 */
export function adoptLog(folder: string, options: AdoptOptions): Result<{ readonly size: number }> {
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  try {
    return adopt(folder, options);
  } finally {
    lock.value.release();
  }
}

function adopt(folder: string, options: AdoptOptions): Result<{ readonly size: number }> {
  const path = join(folder, "store.db");
  if (existsSync(path) && !isUnfinished(path)) {
    return refuse("store-exists", `${folder} has its checkpoint lock: open it`, folder);
  }
  const files = options.files ?? diskLayer();
  const opened = openLog(join(folder, "log"), files);
  if (!opened.ok) return opened;
  const checked = checkAgainst(opened.value, options);
  if (!checked.ok) return checked;
  const { damage } = fsckLog(join(folder, "log"), { files, verify: options.verify });
  if (damage.length > 0) {
    return refuse(
      "log-damaged",
      `${damage[0]!.path}: ${damage[0]!.detail} (${damage.length} findings of fsck)`,
      folder,
    );
  }
  const blocks = readBlocks(opened.value, options);
  if (!blocks.ok) return blocks;
  const { size, root } = opened.value.checkpoint;
  const database = Database.create(path, options.origin, {}, (sql) => {
    let first = 0;
    for (const [height, block] of blocks.value.entries()) {
      insertBlock(sql, { height, first, size: block.size, root: block.root }, block.acts);
      first = block.size;
    }
    return savePublished(sql, { size, root, note: opened.value.note });
  });
  if (!database.ok) return database;
  database.value.close();
  return ok({ size });
}

function checkAgainst(opened: OpenedLog, options: AdoptOptions): Result<void> {
  const verified = options.verify(opened.note);
  if (!verified.ok) return verified;
  const own = openNoteText(opened.note, options.origin);
  if (!own.ok) return own;
  const { size, root } = options.newest;
  if (own.value.size < size) {
    return refuse(
      "log-behind-known",
      `the log ends at size ${own.value.size}, size ${size} is known outside: fetch the rest from a mirror first`,
    );
  }
  const there = opened.log.root(size);
  if (!there.ok) return there;
  if (equalBytes(there.value, root)) return ok(undefined);
  return refuse(
    "log-contradicts-known",
    `the log has another root for size ${size} than is known outside: keep both as evidence, do not go on`,
  );
}

function readBlocks(opened: OpenedLog, options: AdoptOptions): Result<readonly Block[]> {
  const { log, checkpoint } = opened;
  const blocks: Block[] = [];
  let acts: Uint8Array[] = [];
  // A copy has not the partial tiles of every block.
  const frontier = new Frontier();
  for (const entry of log.entries(0, checkpoint.size, checkpoint.size)) {
    if (!entry.ok) return entry;
    const kind = options.classify(entry.value);
    if (!kind.ok) return kind;
    frontier.append(leafHash(entry.value));
    acts.push(kind.value === "record" ? new Uint8Array(ACT_HASH) : kind.value);
    if (kind.value !== "record") continue;
    blocks.push({
      size: frontier.size,
      root: frontier.root(),
      acts: new Uint8Array(Buffer.concat(acts)),
    });
    acts = [];
  }
  if (acts.length === 0) return ok(blocks);
  return refuse("log-not-at-block", "the log of the checkpoint does not end in a block record");
}
