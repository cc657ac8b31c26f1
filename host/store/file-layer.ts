/**
 * The file operations that storage is made of, as an interface, so that tests can put a disk underneath that loses
 * power. Nothing is durable before `sync` (contents) and `syncFolders` (names) have returned.
 */
import {
  closeSync,
  fdatasync,
  fsync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writevSync,
} from "node:fs";
import { promisify } from "node:util";

/** Paths are absolute. Failures are thrown as the system's errors (`code` ENOSPC, ENOENT, …). */
export interface FileLayer {
  read(path: string): Uint8Array;
  /** Bytes of a file, undefined where there is none. */
  size(path: string): number | undefined;
  /** Names in a folder; none where there is no folder. */
  list(path: string): readonly string[];
  /** Creates or replaces a file with these parts in a row. */
  create(path: string, parts: readonly Uint8Array[]): void;
  /** Makes contents of files written by `create` durable. */
  sync(paths: readonly string[]): Promise<void>;
  rename(from: string, to: string): void;
  /** A file, or a folder with what is in it; nothing happens where there is none. */
  remove(path: string): void;
  /** One folder whose parent exists; nothing happens where it exists. */
  makeFolder(path: string): void;
  /** Makes the names in folders durable: created, renamed and removed files. */
  syncFolders(paths: readonly string[]): Promise<void>;
}

const flushData = promisify(fdatasync);
const flush = promisify(fsync);

/** The real disk. Files stay open between `create` and `sync`, which flushes them in parallel. */
export function diskLayer(): FileLayer {
  const open = new Map<string, number>();
  const close = (path: string): void => {
    const fd = open.get(path);
    if (fd !== undefined) closeSync(fd);
    open.delete(path);
  };
  return {
    read(path) {
      const bytes = readFileSync(path);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    },
    size: (path) => statSync(path, { throwIfNoEntry: false })?.size,
    list: (path) => listFolder(path),
    create(path, parts) {
      close(path);
      const fd = openSync(path, "w");
      open.set(path, fd);
      try {
        writeAll(fd, parts);
      } catch (cause) {
        close(path);
        throw cause;
      }
    },
    async sync(paths) {
      const settled = await Promise.allSettled(
        paths.map(async (path) => {
          try {
            await flushData(open.get(path) ?? reopen(open, path));
          } finally {
            close(path);
          }
        }),
      );
      rethrow(settled);
    },
    rename: (from, to) => {
      renameSync(from, to);
    },
    remove: (path) => {
      rmSync(path, { recursive: true, force: true });
    },
    makeFolder(path) {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) mkdirSync(path);
    },
    async syncFolders(paths) {
      rethrow(await Promise.allSettled(paths.map(flushFolder)));
    },
  };
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}

/** `writev` may write less than asked; 1,024 parts is the usual IOV_MAX. */
function writeAll(fd: number, parts: readonly Uint8Array[]): void {
  let queue = parts.filter((part) => part.length > 0);
  while (queue.length > 0) {
    let written = writevSync(fd, queue.slice(0, 1024));
    let done = 0;
    while (done < queue.length && written >= queue[done]!.length) written -= queue[done++]!.length;
    queue = queue.slice(done);
    if (written > 0) queue[0] = queue[0]!.subarray(written);
  }
}

function reopen(open: Map<string, number>, path: string): number {
  const fd = openSync(path, "r");
  open.set(path, fd);
  return fd;
}

async function flushFolder(path: string): Promise<void> {
  const fd = openSync(path, "r");
  try {
    await flush(fd);
  } finally {
    closeSync(fd);
  }
}

function rethrow(settled: readonly PromiseSettledResult<void>[]): void {
  const failed = settled.find((s) => s.status === "rejected");
  if (failed) throw failed.reason as Error;
}
