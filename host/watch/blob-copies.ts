/** What acts of a mirrored log name: datasets belong to the record, and so do documents. Each is copied once. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { datasetsIn, documentsIn, isBlockRecord, readAct } from "@comity/assembly";
import { fromBase64, ok, refuse, toHex, type Result } from "@comity/canon";
import { Blobs, diskLayer } from "@comity/store";
import type { LogSource } from "./source.ts";

export class BlobCopies {
  readonly #folder: string;
  readonly #blobs: Blobs;

  constructor(folder: string) {
    this.#folder = folder;
    this.#blobs = new Blobs(diskLayer(), folder);
    this.#blobs.clean();
  }

  /** Codes of acts and of writing, `dataset-missing`, `document-missing`. */
  async take(entry: Uint8Array, source: LogSource): Promise<Result<unknown>> {
    if (isBlockRecord(entry)) return ok(undefined);
    const act = readAct(entry);
    if (!act.ok) return act;
    const { body, kind } = act.value;
    for (const { hash } of datasetsIn(body)) {
      const kept = await this.#keep("datasets", hash, source.dataset);
      if (!kept.ok) return kept;
    }
    for (const { hash } of documentsIn(kind, body)) {
      const kept = await this.#keep("documents", hash, source.document);
      if (!kept.ok) return kept;
    }
    return ok(undefined);
  }

  async #keep(
    kind: "datasets" | "documents",
    hash: string,
    read: LogSource["dataset"],
  ): Promise<Result<unknown>> {
    const name = fromBase64(hash);
    if (!name.ok) return name;
    if (existsSync(join(this.#folder, kind, toHex(name.value)))) return ok(undefined);
    const bytes = await read(name.value);
    const what = kind === "datasets" ? "dataset" : "document";
    return bytes === undefined
      ? refuse(`${what}-missing`, `the ${what} ${hash} is not there or damaged`)
      : this.#blobs.put(kind, bytes);
  }
}
