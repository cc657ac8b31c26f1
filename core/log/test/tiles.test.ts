import { concat, equalBytes, must, utf8 } from "@comity/canon";
import * as l from "@comity/log";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, leavesOf } from "./shared.ts";

/** A log of equal tiles as a server stores it: one file per path, written as the tree grows. */
class Store {
  readonly files = new Map<string, Uint8Array>();
  readonly roots: Uint8Array[] = [];
  readonly #levels: Uint8Array[][] = [];
  readonly #frontier = new l.Frontier();

  get size(): number {
    return this.#frontier.size;
  }

  append(leaves: readonly Uint8Array[]): void {
    const before = this.size;
    for (const leaf of leaves) {
      this.#frontier.append(leaf, (height, _, hash) => {
        if (height % 8 === 0) (this.#levels[height / 8] ??= []).push(hash);
      });
    }
    for (const tile of l.newTiles(before, this.size)) {
      const from = tile.index * 256;
      const hashes = this.#levels[Number(tile.level)]!.slice(from, from + tile.width);
      this.files.set(l.tilePath(tile), concat(...hashes));
    }
    this.roots[this.size] = this.#frontier.root();
  }

  reader(size: number): l.HashReader {
    return l.tileReader(size, (tile) => this.files.get(l.tilePath(tile)));
  }
}

describe("paths", () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 1_234_067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: 63, index: 1000, width: 1 }, "tile/63/x001/000.p/1"],
    [{ level: "entries", index: 999, width: 255 }, "tile/entries/999.p/255"],
    [{ level: 10, index: 2 ** 53 - 1, width: 17 }, "tile/10/x009/x007/x199/x254/x740/991.p/17"],
  ] as const)("%j is %s", (tile, path) => {
    expect(l.tilePath(tile)).toBe(path);
    expect(l.parseTilePath(path)).toEqual({ ok: true, value: tile });
  });

  it.each([
    "",
    "tile/0/0",
    "tile/0/0000",
    "tile/00/000",
    "tile/01/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/x000/001",
    "tile/0/x001/x002",
    "tile/0/001/002",
    "tile/0/x001/",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/257",
    "tile/0/000.p/",
    "tile/0/000.p/1/",
    "tile/0/000\n",
    "/tile/0/000",
    "tile/data/000",
    "tile/0/x009/x007/x199/x254/x740/992",
    "tile/0/x999/x999/x999/x999/x999/x999/999",
  ])("refuses %j", (path) => expect(code(l.parseTilePath(path))).toBe("tile-path"));

  it("round-trip, and whatever parses formats to itself", () => {
    const level = fc.oneof(fc.nat(63), fc.constant("entries" as const));
    const tile = fc.record({ level, index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (t) => {
        expect(must(l.parseTilePath(l.tilePath(t)))).toEqual(t);
      }),
    );
    const path = fc.stringMatching(
      /^tile\/(entries|[0-9]{1,2})\/(x[0-9]{3}\/){0,2}[0-9]{3}(\.p\/[0-9]{1,3})?$/,
    );
    fc.assert(
      fc.property(path, (p) => {
        const parsed = l.parseTilePath(p);
        if (parsed.ok) expect(l.tilePath(parsed.value)).toBe(p);
      }),
      { numRuns: 1000 },
    );
  });
});

const names = (tiles: readonly l.Tile[]): string[] => tiles.map(l.tilePath);

describe("which tiles exist", () => {
  it("follows the specification's examples", () => {
    const tiles = l.newTiles(0, 70_000);
    const at = (level: number): l.Tile[] => tiles.filter((t) => t.level === level);
    expect([at(0).length, at(0).at(-1)?.width]).toEqual([274, 112]);
    expect(names(at(1))).toEqual(["tile/1/000", "tile/1/001.p/17"]);
    expect(names(at(2))).toEqual(["tile/2/000.p/1"]);
    expect(names(l.newTiles(0, 256))).toEqual(["tile/0/000", "tile/1/000.p/1"]);
    expect(names(l.newTiles(255, 256))).toEqual(["tile/0/000", "tile/1/000.p/1"]);
    expect(l.newTiles(256, 256)).toEqual([]);
    expect(l.newTiles(0, 0)).toEqual([]);
    expect(names(l.newBundles(255, 257))).toEqual(["tile/entries/000", "tile/entries/001.p/1"]);
    expect(l.newBundles(5, 5)).toEqual([]);
    expect(l.newTiles(2 ** 40, 2 ** 40 + 1).map((t) => t.width)).toEqual([1]);
  });

  it("is what growing in any steps writes, never empty, and agrees with tileAt", () => {
    const sizes = fc
      .array(fc.nat(70_000), { minLength: 1, maxLength: 6 })
      .map((s) => s.concat(0).sort((a, b) => a - b));
    fc.assert(
      fc.property(sizes, (steps) => {
        const written = new Set<string>();
        for (const [i, to] of steps.entries()) {
          for (const tile of i === 0 ? [] : l.newTiles(steps[i - 1]!, to)) {
            expect(tile.width).toBeGreaterThan(0);
            written.add(l.tilePath(tile));
          }
          for (const tile of l.newTiles(0, to)) {
            expect(written.has(l.tilePath(tile))).toBe(true);
            expect(l.tileAt(tile.level, tile.index, to)).toEqual(tile);
          }
        }
      }),
      { numRuns: 30 },
    );
    expect(l.tileAt(0, 1, 256)).toBeUndefined();
    expect(l.tileAt(1, 0, 255)).toBeUndefined();
    expect(l.tileAt("entries", 1, 257)).toEqual({ level: "entries", index: 1, width: 1 });
  });
});

describe("a stored log", () => {
  const leaves = leavesOf(800);
  const store = new Store();
  const checkpoints = [1, 2, 255, 256, 257, 511, 512, 513, 700, 800];
  for (const size of checkpoints) store.append(leaves.slice(store.size, size));

  it("holds at each path exactly the bytes its name promises", () => {
    for (const [path, bytes] of store.files) {
      expect(code(l.parseTile(bytes, must(l.parseTilePath(path)).width)), path).toBe("ok");
    }
    for (const size of checkpoints) {
      for (const tile of l.newTiles(0, size)) expect(store.files.has(l.tilePath(tile))).toBe(true);
    }
  });

  it("answers for every published size", () => {
    for (const size of checkpoints) {
      expect(must(l.treeRoot(size, store.reader(size)))).toEqual(store.roots[size]);
      for (const index of new Set([0, size >> 1, size - 1])) {
        const proof = must(l.inclusionProof(index, size, store.reader(size)));
        expect(code(l.verifyInclusion(index, size, leaves[index]!, proof, store.roots[size]!))).toBe("ok");
      }
      for (const older of checkpoints.filter((s) => s <= size)) {
        const proof = must(l.consistencyProof(older, size, store.reader(size)));
        const verdict = l.verifyConsistency(older, size, proof, store.roots[older]!, store.roots[size]!);
        expect(code(verdict)).toBe("ok");
      }
    }
  });

  it("falls back from a partial tile to the full one", () => {
    const full = l.tileReader(255, (tile) => {
      const wider = { ...tile, width: tile.level === 0 && tile.index === 0 ? 256 : tile.width };
      return store.files.get(l.tilePath(wider));
    });
    expect(must(l.treeRoot(255, full))).toEqual(store.roots[255]);
  });

  it("reads nothing beyond its size, and no short tile", () => {
    const read = store.reader(257);
    expect(read(0, 257)).toBeUndefined();
    expect(read(1, 1)).toBeUndefined();
    expect(read(2, 0)).toBeUndefined();
    const cut = l.tileReader(257, (tile) => store.files.get(l.tilePath(tile))?.subarray(0, 31));
    expect(code(l.treeRoot(257, cut))).toBe("tile-missing");
  });

  it("names the tiles a proof needs", () => {
    const needed = l.tilesNeeded(800, (read) => l.inclusionProof(5, 800, read));
    expect(needed.map(l.tilePath).sort()).toEqual(["tile/0/000", "tile/0/003.p/32", "tile/1/000.p/3"]);
  });

  it("crosses 65,536", () => {
    const big = new Store();
    const leaf = leaves[0]!;
    const sizes = [65_535, 65_536, 65_537, 65_792, 66_000];
    for (const size of sizes) big.append(Array.from({ length: size - big.size }, () => leaf));
    for (const size of sizes) {
      expect(must(l.treeRoot(size, big.reader(size)))).toEqual(big.roots[size]);
      for (const index of [0, 65_534, size - 1]) {
        const proof = must(l.inclusionProof(index, size, big.reader(size)));
        expect(code(l.verifyInclusion(index, size, leaf, proof, big.roots[size]!))).toBe("ok");
      }
    }
    const proof = must(l.consistencyProof(65_537, 66_000, big.reader(66_000)));
    expect(l.verifyConsistency(65_537, 66_000, proof, big.roots[65_537]!, big.roots[66_000]!).ok).toBe(true);
  });
});

describe("tiles and bundles", () => {
  const entries = ["", "a", "bb", "x".repeat(300)].map((text) => utf8(text));
  const bundle = must(l.formatBundle(entries));
  const tile = concat(...entries.map(l.leafHash));

  it("agree", () => {
    expect(must(l.checkBundle(bundle, tile, 4)).map((e) => e.length)).toEqual([0, 1, 2, 300]);
    expect(must(l.parseTile(tile, 4))[2]).toEqual(l.leafHash(entries[2]!));
    expect(must(l.formatBundle([])).length).toBe(0);
    expect(must(l.parseBundle(new Uint8Array(0), 0))).toEqual([]);
  });

  it("are refused when cut, lengthened, swapped or changed", () => {
    for (const bytes of [tile.subarray(1), Uint8Array.of(...tile, 0), tile.subarray(32), new Uint8Array(0)]) {
      expect(code(l.parseTile(bytes, 4))).toBe("tile-size");
      expect(code(l.checkBundle(bundle, bytes, 4))).toBe("tile-size");
    }
    for (let cut = 0; cut < bundle.length; cut++) {
      expect(code(l.parseBundle(bundle.subarray(0, cut), 4))).toBe("bundle-truncated");
    }
    expect(code(l.parseBundle(bundle, 3))).toBe("bundle-trailing");
    expect(code(l.parseBundle(bundle, 5))).toBe("bundle-truncated");
    expect(code(l.parseBundle(Uint8Array.of(...bundle, 0), 4))).toBe("bundle-trailing");
    const swapped = must(l.formatBundle([entries[0]!, entries[2]!, entries[1]!, entries[3]!]));
    expect(code(l.checkBundle(swapped, tile, 4))).toBe("bundle-hash");
    expect(code(l.checkBundle(bundle, tile.with(100, tile[100]! ^ 1), 4))).toBe("bundle-hash");
    for (let bit = 0; bit < bundle.length * 8; bit += 7) {
      const bad = bundle.with(bit >> 3, bundle[bit >> 3]! ^ (1 << (bit & 7)));
      expect(l.checkBundle(bad, tile, 4).ok).toBe(false);
    }
  });

  it("take entries of 65,535 bytes and no longer ones", () => {
    const largest = must(l.formatBundle([new Uint8Array(l.MAX_ENTRY)]));
    expect(must(l.parseBundle(largest, 1))[0]!.length).toBe(65_535);
    expect(code(l.formatBundle([new Uint8Array(65_536)]))).toBe("entry-too-large");
  });

  it("round-trip", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (list) => {
        const back = must(l.parseBundle(must(l.formatBundle(list)), list.length));
        expect(back.every((entry, i) => equalBytes(entry, list[i]!))).toBe(true);
      }),
    );
  });
});
