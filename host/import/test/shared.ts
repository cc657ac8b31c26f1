/** The supplied files, read in place. */
import { existsSync, readFileSync } from "node:fs";
import { importFile, type Dataset, type Imported, type ImportInput } from "@comity/import";

const base = new URL("../../../../shared/data/registry/", import.meta.url);
export const present: boolean = existsSync(base);
export const SKIPPED = "(skipped: shared data not present)";

export function input(path: string): ImportInput {
  const url = new URL(path, base);
  const companion = new URL(path.replace(/(\.gz)?$/, ".md5"), base);
  const md5 = path.includes("ext-20230324") ? readFileSync(companion, "utf8") : undefined;
  return { path, bytes: readFileSync(url), ...(md5 !== undefined && { md5 }) };
}

const loaded = new Map<string, Imported>();

/** Read once for each test file. */
export function load(path: string): Imported {
  const found = loaded.get(path) ?? importFile(input(path));
  loaded.set(path, found);
  return found;
}

export function datasetOf(path: string): Dataset {
  const { dataset, rejects } = load(path);
  if (dataset === undefined) throw new Error(`${path}: ${JSON.stringify(rejects)}`);
  return dataset;
}

/** A file given as text. */
export const text = (content: string, path = "test-file", md5?: string): ImportInput => ({
  path,
  bytes: new TextEncoder().encode(content),
  ...(md5 !== undefined && { md5 }),
});
