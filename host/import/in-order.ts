/** Brings records into the order of a dataset and refuses overlaps within one file. */
import { compareBytes } from "@comity/canon";
import { withTail, type DatasetRecord } from "@comity/resources";
import type { Collector } from "./findings.ts";

const RANK = { asn: 0, ipv4: 1, ipv6: 2 } as const;

/** Order of a dataset: asn, ipv4, ipv6, then the first number, then the wider one. */
export function compareRecords(a: DatasetRecord, b: DatasetRecord): number {
  if (a.space === "ipv6" && b.space === "ipv6") return compareBytes(a.bytes, b.bytes) || a.bits - b.bits;
  if (a.space !== "ipv6" && a.space === b.space) return a.first - b.first || b.last - a.last;
  return RANK[a.space] - RANK[b.space];
}

/** Whether `b`, which does not sort before `a`, shares a number with it. */
export function overlapsNext(a: DatasetRecord, b: DatasetRecord): boolean {
  if (a.space === "ipv6" && b.space === "ipv6")
    return compareBytes(b.bytes, withTail(a.bytes, a.bits, 1)) <= 0;
  return a.space !== "ipv6" && a.space === b.space && b.first <= a.last;
}

/** `lines[i]` is the line number of `records[i]`. Codes `unsorted` (warning, once a type), `overlap` (reject). */
export function inOrder(
  records: readonly DatasetRecord[],
  lines: readonly number[],
  rawOf: (line: number) => string,
  out: Collector,
): readonly DatasetRecord[] {
  const newest: Partial<Record<DatasetRecord["space"], DatasetRecord>> = {};
  const unsorted = new Set<string>();
  records.forEach((record, i) => {
    const before = newest[record.space];
    if (before !== undefined && compareRecords(before, record) > 0 && !unsorted.has(record.space)) {
      unsorted.add(record.space);
      out.add(
        "warnings",
        "unsorted",
        lines[i]!,
        rawOf(lines[i]!),
        `${record.space} records are not sorted by start`,
      );
    }
    newest[record.space] = record;
  });
  const order = records.map((_, i) => i).sort((a, b) => compareRecords(records[a]!, records[b]!));
  let widest: number | undefined;
  for (const i of order) {
    const open = widest === undefined ? undefined : records[widest]!;
    if (open !== undefined && overlapsNext(open, records[i]!)) {
      const detail = `overlaps line ${lines[widest!]!}: ${rawOf(lines[widest!]!)}`;
      out.add("rejects", "overlap", lines[i]!, rawOf(lines[i]!), detail);
      if (!endsLater(records[i]!, open)) continue;
    }
    widest = i;
  }
  return order.map((i) => records[i]!);
}

function endsLater(a: DatasetRecord, b: DatasetRecord): boolean {
  return a.space !== "ipv6" && b.space !== "ipv6" && a.last > b.last;
}
