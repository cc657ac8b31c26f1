/**
 * Partial tiles and bundles may go once their full one exists (c2sp.org/tlog-tiles); clients then ask for that. Kept
 * are those of the newest full tile of each level, for clients that are on their way.
 */
import { dirname, join } from "node:path";
import { TILE_WIDTH, tilePath, type Tile } from "@comity/log";
import type { LogFiles } from "./log-files.ts";

/** After a release of `newSize`, when the last one was `oldSize`. Best effort: a partial that stays does no harm. */
export function prunePartials(files: LogFiles, oldSize: number, newSize: number): void {
  for (let level = 0, unit = TILE_WIDTH; unit <= newSize; level++, unit *= TILE_WIDTH) {
    const last = Math.floor(newSize / unit) - 1;
    for (let index = Math.max(0, Math.floor(oldSize / unit) - 1); index < last; index++) {
      remove(files, { level, index, width: 1 });
      if (level === 0) remove(files, { level: "entries", index, width: 1 });
    }
  }
}

function remove(files: LogFiles, partial: Tile): void {
  try {
    files.layer.remove(dirname(join(files.folder, tilePath(partial))));
  } catch {
    // The disk will say so again where it matters.
  }
}
