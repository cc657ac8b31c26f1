/** What the tests of this room share: acts, notes, seeded randomness, folders that go away. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, must, sha256, utf8 } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import type { Appended, LogEntry, QueuedAct, Store } from "@comity/store";
import { afterAll } from "vitest";

export const ORIGIN = "example.org/assembly";
export const SOAK: boolean = process.env["COMITY_SOAK"] !== undefined;

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

/** One block of everything that waits and its record. */
export const appendAll = async (store: Store): Promise<Appended> =>
  must(await store.appendBlock([...store.queued(), record(store.newest.height + 1)]));

/** mulberry32: small, seeded, good enough to shuffle. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const made: string[] = [];

/** A folder below the system's temporary one; removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-store-"));
  made.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
