/**
 * Partial tiles and bundles may go once their full one exists (c2sp.org/tlog-tiles); clients then ask for that. Kept
 * are those of the newest full tile of each level, for clients that are on their way.
 */
import { join } from "node:path";
import { parseTilePath, TILE_WIDTH, tilePath, type Tile } from "@comity/log";
import type { NewFile } from "./durable-files.ts";
import type { LogFiles } from "./log-files.ts";

export class Partials {
  readonly #files: LogFiles;
  /** Full tiles whose partials may be there, by path. */
  readonly #tiles = new Map<string, Tile>();

  /** `size` is that of the log on opening: only partials near its right edge are looked after. */
  constructor(files: LogFiles, size: number) {
    this.#files = files;
    for (let level = 0, unit = TILE_WIDTH; unit / TILE_WIDTH <= size; level++, unit *= TILE_WIDTH) {
      const last = Math.floor(size / unit);
      for (let index = Math.max(0, last - 2); index <= last; index++) {
        this.#add({ level, index, width: TILE_WIDTH });
        if (level === 0) this.#add({ level: "entries", index, width: TILE_WIDTH });
      }
    }
  }

  /** Files of a block that were written. */
  wrote(files: readonly NewFile[]): void {
    for (const { path } of files) {
      if (!path.includes(".p/")) continue;
      const tile = parseTilePath(path);
      if (tile.ok) this.#add({ ...tile.value, width: TILE_WIDTH });
    }
  }

  /** After the release of a tree of `size`. Best effort: a partial that stays does no harm. */
  prune(size: number): void {
    for (const [path, { level, index }] of this.#tiles) {
      const full = Math.floor(size / TILE_WIDTH ** (level === "entries" ? 1 : level + 1));
      if (index >= full - 1) continue;
      this.#tiles.delete(path);
      try {
        this.#files.layer.remove(join(this.#files.folder, `${path}.p`));
      } catch {
        // The disk will say so again where it matters.
      }
    }
  }

  #add(tile: Tile): void {
    this.#tiles.set(tilePath(tile), tile);
  }
}
