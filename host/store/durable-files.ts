/**
 * Files that are either there whole and durable under their name, or not there: temporary file, flush, rename, flush
 * of the folder. Temporary files live in `<root>/.tmp`, because `<root>` may be a mount of its own.
 */
import { dirname, join } from "node:path";
import type { FileLayer } from "./file-layer.ts";

/** `path` is relative to the root, with `/`. */
export type NewFile = { readonly path: string; readonly parts: readonly Uint8Array[] };

/** Files open at a time: well under the usual limit of 1,024. */
const BATCH = 128;
const TEMPORARY = ".tmp";

export class DurableFiles {
  readonly #layer: FileLayer;
  readonly #root: string;
  readonly #known = new Set<string>();
  #counter = 0;

  constructor(layer: FileLayer, root: string) {
    this.#layer = layer;
    this.#root = root;
  }

  /** Removes what an interrupted `put` left; call before the first one. */
  clean(): void {
    this.#layer.remove(join(this.#root, TEMPORARY));
  }

  /** All files are durable when this returns; when it throws, each is there whole or not at all. */
  async put(files: readonly NewFile[]): Promise<void> {
    const touched = new Set<string>();
    try {
      this.#folder(join(this.#root, TEMPORARY), touched);
      for (let at = 0; at < files.length; at += BATCH) {
        await this.#putBatch(files.slice(at, at + BATCH), touched);
      }
      await this.#layer.syncFolders([...touched]);
    } catch (cause) {
      // Folders made but not flushed must be flushed by the next attempt.
      this.#known.clear();
      throw cause;
    }
  }

  async #putBatch(files: readonly NewFile[], touched: Set<string>): Promise<void> {
    const moves = files.map((file) => ({
      file,
      temporary: join(this.#root, TEMPORARY, String(this.#counter++)),
      target: join(this.#root, file.path),
    }));
    try {
      for (const { file, temporary } of moves) this.#layer.create(temporary, file.parts);
      await this.#layer.sync(moves.map((move) => move.temporary));
    } catch (cause) {
      this.#discard(moves.map((move) => move.temporary));
      throw cause;
    }
    for (const { temporary, target } of moves) {
      const folder = dirname(target);
      this.#folder(folder, touched);
      this.#layer.rename(temporary, target);
      touched.add(folder);
    }
  }

  /** Makes a folder and those above it up to the root; every parent of a new one needs a flush, the root's too. */
  #folder(path: string, touched: Set<string>): void {
    if (this.#known.has(path)) return;
    if (path !== this.#root) this.#folder(dirname(path), touched);
    touched.add(dirname(path));
    this.#layer.makeFolder(path);
    this.#known.add(path);
  }

  /** A full disk should not stay full of our leftovers. */
  #discard(paths: readonly string[]): void {
    for (const path of paths) {
      try {
        this.#layer.remove(path);
      } catch {
        // The first error is the one to report; `clean` removes the rest.
      }
    }
  }
}
