/**
 * VRP files in CSV: a header that names the columns, then one VRP a line. Known are rpki-client (`ASN,IP Prefix,Max
 * Length,Trust Anchor,Expires`), Routinator `csv`, `csvcompat` (quoted) and `csvext`, StayRTR and FORT
 * (`ASN,Prefix,Max prefix length`). AS numbers with or without `AS`.
 */
import { fromTimestamp, ok, refuse, type Result } from "@comity/canon";
import { rawText } from "./findings.ts";
import { commaFields, eachLine, fieldsSlot } from "./lines.ts";
import { asnAt, prefixAt, prefixSlot } from "./prefix-bytes.ts";
import type { VrpCollector } from "./vrp-collector.ts";
import type { Scan, Window } from "./window.ts";

type Columns = { asn: number; prefix: number; maxLength: number; anchor: number; expires: number };

const NAMES: { readonly [header: string]: keyof Columns } = {
  asn: "asn",
  "origin asn": "asn",
  "ip prefix": "prefix",
  prefix: "prefix",
  "max length": "maxLength",
  "max prefix length": "maxLength",
  maxlength: "maxLength",
  "trust anchor": "anchor",
  ta: "anchor",
  expires: "expires",
  "not after": "expires",
};

function columnsOf(names: readonly string[]): Columns | undefined {
  const out: Columns = { asn: -1, prefix: -1, maxLength: -1, anchor: -1, expires: -1 };
  for (const [i, name] of names.entries()) {
    const column = NAMES[name.toLowerCase()];
    if (column !== undefined && out[column] < 0) out[column] = i;
  }
  return out.asn >= 0 && out.prefix >= 0 && out.maxLength >= 0 ? out : undefined;
}

/** All lines. Codes `vrp-csv-header` (no header that names ASN, prefix and maximum length), `vrp-csv-truncated`. */
export function* scanVrpCsv(window: Window, into: VrpCollector): Scan<Result<undefined>> {
  const fields = fieldsSlot();
  const prefix = prefixSlot();
  const asn = { asn: 0 };
  let columns: Columns | undefined;
  let header = "";
  let unknown = false;
  let name = "";
  let tag = into.anchor("");
  let width = 0;
  let short = false;
  let cutOff = false;

  const field = (data: Uint8Array, i: number): string =>
    i < 0 || i >= fields.count ? "" : rawText(data, fields.from[i]!, fields.to[i]!);

  yield* eachLine(window, (data, from, to) => {
    if (unknown || to === from || data[from] === 35) return;
    commaFields(data, from, to, fields);
    if (columns === undefined) {
      header = rawText(data, from, to);
      columns = columnsOf(Array.from({ length: fields.count }, (_, i) => field(data, i)));
      unknown = columns === undefined;
      width = fields.count;
      return;
    }
    into.records++;
    cutOff = !short && fields.count < width;
    short = fields.count < width;
    if (fields.count <= Math.max(columns.asn, columns.prefix, columns.maxLength))
      return into.reject(rawText(data, from, to), "vrp-csv-fields", "the line has too few fields");
    const maxLength = smallNumber(data, fields.from[columns.maxLength]!, fields.to[columns.maxLength]!);
    const hasExpires = columns.expires >= 0 && columns.expires < fields.count;
    const expires = hasExpires
      ? expiry(data, fields.from[columns.expires]!, fields.to[columns.expires]!)
      : undefined;
    const fine =
      prefixAt(data, fields.from[columns.prefix]!, fields.to[columns.prefix]!, prefix) ===
        fields.to[columns.prefix] &&
      asnAt(data, fields.from[columns.asn]!, fields.to[columns.asn]!, asn) === fields.to[columns.asn] &&
      maxLength >= prefix.length &&
      maxLength <= prefix.family * 32;
    if (!fine) {
      const record = { prefix: field(data, columns.prefix), asn: field(data, columns.asn), expires };
      const anchor = field(data, columns.anchor);
      return into.record(
        { ...record, anchor, maxLength: maxLength < 0 ? undefined : maxLength },
        rawText(data, from, to),
      );
    }
    if (expires !== undefined && !into.lives(expires)) return;
    const anchor = columns.anchor;
    if (anchor >= 0 && anchor < fields.count && !same(data, fields.from[anchor]!, fields.to[anchor]!, name)) {
      name = field(data, anchor);
      tag = into.anchor(name);
    }
    if (prefix.family === 1) into.builder.add4(prefix.words[0]!, prefix.length, maxLength, asn.asn, tag);
    else into.builder.add6(prefix.words, 0, prefix.length, maxLength, asn.asn, tag);
  });
  if (columns === undefined) {
    const found = header === "" ? "the file is empty" : `found ${JSON.stringify(header.slice(0, 80))}`;
    return refuse(
      "vrp-csv-header",
      `expected a header like "ASN,IP Prefix,Max Length,Trust Anchor": ${found}`,
    );
  }
  // The last line, and not the one before, has fewer fields than the header: a file cut off, not a wrong record.
  if (cutOff) return refuse("vrp-csv-truncated", "the file ends in the middle of a line: fetch it again");
  return ok(undefined);
}

function same(data: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (data[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A decimal of at most three digits, or -1. */
function smallNumber(data: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 3 || (data[from] === 48 && to - from > 1)) return -1;
  let value = 0;
  for (let pos = from; pos < to; pos++) {
    const c = data[pos]!;
    if (c < 48 || c > 57) return -1;
    value = value * 10 + c - 48;
  }
  return value;
}

/** Unix time, or a date as Routinator's `csvext` writes it; `undefined` for anything else (nothing is known then). */
function expiry(data: Uint8Array, from: number, to: number): number | undefined {
  let value = 0;
  let pos = from;
  for (; pos < to && pos - from < 12; pos++) {
    const c = data[pos]!;
    if (c < 48 || c > 57) break;
    value = value * 10 + c - 48;
  }
  if (pos === to) return to === from ? undefined : value;
  const text = rawText(data, from, to).replace(" ", "T");
  const date = fromTimestamp(text.endsWith("Z") ? text : `${text}Z`);
  return date.ok ? date.value : undefined;
}
