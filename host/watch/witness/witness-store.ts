/**
 * What a witness remembers: per log the newest checkpoint it signed, whole, so that it can prove what it saw. Checking and
 * keeping are one transaction of an SQLite database that is flushed before it returns: no second process, no concurrent
 * request and no crash lets a witness sign behind its own back (c2sp.org/tlog-witness, the six steps of the rollback race).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Kept = { readonly size: number; readonly root: Uint8Array; readonly note: Uint8Array };

/** Contradictions kept of one log: two are proof enough. */
const MAX_CONTRADICTIONS = 16;

export class WitnessStore {
  readonly #sql: DatabaseSync;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#sql = new DatabaseSync(join(folder, "witness.sqlite"));
    this.#sql.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS logs (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
        note BLOB NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS contradictions (origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
        evidence TEXT NOT NULL, PRIMARY KEY (origin, size, root)) STRICT, WITHOUT ROWID;
    `);
  }

  /** Judges and keeps at once: `judge` gets what is kept and says what to keep instead, if anything. */
  change<T>(
    origin: string,
    judge: (kept: Kept | undefined) => { readonly keep?: Kept; readonly answer: T },
  ): T {
    this.#sql.exec("BEGIN IMMEDIATE");
    try {
      const { answer, keep } = judge(this.get(origin));
      if (keep !== undefined) {
        this.#sql
          .prepare("INSERT OR REPLACE INTO logs (origin, size, root, note) VALUES (?, ?, ?, ?)")
          .run(origin, keep.size, keep.root, keep.note);
      }
      this.#sql.exec("COMMIT");
      return answer;
    } catch (cause) {
      this.#sql.exec("ROLLBACK");
      throw cause;
    }
  }

  get(origin: string): Kept | undefined {
    const row = this.#sql.prepare("SELECT size, root, note FROM logs WHERE origin = ?").get(origin);
    return row === undefined
      ? undefined
      : { size: Number(row["size"]), root: row["root"] as Uint8Array, note: row["note"] as Uint8Array };
  }

  /** Two checkpoints of one size that cannot both be true, as an evidence file. */
  keepContradiction(origin: string, size: number, root: Uint8Array, evidence: string): void {
    const count = this.#sql.prepare("SELECT count(*) AS n FROM contradictions WHERE origin = ?").get(origin);
    if (Number(count?.["n"]) >= MAX_CONTRADICTIONS) return;
    this.#sql
      .prepare("INSERT OR IGNORE INTO contradictions (origin, size, root, evidence) VALUES (?, ?, ?, ?)")
      .run(origin, size, root, evidence);
  }

  contradictions(origin: string): readonly string[] {
    const rows = this.#sql.prepare(
      "SELECT evidence FROM contradictions WHERE origin = ? ORDER BY size, root",
    );
    return rows.all(origin).map((row) => String(row["evidence"]));
  }

  close(): void {
    this.#sql.close();
  }
}
