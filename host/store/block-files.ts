/**
 * Writing the files of a block, and not believing the disk: everything written is read again and hashed again, from
 * entries to leaves, tiles to tiles and up to the root, before anybody signs that root.
 */
import { join } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { checkBundle, HASH_LENGTH, parseTile, parseTilePath, rootOf, tileAt, tilePath } from "@comity/log";
import { TILE_WIDTH, tileReader, treeRoot, type Tile } from "@comity/log";
import type { DurableFiles } from "./durable-files.ts";
import type { Growth } from "./edge.ts";
import { tryIo, tryIoAsync } from "./io-refusal.ts";
import type { LogFiles } from "./log-files.ts";

/** Durable and verified when this returns. Codes of `ioRefusal`, `written-differs`. */
export async function writeBlock(
  durable: DurableFiles,
  files: LogFiles,
  growth: Growth,
): Promise<Result<void>> {
  const written = await tryIoAsync(files.folder, () => durable.put(growth.files));
  return written.ok ? verifyBlock(files, growth) : written;
}

/** Codes of `ioRefusal`, `written-differs`. */
export function verifyBlock(files: LogFiles, growth: Growth): Result<void> {
  const { size } = growth.edge;
  const read = new Map<string, Uint8Array>();
  for (const { path } of growth.files) {
    const absolute = join(files.folder, path);
    const bytes = tryIo(absolute, () => files.layer.read(absolute));
    if (!bytes.ok) return bytes;
    read.set(path, bytes.value);
  }
  for (const [path, bytes] of read) {
    const tile = parseTilePath(path);
    if (!tile.ok || !sound(tile.value, bytes, size, read)) return differs(join(files.folder, path));
  }
  const stored = tileReader(size, (tile) => {
    const bytes = read.get(tilePath(tile));
    if (bytes) return bytes;
    const older = files.tile(tile);
    return older.ok ? older.value : undefined;
  });
  const root = treeRoot(size, stored);
  return root.ok && equalBytes(root.value, growth.root) ? ok(undefined) : differs(files.folder);
}

/** Whether a bundle has the leaves of its tile, and a full tile the root that the tile above says. */
function sound(tile: Tile, bytes: Uint8Array, size: number, read: ReadonlyMap<string, Uint8Array>): boolean {
  if (tile.level === "entries") {
    const leaves = read.get(tilePath({ ...tile, level: 0 }));
    return leaves !== undefined && checkBundle(bytes, leaves, tile.width).ok;
  }
  const hashes = parseTile(bytes, tile.width);
  if (!hashes.ok) return false;
  if (tile.width < TILE_WIDTH) return true;
  const above = tileAt(tile.level + 1, Math.floor(tile.index / TILE_WIDTH), size);
  const parent = above && read.get(tilePath(above));
  const at = (tile.index % TILE_WIDTH) * HASH_LENGTH;
  return parent !== undefined && equalBytes(rootOf(hashes.value), parent.subarray(at, at + HASH_LENGTH));
}

const differs = (path: string): Result<never> =>
  refuse(
    "written-differs",
    `${path}: what was read back is not what was written; check memory and disk, nothing was signed`,
    path,
  );
