/** The checkpoint inside a note whose signatures the caller has judged or will judge. */
import { equalBytes, ok, refuse, utf8, type Result } from "@comity/canon";
import { parseCheckpoint, type Checkpoint } from "@comity/log";

const NEWLINE = 0x0a;
/** An em dash (U+2014) and a space begin a signature line. */
const MARK = utf8("\u2014 ");

/** Codes `note-unsigned` and those of `parseCheckpoint`. */
export function noteCheckpoint(note: Uint8Array): Result<Checkpoint> {
  for (let i = note.length - 1; i > 0 && note.at(-1) === NEWLINE; i--) {
    if (note[i] !== NEWLINE || note[i - 1] !== NEWLINE) continue;
    if (!equalBytes(note.subarray(i + 1, i + 1 + MARK.length), MARK)) break;
    return parseCheckpoint(note.subarray(0, i));
  }
  return refuse("note-unsigned", "expected a checkpoint, a blank line and signature lines");
}

/** Codes of `noteCheckpoint`, `checkpoint-origin`, `checkpoint-extension`. */
export function openNoteText(note: Uint8Array, origin: string): Result<Checkpoint> {
  const checkpoint = noteCheckpoint(note);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin !== origin) {
    return refuse(
      "checkpoint-origin",
      `the note is of ${checkpoint.value.origin}, not of ${origin}`,
      "origin",
    );
  }
  if (checkpoint.value.extensions.length > 0) {
    return refuse("checkpoint-extension", "extension lines are not used by this log", "extensions");
  }
  return ok(checkpoint.value);
}
