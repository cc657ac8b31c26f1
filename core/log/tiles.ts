/** Which tiles a tree of a given size has, which a growing log must write, and what a tile file holds. */
import { ok, refuse, type Result } from "@comity/canon";
import { HASH_LENGTH } from "./hashes.ts";
import { TILE_HEIGHT, type HashReader } from "./proofs.ts";
import { tilePath, type Tile } from "./tile-path.ts";

/**
 * Hash tiles that exist at `newSize` and did not at `oldSize` (sizes in leaves), lowest level first: full ones, and
 * per level at most one partial. Empty tiles never appear. `height` is 8 for tlog-tiles.
 */
export function newTiles(oldSize: number, newSize: number, height: number = TILE_HEIGHT): readonly Tile[] {
  const width = 2 ** height;
  const tiles: Tile[] = [];
  let [from, to] = [oldSize, newSize];
  for (let level = 0; to > 0; level++) {
    if (to > from) tiles.push(...levelTiles(level, from, to, width));
    from = Math.floor(from / width);
    to = Math.floor(to / width);
  }
  return tiles;
}

/** Entry bundles that exist at `newSize` and did not at `oldSize`. */
export const newBundles = (oldSize: number, newSize: number): readonly Tile[] =>
  newSize > oldSize ? levelTiles("entries", oldSize, newSize, 2 ** TILE_HEIGHT) : [];

function levelTiles(level: Tile["level"], from: number, to: number, width: number): Tile[] {
  const tiles: Tile[] = [];
  const full = Math.floor(to / width);
  for (let index = Math.floor(from / width); index < full; index++) tiles.push({ level, index, width });
  if (to % width > 0) tiles.push({ level, index: full, width: to % width });
  return tiles;
}

/**
 * The widest form of tile (level, index) that a tree of `size` leaves serves, or undefined when it has none. `level`
 * "entries" counts as 0.
 */
export function tileAt(level: Tile["level"], index: number, size: number): Tile | undefined {
  const hashes = Math.floor(size / 2 ** (TILE_HEIGHT * (level === "entries" ? 0 : level)));
  const width = Math.min(2 ** TILE_HEIGHT, hashes - index * 2 ** TILE_HEIGHT);
  return width > 0 ? { level, index, width } : undefined;
}

/** The hashes of a tile file, as views. Code `tile-size`. */
export function parseTile(bytes: Uint8Array, width: number): Result<readonly Uint8Array[]> {
  if (bytes.length !== width * HASH_LENGTH) {
    return refuse(
      "tile-size",
      `a tile of ${width} hashes has ${width * HASH_LENGTH} bytes, not ${bytes.length}`,
    );
  }
  return ok(Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH)));
}

/**
 * Reads hashes of a tree of `size` out of tile files. `fetch` gives the bytes of a tile, or undefined; a partial
 * tile that is gone may be answered with the full one, since its hashes come first. Bytes too short are missing.
 */
export function tileReader(size: number, fetch: (tile: Tile) => Uint8Array | undefined): HashReader {
  return (level, index) => {
    const tile = tileAt(level, Math.floor(index / 2 ** TILE_HEIGHT), size);
    const at = (index % 2 ** TILE_HEIGHT) * HASH_LENGTH;
    const bytes = tile && at < tile.width * HASH_LENGTH ? fetch(tile) : undefined;
    return bytes && bytes.length >= at + HASH_LENGTH ? bytes.subarray(at, at + HASH_LENGTH) : undefined;
  };
}

/** The tiles a builder of proofs would read, each once: what an asynchronous caller fetches beforehand. */
export function tilesNeeded(size: number, build: (read: HashReader) => unknown): readonly Tile[] {
  const needed = new Map<string, Tile>();
  const blank = new Uint8Array(2 ** TILE_HEIGHT * HASH_LENGTH);
  build(
    tileReader(size, (tile) => {
      needed.set(tilePath(tile), tile);
      return blank;
    }),
  );
  return [...needed.values()];
}
