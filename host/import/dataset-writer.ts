/** Writes `comity/dataset/v1` and reads it back before anybody else does. */
import { createHash } from "node:crypto";
import { jcs, ok, type Result } from "@comity/canon";
import {
  datasetLine,
  readDataset,
  type DatasetHeader,
  type DatasetKind,
  type DatasetRecord,
} from "@comity/resources";
import type { ForeignFile } from "./foreign-file.ts";
import { compareRecords } from "./in-order.ts";
import { statistics } from "./statistics.ts";

export type Dataset = {
  readonly header: DatasetHeader;
  readonly records: readonly DatasetRecord[];
  /** The canonical text. */
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hexadecimal: how acts name it (in base64 there). */
  readonly sha256: string;
};

/** What the records do not say themselves. `date` is `YYYY-MM-DD` or empty. */
export type DatasetOrigin = {
  readonly kind: DatasetKind;
  readonly source: string;
  readonly serial: string;
  readonly date: string;
  readonly original: Pick<ForeignFile, "name" | "sha256" | "bytes">;
};

/** Sorts, writes and checks. Codes as `readDataset`: what it refuses is refused here. */
export function writeDataset(origin: DatasetOrigin, records: readonly DatasetRecord[]): Result<Dataset> {
  const sorted = records.toSorted(compareRecords);
  const { name, sha256, bytes: original } = origin.original;
  const header: DatasetHeader = {
    counts: statistics(sorted).types,
    date: origin.date,
    kind: origin.kind,
    original: { name: name.replace(/[^ -.0-~]/g, "_"), sha256, size: original.length },
    serial: origin.serial,
    source: origin.source,
  };
  const lines = ["comity/dataset/v1", jcs(header)];
  for (const record of sorted) lines.push(datasetLine(record));
  lines.push("");
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const checked = readDataset(bytes);
  if (!checked.ok) return checked;
  return ok({ header, records: sorted, bytes, sha256: createHash("sha256").update(bytes).digest("hex") });
}
