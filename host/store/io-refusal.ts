/** Operating-system and SQLite errors as refusals: what failed, and what the operator can do. Anything else is a defect. */
import { err, type Refusal, type Result } from "@comity/canon";

const FILE_CODES: Readonly<Record<string, readonly [code: string, todo: string]>> = {
  ENOSPC: ["disk-full", "the disk is full: free space, then try again; nothing acknowledged is lost"],
  EDQUOT: ["disk-full", "the disk quota is used up: raise it, then try again; nothing acknowledged is lost"],
  EROFS: ["folder-read-only", "the file system is mounted read-only: remount it for writing"],
  EACCES: ["permission", "give the user of this process access to it"],
  EPERM: ["permission", "give the user of this process access to it"],
  ENOENT: ["file-missing", "the file is missing: restore it from a mirror or a backup"],
  ENOTDIR: ["file-missing", "a folder on the way is a file: restore it from a mirror or a backup"],
  EISDIR: ["file-type", "there is a folder where a file belongs: move it away"],
  EEXIST: ["file-type", "something is in the way: move it away"],
  EMFILE: ["too-many-files", "raise the limit of open files (ulimit -n)"],
  ENFILE: ["too-many-files", "the system has too many open files"],
  EXDEV: [
    "cross-device",
    "log, datasets, documents, sealed and snapshots may each be a mount, but nothing inside them",
  ],
};

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const SQLITE_CODES: Readonly<Record<number, readonly [code: string, todo: string]>> = {
  5: ["store-locked", "another process is writing to the database: stop it"],
  6: ["store-locked", "another process is writing to the database: stop it"],
  8: ["folder-read-only", "the database cannot be written: check mount and permissions"],
  10: ["io-error", "the disk reports an error: check it (dmesg, smartctl) before going on"],
  11: ["database-damaged", "the database is damaged: keep it aside and see README, section Repair"],
  13: ["disk-full", "the disk is full: free space, then try again; nothing acknowledged is lost"],
  14: ["permission", "the database cannot be opened: check that it exists and who may write it"],
  26: ["database-damaged", "this is not a database: keep it aside and see README, section Repair"],
};

type SystemError = Error & { readonly code?: string; readonly errcode?: number };

/** The refusal for a caught error; one that neither the system nor SQLite raised is thrown on. */
export function ioRefusal(cause: unknown, path: string): Refusal {
  const { code, errcode, message } = cause as SystemError;
  const known =
    errcode === undefined
      ? code !== undefined && /^E[A-Z0-9]+$/.test(code)
        ? (FILE_CODES[code] ?? ["io-error", "check the disk (dmesg, smartctl) before going on"])
        : undefined
      : (SQLITE_CODES[errcode & 0xff] ?? ["io-error", "see the message of SQLite"]);
  if (!known) throw cause;
  return { code: known[0], field: path, detail: `${path}: ${known[1]} (${message})` };
}

/** Runs something that touches disk; codes of `ioRefusal`. */
export function tryIo<T>(path: string, run: () => T): Result<T> {
  try {
    return { ok: true, value: run() };
  } catch (cause) {
    return err(ioRefusal(cause, path));
  }
}

/** The same for a promise. */
export async function tryIoAsync<T>(path: string, run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (cause) {
    return err(ioRefusal(cause, path));
  }
}
