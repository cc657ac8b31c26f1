/**
 * The header of datasets that say what was seen outside as a set of records: `vrps`, the validated payloads of a relying
 * party, and `zone`, a DNS zone. Such a dataset is the whole set, or with `base` what changed since another one.
 */
import { fromBase64, ok, refuse, type Json, type Result } from "@comity/canon";
import { isCount, members, parseOrigin, type DatasetOrigin } from "./dataset-header.ts";
import { readHeader } from "./dataset-text.ts";

export const SET_KINDS = ["vrps", "zone"] as const;
export type SetKind = (typeof SET_KINDS)[number];

export type SetHeader = DatasetOrigin & {
  readonly kind: SetKind;
  /** Records of the whole set, after the changes: of `vrps` by family, of `zone` as `records`. */
  readonly counts: { readonly [unit: string]: number };
  /** Hash (base64) of the dataset to which the lines, signed `-` and `+`, are the changes. */
  readonly base?: string;
};

const UNITS = { vrps: ["ipv4", "ipv6"], zone: ["records"] } as const;

/** Code `dataset-header`. */
export function parseSetHeader(value: Json): Result<SetHeader> {
  const fields = ["counts", "date", "kind", "original", "serial", "source"];
  const top = members(value, fields) ?? members(value, ["base", ...fields]);
  const kind = top && SET_KINDS.find((k) => k === top["kind"]);
  const counts = kind && members(top["counts"]!, UNITS[kind]);
  const original = top && members(top["original"]!, ["name", "sha256", "size"]);
  if (!top || kind === undefined || !counts || !original || !Object.values(counts).every(isCount))
    return bad("expected kind vrps or zone, its counts, date, original{name,sha256,size}, serial, source");
  const base = top["base"];
  if (base !== undefined) {
    const hash = typeof base === "string" ? fromBase64(base) : undefined;
    if (hash === undefined || !hash.ok || hash.value.length !== 32)
      return bad("base is the hash of a dataset");
  }
  const origin = parseOrigin(top, original);
  if (!origin.ok) return origin;
  if (kind === "zone" && !/^(?:0|[1-9][0-9]{0,9})$/.test(origin.value.serial))
    return bad("the serial of a zone is that of its SOA record");
  const numbers = counts as { readonly [unit: string]: number };
  return ok({ ...origin.value, counts: numbers, kind, ...(typeof base === "string" ? { base } : {}) });
}

const bad = (detail: string): Result<never> => refuse("dataset-header", detail);

/** Only the header; the records are not looked at. Codes as `readVrpSet`. */
export const readSetHeader = (bytes: Uint8Array): Result<SetHeader> => readHeader(bytes, parseSetHeader);
