/**
 * The right edge of the log as stored: what a growing log needs to know of its past. `grow` is a pure function from
 * the edge and new entries to the next edge and the files a tree of the new size has (c2sp.org/tlog-tiles).
 */
import { concat, ok, refuse, type Result } from "@comity/canon";
import { Frontier, HASH_LENGTH, leafHash, subtreeRoot } from "@comity/log";
import { TILE_HEIGHT, TILE_WIDTH, tileAt, tilePath } from "@comity/log";
import type { NewFile } from "./durable-files.ts";
import type { LogFiles } from "./log-files.ts";

/**
 * `frontier` as `Frontier.hashes()`; `tiles[L]` the hashes of the unfinished tile of level L in a row; `bundle` the
 * bytes of the unfinished entry bundle.
 */
export type Edge = {
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
  readonly tiles: readonly Uint8Array[];
  readonly bundle: Uint8Array;
};

export type Growth = { readonly edge: Edge; readonly root: Uint8Array; readonly files: readonly NewFile[] };

const TILE_BYTES = TILE_WIDTH * HASH_LENGTH;

/** Files are new bundles, then new tiles by level; each once, none empty. Entries have at most 65,535 bytes. */
export function grow(edge: Edge, entries: readonly Uint8Array[]): Growth {
  const frontier = Frontier.resume(edge.size, edge.frontier);
  const levels = edge.tiles.map((tile, level) => new TileLevel(level, edge.size, tile));
  const sink = (height: number, _index: number, hash: Uint8Array): void => {
    if (height % TILE_HEIGHT !== 0) return;
    const level = height / TILE_HEIGHT;
    (levels[level] ??= new TileLevel(level, 0, new Uint8Array(0))).push(hash);
  };
  for (const entry of entries) frontier.append(leafHash(entry), sink);
  const bundles = growBundles(edge, entries);
  const next: Edge = {
    size: frontier.size,
    frontier: frontier.hashes(),
    tiles: levels.map((level) => level.rest()),
    bundle: bundles.rest,
  };
  const files = [...bundles.files, ...levels.flatMap((level) => level.files())];
  return { edge: next, root: frontier.root(), files };
}

/** Collects the hashes of one level into tiles. */
class TileLevel {
  readonly #level: number;
  readonly #full: NewFile[] = [];
  #index: number;
  #bytes = new Uint8Array(TILE_BYTES);
  #used: number;
  #grown = false;

  constructor(level: number, size: number, unfinished: Uint8Array) {
    this.#level = level;
    this.#index = Math.floor(size / TILE_WIDTH ** (level + 1));
    this.#bytes.set(unfinished);
    this.#used = unfinished.length;
  }

  push(hash: Uint8Array): void {
    this.#bytes.set(hash, this.#used);
    this.#used += HASH_LENGTH;
    this.#grown = true;
    if (this.#used < TILE_BYTES) return;
    this.#full.push(this.#file(TILE_WIDTH, this.#bytes));
    this.#index++;
    this.#bytes = new Uint8Array(TILE_BYTES);
    this.#used = 0;
  }

  rest(): Uint8Array {
    return this.#bytes.slice(0, this.#used);
  }

  files(): readonly NewFile[] {
    if (!this.#grown || this.#used === 0) return this.#full;
    return [...this.#full, this.#file(this.#used / HASH_LENGTH, this.rest())];
  }

  #file(width: number, bytes: Uint8Array): NewFile {
    return { path: tilePath({ level: this.#level, index: this.#index, width }), parts: [bytes] };
  }
}

function growBundles(
  edge: Edge,
  entries: readonly Uint8Array[],
): { readonly files: readonly NewFile[]; readonly rest: Uint8Array } {
  const files: NewFile[] = [];
  let bundle = edge.bundle;
  for (let at = 0; at < entries.length;) {
    const size = edge.size + at;
    const index = Math.floor(size / TILE_WIDTH);
    const end = Math.min(entries.length, at + TILE_WIDTH - (size % TILE_WIDTH));
    bundle = appendEntries(bundle, entries, at, end);
    const width = edge.size + end - index * TILE_WIDTH;
    files.push({ path: tilePath({ level: "entries", index, width }), parts: [bundle] });
    if (width === TILE_WIDTH) bundle = new Uint8Array(0);
    at = end;
  }
  return { files, rest: bundle };
}

/** `bundle` and entries [from, to) behind it, each `u16 length || entry`. */
function appendEntries(
  bundle: Uint8Array,
  entries: readonly Uint8Array[],
  from: number,
  to: number,
): Uint8Array {
  let length = bundle.length;
  for (let i = from; i < to; i++) length += 2 + entries[i]!.length;
  const out = new Uint8Array(length);
  out.set(bundle);
  let at = bundle.length;
  for (let i = from; i < to; i++) {
    const entry = entries[i]!;
    out[at] = entry.length >> 8;
    out[at + 1] = entry.length & 0xff;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return out;
}

/**
 * The edge of a stored tree of `size` (a size of a block, so its partial tiles exist or their full ones do). Codes of
 * reading, `tile-missing`, and those of `parseBundle`.
 */
export function loadEdge(files: LogFiles, size: number): Result<Edge> {
  const tiles: Uint8Array[] = [];
  for (let level = 0; TILE_WIDTH ** level <= size; level++) {
    const hashes = Math.floor(size / TILE_WIDTH ** level);
    const tile = tileAt(level, Math.floor(hashes / TILE_WIDTH), size);
    const bytes = tile ? files.tile(tile) : ok(new Uint8Array(0));
    if (!bytes.ok) return bytes;
    tiles.push(bytes.value.slice(0, (tile?.width ?? 0) * HASH_LENGTH));
  }
  const frontier: Uint8Array[] = [];
  for (let start = 0; start < size;) {
    let width = 1;
    while (start + 2 * width <= size) width *= 2;
    const hash = subtreeRoot(start, start + width, files.hashReader(size));
    if (!hash.ok) return hash;
    frontier.push(hash.value);
    start += width;
  }
  const bundle = loadBundle(files, size);
  return bundle.ok ? ok({ size, frontier, tiles, bundle: bundle.value }) : bundle;
}

function loadBundle(files: LogFiles, size: number): Result<Uint8Array> {
  const tile = tileAt("entries", Math.floor(size / TILE_WIDTH), size);
  if (!tile) return ok(new Uint8Array(0));
  const bytes = files.bundle(tile);
  if (!bytes.ok) return bytes;
  const { entries } = bytes.value;
  const parts = entries.map((entry) => concat(Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry));
  return parts.length === tile.width
    ? ok(concat(...parts))
    : refuse("bundle-truncated", `${tilePath(tile)} holds ${parts.length} entries`);
}
