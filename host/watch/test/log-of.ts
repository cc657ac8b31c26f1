/** Logs on disk that an operator who signs anything could have made. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actEntry, formatBlockRecord, type BlockRecord, type SignedAct } from "@comity/assembly";
import { must, sha256, utf8 } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import { formatNote, signerOf, signNote } from "@comity/signing";
import { createStore } from "@comity/store";
import { ORIGIN, type World } from "../../../core/assembly/test/world.ts";

export type Told = { readonly acts: readonly Uint8Array[]; readonly record: BlockRecord | undefined };
const honest = (acts: readonly SignedAct[], record: BlockRecord): Told => ({
  acts: acts.map(({ text, signatures }) => actEntry(text, signatures)),
  record,
});

/** Writes the world's blocks as `tell` tells them, and signs the result with the log's key. */
export async function logOf(
  w: World,
  tell: (told: Told, height: number) => Told = (told) => told,
  seed = "log",
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "comity-audit-"));
  const store = must(await createStore(folder, { origin: ORIGIN }));
  for (const bytes of w.datasets.values()) must(await store.blobs.put("datasets", bytes));
  for (const [height, { acts, block }] of w.blocks.entries()) {
    const told = tell(honest(acts, block.record), height);
    const entries = told.acts.map((entry) => ({ entry }));
    const record = told.record === undefined ? [] : [{ entry: formatBlockRecord(told.record) }];
    must(await store.appendBlock([...entries, ...record]));
  }
  const { root, size } = store.complete;
  const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] });
  const signer = signerOf({ name: ORIGIN, type: "ed25519", secret: sha256(utf8(seed)) });
  must(await store.publish(formatNote(must(signNote(text, signer)))));
  await store.close();
  return folder;
}

/** Changes what is told of one block. */
export const at = (height: number, change: (told: Told) => Told) => (told: Told, now: number) =>
  now === height ? change(told) : told;
export const says = (change: Partial<BlockRecord>) => (told: Told) => ({
  ...told,
  record: { ...told.record!, ...change },
});
