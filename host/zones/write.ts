/** A zone as text, one record a line, the SOA first, absolute names: what any checker and server reads. */
import { nameText } from "./names.ts";
import { rdataText } from "./rdata.ts";
import { typeText } from "./types.ts";
import type { Zone, ZoneRecord } from "./zone.ts";

export const recordText = ({ owner, ttl, type, rdata }: ZoneRecord): string =>
  `${nameText(owner)}\t${ttl}\tIN\t${typeText(type)}\t${rdataText(type, rdata)!}\n`;

export function* zoneText(zone: Zone): Generator<string, void, void> {
  yield recordText(zone.soa);
  for (const record of zone.records) if (record !== zone.soa) yield recordText(record);
}
