/** Delegated-extended statistics from records: what other programs read today, in the registries' format 2.3. */
import { compareBytes, ok, refuse, type Result } from "@comity/canon";
import { equalKeys, ipv4Text, ipv6Text, sibling, type DatasetRecord } from "@comity/resources";
import { sameFacts } from "./diff.ts";
import { md5Line } from "./foreign-file.ts";
import { compareRecords, overlapsNext } from "./in-order.ts";

export type ExportHeader = {
  /** Label in every line. */
  readonly registry: string;
  /** Digits: a date `YYYYMMDD` or a Unix time. */
  readonly serial: string;
  /** `YYYY-MM-DD` or empty. */
  readonly startDate: string;
  readonly endDate: string;
  /** Default `+0000`. */
  readonly utcOffset?: string;
};

/** `text` ends in a newline; `md5` is the companion for a file of this `name`. Codes `export-header`, `overlap`. */
export function exportDelegated(
  header: ExportHeader,
  records: Iterable<DatasetRecord>,
  name = `delegated-${header.registry}-extended-latest`,
): Result<{ readonly text: string; readonly md5: string }> {
  if (!/^[a-z0-9][a-z0-9.-]{0,30}[a-z0-9]$/.test(header.registry) || !/^[0-9]{1,16}$/.test(header.serial)) {
    return refuse("export-header", "the registry is a lower-case label, the serial is digits");
  }
  const sorted = [...records].sort(compareRecords);
  for (let i = 1; i < sorted.length; i++) {
    if (overlapsNext(sorted[i - 1]!, sorted[i]!)) {
      return refuse("overlap", `two records for one number: ${line(header.registry, sorted[i]!)}`);
    }
  }
  const merged = mergeNeighbours(sorted);
  const of = (space: DatasetRecord["space"]): DatasetRecord[] => merged.filter((r) => r.space === space);
  const groups = [of("ipv4"), of("ipv6"), of("asn")] as const;
  const head = [
    "2.3",
    header.registry,
    header.serial,
    String(merged.length),
    compact(header.startDate),
    compact(header.endDate),
    header.utcOffset ?? "+0000",
  ].join("|");
  const summaries = (["ipv4", "ipv6", "asn"] as const).map(
    (type, i) => `${header.registry}|*|${type}|*|${groups[i]!.length}|summary`,
  );
  const lines = groups.flat().map((r) => line(header.registry, r));
  const text = `${[head, ...summaries, ...lines].join("\n")}\n`;
  return ok({ text, md5: md5Line(name, text) });
}

const compact = (date: string): string => date.replaceAll("-", "");

function line(registry: string, r: DatasetRecord): string {
  const [start, value] =
    r.space === "ipv6"
      ? [ipv6Text(r.bytes), r.bits]
      : [r.space === "ipv4" ? ipv4Text(r.first) : String(r.first), r.last - r.first + 1];
  return `${registry}|${r.cc}|${r.space}|${start}|${value}|${compact(r.date)}|${r.status}|${r.holder}`;
}

/**
 * One record for each run of a holder: neighbours join if status, code, date and opaque-id are equal; IPv6 only to a
 * legal prefix. Two records whose holder is unknown may belong to different ones and stay apart.
 */
export function mergeNeighbours(sorted: readonly DatasetRecord[]): DatasetRecord[] {
  const out: DatasetRecord[] = [];
  for (const record of sorted) {
    let next = record;
    for (let open = out.at(-1); open !== undefined && joins(open, next); open = out.at(-1)) {
      out.pop();
      next = joined(open, next);
    }
    out.push(next);
  }
  return out;
}

function joined(a: DatasetRecord, b: DatasetRecord): DatasetRecord {
  if (a.space === "ipv6") return { ...a, bits: a.bits - 1 };
  return { ...a, last: b.space === "ipv6" ? a.last : b.last };
}

function joins(a: DatasetRecord, b: DatasetRecord): boolean {
  if (!sameFacts(a, b)) return false;
  if (a.holder === "" && (a.status === "allocated" || a.status === "assigned")) return false;
  if (a.space === "ipv6" && b.space === "ipv6") {
    const other = sibling(b);
    return other !== undefined && equalKeys(other, a) && compareBytes(a.bytes, b.bytes) < 0;
  }
  return a.space !== "ipv6" && a.space === b.space && b.first === a.last + 1;
}
