/** The two fields of a delegated record in which registries write things that are no country and no date. */
import { fromTimestamp } from "@comity/canon";
import type { DatasetStatus } from "@comity/resources";
import type { Collector } from "./findings.ts";
import { isIsoCountry } from "./iso3166.ts";

const held = (status: DatasetStatus): boolean => status === "allocated" || status === "assigned";

/** The code as published; empty when there is none. `EU`, `AP` and `ZZ` are kept: they are the registry's codes. */
export function countryCode(
  cc: string,
  status: DatasetStatus,
  line: number,
  raw: string,
  out: Collector,
): string {
  if (isIsoCountry(cc)) return cc;
  if (cc === "") {
    if (held(status)) out.add("warnings", "cc-missing", line, raw, "a holder without a country code");
    return "";
  }
  if (!/^[A-Z]{2}$/.test(cc)) {
    out.add(
      "warnings",
      "cc-invalid",
      line,
      raw,
      "the country code is not two capital letters: taken as unknown",
    );
    return "";
  }
  // ZZ is how some registries write "nobody".
  if (cc === "ZZ" && !held(status)) return cc;
  out.add("warnings", "cc-not-iso", line, raw, `${cc} is no ISO 3166 country`);
  return cc;
}

const iso = new Map<string, string>();

/** `YYYY-MM-DD`, or empty when unknown; never a date that does not exist. */
export function civilDate(
  date: string,
  status: DatasetStatus,
  line: number,
  raw: string,
  out: Collector,
): string {
  if (date === "") {
    if (held(status)) out.add("warnings", "date-missing", line, raw, "a holder without a date");
    return "";
  }
  if (date === "00000000") {
    out.add("warnings", "date-zero", line, raw, "the date 00000000 means unknown");
    return "";
  }
  const known = iso.get(date) ?? compactDate(date);
  if (known === "") out.add("warnings", "date-impossible", line, raw, "no such day: taken as unknown");
  else iso.set(date, known);
  return known;
}

/** `20260211` to `2026-02-11`; empty when it is no day. */
export function compactDate(date: string): string {
  const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return /^[0-9]{8}$/.test(date) && fromTimestamp(text).ok ? text : "";
}
