/**
 * Delegated statistics of the regional registries, plain and extended (the exchange format of the RIRs, version 2),
 * by every case that was met in real files. A file is rejected whole or taken whole.
 */
import type { DatasetFacts, DatasetRecord } from "@comity/resources";
import { DATASET_STATUSES, ipv4OrMinus1, ipv6OrUndefined, isAligned } from "@comity/resources";
import { civilDate, countryCode } from "./delegated-fields.ts";
import { parseHeader, type DelegatedHeader, type Summaries } from "./delegated-header.ts";
import { Collector, type Findings } from "./findings.ts";
import type { ForeignFile } from "./foreign-file.ts";
import { inOrder } from "./in-order.ts";
import { checkCounts, statistics, type Statistics } from "./statistics.ts";

export type Delegated = Findings & {
  readonly file: ForeignFile;
  readonly header: DelegatedHeader | undefined;
  /** Whether the file has more than the seven plain fields, or lists available or reserved space. */
  readonly extended: boolean;
  /** Sorted as a dataset; empty when the file is rejected. */
  readonly records: readonly DatasetRecord[];
  /** Of all records that could be read, also in rejected files. */
  readonly statistics: Statistics;
};

/** Never throws and never returns part of a file: look at `verdict`. Codes: table in README.md. */
export function parseDelegated(file: ForeignFile): Delegated {
  const out = new Collector();
  const text = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length).toString("latin1");
  if (text === "")
    out.add("rejects", "file-empty", 0, "", "the file has no bytes: the download or the source failed");
  if (file.claimedMd5 !== undefined && file.claimedMd5 !== file.md5) {
    out.add(
      "rejects",
      "md5-mismatch",
      0,
      "",
      `the companion says ${file.claimedMd5}, the content has ${file.md5}`,
    );
  }
  const reader = new LineReader(out);
  let line = 0;
  for (let at = 0; at < text.length;) {
    const lf = text.indexOf("\n", at);
    const end = lf < 0 ? text.length : lf;
    const content = text.slice(at, lf > at && text.charCodeAt(lf - 1) === 13 ? lf - 1 : end);
    line++;
    reader.line(content, line);
    if (lf < 0)
      out.add(
        "rejects",
        "no-final-newline",
        line,
        content,
        "the last line has no line end: the file is cut off",
      );
    at = end + 1;
  }
  if (reader.header === undefined && text !== "" && !out.rejected) {
    out.add("rejects", "header", 0, "", "no header line: expected version|registry|serial|records|…");
  }
  const raw = rawLines(text);
  if (reader.extended) {
    const detail = "an extended file without the eighth field here";
    for (const at of reader.plainLines) out.add("warnings", "seven-fields", at, raw(at), detail);
  }
  const records = inOrder(reader.records, reader.lines, raw, out);
  const totals = statistics(records);
  if (reader.header !== undefined) checkCounts(reader.header, reader.summaries, totals, out);
  const done = out.done();
  return {
    ...done,
    file,
    header: reader.header,
    extended: reader.extended,
    records: done.verdict === "reject" ? [] : records,
    statistics: totals,
  };
}

/** The raw text of a line by its number; the lines are found once, when the first is asked for. */
function rawLines(text: string): (line: number) => string {
  let lines: readonly string[] | undefined;
  return (line) => {
    lines ??= text.split(/\r?\n/);
    return lines[line - 1] ?? "";
  };
}

class LineReader {
  header: DelegatedHeader | undefined;
  extended = false;
  readonly records: DatasetRecord[] = [];
  readonly lines: number[] = [];
  readonly summaries: Summaries = new Map();
  private readonly out: Collector;
  /** Lines with the seven plain fields: worth a warning once the file turns out to be an extended one. */
  readonly plainLines: number[] = [];

  constructor(out: Collector) {
    this.out = out;
  }

  line(raw: string, line: number): void {
    if (raw.charCodeAt(0) === 35) return; // comment
    if (raw.trim() === "") {
      this.out.add("warnings", "blank-line", line, raw, "a line without content");
      return;
    }
    if (/[^ -~]/.test(raw)) return this.reject("encoding", line, raw, "a byte outside printable ASCII");
    const fields = raw.split("|");
    if (this.header === undefined) {
      this.header = parseHeader(fields, line, raw, this.out);
      return;
    }
    if (fields[1] === "*" && fields[3] === "*") return this.summary(fields, line, raw);
    this.record(fields, line, raw, this.header);
  }

  private reject(code: string, line: number, raw: string, detail: string): void {
    this.out.add("rejects", code, line, raw, detail);
  }

  private summary(fields: readonly string[], line: number, raw: string): void {
    const [registry, , type, , count] = fields;
    if (fields.length !== 6 || fields[5] !== "summary" || !/^[0-9]{1,10}$/.test(count!)) {
      return this.reject("summary", line, raw, "expected registry|*|type|*|count|summary");
    }
    if (registry !== this.header!.registry)
      return this.reject("registry-differs", line, raw, "not the header's registry");
    if (type !== "asn" && type !== "ipv4" && type !== "ipv6") {
      return this.reject("type-unknown", line, raw, "the type is asn, ipv4 or ipv6");
    }
    if (this.summaries.has(type)) return this.reject("summary", line, raw, `a second summary for ${type}`);
    this.summaries.set(type, { count: Number(count), line, raw });
  }

  private record(fields: readonly string[], line: number, raw: string, header: DelegatedHeader): void {
    if (fields.length < 7) return this.reject("line-short", line, raw, "a record has at least seven fields");
    const [registry, cc, type, start, value, date, state] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const combined = header.registry === "nro";
    if (
      registry !== header.registry &&
      !(combined && /^(?:afrinic|apnic|arin|iana|lacnic|ripencc)$/.test(registry))
    ) {
      return this.reject("registry-differs", line, raw, `the header's registry is ${header.registry}`);
    }
    const status = DATASET_STATUSES.find((s) => s === state);
    if (status === undefined)
      return this.reject("status-unknown", line, raw, "not allocated, assigned, available, reserved");
    const opaque = fields[7] ?? "";
    if (fields.length > 7 || status === "available" || status === "reserved") this.extended = true;
    if (fields.length === 7) this.plainLines.push(line);
    if (opaque.length > 200)
      return this.reject("opaque-id", line, raw, "the opaque-id has more than 200 characters");
    if (opaque.trim() !== opaque)
      this.out.add("warnings", "blanks", line, raw, "blanks around the opaque-id were dropped");
    const id = opaque.trim();
    const facts: DatasetFacts = {
      status,
      cc: countryCode(cc, status, line, raw, this.out),
      date: civilDate(date, status, line, raw, this.out),
      // An opaque-id means something within one registry only; the combined file mixes them.
      holder: combined && id !== "" ? `${registry}/${id}` : id,
    };
    const record = numbers(type, start, value, facts);
    if (Array.isArray(record)) return this.reject(record[0], line, raw, record[1]);
    this.records.push(record);
    this.lines.push(line);
  }
}

/** The record, or code and detail of why its numbers are none. */
function numbers(
  type: string,
  start: string,
  value: string,
  facts: DatasetFacts,
): DatasetRecord | [string, string] {
  const count = /^[1-9][0-9]{0,9}$/.test(value) ? Number(value) : type === "ipv6" && value === "0" ? 0 : -1;
  if (type === "ipv6") {
    const bytes = ipv6OrUndefined(start);
    if (bytes === undefined) return ["start", "the start is not an IPv6 address"];
    if (count < 0 || count > 128) return ["out-of-range", "the value of ipv6 is a prefix length, 0 to 128"];
    if (!isAligned(bytes, count)) return ["host-bits", "bits after the prefix length are set"];
    return { space: "ipv6", bytes, bits: count, ...facts };
  }
  if (type !== "ipv4" && type !== "asn") return ["type-unknown", "the type is asn, ipv4 or ipv6"];
  const asn = /^(?:0|[1-9][0-9]{0,9})$/.test(start) ? Number(start) : -1;
  const first = type === "ipv4" ? ipv4OrMinus1(start) : asn;
  if (first < 0)
    return ["start", type === "ipv4" ? "the start is not an IPv4 address" : "the start is not an AS number"];
  const last = first + count - 1;
  if (count < 0 || last > 0xffff_ffff)
    return ["out-of-range", "start + value leaves the space, or value is no count"];
  return { space: type, first, last, ...facts };
}
