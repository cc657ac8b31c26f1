/**
 * State snapshots: named sections of opaque bytes at a block height. Only a shortcut for starting: a damaged one is
 * skipped with its reason and the next older one, or the log from its beginning, is used.
 *
 *   `comity/snapshot/v1\n`, padded with zeros to 24 bytes ‖ u64 height ‖ u64 number of sections
 *   each section: u64 length of the name ‖ u64 length of the bytes ‖ name ‖ bytes, both padded to a multiple of 8
 *   SHA-256 of all before
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  concat,
  equalBytes,
  fromUtf8,
  ok,
  readUint,
  refuse,
  uintBytes,
  utf8,
  type Result,
} from "@comity/canon";
import { DurableFiles } from "./durable-files.ts";
import type { FileLayer } from "./file-layer.ts";
import { tryIo, tryIoAsync } from "./io-refusal.ts";

/** Bytes of a section begin at a multiple of 8, so typed arrays can view them. */
export type Sections = ReadonlyMap<string, Uint8Array>;
export type Snapshot = { readonly height: number; readonly sections: Sections };

/** A snapshot that could not be used, and why. */
export type Skipped = { readonly path: string; readonly code: string; readonly detail: string };

const MAGIC = concat(utf8("comity/snapshot/v1\n"), new Uint8Array(5));
const HASH = 32;
const pad = (length: number): number => (8 - (length % 8)) % 8;

/** So many of the newest stay, for starting. */
const NEWEST = 3;

/**
 * Which snapshots stay: the newest, and of the older ones the oldest in each doubling of the distance from the newest,
 * so that any state of the past is a bounded replay away and their number grows with the logarithm of the log.
 */
export function keptHeights(ascending: readonly number[]): readonly number[] {
  const newest = ascending.at(-1) ?? 0;
  const kept = ascending.slice(-NEWEST);
  const taken = new Set<number>();
  for (const height of ascending.slice(0, -NEWEST)) {
    const doubling = Math.floor(Math.log2(newest - height));
    if (!taken.has(doubling)) kept.push(height);
    taken.add(doubling);
  }
  return kept.toSorted((a, b) => a - b);
}

export class Snapshots {
  readonly #layer: FileLayer;
  readonly #folder: string;
  readonly #files: DurableFiles;

  constructor(layer: FileLayer, folder: string) {
    this.#layer = layer;
    this.#folder = join(folder, "snapshots");
    this.#files = new DurableFiles(layer, this.#folder);
  }

  clean(): void {
    this.#files.clean();
  }

  /** Atomic and durable; then only those of `keptHeights` stay. Codes of `ioRefusal`. */
  async write(height: number, sections: Sections): Promise<Result<void>> {
    const parts = encodeSnapshot(height, sections);
    const written = await tryIoAsync(this.#folder, () =>
      this.#files.put([{ path: `${height}.snap`, parts }]),
    );
    if (!written.ok) return written;
    return tryIo(this.#folder, () => {
      const heights = this.heights();
      const kept = new Set(keptHeights(heights));
      for (const old of heights) if (!kept.has(old)) this.#layer.remove(this.#path(old));
    });
  }

  /** Heights of the snapshots there are, sound or not, ascending. */
  heights(): readonly number[] {
    return this.#layer
      .list(this.#folder)
      .map((name) => /^(0|[1-9][0-9]{0,15})\.snap$/.exec(name)?.[1])
      .filter((height) => height !== undefined)
      .map(Number)
      .toSorted((a, b) => a - b);
  }

  /** The newest sound one of at most `maxHeight`, or none; `skipped` are newer ones that are damaged. */
  newest(maxHeight: number = Number.MAX_SAFE_INTEGER): {
    readonly snapshot: Snapshot | undefined;
    readonly skipped: readonly Skipped[];
  } {
    const skipped: Skipped[] = [];
    for (const height of this.heights().toReversed()) {
      if (height > maxHeight) continue;
      const read = this.read(height);
      if (read.ok) return { snapshot: read.value, skipped };
      skipped.push({ path: this.#path(height), code: read.error.code, detail: read.error.detail });
    }
    return { snapshot: undefined, skipped };
  }

  /** Codes `snapshot-damaged` and those of `ioRefusal`. */
  read(height: number): Result<Snapshot> {
    const path = this.#path(height);
    const bytes = tryIo(path, () => this.#layer.read(path));
    if (!bytes.ok) return bytes;
    const snapshot = decodeSnapshot(bytes.value);
    if (snapshot?.height === height) return ok(snapshot);
    return refuse("snapshot-damaged", `${path}: damaged; it may be deleted, an older one is used`, path);
  }

  #path(height: number): string {
    return join(this.#folder, `${height}.snap`);
  }
}

function encodeSnapshot(height: number, sections: Sections): readonly Uint8Array[] {
  const parts: Uint8Array[] = [MAGIC, uintBytes(height, 8), uintBytes(sections.size, 8)];
  for (const [name, bytes] of sections) {
    const label = utf8(name);
    parts.push(uintBytes(label.length, 8), uintBytes(bytes.length, 8));
    parts.push(label, new Uint8Array(pad(label.length)), bytes, new Uint8Array(pad(bytes.length)));
  }
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return [...parts, hash.digest()];
}

function decodeSnapshot(file: Uint8Array): Snapshot | undefined {
  const end = file.length - HASH;
  if (end < MAGIC.length + 16 || !equalBytes(file.subarray(0, MAGIC.length), MAGIC)) return undefined;
  const hash = createHash("sha256").update(file.subarray(0, end)).digest();
  if (!equalBytes(hash, file.subarray(end))) return undefined;
  // A small file may lie at an odd place of a shared buffer.
  const bytes = file.byteOffset % 8 === 0 ? file : file.slice();
  const sections = new Map<string, Uint8Array>();
  let at = MAGIC.length + 16;
  for (let left = readUint(bytes, MAGIC.length + 8, 8); left > 0; left--) {
    const nameLength = readUint(bytes, at, 8);
    const length = readUint(bytes, at + 8, 8);
    const name = fromUtf8(bytes.subarray(at + 16, at + 16 + nameLength));
    const from = at + 16 + nameLength + pad(nameLength);
    if (!name.ok || !(from + length + pad(length) <= end)) return undefined;
    sections.set(name.value, bytes.subarray(from, from + length));
    at = from + length + pad(length);
  }
  return at === end ? { height: readUint(bytes, MAGIC.length, 8), sections } : undefined;
}
