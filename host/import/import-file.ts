/** Any foreign file to its dataset: the format is recognised by content, never by name. */
import type { Refusal } from "@comity/canon";
import type { DatasetRecord } from "@comity/resources";
import { parseCountryRanges, type CountryOrigin } from "./countries.ts";
import { writeDataset, type Dataset } from "./dataset-writer.ts";
import { parseDelegated } from "./delegated.ts";
import type { DelegatedHeader } from "./delegated-header.ts";
import type { Findings } from "./findings.ts";
import { foreignFile, type ForeignFile } from "./foreign-file.ts";
import { parseIana } from "./iana.ts";
import { statistics, type Statistics } from "./statistics.ts";

export type ImportInput = {
  /** Used for messages and the name in the dataset. */
  readonly path: string;
  /** As on disk, gzip or not. */
  readonly bytes: Uint8Array;
  /** Content of the `.md5` companion. */
  readonly md5?: string;
};

export type Imported = Findings & {
  readonly name: string;
  /** Absent when the bytes could not even be unpacked. */
  readonly file?: ForeignFile;
  /** Absent when the file is rejected. */
  readonly dataset?: Dataset;
  /** Of delegated files: the published header. */
  readonly header?: DelegatedHeader;
  readonly statistics: Statistics;
};

export type ImportOptions = {
  /** What a country CSV does not say about itself. */
  readonly countries?: CountryOrigin;
  /** Records of IANA datasets: country ranges are cut at them. */
  readonly roots?: readonly DatasetRecord[];
};

/** Never throws. Everything that keeps the file out is in `rejects`, also when the file is of no known format. */
export function importFile(input: ImportInput, options: ImportOptions = {}): Imported {
  const opened = foreignFile(input.path, input.bytes, input.md5);
  if (!opened.ok) return rejected(input.path, opened.error);
  const file = opened.value;
  const first = firstContent(file.bytes);
  if (!first.startsWith("<") && !/^[^,|]+,[^,|]+,[A-Z]{2}$/.test(first)) {
    const { header, statistics: counted, file: _, extended: __, records, ...findings } = parseDelegated(file);
    const base = { ...findings, name: file.name, file, statistics: counted, ...(header && { header }) };
    if (findings.verdict === "reject" || header === undefined) return base;
    const { registry: source, serial, endDate: date } = header;
    const dataset = writeDataset({ kind: "delegations", source, serial, date, original: file }, records);
    return dataset.ok ? { ...base, dataset: dataset.value } : rejected(file.name, dataset.error, file);
  }
  if (file.claimedMd5 !== undefined && file.claimedMd5 !== file.md5) {
    const detail = `the companion says ${file.claimedMd5}, the content has ${file.md5}`;
    return rejected(file.name, { code: "md5-mismatch", field: "", detail }, file);
  }
  const origin = options.countries ?? { source: "countries", serial: "", date: "" };
  const dataset = first.startsWith("<") ? parseIana(file) : parseCountryRanges(file, origin, options.roots);
  if (!dataset.ok) return rejected(file.name, dataset.error, file);
  const clean = { verdict: "accept", rejects: [], quarantines: [], warnings: [], totals: {} } as const;
  return {
    ...clean,
    name: file.name,
    file,
    dataset: dataset.value,
    statistics: statistics(dataset.value.records),
  };
}

/** The first line that is neither empty nor a comment, at most 300 characters. */
function firstContent(bytes: Uint8Array): string {
  const text = new TextDecoder("latin1")
    .decode(bytes.subarray(0, 64 * 1024))
    .replace(/^\u00EF\u00BB\u00BF/, "");
  const line = text.split("\n").find((l) => l.trim() !== "" && !l.startsWith("#"));
  return (line ?? "").trim().slice(0, 300);
}

function rejected(name: string, refusal: Refusal, file?: ForeignFile): Imported {
  const { code, field, detail } = refusal;
  const line = Number(/^line ([0-9]+)$/.exec(field)?.[1] ?? 0);
  const where = line === 0 && field !== "" && field !== name ? `${field}: ` : "";
  return {
    name,
    ...(file && { file }),
    verdict: "reject",
    rejects: [{ code, line, raw: "", detail: `${where}${detail}` }],
    quarantines: [],
    warnings: [],
    totals: { [code]: 1 },
    statistics: statistics([]),
  };
}
