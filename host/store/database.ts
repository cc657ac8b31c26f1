/**
 * `store.db`: the write-ahead queue, the checkpoint lock and the index of acts. SQLite in WAL mode with full
 * synchronisation: what a committed transaction wrote survives power loss.
 */
import { DatabaseSync } from "node:sqlite";
import { err, ok, refuse, type Result } from "@comity/canon";
import { ioRefusal } from "./io-refusal.ts";

/** Told before and after every commit; tests cut the power there. */
export type Trace = (step: string) => void;

/**
 * blocks     one row a block, in order: entries [first, size) and the root at `size`. This is the checkpoint lock: a
 *            size has one row, hence one root, for ever. `acts` holds 32 bytes an entry: the act's hash, or zeros.
 * journal    blocks whose files may not be durable yet: where their entries are (journal.ts)
 * queue      acts acknowledged and not yet in durable files: n hashes, and the n entries as an entry bundle
 * published  the newest checkpoint note handed to the world
 */
const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE queue (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL, entries BLOB NOT NULL) STRICT;
CREATE TABLE blocks (height INTEGER PRIMARY KEY, first INTEGER NOT NULL, size INTEGER NOT NULL UNIQUE,
  root BLOB NOT NULL, acts BLOB NOT NULL) STRICT;
CREATE TABLE journal (height INTEGER PRIMARY KEY, places BLOB NOT NULL, own BLOB NOT NULL) STRICT;
CREATE TABLE published (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL,
  note BLOB NOT NULL) STRICT;
`;

const VERSION = "1";
const PAGE = 8192;
const SYNCHRONOUS_FULL = 2;

/** `maxBytes` bounds the database file; beyond it new acts are refused with `disk-full`. */
export type DatabaseOptions = { readonly trace?: Trace; readonly maxBytes?: number };

export class Database {
  readonly sql: DatabaseSync;
  readonly #path: string;
  readonly #trace: Trace;

  private constructor(sql: DatabaseSync, path: string, trace: Trace) {
    this.sql = sql;
    this.#path = path;
    this.#trace = trace;
  }

  /** A new database, with what `fill` adds, in one transaction; also over one that was never finished. Codes of `ioRefusal`. */
  static create(
    path: string,
    origin: string,
    options: DatabaseOptions,
    fill: (sql: DatabaseSync) => Result<void> = () => ok(undefined),
  ): Result<Database> {
    const opened = Database.#connect(path, options);
    if (!opened.ok) return opened;
    const made = opened.value.commit("create", (sql) => {
      sql.exec(SCHEMA);
      const insert = sql.prepare("INSERT INTO meta VALUES (?, ?)");
      insert.run("version", VERSION);
      insert.run("origin", origin);
      return fill(sql);
    });
    if (made.ok) return opened;
    opened.value.close();
    return made;
  }

  /** Codes `store-missing` (making it was interrupted), `database-version`, and those of `ioRefusal`. */
  static open(path: string, options: DatabaseOptions): Result<Database> {
    const opened = Database.#connect(path, options);
    if (!opened.ok) return opened;
    const version = opened.value.read((sql) => readMeta(sql, "version"));
    if (version.ok && version.value === VERSION) return opened;
    const empty = version.ok && opened.value.sql.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
    opened.value.close();
    if (!version.ok) return version;
    if (empty) return refuse("store-missing", `making ${path} was interrupted: create the store again`, path);
    return err({
      code: "database-version",
      field: path,
      detail: `${path} has version ${version.value ?? "none"}, this program reads ${VERSION}: update the program`,
    });
  }

  static #connect(path: string, options: DatabaseOptions): Result<Database> {
    let sql: DatabaseSync | undefined;
    try {
      sql = new DatabaseSync(path, { timeout: 1000 });
      sql.exec(`PRAGMA page_size = ${PAGE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
      // 8,192 pages of 8 KiB: fewer, longer checkpoints; rows that came and went meanwhile are never copied.
      sql.exec("PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -32768");
      // Without these two an acknowledged act could be lost; some file systems do not allow WAL, and SQLite says so
      // only when asked.
      const mode = sql.prepare("PRAGMA journal_mode").get()?.["journal_mode"];
      const synchronous = sql.prepare("PRAGMA synchronous").get()?.["synchronous"];
      if (mode !== "wal" || synchronous !== SYNCHRONOUS_FULL) {
        sql.close();
        return refuse(
          "database-not-durable",
          `${path}: SQLite cannot use WAL with full synchronisation here: use a local file system`,
          path,
        );
      }
      if (options.maxBytes !== undefined) {
        sql.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(options.maxBytes / PAGE))}`);
      }
      return ok(new Database(sql, path, options.trace ?? (() => undefined)));
    } catch (cause) {
      sql?.close();
      return err(ioRefusal(cause, path));
    }
  }

  /** One transaction, durable when this returns; a refusal means that nothing of it happened. */
  commit<T>(step: string, run: (sql: DatabaseSync) => Result<T>): Result<T> {
    this.#trace(`before ${step}`);
    try {
      this.sql.exec("BEGIN IMMEDIATE");
      const result = run(this.sql);
      this.sql.exec(result.ok ? "COMMIT" : "ROLLBACK");
      this.#trace(`after ${step}`);
      return result;
    } catch (cause) {
      if (this.sql.isOpen && this.sql.isTransaction) this.sql.exec("ROLLBACK");
      return err(ioRefusal(cause, this.#path));
    }
  }

  read<T>(run: (sql: DatabaseSync) => T): Result<T> {
    try {
      return ok(run(this.sql));
    } catch (cause) {
      return err(ioRefusal(cause, this.#path));
    }
  }

  close(): void {
    if (this.sql.isOpen) this.sql.close();
  }
}

/** Whether a database file is what an interrupted `create` leaves: nothing committed. */
export function isUnfinished(path: string): boolean {
  const opened = Database.open(path, {});
  if (opened.ok) opened.value.close();
  return !opened.ok && opened.error.code === "store-missing";
}

export function readMeta(sql: DatabaseSync, key: string): string | undefined {
  const table = sql.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get();
  if (!table) return undefined;
  return sql.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"] as string | undefined;
}
