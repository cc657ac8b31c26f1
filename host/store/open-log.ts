/** Reading a log folder that somebody else writes, ours or a foreign one: no lock, no database, nothing changed. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import type { Checkpoint } from "@comity/log";
import { diskLayer, type FileLayer } from "./file-layer.ts";
import { LogFiles } from "./log-files.ts";
import { noteCheckpoint } from "./note-text.ts";

/** `note` is the checkpoint file, whose signatures are for the caller to judge; `log` reads trees up to its size. */
export type OpenedLog = {
  readonly checkpoint: Checkpoint;
  readonly note: Uint8Array;
  readonly log: LogFiles;
};

/**
 * `folder` holds `checkpoint` and `tile/`. The tiles on the right edge must give the root of the checkpoint. Codes of
 * `ioRefusal`, `noteCheckpoint`, `tile-missing`, `log-damaged`.
 */
export function openLog(folder: string, files: FileLayer = diskLayer()): Result<OpenedLog> {
  const log = new LogFiles(files, folder);
  const note = log.read("checkpoint");
  if (!note.ok) return note;
  const checkpoint = noteCheckpoint(note.value);
  if (!checkpoint.ok) return checkpoint;
  const root = log.root(checkpoint.value.size);
  if (!root.ok) return root;
  if (!equalBytes(root.value, checkpoint.value.root)) {
    return refuse(
      "log-damaged",
      `${folder}: the tiles do not give the root of the checkpoint: run fsck`,
      folder,
    );
  }
  return ok({ checkpoint: checkpoint.value, note: note.value, log });
}
