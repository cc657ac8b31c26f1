/**
 * Deriving a log again from its entries: every leaf, every tile at every width that is there, the root at every size
 * that was decided. One pass, memory for one tile a level.
 */
import { join } from "node:path";
import { equalBytes, type Result } from "@comity/canon";
import {
  Frontier,
  HASH_LENGTH,
  leafHash,
  parseBundle,
  rootOf,
  TILE_WIDTH,
  tileAt,
  tilePath,
} from "@comity/log";
import type { Tile } from "@comity/log";
import type { Findings } from "./fsck-report.ts";
import type { LogFiles } from "./log-files.ts";

/** A root that the log must have at a size, and who says so. */
export type KnownRoot = { readonly size: number; readonly root: Uint8Array; readonly path: string };

const FETCH = "fetch it from a mirror; the checkpoint proves which bytes are right";
const REBUILD = "delete it and fetch it from a mirror, or derive it from the entries";

/** `known` in ascending order of size, the last one with the size of the tree to derive. Gives its root. */
export function checkLogFolder(files: LogFiles, known: readonly KnownRoot[], found: Findings): Uint8Array {
  const size = known.at(-1)?.size ?? 0;
  const frontier = new Frontier();
  const levels: Uint8Array[][] = [];
  const roots = known.values();
  let next = roots.next().value;
  const compare = (): void => {
    for (; next?.size === frontier.size; next = roots.next().value) {
      found.checked.roots++;
      if (equalBytes(frontier.root(), next.root)) continue;
      found.bad(
        next.path,
        "root-differs",
        `the entries give another root for size ${next.size} than this says`,
      );
    }
  };
  compare();
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    for (const leaf of leavesOf(files, index, size, frontier, known.at(-1)!, found)) {
      frontier.append(leaf, (height, at, hash) => {
        if (height % 8 === 0) (levels[height / 8] ??= []).push(hash);
        if (height > 0 && height % 8 === 0) {
          closeTile(files, height / 8 - 1, at, levels[height / 8 - 1]!, found);
          levels[height / 8 - 1] = [];
        }
      });
      compare();
    }
  }
  for (const [level, hashes] of levels.entries()) {
    if (hashes.length > 0) closeTile(files, level, Math.floor(size / 256 ** (level + 1)), hashes, found);
  }
  return frontier.root();
}

/** The leaves of a bundle; when bundle and tile disagree, those that the tree above or the root confirms. */
function leavesOf(
  files: LogFiles,
  index: number,
  size: number,
  before: Frontier,
  last: KnownRoot,
  found: Findings,
): readonly Uint8Array[] {
  const tile = tileAt("entries", index, size)!;
  const entries = bundleEntries(files, tile, found);
  const leaves = entries?.map((entry) => leafHash(entry));
  found.checked.entries += leaves?.length ?? 0;
  const stored = widest(files, { ...tile, level: 0 });
  const hashes = stored && split(stored.bytes, tile.width);
  if (!leaves) return hashes ?? [];
  if (!hashes || hashes.every((hash, i) => equalBytes(hash, leaves[i]!))) return leaves;
  const tileIsRight = confirmed(files, tile, size, hashes, before, last);
  // The level-0 tile is compared with what is returned here, so the tile reports itself when the entries are right.
  if (!tileIsRight) return leaves;
  const bad = hashes.findIndex((hash, i) => !equalBytes(hash, leaves[i]!));
  found.bad(
    pathOf(files, tile),
    "bundle-hash",
    `entry ${index * TILE_WIDTH + bad} is not what the tree says: ${FETCH}`,
  );
  return hashes;
}

function confirmed(
  files: LogFiles,
  tile: Tile,
  size: number,
  hashes: readonly Uint8Array[],
  before: Frontier,
  last: KnownRoot,
): boolean {
  if (tile.width < TILE_WIDTH) {
    const frontier = Frontier.resume(before.size, before.hashes());
    for (const hash of hashes) frontier.append(hash);
    return equalBytes(frontier.root(), last.root);
  }
  const above = tileAt(1, Math.floor(tile.index / TILE_WIDTH), size);
  const parent = above && widest(files, above);
  const at = (tile.index % TILE_WIDTH) * HASH_LENGTH;
  return parent !== undefined && equalBytes(parent.bytes.subarray(at, at + HASH_LENGTH), rootOf(hashes));
}

function bundleEntries(files: LogFiles, tile: Tile, found: Findings): readonly Uint8Array[] | undefined {
  const stored = widest(files, tile);
  if (!stored) {
    found.bad(pathOf(files, tile), "file-missing", `this bundle is missing or unreadable: ${FETCH}`);
    return undefined;
  }
  const parsed = parseBundle(stored.bytes, stored.width);
  if (parsed.ok) {
    checkPartials(files, tile, stored.bytes, found);
    return parsed.value.slice(0, tile.width);
  }
  found.bad(join(files.folder, stored.path), parsed.error.code, `${parsed.error.detail}: ${FETCH}`);
  return undefined;
}

/** Compares a tile at its widest, and every narrower one that is there, with the derived hashes. */
function closeTile(
  files: LogFiles,
  level: number,
  index: number,
  hashes: readonly Uint8Array[],
  found: Findings,
): void {
  const tile: Tile = { level, index, width: hashes.length };
  const expected = new Uint8Array(Buffer.concat(hashes));
  const stored = widest(files, tile);
  found.checked.tiles++;
  if (!stored) {
    found.bad(pathOf(files, tile), "file-missing", `this tile is missing or unreadable: ${REBUILD}`);
  } else if (
    stored.bytes.length !== stored.width * HASH_LENGTH ||
    !equalBytes(stored.bytes.subarray(0, expected.length), expected)
  ) {
    found.bad(
      join(files.folder, stored.path),
      "tile-differs",
      `not the hashes that its name promises: ${REBUILD}`,
    );
  }
  checkPartials(files, tile, expected, found);
}

/** Narrower forms of a tile or bundle must be its beginning. `whole` holds at least `tile.width` of them. */
function checkPartials(files: LogFiles, tile: Tile, whole: Uint8Array, found: Findings): void {
  const folder = `${tilePath({ ...tile, width: TILE_WIDTH })}.p`;
  for (const name of files.layer.list(join(files.folder, folder))) {
    const width = /^[1-9][0-9]{0,2}$/.test(name) ? Number(name) : 0;
    const path = join(files.folder, folder, name);
    if (width === 0 || width >= TILE_WIDTH) {
      found.bad(path, "tile-path", "no tile has this name: delete it");
      continue;
    }
    if (width >= tile.width) {
      if (width > tile.width) found.note(path, "beyond-checkpoint", "belongs to a newer tree");
      continue;
    }
    const bytes = files.read(`${folder}/${name}`);
    found.checked.tiles++;
    if (bytes.ok && equalBytes(bytes.value, beginning(tile, whole, width))) continue;
    found.bad(path, "tile-differs", `not what its name promises: ${REBUILD}`);
  }
}

function beginning(tile: Tile, whole: Uint8Array, width: number): Uint8Array {
  if (tile.level !== "entries") return whole.subarray(0, width * HASH_LENGTH);
  let end = 0;
  for (let i = 0; i < width; i++) end += 2 + whole[end]! * 256 + whole[end + 1]!;
  return whole.subarray(0, end);
}

function widest(
  files: LogFiles,
  tile: Tile,
): { readonly bytes: Uint8Array; readonly path: string; readonly width: number } | undefined {
  for (const width of new Set([tile.width, TILE_WIDTH])) {
    const path = tilePath({ ...tile, width });
    const bytes: Result<Uint8Array> = files.read(path);
    if (bytes.ok) return { bytes: bytes.value, path, width };
  }
  return undefined;
}

function split(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  if (bytes.length < width * HASH_LENGTH) return undefined;
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH));
}

const pathOf = (files: LogFiles, tile: Tile): string => join(files.folder, tilePath(tile));
