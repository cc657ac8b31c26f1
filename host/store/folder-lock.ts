/**
 * One process per folder. The lock is an exclusive SQLite transaction on the empty file `lock`, that is a byte-range
 * lock of the operating system: it ends with the process, also after kill -9, and cannot be left behind. Beside it
 * `lock.owner` says in words who holds it, or, after a crash, who held it.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { err, jcs, ok, parseJcs, refuse, type Result } from "@comity/canon";
import { ioRefusal } from "./io-refusal.ts";

/** `since` is RFC 3339. */
export type LockOwner = { readonly pid: number; readonly host: string; readonly since: string };

/** `crashed` is the process that held the lock before and did not release it. */
export type FolderLock = { readonly crashed: LockOwner | undefined; readonly release: () => void };

const SQLITE_BUSY = 5;

/** Codes `folder-locked` and those of `ioRefusal`. */
export function lockFolder(folder: string): Result<FolderLock> {
  const path = join(folder, "lock");
  const ownerPath = join(folder, "lock.owner");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    const crashed = readOwner(ownerPath);
    const owner: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
    writeFileSync(ownerPath, `${jcs(owner)}\n`);
    return ok({ crashed, release: releaser(database, ownerPath) });
  } catch (cause) {
    database?.close();
    if (((cause as { errcode?: number }).errcode ?? 0) % 256 !== SQLITE_BUSY) {
      return err(ioRefusal(cause, path));
    }
    return refuse("folder-locked", `${folder} is in use by ${describe(readOwner(ownerPath))}: stop it first`);
  }
}

function releaser(database: DatabaseSync, ownerPath: string): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    rmSync(ownerPath, { force: true });
    database.close();
  };
}

function readOwner(path: string): LockOwner | undefined {
  try {
    const json = parseJcs(readFileSync(path, "utf8").trimEnd());
    return json.ok ? (json.value as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}

const describe = (owner: LockOwner | undefined): string =>
  owner ? `process ${owner.pid} on ${owner.host} since ${owner.since}` : "another process";
