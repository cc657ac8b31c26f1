/** The documents that the acts of the demonstration name: invented texts, as a reader would find them. */
import { readdirSync, readFileSync } from "node:fs";
import { toBase64, sha256 } from "@comity/canon";

const folder = new URL("data/documents/", import.meta.url);

/** In order of their names. */
export const documents: readonly Uint8Array[] = readdirSync(folder)
  .toSorted()
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

/** `name` without `.md`. The base64 of its SHA-256. */
export const documentHash = (name: string): string =>
  toBase64(sha256(new Uint8Array(readFileSync(new URL(`${name}.md`, folder)))));
