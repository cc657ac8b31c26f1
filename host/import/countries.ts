/**
 * Country ranges: CSV lines `first,last,cc` with both ends included, as addresses or as decimal numbers. Publishers
 * join neighbours across IANA's blocks; here every range is cut at them, so that a record has one root.
 */
import { compareBytes, refuse, uintBytes, type Result } from "@comity/canon";
import {
  familyOf,
  ipv4OrMinus1,
  ipv6OrUndefined,
  rangeKeys,
  withTail,
  type DatasetFacts,
  type DatasetRecord,
  type PrefixRecord,
} from "@comity/resources";
import { writeDataset, type Dataset } from "./dataset-writer.ts";
import type { ForeignFile } from "./foreign-file.ts";

/** What the file does not say about itself. */
export type CountryOrigin = { readonly source: string; readonly serial: string; readonly date: string };

/**
 * `roots` are the records of IANA datasets. Codes `no-final-newline`, `country-line`, `range-order`, and those of
 * `writeDataset` (overlaps).
 */
export function parseCountryRanges(
  file: ForeignFile,
  origin: CountryOrigin,
  roots: readonly DatasetRecord[] = [],
): Result<Dataset> {
  const text = new TextDecoder("latin1").decode(file.bytes);
  if (!text.endsWith("\n"))
    return refuse("no-final-newline", "the last line has no line end: the file is cut off", file.name);
  const borders32 = roots
    .flatMap((r) => (r.space === "ipv4" ? [r.first, r.last + 1] : []))
    .sort((a, b) => a - b);
  const roots128 = roots.filter((r) => r.space === "ipv6");
  const longest = Math.max(0, ...roots128.map((r) => r.bits));
  const records: DatasetRecord[] = [];
  let line = 0;
  for (const raw of text.slice(0, -1).split(/\r?\n/)) {
    line++;
    const bad = (detail: string): Result<never> => refuse("country-line", detail, `line ${line}`);
    const fields = raw.split(",");
    const [start, end, cc] = fields;
    if (fields.length !== 3 || !/^[A-Z]{2}$/.test(cc!)) return bad("expected first,last,CC");
    const facts: DatasetFacts = { status: "allocated", cc: cc!, date: "", holder: "" };
    const family =
      familyOf(start!) ?? (/^[0-9]{1,10}$/.test(start!) && Number(start) < 2 ** 32 ? "ipv4" : "ipv6");
    if (family === "ipv4") {
      const first = number32(start!);
      const last = number32(end!);
      if (first < 0 || last < first) return bad("expected an ascending IPv4 range");
      records.push(...cut32(first, last, borders32, facts));
    } else {
      const first = bytes128(start!);
      const last = bytes128(end!);
      if (!first || !last || compareBytes(first, last) > 0) return bad("expected an ascending IPv6 range");
      for (const key of rangeKeys({ first, last })) {
        // Nearly all are longer than every root.
        const pieces = key.bits >= longest ? [key] : cut128(key.bytes, key.bits, roots128);
        for (const piece of pieces) records.push({ space: "ipv6", ...piece, ...facts });
      }
    }
  }
  return writeDataset({ kind: "countries", ...origin, original: file }, records);
}

const number32 = (text: string): number => {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : ipv4OrMinus1(text);
  return value < 2 ** 32 ? value : -1;
};

function bytes128(text: string): Uint8Array | undefined {
  if (!/^[0-9]{1,39}$/.test(text)) return ipv6OrUndefined(text);
  const value = BigInt(text);
  if (value >= 1n << 128n) return undefined;
  const out = new Uint8Array(16);
  for (let i = 0; i < 4; i++)
    out.set(uintBytes(Number((value >> BigInt(96 - 32 * i)) & 0xffff_ffffn), 4), 4 * i);
  return out;
}

/** Pieces of a range between borders; `borders` ascend. */
function cut32(
  first: number,
  last: number,
  borders: readonly number[],
  facts: DatasetFacts,
): DatasetRecord[] {
  const out: DatasetRecord[] = [];
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! <= first) low = middle + 1;
    else high = middle;
  }
  let from = first;
  for (const border of borders.slice(low)) {
    if (border > last) break;
    if (border > from) out.push({ space: "ipv4", first: from, last: border - 1, ...facts });
    from = border;
  }
  out.push({ space: "ipv4", first: from, last, ...facts });
  return out;
}

/** A prefix is cut only where it contains a root; roots are prefixes too, so it contains them whole. */
function cut128(
  bytes: Uint8Array,
  bits: number,
  roots: readonly PrefixRecord[],
): { bytes: Uint8Array; bits: number }[] {
  const end = withTail(bytes, bits, 1);
  const splits = roots.some(
    (r) =>
      r.space === "ipv6" &&
      r.bits > bits &&
      compareBytes(r.bytes, bytes) >= 0 &&
      compareBytes(r.bytes, end) <= 0,
  );
  if (!splits) return [{ bytes, bits }];
  const upper = bytes.slice();
  upper[bits >> 3]! |= 0x80 >> (bits & 7);
  return [...cut128(bytes, bits + 1, roots), ...cut128(upper, bits + 1, roots)];
}
