/** The records of a zone transfer: whole (AXFR, RFC 5936) or in steps (IXFR, RFC 1995). */
import { serialAfter, serialOf, type ZoneRecord } from "@comity/zones";
import { Writer, type Query } from "./message.ts";
import type { ServedZone } from "./zone-store.ts";

/** The SOA, everything else, the SOA again. */
export function* wholeZone({ zone }: ServedZone): Generator<ZoneRecord, void, void> {
  yield zone.soa;
  for (const record of zone.records) if (record !== zone.soa) yield record;
  yield zone.soa;
}

/** From a serial on; the single SOA when the asker is up to date; the whole zone when steps are missing or longer. */
export function steps(served: ServedZone, from: number | undefined): readonly ZoneRecord[] {
  const { zone } = served;
  if (from === zone.serial || (from !== undefined && serialAfter(zone.serial, from) !== true))
    return [zone.soa];
  const first = served.steps.findIndex((step) => serialOf(step.from) === from);
  if (from === undefined || first < 0) return [...wholeZone(served)];
  const out: ZoneRecord[] = [zone.soa];
  for (const { from: old, to, removed, added } of served.steps.slice(first)) {
    out.push(old);
    for (const record of removed) out.push(record);
    out.push(to);
    for (const record of added) out.push(record);
  }
  out.push(zone.soa);
  return out.length > zone.records.length + 1 ? [...wholeZone(served)] : out;
}

/** Bytes of a message of a transfer: compression reaches 16 KiB far, larger ones gain nothing. */
export const TRANSFER_MESSAGE = 16_384;
const MAX_MESSAGE = 65_535;

/** Messages ready to be signed, `space` bytes left free in each; the question is in the first one. */
export function* messages(
  query: Query,
  records: Iterable<ZoneRecord>,
  space: number,
): Generator<Buffer, void, void> {
  const head = { id: query.id, isResponse: true, authoritative: true };
  let writer = new Writer(head, TRANSFER_MESSAGE - space);
  writer.question(query.name, query.type);
  let isEmpty = true;
  for (const record of records) {
    if (!writer.record("answer", record)) {
      if (!isEmpty) yield writer.bytes();
      // A single large record still has to fit.
      const size = Math.max(TRANSFER_MESSAGE, Math.min(MAX_MESSAGE, record.rdata.length + 512 + space));
      writer = new Writer(head, size - space);
      writer.record("answer", record);
    }
    isEmpty = false;
  }
  if (!isEmpty) yield writer.bytes();
}
