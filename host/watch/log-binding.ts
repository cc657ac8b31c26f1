/** Whether what was read is what a checkpoint signs: by proofs from the log's own tiles, which need no trust. */
import { ok, refuse, type Result } from "@comity/canon";
import {
  consistencyProof,
  inclusionProof,
  tilePath,
  tileReader,
  tilesNeeded,
  verifyConsistency,
  verifyInclusion,
  type Checkpoint,
  type Frontier,
  type HashReader,
} from "@comity/log";
import type { LogSource } from "./source.ts";

type Tree = Pick<Checkpoint, "size" | "root">;
type Proof = Result<readonly Uint8Array[]>;

/** Reads the hashes of the tree of `size` that `build` asks for. Codes of reading. */
export async function readerFor(
  source: Pick<LogSource, "tile">,
  size: number,
  build: (read: HashReader) => unknown,
): Promise<Result<HashReader>> {
  const tiles = new Map<string, Uint8Array>();
  for (const tile of tilesNeeded(size, build)) {
    const bytes = await source.tile(tile);
    if (!bytes.ok) return bytes;
    tiles.set(tilePath(tile), bytes.value);
  }
  return ok(tileReader(size, (tile) => tiles.get(tilePath(tile))));
}

async function proofFrom(
  source: LogSource,
  size: number,
  build: (read: HashReader) => Proof,
): Promise<Proof> {
  const read = await readerFor(source, size, build);
  return read.ok ? build(read.value) : read;
}

/** Whether `tree` begins with these entries. Codes of reading, `proof-*`: then the source is not that log. */
export async function beginsWith(source: LogSource, entries: Frontier, tree: Tree): Promise<Result<true>> {
  const { size } = entries;
  if (size > tree.size) return refuse("proof-range", "more was read than this tree has", "size");
  if (size === 0) return ok(true);
  const path = await proofFrom(source, tree.size, (read) => consistencyProof(size, tree.size, read));
  return path.ok ? verifyConsistency(size, tree.size, path.value, entries.root(), tree.root) : path;
}

/** The inclusion proof of a leaf. Codes of reading, `proof-*`. */
export async function inclusionIn(
  source: LogSource,
  index: number,
  leaf: Uint8Array,
  { root, size }: Tree,
): Promise<Proof> {
  if (index >= size) return refuse("proof-range", "the entry is not in this tree", "index");
  const proof = await proofFrom(source, size, (read) => inclusionProof(index, size, read));
  if (!proof.ok) return proof;
  const included = verifyInclusion(index, size, leaf, proof.value, root);
  return included.ok ? proof : included;
}
