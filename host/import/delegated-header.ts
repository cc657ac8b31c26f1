/** The header line `version|registry|serial|records|startdate|enddate|UTCoffset` of a delegated file. */
import { compactDate } from "./delegated-fields.ts";
import type { Collector } from "./findings.ts";

export type DelegatedHeader = {
  readonly version: string;
  readonly registry: string;
  /** A date `YYYYMMDD` or a Unix time, as published; never compare serials of two registries. */
  readonly serial: string;
  readonly records: number;
  /** `YYYY-MM-DD`, or empty for unknown (`00000000` or nothing in the file). */
  readonly startDate: string;
  readonly endDate: string;
  /** As published: `+1000`, `-0400`, `00000`. */
  readonly utcOffset: string;
  readonly line: number;
  readonly raw: string;
};

export function parseHeader(
  fields: readonly string[],
  line: number,
  raw: string,
  out: Collector,
): DelegatedHeader | undefined {
  const bad = (detail: string): undefined => {
    // One message is enough: without a header every other line would fail too.
    if (!out.rejected) out.add("rejects", "header", line, raw, detail);
    return undefined;
  };
  if (fields.length !== 7)
    return bad("the header has seven fields: version|registry|serial|records|start|end|offset");
  const [version, registry, serial, records, start, end, utcOffset] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if (!/^2(?:\.[0-9]{1,2})?$/.test(version)) return bad("the version is 2 or 2.x");
  if (!/^[a-z0-9][a-z0-9.-]{0,30}[a-z0-9]$/.test(registry)) return bad("the registry is a lower-case label");
  if (!/^[0-9]{1,16}$/.test(serial)) return bad("the serial is a date or a Unix time in digits");
  if (!/^[0-9]{1,10}$/.test(records)) return bad("the number of records is a count");
  const date = (text: string, what: string): string => {
    const day = compactDate(text);
    if (day === "" && text !== "" && text !== "00000000") {
      out.add("warnings", "date-impossible", line, raw, `the ${what} date is no day: taken as unknown`);
    }
    return day;
  };
  if (!/^(?:[+-]?[0-9]{4,5})?$/.test(utcOffset)) {
    out.add("warnings", "utc-offset", line, raw, "the UTC offset has an unknown form");
  }
  return {
    version,
    registry,
    serial,
    records: Number(records),
    startDate: date(start, "start"),
    endDate: date(end, "end"),
    utcOffset,
    line,
    raw,
  };
}

/** Summary counts as published: type to count, with the line that says so. */
export type Summaries = Map<string, { readonly count: number; readonly line: number; readonly raw: string }>;
