/**
 * Blobs by SHA-256. Datasets and documents belong to the record and are kept for ever; a sealed blob may be erased. A blob is
 * durable before its hash is returned, and is hashed again whenever it is read.
 */
import { join } from "node:path";
import { equalBytes, fromHex, ok, refuse, sha256, toHex, type Result } from "@comity/canon";
import { DurableFiles } from "./durable-files.ts";
import type { FileLayer } from "./file-layer.ts";
import { tryIo, tryIoAsync } from "./io-refusal.ts";

/** `sealed` may be erased. */
export type BlobKind = "datasets" | "documents" | "sealed";

export class Blobs {
  readonly #layer: FileLayer;
  readonly #folder: string;
  readonly #files: Readonly<Record<BlobKind, DurableFiles>>;

  constructor(layer: FileLayer, folder: string) {
    this.#layer = layer;
    this.#folder = folder;
    this.#files = {
      datasets: new DurableFiles(layer, join(folder, "datasets")),
      documents: new DurableFiles(layer, join(folder, "documents")),
      sealed: new DurableFiles(layer, join(folder, "sealed")),
    };
  }

  /** Removes what interrupted writes left. */
  clean(): void {
    this.#files.datasets.clean();
    this.#files.documents.clean();
    this.#files.sealed.clean();
  }

  /** The SHA-256 of the bytes, durable. The same bytes again cost a comparison. Codes of `ioRefusal`. */
  async put(kind: BlobKind, bytes: Uint8Array): Promise<Result<Uint8Array>> {
    const hash = sha256(bytes);
    const known = this.get(kind, hash);
    if (known.ok) return ok(hash);
    // A damaged one is replaced: these are the bytes that its name promises.
    const written = await tryIoAsync(this.#path(kind, hash), () =>
      this.#files[kind].put([{ path: toHex(hash), parts: [bytes] }]),
    );
    return written.ok ? ok(hash) : written;
  }

  /** Codes `blob-missing`, `blob-damaged`, and those of `ioRefusal`. */
  get(kind: BlobKind, hash: Uint8Array): Result<Uint8Array> {
    const path = this.#path(kind, hash);
    const bytes = tryIo(path, () => this.#layer.read(path));
    if (!bytes.ok) {
      return bytes.error.code === "file-missing"
        ? refuse("blob-missing", `${path}: there is no such blob here: fetch it from a mirror`, path)
        : bytes;
    }
    if (equalBytes(sha256(bytes.value), hash)) return bytes;
    return refuse("blob-damaged", `${path}: its bytes do not have that hash: fetch it from a mirror`, path);
  }

  has(kind: BlobKind, hash: Uint8Array): boolean {
    return this.#layer.size(this.#path(kind, hash)) !== undefined;
  }

  /** Removes a sealed blob, durably. Whether there was one. Codes of `ioRefusal`. */
  async erase(hash: Uint8Array): Promise<Result<boolean>> {
    const path = this.#path("sealed", hash);
    return tryIoAsync(path, async () => {
      if (this.#layer.size(path) === undefined) return false;
      this.#layer.remove(path);
      await this.#layer.syncFolders([join(this.#folder, "sealed")]);
      return true;
    });
  }

  /** Hashes of all blobs of a kind, sorted. Codes of `ioRefusal`. */
  list(kind: BlobKind): Result<readonly Uint8Array[]> {
    const folder = join(this.#folder, kind);
    return tryIo(folder, () =>
      this.#layer
        .list(folder)
        .toSorted()
        .map((name) => fromHex(name))
        .filter((hash) => hash.ok && hash.value.length === 32)
        .map((hash) => (hash.ok ? hash.value : new Uint8Array(0))),
    );
  }

  #path(kind: BlobKind, hash: Uint8Array): string {
    return join(this.#folder, kind, toHex(hash));
  }
}
