/** Where a replay reads: a node's folder, or the public address of one (tlog-tiles over HTTP, datasets from its API). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, sha256, toHex, equalBytes, type Result } from "@comity/canon";
import { MAX_DOCUMENT_BYTES } from "@comity/assembly";
import {
  HASH_LENGTH,
  leafHash,
  parseBundle,
  parseCheckpoint,
  tileAt,
  tilePath,
  TILE_WIDTH,
  type Checkpoint,
  type Tile,
} from "@comity/log";
import { parseNote } from "@comity/signing";
import { LogFiles, diskLayer } from "@comity/store";
import { download } from "./download.ts";

export type LeafEntry = { readonly entry: Uint8Array; readonly leaf: Uint8Array };

export type LogSource = {
  /** Entries [from, size) of the tree of `size`, a bundle at a time; ends with the first failure. */
  readonly bundles: (from: number, size: number) => AsyncIterable<Result<readonly LeafEntry[]>>;
  /** The hashes of a tile in a row, not checked against anything. */
  readonly tile: (tile: Tile) => Promise<Result<Uint8Array>>;
  /** The bytes with this SHA-256, or nothing. */
  readonly dataset: (hash: Uint8Array) => Promise<Uint8Array | undefined>;
  readonly document: (hash: Uint8Array) => Promise<Uint8Array | undefined>;
};

export type AuditSource = LogSource & {
  readonly checkpoint: Checkpoint;
  /** The checkpoint as signed. */
  readonly note: Uint8Array;
};

const READ_AHEAD = 4;

/** What is taken from a foreign host at most: bytes of a checkpoint, a tile, an entry bundle, a dataset; milliseconds. */
const MAX_CHECKPOINT_BYTES = 64 * 1024;
const MAX_BUNDLE_BYTES = 17 * 1024 * 1024;
const MAX_AUDITED_DATASET_BYTES = 256 * 1024 * 1024;
const ANSWER_MS = 60_000;
const DATASET_MS = 10 * 60_000;

const isRemote = (where: string): boolean => /^https?:\/\//.test(where);
const baseOf = (url: string): string => url.replace(/\/+$/, "");

/** The log at `where` and the checkpoint it shows. Codes of reading and of checkpoints, `unreachable`. */
export async function openSource(where: string): Promise<Result<AuditSource>> {
  const note = isRemote(where)
    ? await download(`${baseOf(where)}/log/checkpoint`, MAX_CHECKPOINT_BYTES, ANSWER_MS)
    : new LogFiles(diskLayer(), join(where, "log")).read("checkpoint");
  if (!note.ok) return note;
  const opened = parseNote(note.value);
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!checkpoint.ok) return checkpoint;
  return ok({ ...logSource(where), checkpoint: checkpoint.value, note: note.value });
}

/** The proofs of changes of the key file (`docs/FORMATS.md` section 6) that a node gives. Code `unreachable`, `no-key-chain`. */
export async function readKeyChain(where: string): Promise<Result<Uint8Array>> {
  return isRemote(where)
    ? download(`${baseOf(where)}/api/v1/key-chain`, MAX_BUNDLE_BYTES, ANSWER_MS)
    : refuse("no-key-chain", `${where} is a folder: a running node gives its key chain`);
}

/** The log of a node: its data folder or its address. */
export function logSource(where: string): LogSource {
  return isRemote(where) ? remoteSource(baseOf(where)) : folderSource(where);
}

function folderSource(folder: string): LogSource {
  const files = new LogFiles(diskLayer(), join(folder, "log"));
  const blob = (kind: string) => async (hash: Uint8Array) => fileAt(join(folder, kind, toHex(hash)), hash);
  const bundle = async (tile: Tile): Promise<Result<readonly LeafEntry[]>> => {
    const read = files.bundle(tile);
    if (!read.ok) return read;
    const { entries, leaves } = read.value;
    const leaf = (i: number): Uint8Array => leaves.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH);
    return ok(entries.slice(0, tile.width).map((entry, i) => ({ entry, leaf: leaf(i) })));
  };
  return {
    bundles: (from, size) => inOrder(from, size, 1, bundle),
    tile: async (tile) => files.tile(tile),
    dataset: blob("datasets"),
    document: blob("documents"),
  };
}

function remoteSource(base: string): LogSource {
  /** A partial tile that is gone is answered from the full one (c2sp.org/tlog-tiles). */
  const read = async (tile: Tile): Promise<Result<{ bytes: Uint8Array; width: number }>> => {
    const ask = async (width: number): Promise<Result<{ bytes: Uint8Array; width: number }>> => {
      const bytes = await download(
        `${base}/log/${tilePath({ ...tile, width })}`,
        MAX_BUNDLE_BYTES,
        ANSWER_MS,
      );
      return bytes.ok ? ok({ bytes: bytes.value, width }) : bytes;
    };
    const own = await ask(tile.width);
    if (own.ok || tile.width === TILE_WIDTH) return own;
    const full = await ask(TILE_WIDTH);
    return full.ok ? full : own;
  };
  const bundle = async (tile: Tile): Promise<Result<readonly LeafEntry[]>> => {
    const found = await read(tile);
    const entries = found.ok ? parseBundle(found.value.bytes, found.value.width) : found;
    if (!entries.ok) return entries;
    return ok(entries.value.slice(0, tile.width).map((entry) => ({ entry, leaf: leafHash(entry) })));
  };
  const blob = (kind: string, max: number) => async (hash: Uint8Array) => {
    const bytes = await download(`${base}/api/v1/${kind}/${toHex(hash)}`, max, DATASET_MS);
    return bytes.ok && equalBytes(sha256(bytes.value), hash) ? bytes.value : undefined;
  };
  return {
    bundles: (from, size) => inOrder(from, size, READ_AHEAD, bundle),
    tile: async (tile) => {
      const found = await read(tile);
      if (!found.ok) return found;
      const length = tile.width * HASH_LENGTH;
      return found.value.bytes.length >= length
        ? ok(found.value.bytes.subarray(0, length))
        : refuse("tile-size", `${tilePath(tile)} is too short`);
    },
    dataset: blob("datasets", MAX_AUDITED_DATASET_BYTES),
    document: blob("documents", MAX_DOCUMENT_BYTES),
  };
}

/** Bundles of [from, size) in order, `ahead` of them asked for at once; the first without what is before `from`. */
async function* inOrder(
  from: number,
  size: number,
  ahead: number,
  read: (tile: Tile) => Promise<Result<readonly LeafEntry[]>>,
): AsyncGenerator<Result<readonly LeafEntry[]>> {
  const first = Math.floor(from / TILE_WIDTH);
  const count = Math.ceil(size / TILE_WIDTH);
  const asked: Promise<Result<readonly LeafEntry[]>>[] = [];
  for (let next = first, at = first; at < count; at++) {
    while (next < count && asked.length < ahead) asked.push(read(tileAt("entries", next++, size)!));
    const bundle = await asked.shift()!;
    const skipped = at === first ? from % TILE_WIDTH : 0;
    yield bundle.ok && skipped > 0 ? ok(bundle.value.slice(skipped)) : bundle;
    if (!bundle.ok) return;
  }
}

function fileAt(path: string, hash: Uint8Array): Uint8Array | undefined {
  try {
    const bytes = new Uint8Array(readFileSync(path));
    return equalBytes(sha256(bytes), hash) ? bytes : undefined;
  } catch {
    return undefined;
  }
}
