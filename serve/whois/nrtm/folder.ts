/**
 * The files of one publication. What is published is never rewritten; a file is whole before anything names it, and the
 * notification, which names all others, takes its place last.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { ok, refuse, type Result } from "@comity/canon";
import { applyChange, putText } from "./database.ts";
import {
  jsonSequence,
  readSequence,
  sha256,
  type FileReference,
  type Notification,
  type NrtmHeader,
} from "./texts.ts";

/** Most bytes of one file when unpacked. */
export const MAX_NRTM_BYTES: number = 1024 * 1024 * 1024;

/** Writes whole or not at all. */
export function writeWhole(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(4).toString("hex")}.new`;
  const file = openSync(draft, "w", 0o644);
  try {
    const data = Buffer.from(bytes);
    for (let at = 0; at < data.length;) at += writeSync(file, data, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** A new file of the session: its name cannot be known before it is there (sections 6.2, 7.2). */
export function writeRecords(folder: string, header: NrtmHeader, records: Iterable<object>): FileReference {
  const { session_id, source, type, version } = header;
  const all = function* (): Generator<object> {
    yield header;
    yield* records;
  };
  const plain = jsonSequence(all());
  const packed = type === "snapshot";
  const bytes = packed ? gzipSync(plain) : plain;
  const random = randomBytes(20).toString("hex");
  const url = `${session_id}/nrtm-${type}.${version}.${source}.${session_id}.${random}.json${packed ? ".gz" : ""}`;
  writeWhole(join(folder, url), bytes);
  return { version, url, hash: sha256(bytes) };
}

/** Records after the header, which has to be that of the notification. Codes `nrtm-file`, `nrtm-sequence`. */
export function readRecords(
  bytes: Uint8Array,
  kind: NrtmHeader["type"],
  reference: FileReference,
  { session_id, source }: Pick<Notification, "session_id" | "source">,
): Result<readonly unknown[]> {
  const bad = (detail: string): Result<never> => refuse("nrtm-file", `${reference.url}: ${detail}`);
  if (sha256(bytes) !== reference.hash) return bad("the file has another hash");
  let plain = bytes;
  if (reference.url.endsWith(".gz")) {
    try {
      plain = gunzipSync(bytes, { maxOutputLength: MAX_NRTM_BYTES });
    } catch {
      return bad("the gzip data is damaged or too large");
    }
  }
  const read = readSequence(plain);
  if (!read.ok) return read;
  const [header, ...records] = read.value;
  const wanted: NrtmHeader = { nrtm_version: 4, type: kind, source, session_id, version: reference.version };
  const given = header as { readonly [field: string]: unknown } | null;
  if (Object.entries(wanted).some(([name, value]) => given?.[name] !== value))
    return bad("the header is another than the notification's");
  if (kind === "delta" && records.length === 0) return bad("a delta has at least one change");
  return ok(records);
}

/** The objects that a mirror has after reading these files. Code `nrtm-file` and those of `readRecords`. */
export function objectsOf(
  notification: Notification,
  fetch: (url: string) => Uint8Array | undefined,
): Result<Map<string, string>> {
  const database = new Map<string, string>();
  const { deltas, snapshot } = notification;
  const files = [["snapshot", snapshot] as const].concat(
    deltas.filter(({ version }) => version > snapshot.version).map((delta) => ["delta", delta] as never),
  ) as readonly (readonly [NrtmHeader["type"], FileReference])[];
  for (const [kind, reference] of files) {
    const bytes = fetch(reference.url);
    if (bytes === undefined) return refuse("nrtm-file", `${reference.url} is missing`);
    const records = readRecords(bytes, kind, reference, notification);
    if (!records.ok) return records;
    for (const record of records.value) {
      const text = kind === "snapshot" && (record as { object?: unknown } | null)?.object;
      const done =
        kind === "snapshot"
          ? typeof text === "string" && putText(database, text)
          : applyChange(database, record);
      if (!done) return refuse("nrtm-file", `${reference.url}: a record is none of its kind`);
    }
  }
  return ok(database);
}

export const readFrom =
  (folder: string) =>
  (url: string): Uint8Array | undefined =>
    existsSync(join(folder, url)) ? readFileSync(join(folder, url)) : undefined;

export const removeFile = (folder: string, url: string): void => rmSync(join(folder, url), { force: true });
