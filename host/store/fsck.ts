/**
 * Checking a store, or any tlog-tiles folder, without changing it and without its lock: every entry, tile, root and
 * checkpoint is derived again and compared, every blob and snapshot hashed.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { emptyRoot, type Checkpoint } from "@comity/log";
import { equalBytes, type Result } from "@comity/canon";
import { Blobs, type BlobKind } from "./blobs.ts";
import { diskLayer, type FileLayer } from "./file-layer.ts";
import { checkDatabase, type DatabaseView } from "./fsck-database.ts";
import { checkLogFolder, type KnownRoot } from "./fsck-log.ts";
import { checkNames } from "./fsck-names.ts";
import { Findings, type FsckReport } from "./fsck-report.ts";
import { LogFiles } from "./log-files.ts";
import { noteCheckpoint } from "./note-text.ts";
import { Snapshots } from "./snapshots.ts";

export type FsckOptions = {
  /** Judges the signatures of the checkpoint note (`openCheckpoint` of `@comity/log`, for example). */
  readonly verify?: (note: Uint8Array) => Result<unknown>;
  readonly files?: FileLayer;
};

/** A store's folder, or a copy of one (`isCopy`). */
export function fsck(folder: string, options: FsckOptions = {}): FsckReport {
  const found = new Findings();
  const layer = options.files ?? diskLayer();
  const view = isCopy(folder) ? undefined : checkDatabase(folder, found);
  checkBlobs(layer, folder, "datasets", found);
  checkBlobs(layer, folder, "documents", found);
  checkBlobs(layer, folder, "sealed", found);
  checkSnapshots(layer, folder, found);
  return checkLog(new LogFiles(layer, join(folder, "log")), view, options, found);
}

/** A mirror or a backup, which signs nothing: it has neither a checkpoint lock nor a key. */
export const isCopy = (folder: string): boolean =>
  !existsSync(join(folder, "store.db")) && !existsSync(join(folder, "log.key"));

/** A folder with `checkpoint` and `tile/`, whoever wrote it. */
export function fsckLog(folder: string, options: FsckOptions = {}): FsckReport {
  return checkLog(new LogFiles(options.files ?? diskLayer(), folder), undefined, options, new Findings());
}

function checkLog(
  files: LogFiles,
  view: DatabaseView | undefined,
  options: FsckOptions,
  found: Findings,
): FsckReport {
  const known: KnownRoot[] = [...(view?.settled ?? [])];
  const checkpoint = checkCheckpoint(files, view, options, found);
  if (checkpoint) {
    const { size, root } = checkpoint;
    known.push({ size, root, path: join(files.folder, "checkpoint") });
    known.sort((a, b) => a.size - b.size);
  }
  const size = known.at(-1)?.size ?? 0;
  const root = size === 0 ? emptyRoot() : checkLogFolder(files, known, found);
  checkNames(files, size, found);
  const { checked, damage, notes } = found;
  return { origin: view?.origin ?? checkpoint?.origin, size, root, checked, damage, notes };
}

function checkCheckpoint(
  files: LogFiles,
  view: DatabaseView | undefined,
  options: FsckOptions,
  found: Findings,
): Checkpoint | undefined {
  const path = join(files.folder, "checkpoint");
  const note = files.read("checkpoint");
  if (!note.ok) {
    const early = note.error.code === "file-missing" && view !== undefined && !view.published;
    if (!early) found.refusal(path, note.error);
    return undefined;
  }
  const checkpoint = noteCheckpoint(note.value);
  if (!checkpoint.ok) {
    found.bad(
      path,
      checkpoint.error.code,
      `${checkpoint.error.detail}: it is written again when the store opens`,
    );
    return undefined;
  }
  const verified = options.verify?.(note.value);
  if (verified?.ok === false) found.refusal(path, verified.error);
  if (view?.origin !== undefined && view.origin !== checkpoint.value.origin) {
    found.bad(path, "origin-differs", `it is of ${checkpoint.value.origin}, the store of ${view.origin}`);
  }
  const published = view?.published;
  if (published?.size === checkpoint.value.size && !equalBytes(published.note, note.value)) {
    found.bad(
      path,
      "checkpoint-differs",
      "not the note that was released: it is written again when the store opens",
    );
  }
  if (view && checkpoint.value.size > (view.published?.size ?? 0)) {
    found.bad(
      path,
      "lock-behind-log",
      "the database is older than the log: never go on from it (README, Restore)",
    );
  }
  return checkpoint.value;
}

function checkBlobs(layer: FileLayer, folder: string, kind: BlobKind, found: Findings): void {
  const blobs = new Blobs(layer, folder);
  const list = blobs.list(kind);
  if (!list.ok) {
    found.refusal(join(folder, kind), list.error);
    return;
  }
  for (const hash of list.value) {
    found.checked.blobs++;
    const blob = blobs.get(kind, hash);
    if (!blob.ok) found.refusal(blob.error.field, blob.error);
  }
}

function checkSnapshots(layer: FileLayer, folder: string, found: Findings): void {
  const snapshots = new Snapshots(layer, folder);
  for (const height of snapshots.heights()) {
    found.checked.snapshots++;
    const snapshot = snapshots.read(height);
    if (!snapshot.ok) found.refusal(snapshot.error.field, snapshot.error);
  }
}
