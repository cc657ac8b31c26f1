/** Every number resource of a state as lines of text, in key order, without holding them all. */
import type { Found, StateReader, StateRecord } from "@comity/assembly";
import { SPACES, textOf, type Key, type Space } from "@comity/resources";
import { rangeOf, rangeText, sizeOf } from "@comity/resources";
import { jcs, toTimestamp, type Json } from "@comity/canon";
import { publishedProviders, publishedRoutes } from "./routes.ts";
import type { ReadState } from "./read-state.ts";

export const EXPORT_FORMATS = ["csv", "json", "delegated", "vrps"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Lines without their line feed. `json` is NDJSON; `delegated` the RIR statistics exchange format, extended; `vrps` one
 * JSON document of the authorisations as rpki-client writes it.
 */
export function* exportLines(
  state: ReadState,
  origin: string,
  format: ExportFormat,
): Generator<string, void, void> {
  if (format === "vrps") return yield* vrpLines(state, origin);
  if (format === "csv") yield "resource,type,holder,status,code,date,source,since";
  if (format === "delegated") yield* delegatedHeader(state, origin);
  for (const space of SPACES) {
    if (format === "delegated" && space === "names") continue;
    for (const found of everything(state.reader, space)) yield* linesOf(space, found, format, origin);
  }
}

function everything(reader: StateReader, space: Space): Iterable<Found> {
  const all: Key = { bytes: new Uint8Array(space === "ipv6" ? 16 : 4), bits: 0 };
  return reader.within(space, all);
}

function* linesOf(
  space: Space,
  { key, records }: Found,
  format: ExportFormat,
  origin: string,
): Generator<string, void, void> {
  const resource = textOf(space, key);
  for (const record of records) {
    if (format === "json") yield jcs({ record: record as unknown as Json, resource });
    else if (format === "csv") yield csvLine(resource, record);
    else if (record.t === "holding" && record.from !== "roots")
      yield delegatedLine(space, key, record, origin);
  }
}

const quoted = (text: string | number | undefined): string => {
  const plain = String(text ?? "");
  return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

function csvLine(resource: string, record: StateRecord): string {
  const since = "since" in record ? record.since : "";
  const fields: (string | number | undefined)[] =
    record.t === "holding"
      ? [resource, "holding", record.holder, record.terms.kind, "", "", "", since]
      : record.t === "report"
        ? [resource, "report", record.holder, record.status, record.code, record.date, record.source, since]
        : record.t === "root"
          ? [resource, "root", record.label, record.status, "", "", "", since]
          : [resource, record.t, "to" in record ? record.to : "", "", "", "", "", since];
  return fields.map(quoted).join(",");
}

const day = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll("-", "");

function* delegatedHeader(state: ReadState, origin: string): Generator<string, void, void> {
  const counts = { asn: 0, ipv4: 0, ipv6: 0 };
  for (const space of ["asn", "ipv4", "ipv6"] as const) {
    for (const { records } of everything(state.reader, space)) {
      for (const record of records) if (record.t === "holding" && record.from !== "roots") counts[space]++;
    }
  }
  const total = counts.asn + counts.ipv4 + counts.ipv6;
  yield `2|${origin}|${day(state.time)}|${total}||${day(state.time)}|+0000`;
  for (const space of ["asn", "ipv4", "ipv6"] as const)
    yield `${origin}|*|${space}|*|${counts[space]}|summary`;
}

function delegatedLine(
  space: Space,
  key: Key,
  { holder, made }: { holder: string; made: number },
  origin: string,
): string {
  const { first } = rangeOf(key);
  const text =
    space === "asn"
      ? rangeText(space, { first, last: first }).replace(/^AS/, "")
      : rangeText(space, { first, last: first });
  const value = space === "ipv6" ? key.bits : sizeOf(key);
  return `${origin}|ZZ|${space}|${text}|${value}|${day(made)}|allocated|${holder}`;
}

function* vrpLines({ reader, time }: ReadState, origin: string): Generator<string, void, void> {
  yield `{"metadata":{"buildtime":"${toTimestamp(time)}","generated":${time}},"roas":[`;
  let comma = "";
  for (const { space, key, record } of publishedRoutes(reader)) {
    const { asn, maxLength } = record;
    const roa = { asn: Number(asn.slice(2)), maxLength, prefix: textOf(space, key), ta: origin };
    yield `${comma}${jcs(roa)}`;
    comma = ",";
  }
  yield '],"aspas":[';
  comma = "";
  for (const { customer, record } of publishedProviders(reader)) {
    const providers = record.providers.map((provider) => Number(provider.slice(2)));
    yield `${comma}${jcs({ customer_asid: Number(customer.slice(2)), providers })}`;
    comma = ",";
  }
  yield "]}";
}
