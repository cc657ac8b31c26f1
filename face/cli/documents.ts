/**
 * Documents on the command line: `@FILE` where an act wants one. The act carries the SHA-256; the text goes to the node
 * before the act.
 */
import { documentsIn, readDocument } from "@comity/assembly";
import { ok, refuse, sha256, toBase64, type Json, type Result } from "@comity/canon";
import { readBytes } from "./files.ts";

type Body = { readonly [field: string]: Json };
export type WithDocuments = { readonly body: Body; readonly documents: readonly Uint8Array[] };

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
  return ok({ body, documents });
}

/** Codes of `readDocument`. */
export function readDocumentFile(path: string): Result<Uint8Array> {
  const bytes = readBytes(path);
  const text = readDocument(bytes);
  return text.ok ? ok(bytes) : refuse(text.error.code, `${path}: ${text.error.detail}`, path);
}

function place(value: Json, [name, ...rest]: readonly string[], hash: string): void {
  const at = value as { [field: string]: Json };
  if (rest.length === 0) at[name!] = hash;
  else place(at[name!]!, rest, hash);
}
