/** Names of tiles and entry bundles (c2sp.org/tlog-tiles): one path for each, and back. */
import { decimal, ok, refuse, type Result } from "@comity/canon";
import { TILE_WIDTH } from "./proofs.ts";

/**
 * `level` 0..63, or `entries` for a bundle; `index` counts tiles of 256 within the level; `width` 1..256 is the
 * number of hashes or entries, 256 being a full tile.
 */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number };

/** `tile/0/x001/x234/067`, `tile/entries/000.p/12`. */
export function tilePath(tile: Tile): string {
  let groups = String(tile.index % 1000).padStart(3, "0");
  for (let n = Math.floor(tile.index / 1000); n > 0; n = Math.floor(n / 1000)) {
    groups = `x${String(n % 1000).padStart(3, "0")}/${groups}`;
  }
  return `tile/${tile.level}/${groups}${tile.width === TILE_WIDTH ? "" : `.p/${tile.width}`}`;
}

/** Code `tile-path`. Whatever does not format to itself is refused. */
export function parseTilePath(path: string): Result<Tile> {
  const bad = refuse("tile-path", "expected a path like tile/0/x001/234 or tile/entries/000.p/12", "path");
  const parts = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (!parts) return bad;
  const [, kind, groups, partial] = parts;
  const level = kind === "entries" ? kind : Number(kind);
  const index = decimal(groups!.replaceAll(/[x/]/g, "").replace(/^0+(?=.)/, ""), "path");
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!index.ok || (level !== "entries" && level > 63) || width === 0 || width > TILE_WIDTH) return bad;
  const tile: Tile = { level, index: index.value, width };
  return tilePath(tile) === path ? ok(tile) : bad;
}
