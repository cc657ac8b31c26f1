/**
 * Documents and datasets on the command line: `@FILE` where an act wants one. The act carries the SHA-256; the bytes go to
 * the node before the act.
 */
import { datasetsIn, documentsIn, readDocument } from "@comity/assembly";
import { ok, refuse, sha256, toBase64, type Json, type Result } from "@comity/canon";
import { readDatasetHeader, readSetHeader } from "@comity/resources";
import { readBytes } from "./files.ts";

/** What a node has to have before it takes the act. */
export type Blobs = { readonly documents: readonly Uint8Array[]; readonly datasets: readonly Uint8Array[] };
type Body = { readonly [field: string]: Json };
export type WithDocuments = { readonly body: Body } & Blobs;

/** The body with hashes in place of `@FILE`, and the bytes of these files. Codes of `readDocument`. */
export function withDocuments(kind: string, given: Body): Result<WithDocuments> {
  const body = structuredClone(given);
  const documents: Uint8Array[] = [];
  for (const { hash, field } of documentsIn(kind, body)) {
    if (!hash.startsWith("@")) continue;
    const document = readDocumentFile(hash.slice(1));
    if (!document.ok) return document;
    documents.push(document.value);
    place(body, field.split("/").slice(2), toBase64(sha256(document.value)));
  }
  const datasets: Uint8Array[] = [];
  for (const { hash, field } of datasetsIn(body)) {
    if (!hash.startsWith("@")) continue;
    const dataset = readDatasetFile(hash.slice(1));
    if (!dataset.ok) return dataset;
    datasets.push(dataset.value);
    place(body, field.split("/").slice(2), toBase64(sha256(dataset.value)));
  }
  return ok({ body, documents, datasets });
}

/** Codes of `readDocument`. */
export function readDocumentFile(path: string): Result<Uint8Array> {
  const bytes = readBytes(path);
  const text = readDocument(bytes);
  return text.ok ? ok(bytes) : refuse(text.error.code, `${path}: ${text.error.detail}`, path);
}

/** A dataset as `comity import` writes it. Code `dataset-header` and the others of its reader. */
export function readDatasetFile(path: string): Result<Uint8Array> {
  const bytes = readBytes(path);
  const header = readDatasetHeader(bytes);
  return header.ok || readSetHeader(bytes).ok
    ? ok(bytes)
    : refuse("dataset-header", `${path} is no dataset: make one of the file with \`comity import\``, path);
}

function place(value: Json, [name, ...rest]: readonly string[], hash: string): void {
  const at = value as { [field: string]: Json };
  if (rest.length === 0) at[name!] = hash;
  else place(at[name!]!, rest, hash);
}
