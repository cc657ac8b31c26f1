/**
 * Reading a log folder (c2sp.org/tlog-tiles): tiles, bundles, entries, proofs. A partial file that is gone is
 * answered from the full one, as clients of tlog-tiles do. A bundle is handed out only when its leaves are those of
 * its tile.
 */
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { checkBundle, HASH_LENGTH, parseTile, TILE_WIDTH, tileAt, tilePath, tileReader } from "@comity/log";
import {
  consistencyProof,
  inclusionProof,
  parseBundle,
  treeRoot,
  type HashReader,
  type Tile,
} from "@comity/log";
import type { FileLayer } from "./file-layer.ts";
import { tryIo } from "./io-refusal.ts";

const CACHED_TILES = 512;
const CACHED_BUNDLES = 32;

/** Entries of a bundle, at least as many as asked for, and their leaf hashes in a row, which they were compared with. */
export type Bundle = { readonly entries: readonly Uint8Array[]; readonly leaves: Uint8Array };

export class LogFiles {
  readonly layer: FileLayer;
  readonly folder: string;
  readonly #tiles = new Cache<Uint8Array>(CACHED_TILES);
  readonly #bundles = new Cache<Bundle>(CACHED_BUNDLES);

  /** `folder` is the one that holds `checkpoint` and `tile/`. */
  constructor(layer: FileLayer, folder: string) {
    this.layer = layer;
    this.folder = folder;
  }

  /** Bytes of a file of the log, `path` as in `tilePath`. Codes of `ioRefusal`. */
  read(path: string): Result<Uint8Array> {
    const absolute = join(this.folder, path);
    return tryIo(absolute, () => this.layer.read(absolute));
  }

  /** At least `tile.width` hashes in a row. Codes of `ioRefusal`, `tile-size`. */
  tile(tile: Tile): Result<Uint8Array> {
    return this.#tiles.get(tilePath(tile), () => {
      const found = this.#widest(tile);
      if (!found.ok) return found;
      const parsed = parseTile(found.value.bytes, found.value.width);
      return parsed.ok ? ok(found.value.bytes) : damaged(parsed, found.value.path);
    });
  }

  /** Codes of `ioRefusal`, `checkBundle`, `tile`. */
  bundle(tile: Tile): Result<Bundle> {
    return this.#bundles.get(tilePath(tile), () => {
      const found = this.#widest(tile);
      if (!found.ok) return found;
      const { bytes, path, width } = found.value;
      // The tile of the bundle's own width may not exist in a tree of another size: the hashes asked for suffice.
      const hashes = this.tile({ ...tile, level: 0 });
      if (!hashes.ok) return hashes;
      const parsed = parseBundle(bytes, width);
      if (!parsed.ok) return damaged(parsed, path);
      const length = tile.width * HASH_LENGTH;
      const own = bytes.subarray(0, bundleLength(parsed.value, tile.width));
      const leaves = hashes.value.subarray(0, length);
      const checked = checkBundle(own, leaves, tile.width);
      return checked.ok ? ok({ entries: checked.value, leaves }) : damaged(checked, path);
    });
  }

  /** Entry `index` of a tree of `size`. Codes `entry-range`, and those of `bundle`. */
  entry(index: number, size: number): Result<Uint8Array> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      return refuse("entry-range", `the log has entries 0 to ${size - 1}, not ${index}`, "index");
    }
    const bundle = this.bundle(tileAt("entries", Math.floor(index / TILE_WIDTH), size)!);
    return bundle.ok ? ok(bundle.value.entries[index % TILE_WIDTH]!) : bundle;
  }

  /** Entries [from, to) of a tree of `size` in order; the first failure is the last element. */
  *entries(from: number, to: number, size: number): Generator<Result<Uint8Array>, void, undefined> {
    for (let index = from; index < to; index++) {
      const entry = this.entry(index, size);
      yield entry;
      if (!entry.ok) return;
    }
  }

  /** For building proofs in a tree of `size`. */
  hashReader(size: number): HashReader {
    return tileReader(size, (tile) => {
      const bytes = this.tile(tile);
      return bytes.ok ? bytes.value : undefined;
    });
  }

  /** The root of the tree of `size`, from its tiles. Code `tile-missing`. */
  root(size: number): Result<Uint8Array> {
    return treeRoot(size, this.hashReader(size));
  }

  /** Leaf's sibling first. Codes `proof-range`, `tile-missing`. */
  inclusionProof(index: number, size: number): Result<readonly Uint8Array[]> {
    return inclusionProof(index, size, this.hashReader(size));
  }

  /** Codes `proof-range`, `tile-missing`. */
  consistencyProof(size1: number, size2: number): Result<readonly Uint8Array[]> {
    return consistencyProof(size1, size2, this.hashReader(size2));
  }

  #widest(tile: Tile): Result<{ bytes: Uint8Array; path: string; width: number }> {
    const path = tilePath(tile);
    const exact = this.read(path);
    if (exact.ok) return ok({ bytes: exact.value, path, width: tile.width });
    if (tile.width === TILE_WIDTH || exact.error.code !== "file-missing") return exact;
    const fullPath = tilePath({ ...tile, width: TILE_WIDTH });
    const full = this.read(fullPath);
    return full.ok ? ok({ bytes: full.value, path: fullPath, width: TILE_WIDTH }) : exact;
  }
}

function bundleLength(entries: readonly Uint8Array[], width: number): number {
  let length = 0;
  for (const entry of entries.slice(0, width)) length += 2 + entry.length;
  return length;
}

const damaged = (result: Result<unknown>, path: string): Result<never> =>
  result.ok
    ? refuse("tile-size", path, path)
    : refuse(result.error.code, `${path}: ${result.error.detail}; run fsck and fetch it from a mirror`, path);

/** Least recently used values; refusals are not kept. */
class Cache<T> {
  readonly #limit: number;
  readonly #values = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, load: () => Result<T>): Result<T> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, known);
      return ok(known);
    }
    const loaded = load();
    if (!loaded.ok) return loaded;
    this.#values.set(key, loaded.value);
    if (this.#values.size > this.#limit) this.#values.delete(this.#values.keys().next().value!);
    return loaded;
  }
}
