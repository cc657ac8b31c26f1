/** Folders of tiles (tlog-tiles, mirrors, static CT): names, sizes, agreement between tiles, bundles and checkpoints. */
import { equalBytes, toBase64, type Result } from "@comity/canon";
import { parseBundle } from "../bundle.ts";
import { leafHash } from "../hashes.ts";
import { rootOf } from "../frontier.ts";
import { TILE_WIDTH, treeRoot } from "../proofs.ts";
import { parseTilePath, type Tile } from "../tile-path.ts";
import { parseTile, tileReader } from "../tiles.ts";
import { expect, fail, pass, verdict, type Check, type VectorFile } from "./check.ts";
import { gunzip, isGzip } from "./inflate.ts";
import type { FoundCheckpoint } from "./notes.ts";
import { dataTileHashes } from "./static-ct.ts";

type Stored = { readonly tile: Tile; readonly file: VectorFile };

/** The files of one log. `tiles` are hash tiles of the right size; `others` are bundles and CT data tiles. */
export class TileTree {
  readonly folder: string;
  readonly checks: Check[] = [];
  readonly #tiles = new Map<string, Stored>();
  readonly #bundles: Stored[] = [];
  readonly #data: Stored[] = [];
  #placeholders = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** `rest` is the path from `tile/` on. */
  add(file: VectorFile, rest: string): void {
    if (rest.startsWith("tile/names/")) return;
    const isData = rest.startsWith("tile/data/");
    const parsed = parseTilePath(isData ? rest.replace("tile/data/", "tile/entries/") : rest);
    if (!parsed.ok) this.checks.push(verdict(file.path, true, parsed));
    else if (isData) this.#data.push({ tile: parsed.value, file });
    else if (parsed.value.level === "entries") this.#bundles.push({ tile: parsed.value, file });
    else this.#addTile({ tile: parsed.value, file });
  }

  #addTile(stored: Stored): void {
    const { tile, file } = stored;
    const parsed = parseTile(file.bytes, tile.width);
    if (!parsed.ok && isPlaceholder(file.bytes)) {
      this.#placeholders = true;
      this.checks.push(pass(file.path, `placeholder text, refused: ${parsed.error.code}`));
      return;
    }
    this.checks.push(verdict(file.path, true, parsed));
    if (!parsed.ok) return;
    const key = `${tile.level}/${tile.index}`;
    const other = this.#tiles.get(key);
    if (other) this.checks.push(checkPrefix(stored, other));
    if (!other || other.tile.width < tile.width) this.#tiles.set(key, stored);
  }

  /** All verdicts about the tree, given the checkpoints that lie in its folder. */
  finish(checkpoints: readonly FoundCheckpoint[]): readonly Check[] {
    for (const stored of this.#tiles.values()) {
      if (typeof stored.tile.level === "number" && stored.tile.level > 0) this.#checkParents(stored);
    }
    for (const stored of this.#bundles) this.#checkEntries(stored, bundleHashes);
    for (const stored of this.#data) this.#checkEntries(stored, dataTileHashes);
    for (const { path, checkpoint } of checkpoints) {
      if (this.#tiles.size === 0 && checkpoint.size > 0) continue;
      const root = treeRoot(
        checkpoint.size,
        tileReader(checkpoint.size, (tile) => this.#fetch(tile)),
      );
      const name = `${path}: root of size ${checkpoint.size}`;
      this.checks.push(
        root.ok
          ? expect(name, equalBytes(root.value, checkpoint.root), `the tiles have ${toBase64(root.value)}`)
          : verdict(name, true, root),
      );
    }
    if (this.#placeholders && this.#tiles.size > 0) {
      this.checks.push(fail(this.folder, "some tiles are placeholder text and some are not"));
    }
    return this.checks;
  }

  #fetch(tile: Tile): Uint8Array | undefined {
    const stored = this.#tiles.get(`${tile.level}/${tile.index}`);
    return stored && stored.tile.width >= tile.width ? stored.file.bytes : undefined;
  }

  /** Each hash of a higher tile is the root of the full tile below it, where that one is here. */
  #checkParents({ tile, file }: Stored): void {
    const hashes = parseTile(file.bytes, tile.width);
    if (!hashes.ok || tile.level === "entries") return;
    for (const [i, hash] of hashes.value.entries()) {
      const below = this.#fetch({
        level: tile.level - 1,
        index: tile.index * TILE_WIDTH + i,
        width: TILE_WIDTH,
      });
      const parts = below && parseTile(below, TILE_WIDTH);
      if (!parts?.ok) continue;
      const name = `${file.path}: hash ${i}`;
      this.checks.push(expect(name, equalBytes(rootOf(parts.value), hash), "not the root of the tile below"));
    }
  }

  /** Entries hash to the level-0 tile of their index. */
  #checkEntries({ tile, file }: Stored, hashesOf: typeof bundleHashes): void {
    const bytes = isGzip(file.bytes) ? gunzip(file.bytes) : file.bytes;
    if (!bytes) {
      this.checks.push(fail(file.path, "the gzip data is damaged"));
      return;
    }
    const hashes = hashesOf(bytes, tile.width);
    if (!hashes.ok && isPlaceholder(bytes)) {
      this.checks.push(pass(file.path, `placeholder text, refused: ${hashes.error.code}`));
      return;
    }
    if (!hashes.ok) {
      this.checks.push(verdict(file.path, true, hashes));
      return;
    }
    const stored = this.#fetch({ level: 0, index: tile.index, width: tile.width });
    const wanted = stored && parseTile(stored.subarray(0, tile.width * 32), tile.width);
    if (!wanted?.ok) this.checks.push(fail(file.path, "the hash tile of this bundle is missing"));
    else {
      const bad = hashes.value.findIndex((hash, i) => !equalBytes(hash, wanted.value[i]!));
      this.checks.push(expect(file.path, bad < 0, `entry ${bad} is not the one the tile commits to`));
    }
  }
}

function bundleHashes(bytes: Uint8Array, width: number): Result<readonly Uint8Array[]> {
  const entries = parseBundle(bytes, width);
  return entries.ok ? { ok: true, value: entries.value.map(leafHash) } : entries;
}

/** A partial tile is the beginning of every wider form of it. */
function checkPrefix(a: Stored, b: Stored): Check {
  const [narrow, wide] = a.tile.width < b.tile.width ? [a, b] : [b, a];
  const same = equalBytes(narrow.file.bytes, wide.file.bytes.subarray(0, narrow.file.bytes.length));
  return expect(
    `${narrow.file.path}: beginning of ${wide.file.path}`,
    same,
    "the wider tile begins otherwise",
  );
}

/** One line of plain text where binary data belongs: test trees carry such files. */
const isPlaceholder = (bytes: Uint8Array): boolean =>
  bytes.length > 0 &&
  bytes.length < 256 &&
  bytes.every((b, i) => (b >= 0x20 && b < 0x7f) || (b === 0x0a && i === bytes.length - 1));
