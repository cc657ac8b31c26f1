/** Files in a log folder that have no business there, or not yet. */
import { join } from "node:path";
import { parseTilePath, tileAt } from "@comity/log";
import type { Findings } from "./fsck-report.ts";
import type { LogFiles } from "./log-files.ts";
import { tryIo } from "./io-refusal.ts";

/** Every file under `tile/` must be a tile or bundle that a tree of at most `size` leaves has. */
export function checkNames(files: LogFiles, size: number, found: Findings): void {
  const folders = ["tile"];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of files.layer.list(join(files.folder, folder))) {
      const path = `${folder}/${name}`;
      const inside = tryIo(path, () => files.layer.list(join(files.folder, path)));
      if (inside.ok) folders.push(path);
      else checkName(files, path, size, found);
    }
  }
}

function checkName(files: LogFiles, path: string, size: number, found: Findings): void {
  const absolute = join(files.folder, path);
  const tile = parseTilePath(path);
  if (!tile.ok) {
    found.bad(absolute, "tile-path", "no tile or bundle has this name: delete it");
    return;
  }
  if (files.layer.size(absolute) === 0)
    found.bad(absolute, "tile-empty", "an empty tile is never served: delete it");
  const there = tileAt(tile.value.level, tile.value.index, size);
  if (there && tile.value.width <= there.width) return;
  found.note(absolute, "beyond-checkpoint", "belongs to a newer tree, or a crash left it");
}
