/** What the tests of this room share: acts, notes, seeded randomness, folders that go away. */
import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, useSha256 } from "@comity/canon";
import type { Appended, Store } from "@comity/store";
import { afterAll } from "vitest";
import { record } from "./acts.ts";

export * from "./acts.ts";

// Plain arrays, so that `toEqual` compares bytes and not classes.
useSha256((bytes) => new Uint8Array(hash("sha256", bytes, "buffer")));

export const SOAK: boolean = process.env["COMITY_SOAK"] !== undefined;

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
