/** Acts, records and notes for tests, also of child processes. */
import { concat, sha256, utf8 } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import type { LogEntry, QueuedAct } from "@comity/store";

export const ORIGIN = "example.org/assembly";

export const act = (i: number): QueuedAct => ({
  hash: sha256(utf8(`text ${i}`)),
  entry: utf8(`comity/act/v1\n{"n":${i}}\n\n\u2014 k AAAAAAA=\n`),
});

export const acts = (from: number, to: number): readonly QueuedAct[] =>
  Array.from({ length: to - from }, (_, i) => act(from + i));

export const record = (height: number): LogEntry => ({
  entry: utf8(`comity/block/v1\n{"height":${height}}\n`),
});

/** A note with a signature line that nobody here verifies. */
export const note = (tree: { size: number; root: Uint8Array }, origin: string = ORIGIN): Uint8Array =>
  concat(
    formatCheckpoint({ origin, size: tree.size, root: tree.root, extensions: [] }),
    utf8(`\n\u2014 ${origin} AAAAAAA=\n`),
  );
