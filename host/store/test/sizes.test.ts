/**
 * For sizes around every boundary: each path holds exactly the bytes that its name promises, nothing is empty, no
 * partial stands at a full path (tessera #1178), and a reader without the database gives sound proofs.
 */
import { join } from "node:path";
import { equalBytes, must, sha256, uintBytes } from "@comity/canon";
import { leafHash, memoryReader, parseTilePath, rootOf, tileAt, tilePath, treeRoot } from "@comity/log";
import { newBundles, newTiles, verifyInclusion } from "@comity/log";
import { createStore, fsck, openLog, recordingLayer, type RecordingLayer } from "@comity/store";
import { describe, expect, it } from "vitest";
import { note, ORIGIN, SOAK, temporaryFolder } from "./support.ts";

const entry = (i: number): Uint8Array => uintBytes(i, (i % 3) + 1);
const LEAVES = Array.from({ length: 66_100 }, (_, i) => leafHash(entry(i)));
const hashes = memoryReader(LEAVES);

/** What must stand at a path, from the definition: a concatenation of subtree roots, or of entries. */
function promised(path: string): Uint8Array {
  const { level, index, width } = must(parseTilePath(path));
  const parts: Uint8Array[] = [];
  for (let i = 256 * index; i < 256 * index + width; i++) {
    if (level === "entries") parts.push(uintBytes(entry(i).length, 2), entry(i));
    else parts.push(hashes(level, i)!);
  }
  return new Uint8Array(Buffer.concat(parts));
}

async function logOf(
  sizes: readonly number[],
  publish: ReadonlySet<number>,
): Promise<[RecordingLayer, string]> {
  const folder = join(temporaryFolder(), "store");
  const files = recordingLayer(folder);
  const store = must(await createStore(folder, { origin: ORIGIN, files }));
  let from = 0;
  for (const size of sizes) {
    const entries = Array.from({ length: size - from }, (_, i) => ({ entry: entry(from + i) }));
    const block = must(await store.appendBlock(entries));
    expect(equalBytes(block.root, must(treeRoot(size, hashes)))).toBe(true);
    if (publish.has(size)) must(await store.publish(note(block)));
    from = size;
  }
  expect(fsck(folder, { files }).damage.filter((d) => d.code !== "file-missing")).toEqual([]);
  await store.close();
  return [files, folder];
}

function checkPaths(files: RecordingLayer, folder: string, sizes: readonly number[]): void {
  const stored = new Map(
    [...files.snapshot()].flatMap(([path, bytes]) => {
      const name = path.slice(folder.length + 5);
      return name.startsWith("tile/") ? [[name, bytes] as const] : [];
    }),
  );
  for (const [path, bytes] of stored) {
    expect(equalBytes(bytes, promised(path)), path).toBe(true);
    expect(bytes.length, path).toBeGreaterThan(0);
  }
  // Every tile of every block size is there, as itself or as the full one that replaced it; and nothing else.
  const wanted = new Set<string>();
  let from = 0;
  for (const size of sizes) {
    for (const tile of [...newTiles(from, size), ...newBundles(from, size)]) {
      wanted.add(tilePath(tile));
      const full = tilePath({ ...tile, width: 256 });
      expect(stored.has(tilePath(tile)) || stored.has(full), tilePath(tile)).toBe(true);
    }
    from = size;
  }
  for (const path of stored.keys()) expect(wanted.has(path), path).toBe(true);
}

describe("sizes", () => {
  const small = [1, 2, 255, 256, 257, 511, 512, 513, 769, 1300];
  const pairs = small.flatMap((integrated, i) =>
    small.slice(0, i + 1).map((published): [number, number] => [integrated, published]),
  );

  it.each(SOAK ? pairs : pairs.filter((_, i) => i % 4 === 0))(
    "integrated %i, published %i",
    async (integrated, published) => {
      const sizes = [...new Set([published, integrated])].toSorted((a, b) => a - b);
      const [files, folder] = await logOf(sizes, new Set([published]));
      checkPaths(files, folder, sizes);
      const { log, checkpoint } = must(openLog(join(folder, "log"), files));
      expect(checkpoint.size).toBe(published);
      for (const index of [0, Math.floor(published / 2), published - 1]) {
        const proof = must(log.inclusionProof(index, checkpoint.size));
        must(
          verifyInclusion(
            index,
            checkpoint.size,
            leafHash(must(log.entry(index, checkpoint.size))),
            proof,
            checkpoint.root,
          ),
        );
      }
    },
  );

  it("all of them, one after the other, each published", async () => {
    const [files, folder] = await logOf(small, new Set(small));
    checkPaths(files, folder, small);
    // Partials of the newest full tile of a level stay, older ones have gone.
    const paths = new Set(files.snapshot().keys());
    expect(paths.has(join(folder, "log/tile/0/000.p/255"))).toBe(false);
    expect(paths.has(join(folder, "log/tile/entries/000.p/255"))).toBe(false);
    expect(paths.has(join(folder, "log/tile/0/005.p/20"))).toBe(true);
  });

  it("over the boundary of the second level: 65,535 to 66,000, and 65,537 published", async () => {
    const sizes = [65_535, 65_536, 65_537, 66_000];
    const [files, folder] = await logOf(sizes, new Set([65_537]));
    checkPaths(files, folder, sizes);
    expect(files.snapshot().get(join(folder, "log/tile/2/000.p/1"))).toEqual(rootOf(LEAVES.slice(0, 65_536)));
    expect(files.snapshot().has(join(folder, "log/tile/2/000"))).toBe(false);
    expect(must(openLog(join(folder, "log"), files)).checkpoint.size).toBe(65_537);
  }, 60_000);

  it("answers a partial that has gone from the full tile", async () => {
    const [files, folder] = await logOf([200, 1300], new Set([200, 1300]));
    expect(files.snapshot().has(join(folder, "log/tile/0/000.p/200"))).toBe(false);
    const { log } = must(openLog(join(folder, "log"), files));
    expect(equalBytes(must(log.root(200)), must(treeRoot(200, hashes)))).toBe(true);
    expect(must(log.bundle(tileAt("entries", 0, 200)!)).entries).toHaveLength(200);
    expect(sha256(must(log.entry(199, 200)))).toEqual(sha256(entry(199)));
  });
});
