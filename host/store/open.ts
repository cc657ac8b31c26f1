/** Making, opening and recovering the folder of an assembly. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { ActIndex } from "./act-index.ts";
import { Blobs } from "./blobs.ts";
import { Database, isUnfinished, readMeta, type Trace } from "./database.ts";
import { DurableFiles } from "./durable-files.ts";
import { loadEdge, type Edge } from "./edge.ts";
import { diskLayer, type FileLayer } from "./file-layer.ts";
import { lockFolder, type FolderLock } from "./folder-lock.ts";
import { tryIo, tryIoAsync } from "./io-refusal.ts";
import {
  actAt,
  newestBlock,
  noBlock,
  publishedNote,
  type BlockRow,
  type PublishedNote,
} from "./lock-table.ts";
import { LogFiles } from "./log-files.ts";
import { noteCheckpoint, openNoteText } from "./note-text.ts";
import { Queue } from "./queue.ts";
import { redoJournal } from "./recover.ts";
import { Snapshots } from "./snapshots.ts";
import { Store } from "./store.ts";

export type OpenOptions = {
  /** Name of the log: the first line of its checkpoints. */
  readonly origin: string;
  /** The disk; tests put another one underneath. */
  readonly files?: FileLayer;
  /** Told before and after every commit of the database. */
  readonly trace?: Trace;
  /** Largest size of the database file, in bytes; beyond it new acts are refused with `disk-full`. */
  readonly maxBytes?: number;
  /** Newest tree known from outside (witnesses): an older lock must not go on, it could sign a second history. */
  readonly atLeast?: { readonly size: number; readonly root: Uint8Array };
};

/** What a folder holds once it is a store. */
const OURS: ReadonlySet<string> = new Set([
  "store.db",
  "log",
  "datasets",
  "documents",
  "sealed",
  "snapshots",
]);

/**
 * A new store in a new or empty folder. An assembly's log is made once: codes `store-exists`, `folder-locked`, and
 * those of `ioRefusal`.
 */
export async function createStore(folder: string, options: OpenOptions): Promise<Result<Store>> {
  const made = tryIo(folder, () => mkdirSync(folder, { recursive: true }));
  if (!made.ok) return made;
  return locked(folder, async (lock) => {
    const present = tryIo(folder, () => readdirSync(folder).filter((name) => OURS.has(name)));
    if (!present.ok) return present;
    const path = join(folder, "store.db");
    // A store whose making was interrupted has a database without a table and nothing else.
    if (present.value.length > 0 && !(present.value.join("") === "store.db" && isUnfinished(path))) {
      return refuse(
        "store-exists",
        `${folder} already holds ${present.value.join(", ")}: a log is never made twice; open it, or choose another folder`,
        folder,
      );
    }
    const database = Database.create(path, options.origin, options);
    if (!database.ok) return database;
    // The disk itself, also when tests put another layer on top: the names of folder and database must last.
    const named = await tryIoAsync(folder, () => diskLayer().syncFolders([dirname(resolve(folder)), folder]));
    if (named.ok) return recover(folder, options, database.value, lock);
    database.value.close();
    return named;
  });
}

/**
 * Opens a store and completes what a crash interrupted. Codes `store-missing`, `lock-missing` (a restored backup: see
 * `adoptLog`), `folder-locked`, `origin-differs`, `database-version`, `database-damaged`, `log-behind-lock`,
 * `lock-behind-log`, `log-damaged`, and those of `ioRefusal`.
 */
export async function openStore(folder: string, options: OpenOptions): Promise<Result<Store>> {
  if (!existsSync(join(folder, "store.db"))) {
    return existsSync(join(folder, "log"))
      ? refuse(
          "lock-missing",
          `${folder} has a log and no checkpoint lock: adopt it (README, Restore)`,
          folder,
        )
      : refuse("store-missing", `${folder} holds no store: create one`, folder);
  }
  return locked(folder, async (lock) => {
    const database = Database.open(join(folder, "store.db"), options);
    return database.ok ? recover(folder, options, database.value, lock) : database;
  });
}

async function locked(
  folder: string,
  run: (lock: FolderLock) => Promise<Result<Store>>,
): Promise<Result<Store>> {
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  let opened: Result<Store> | undefined;
  try {
    opened = await run(lock.value);
  } finally {
    if (opened?.ok !== true) lock.value.release();
  }
  return opened;
}

async function recover(
  folder: string,
  options: OpenOptions,
  database: Database,
  lock: FolderLock,
): Promise<Result<Store>> {
  let store: Result<Store> | undefined;
  try {
    store = await load(folder, options, database, lock);
  } finally {
    if (store?.ok !== true) database.close();
  }
  return store;
}

async function load(
  folder: string,
  options: OpenOptions,
  database: Database,
  lock: FolderLock,
): Promise<Result<Store>> {
  const layer = options.files ?? diskLayer();
  const files = new LogFiles(layer, join(folder, "log"));
  const durable = new DurableFiles(layer, files.folder);
  const state = database.read((sql) => ({
    origin: readMeta(sql, "origin"),
    newest: newestBlock(sql),
    settled: newestSettled(sql),
    published: publishedNote(sql),
  }));
  if (!state.ok) return state;
  const { origin, newest, settled, published } = state.value;
  if (origin !== options.origin) {
    return refuse("origin-differs", `${folder} belongs to ${origin}, not to ${options.origin}`, "origin");
  }
  const known = checkKnown(newest, database, options.atLeast);
  if (!known.ok) return known;
  const cleaned = tryIo(folder, () => {
    durable.clean();
    new Blobs(layer, folder).clean();
    new Snapshots(layer, folder).clean();
  });
  if (!cleaned.ok) return cleaned;
  const before = checkLog(files, settled);
  if (!before.ok) return before;
  const edge = await redoJournal(database, durable, files, settled.size);
  if (!edge.ok) return edge;
  const checkpoint = await restoreCheckpoint(files, durable, options.origin, published);
  if (!checkpoint.ok) return checkpoint;
  const memory = loadMemory(database);
  if (!memory.ok) return memory;
  const parts = {
    folder,
    origin,
    database,
    layer,
    files,
    durable,
    newest,
    published,
    ...lock,
    ...memory.value,
  };
  return ok(new Store({ ...parts, edge: edge.value }));
}

/** The newest block whose files are durable: the last one without a journal. */
function newestSettled(sql: Database["sql"]): BlockRow {
  const row = sql
    .prepare(
      "SELECT height, first, size, root FROM blocks WHERE height < ifnull((SELECT min(height) FROM journal), 1e18) ORDER BY height DESC LIMIT 1",
    )
    .get();
  return row ? (row as unknown as BlockRow) : noBlock();
}

function checkKnown(newest: BlockRow, database: Database, known: OpenOptions["atLeast"]): Result<void> {
  if (!known) return ok(undefined);
  const behind = refuse(
    "lock-behind-log",
    `the checkpoint lock ends at size ${newest.size}, but size ${known.size} is known outside: never go on from a restored database (README, Restore)`,
  );
  const row = database.read((sql) => sql.prepare("SELECT root FROM blocks WHERE size = ?").get(known.size));
  if (!row.ok) return row;
  const root = known.size === 0 ? known.root : (row.value?.["root"] as Uint8Array | undefined);
  return root && equalBytes(root, known.root) ? ok(undefined) : behind;
}

/** The right edge of the log must give the root that the lock says; the rest is for `fsck`. */
function checkLog(files: LogFiles, settled: BlockRow): Result<Edge> {
  const edge = loadEdge(files, settled.size);
  const advice = "restore the missing files from a mirror, then run fsck";
  if (!edge.ok) {
    return refuse(
      ["tile-missing", "file-missing"].includes(edge.error.code) ? "log-behind-lock" : "log-damaged",
      `the log does not reach size ${settled.size} of the checkpoint lock (${edge.error.detail}): ${advice}`,
      files.folder,
    );
  }
  const root = files.root(settled.size);
  if (root.ok && equalBytes(root.value, settled.root)) return edge;
  return refuse(
    "log-damaged",
    `the tiles do not give the root of size ${settled.size}: ${advice}`,
    files.folder,
  );
}

/** The lock is written before the file, so the file is never newer; an older or missing one is written again. */
async function restoreCheckpoint(
  files: LogFiles,
  durable: DurableFiles,
  origin: string,
  published: PublishedNote | undefined,
): Promise<Result<void>> {
  const bytes = files.read("checkpoint");
  if (bytes.ok) {
    const file = openNoteText(bytes.value, origin);
    const other = file.ok ? undefined : noteCheckpoint(bytes.value);
    if (other?.ok) return refuse("origin-differs", `log/checkpoint is of ${other.value.origin}`, "origin");
    if (file.ok && (!published || file.value.size > published.size)) {
      return refuse(
        "lock-behind-log",
        `log/checkpoint has size ${file.value.size}, the lock ${published?.size ?? "none"}: the database is older than the log; never go on from it (README, Restore)`,
      );
    }
    if (published && equalBytes(bytes.value, published.note)) return ok(undefined);
  } else if (bytes.error.code !== "file-missing") {
    return bytes;
  }
  if (!published) return ok(undefined);
  return tryIoAsync(files.folder, () => durable.put([{ path: "checkpoint", parts: [published.note] }]));
}

function loadMemory(database: Database): Result<{ index: ActIndex; queue: Queue }> {
  const index = new ActIndex();
  const queue = new Queue();
  const loaded = database.read((sql) => {
    for (const row of sql.prepare("SELECT first, acts FROM blocks ORDER BY height").iterate()) {
      index.addBlock(row["first"] as number, row["acts"] as Uint8Array);
    }
    const confirm = (at: number, hash: Uint8Array): boolean => actAt(sql, at, hash);
    return queue.load(sql, (hash) => index.find(hash, confirm) !== undefined);
  });
  if (!loaded.ok) return loaded;
  return loaded.value.ok ? ok({ index, queue }) : loaded.value;
}
