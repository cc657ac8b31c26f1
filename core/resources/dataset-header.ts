/** The header line of `comity/dataset/v1`: who published what, when, and the hash of the file it was made from. */
import { fromTimestamp, ok, refuse, type Json, type Result } from "@comity/canon";

export const DATASET_KINDS = ["delegations", "roots", "countries"] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

export type DatasetHeader = {
  readonly counts: { readonly asn: number; readonly ipv4: number; readonly ipv6: number };
  /** The day the data describes, `YYYY-MM-DD`, or empty. */
  readonly date: string;
  readonly kind: DatasetKind;
  /** The foreign file: name without folders, SHA-256 of its uncompressed bytes in hexadecimal, size in bytes. */
  readonly original: { readonly name: string; readonly sha256: string; readonly size: number };
  /** As the source writes it; comparable only within one source. May be empty. */
  readonly serial: string;
  /** The source's label, in the form of a party identifier. */
  readonly source: string;
};

export const isDate = (text: string): boolean => text.length === 10 && fromTimestamp(text).ok;

/** The JSON value of the header line, exactly these fields. Code `dataset-header`. */
export function parseDatasetHeader(value: Json): Result<DatasetHeader> {
  const top = members(value, ["counts", "date", "kind", "original", "serial", "source"]);
  const counts = top && members(top["counts"]!, ["asn", "ipv4", "ipv6"]);
  const original = top && members(top["original"]!, ["name", "sha256", "size"]);
  if (!top || !counts || !original) {
    return bad("expected counts{asn,ipv4,ipv6}, date, kind, original{name,sha256,size}, serial, source");
  }
  const { asn, ipv4, ipv6 } = counts;
  if (!isCount(asn) || !isCount(ipv4) || !isCount(ipv6)) return bad("counts are non-negative integers");
  const kind = DATASET_KINDS.find((k) => k === top["kind"]);
  if (kind === undefined) return bad("kind is delegations, roots or countries");
  const origin = parseOrigin(top, original);
  return origin.ok ? ok({ counts: { asn, ipv4, ipv6 }, kind, ...origin.value }) : origin;
}

export type DatasetOrigin = Pick<DatasetHeader, "date" | "original" | "serial" | "source">;
type Members = Readonly<Record<string, Json>>;

/** What headers of all kinds say of where the data comes from. */
export function parseOrigin(top: Members, original: Members): Result<DatasetOrigin> {
  const { name, sha256, size } = original;
  if (!isText(name, /^[^/]{1,255}$/)) return bad("original.name is a file name of 1 to 255 characters");
  if (!isText(sha256, /^[0-9a-f]{64}$/)) return bad("original.sha256 is 64 lower-case hexadecimal digits");
  if (!isCount(size)) return bad("original.size is a number of bytes");
  const { date, serial, source } = top;
  if (typeof date !== "string" || (date !== "" && !isDate(date)))
    return bad("date is empty or like 2026-02-11");
  if (!isText(serial, /^[0-9A-Za-z.-]{0,32}$/))
    return bad("serial has at most 32 letters, digits, dots, hyphens");
  if (!isText(source, /^[A-Za-z0-9][A-Za-z0-9.-]{0,30}[A-Za-z0-9]$/)) {
    return bad("source is 2 to 32 letters, digits, dots and hyphens");
  }
  return ok({ date, original: { name, sha256, size }, serial, source });
}

const bad = (detail: string): Result<never> => refuse("dataset-header", detail);

export const isCount = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

export const isText = (value: Json | undefined, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value);

/** The members of an object that has exactly these keys. */
export function members(value: Json, keys: readonly string[]): Members | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const object = value as Readonly<Record<string, Json>>;
  const found = Object.keys(object);
  return found.length === keys.length && keys.every((k) => Object.hasOwn(object, k)) ? object : undefined;
}
