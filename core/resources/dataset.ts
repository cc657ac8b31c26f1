/**
 * `comity/dataset/v1` (docs/FORMATS.md section 10): what a source published about numbers, as text with exactly one
 * spelling. This is the strict reader; the fold reads imported data through it and through nothing else.
 */
import { compareBytes, fromUtf8, must, ok, refuse, utf8, type Refusal, type Result } from "@comity/canon";
import { parseDatasetHeader, isDate, type DatasetHeader } from "./dataset-header.ts";
import { openDataset, readHeader } from "./dataset-text.ts";
import { ipv4OrMinus1, ipv4Text } from "./ipv4.ts";
import { ipv6OrUndefined, ipv6Text } from "./ipv6.ts";
import { isAligned, withTail, type Key } from "./key.ts";
import { blocks32 } from "./range.ts";

export const DATASET_STATUSES = ["allocated", "assigned", "available", "reserved"] as const;
export type DatasetStatus = (typeof DATASET_STATUSES)[number];

/** What every record says: `cc`, `date` (`YYYY-MM-DD`) and `holder` are empty when the source does not know. */
export type DatasetFacts = {
  readonly status: DatasetStatus;
  readonly cc: string;
  readonly date: string;
  readonly holder: string;
};
/** Both ends are included. */
export type NumberRecord = DatasetFacts & {
  readonly space: "asn" | "ipv4";
  readonly first: number;
  readonly last: number;
};
/** A prefix: 16 bytes of which the first `bits` count. */
export type PrefixRecord = DatasetFacts & {
  readonly space: "ipv6";
  readonly bytes: Uint8Array;
  readonly bits: number;
};
export type DatasetRecord = NumberRecord | PrefixRecord;

/** The line of a record, without its LF. */
export function datasetLine(r: DatasetRecord): string {
  const facts = `${r.status}|${r.cc}|${r.date}|${r.holder}`;
  if (r.space === "ipv6") return `ipv6|${ipv6Text(r.bytes)}|${r.bits}|${facts}`;
  if (r.space === "ipv4") return `ipv4|${ipv4Text(r.first)}|${ipv4Text(r.last)}|${facts}`;
  return `asn|${r.first}|${r.last}|${facts}`;
}

/** The minimal blocks of a record, ascending. */
export const recordKeys = (r: DatasetRecord): Key[] =>
  r.space === "ipv6" ? [{ bytes: r.bytes, bits: r.bits }] : blocks32(r.first, r.last);

/**
 * Reads a whole dataset and hands every record to `visit` in file order, with its line number (the first record is
 * line 3). Records are visited before the end of the file has been seen: keep effects back until the result is `ok`.
 * Refusals name the line in `field`. Codes `dataset-encoding`, `dataset-header`, `dataset-truncated`,
 * `dataset-record`, `dataset-order`, `dataset-overlap`, `dataset-counts`.
 */
export function readDataset(
  bytes: Uint8Array,
  visit: (record: DatasetRecord, line: number) => void = () => undefined,
): Result<DatasetHeader> {
  const opened = openDataset(bytes, parseDatasetHeader);
  if (!opened.ok) return opened;
  const { text, header } = opened.value;
  const parse = recordParser(header);
  const counts = { asn: 0, ipv4: 0, ipv6: 0 };
  let previous: DatasetRecord | undefined;
  let line = 3;
  for (let at = opened.value.at; at < text.length; line++) {
    const end = text.indexOf("\n", at);
    const record = parse(text.slice(at, end));
    if (typeof record === "string") return refuse("dataset-record", record, `line ${line}`);
    const wrong = previous && misplaced(previous, record);
    if (wrong !== undefined) return refuse(wrong.code, wrong.detail, `line ${line}`);
    counts[record.space]++;
    visit(record, line);
    previous = record;
    at = end + 1;
  }
  for (const space of ["asn", "ipv4", "ipv6"] as const) {
    if (counts[space] !== header.counts[space]) {
      const detail = `the header counts ${header.counts[space]} ${space} records, there are ${counts[space]}`;
      return refuse("dataset-counts", detail, "line 2");
    }
  }
  return ok(header);
}

/** `readDataset` with all records kept. */
export function parseDataset(
  bytes: Uint8Array,
): Result<{ readonly header: DatasetHeader; readonly records: readonly DatasetRecord[] }> {
  const records: DatasetRecord[] = [];
  const header = readDataset(bytes, (record) => records.push(record));
  return header.ok ? ok({ header: header.value, records }) : header;
}

/** Only the header, for lists of datasets; the records are not looked at. Codes as `readDataset`. */
export function readDatasetHeader(bytes: Uint8Array): Result<DatasetHeader> {
  return readHeader(bytes, parseDatasetHeader);
}

/** A function from a line to its record, or to what is wrong with it. */
function recordParser(header: DatasetHeader): (line: string) => DatasetRecord | string {
  // Slices of a large string keep all of it alive: what is retained is copied once per distinct value.
  const seen = new Map<string, string>();
  const keep = (slice: string): string => {
    let own = seen.get(slice);
    if (own === undefined) {
      own = must(fromUtf8(utf8(slice)));
      seen.set(own, own);
    }
    return own;
  };
  const dates = new Set<string>([""]);
  const knownDate = (text: string): boolean => {
    if (dates.has(text)) return true;
    if (!isDate(text)) return false;
    dates.add(keep(text));
    return true;
  };
  return (line) => {
    const fields = line.split("|");
    if (fields.length !== 7) return "expected seven fields separated by |";
    const [space, first, last, state, cc, date, holder] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const status = DATASET_STATUSES.find((s) => s === state);
    if (status === undefined) return "the status is allocated, assigned, available or reserved";
    if (cc !== "" && !/^[A-Z]{2}$/.test(cc)) return "the country code is empty or two capital letters";
    if (!knownDate(date)) return "the date is empty or like 2026-02-11";
    if (holder.length > 255 || holder.trim() !== holder) {
      return "the holder has at most 255 characters and no blanks around it";
    }
    if (header.kind === "countries" && (holder !== "" || cc === "")) {
      return "a record of countries has a country code and no holder";
    }
    const facts = { status, cc: keep(cc), date: keep(date), holder: keep(holder) };
    return numbersOf(space, first, last, facts);
  };
}

function numbersOf(space: string, first: string, last: string, facts: DatasetFacts): DatasetRecord | string {
  if (space === "ipv6") {
    const bytes = ipv6OrUndefined(first);
    const bits = /^(?:0|[1-9][0-9]{0,2})$/.test(last) ? Number(last) : 129;
    if (bytes === undefined || ipv6Text(bytes) !== first || bits > 128 || !isAligned(bytes, bits)) {
      return "expected an IPv6 prefix as RFC 5952 address and length, without host bits";
    }
    return { space, bytes, bits, ...facts };
  }
  if (space !== "asn" && space !== "ipv4") return "the first field is asn, ipv4 or ipv6";
  const read = space === "ipv4" ? ipv4OrMinus1 : asnOrMinus1;
  const from = read(first);
  const to = read(last);
  if (from < 0 || to < from)
    return `expected the first and the last ${space} number of the record, in this order`;
  return { space, first: from, last: to, ...facts };
}

function asnOrMinus1(text: string): number {
  const value = /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  return value <= 0xffff_ffff ? value : -1;
}

const RANK = { asn: 0, ipv4: 1, ipv6: 2 } as const;

/** Why `next` may not follow `previous`: records ascend and are disjoint within their space. */
function misplaced(previous: DatasetRecord, next: DatasetRecord): Omit<Refusal, "field"> | undefined {
  const order = { code: "dataset-order", detail: "records are sorted by space (asn, ipv4, ipv6) and first" };
  const overlap = { code: "dataset-overlap", detail: "the record overlaps the one before it" };
  if (previous.space === "ipv6" && next.space === "ipv6") {
    if (compareBytes(next.bytes, previous.bytes) < 0) return order;
    return compareBytes(next.bytes, withTail(previous.bytes, previous.bits, 1)) <= 0 ? overlap : undefined;
  }
  if (previous.space !== "ipv6" && previous.space === next.space) {
    if (next.first < previous.first) return order;
    return next.first <= previous.last ? overlap : undefined;
  }
  return RANK[next.space] < RANK[previous.space] ? order : undefined;
}
