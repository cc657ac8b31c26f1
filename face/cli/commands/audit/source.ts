/** Where an audit reads: a node's folder, or the public address of one (tlog-tiles over HTTP, datasets from its API). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, sha256, toHex, equalBytes, type Result } from "@comity/canon";
import { MAX_DOCUMENT_BYTES } from "@comity/assembly";
import { parseBundle, parseCheckpoint, tileAt, tilePath, TILE_WIDTH, type Checkpoint } from "@comity/log";
import { parseNote } from "@comity/signing";
import { LogFiles, diskLayer } from "@comity/store";
import { download } from "./download.ts";

/** Entries in order; of a bundle that was compared with its tile already, the leaf hashes in a row. */
export type AuditedBundle = { readonly entries: readonly Uint8Array[]; readonly leaves?: Uint8Array };

export type AuditSource = {
  readonly checkpoint: Checkpoint;
  /** The checkpoint as signed. */
  readonly note: Uint8Array;
  /** A bundle at a time; ends with the first failure. */
  readonly bundles: () => AsyncIterable<Result<AuditedBundle>>;
  /** The bytes with this SHA-256, or nothing. */
  readonly dataset: (hash: Uint8Array) => Promise<Uint8Array | undefined>;
  readonly document: (hash: Uint8Array) => Promise<Uint8Array | undefined>;
};

const READ_AHEAD = 4;

/** What an audit takes from a foreign host at most: bytes of a checkpoint, an entry bundle, a dataset; milliseconds. */
const MAX_CHECKPOINT_BYTES = 64 * 1024;
const MAX_BUNDLE_BYTES = 17 * 1024 * 1024;
const MAX_AUDITED_DATASET_BYTES = 256 * 1024 * 1024;
const ANSWER_MS = 60_000;
const DATASET_MS = 10 * 60_000;

/** Codes of reading and of checkpoints, `unreachable`. */
export async function openSource(where: string): Promise<Result<AuditSource>> {
  const remote = /^https?:\/\//.test(where);
  const base = where.replace(/\/+$/, "");
  const files = new LogFiles(diskLayer(), join(where, "log"));
  const read = async (path: string): Promise<Result<Uint8Array>> =>
    remote
      ? download(
          `${base}/log/${path}`,
          path === "checkpoint" ? MAX_CHECKPOINT_BYTES : MAX_BUNDLE_BYTES,
          ANSWER_MS,
        )
      : files.read(path);
  const note = await read("checkpoint");
  if (!note.ok) return note;
  const opened = parseNote(note.value);
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!checkpoint.ok) return checkpoint;
  const { size } = checkpoint.value;
  const bundle = async (index: number): Promise<Result<AuditedBundle>> => {
    const tile = tileAt("entries", index, size)!;
    if (!remote) {
      const local = files.bundle(tile);
      return local.ok ? ok({ ...local.value, entries: local.value.entries.slice(0, tile.width) }) : local;
    }
    const bytes = await read(tilePath(tile));
    const entries = bytes.ok ? parseBundle(bytes.value, tile.width) : bytes;
    return entries.ok ? ok({ entries: entries.value }) : entries;
  };
  async function* bundles(): AsyncGenerator<Result<AuditedBundle>> {
    const count = Math.ceil(size / TILE_WIDTH);
    const ahead: Promise<Result<AuditedBundle>>[] = [];
    for (let next = 0, at = 0; at < count; at++) {
      while (next < count && ahead.length < (remote ? READ_AHEAD : 1)) ahead.push(bundle(next++));
      const entries = await ahead.shift()!;
      yield entries;
      if (!entries.ok) return;
    }
  }
  const blob = (kind: "datasets" | "documents", max: number) =>
    async function read(hash: Uint8Array): Promise<Uint8Array | undefined> {
      const bytes = remote
        ? await download(`${base}/api/v1/${kind}/${toHex(hash)}`, max, DATASET_MS)
        : fileAt(join(where, kind, toHex(hash)));
      return bytes.ok && equalBytes(sha256(bytes.value), hash) ? bytes.value : undefined;
    };
  return ok({
    checkpoint: checkpoint.value,
    note: note.value,
    bundles,
    dataset: blob("datasets", MAX_AUDITED_DATASET_BYTES),
    document: blob("documents", MAX_DOCUMENT_BYTES),
  });
}

function fileAt(path: string): Result<Uint8Array> {
  try {
    return ok(new Uint8Array(readFileSync(path)));
  } catch (error) {
    return refuse("file-unreadable", (error as Error).message, path);
  }
}
