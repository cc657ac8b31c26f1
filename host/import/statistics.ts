/** Totals of a file, and the comparisons that put a file into quarantine. */
import type { DatasetRecord, DatasetStatus } from "@comity/resources";
import type { DelegatedHeader, Summaries } from "./delegated-header.ts";
import type { Collector, Finding } from "./findings.ts";

export type Statistics = {
  readonly records: number;
  readonly types: { readonly asn: number; readonly ipv4: number; readonly ipv6: number };
  readonly statuses: Readonly<Record<DatasetStatus, number>>;
  /** Numbers covered: AS numbers, IPv4 addresses, IPv6 in units of /48 (smaller ones as fractions). */
  readonly covered: { readonly asn: number; readonly ipv4: number; readonly ipv6: number };
};

export function statistics(records: readonly DatasetRecord[]): Statistics {
  const types = { asn: 0, ipv4: 0, ipv6: 0 };
  const covered = { asn: 0, ipv4: 0, ipv6: 0 };
  const statuses = { allocated: 0, assigned: 0, available: 0, reserved: 0 };
  for (const r of records) {
    types[r.space]++;
    statuses[r.status]++;
    covered[r.space] += r.space === "ipv6" ? 2 ** (48 - r.bits) : r.last - r.first + 1;
  }
  return { records: records.length, types, statuses, covered };
}

/**
 * What the file says about itself against what is in it. Codes `header-count`, `summary-count`, `summary-missing`.
 * Wrong counts occur in intact files, but are also the main sign of a cut one: a person decides.
 */
export function checkCounts(
  header: DelegatedHeader,
  summaries: Summaries,
  found: Statistics,
  out: Collector,
): void {
  if (header.records !== found.records) {
    const detail = `the header says ${header.records} records, there are ${found.records}`;
    out.add("quarantines", "header-count", header.line, header.raw, detail);
  }
  for (const type of ["asn", "ipv4", "ipv6"] as const) {
    const summary = summaries.get(type);
    if (summary === undefined) {
      out.add("quarantines", "summary-missing", 0, "", `no summary line for ${type}`);
    } else if (summary.count !== found.types[type]) {
      const detail = `the summary says ${summary.count} ${type} records, there are ${found.types[type]}`;
      out.add("quarantines", "summary-count", summary.line, summary.raw, detail);
    }
  }
}

/** What is remembered of the last accepted file of a source. */
export type LastAccepted = { readonly serial: string; readonly statistics: Statistics };

/**
 * Quarantine against the last accepted file of the same source: codes `serial-not-newer`, `total-moved` (the records of
 * a type or status, or the numbers a type covers, changed by more than `share`, for example 0.1).
 */
export function checkAgainstLast(
  next: { readonly header: DelegatedHeader; readonly statistics: Statistics },
  last: LastAccepted,
  share: number,
): Finding[] {
  const out: Finding[] = [];
  const add = (code: string, detail: string): number =>
    out.push({ code, line: next.header.line, raw: next.header.raw, detail });
  if (Number(next.header.serial) <= Number(last.serial)) {
    add("serial-not-newer", `the serial ${next.header.serial} is not newer than ${last.serial}`);
  }
  for (const part of ["types", "statuses", "covered"] as const) {
    for (const [name, before] of Object.entries(last.statistics[part])) {
      const now = (next.statistics[part] as Readonly<Record<string, number>>)[name]!;
      // A type that was absent has no share; anything new there is shown.
      if (before === now || (before > 0 && Math.abs(now - before) <= share * before)) continue;
      add("total-moved", `${part} ${name}: ${before} became ${now}, more than the allowed share of ${share}`);
    }
  }
  return out;
}
