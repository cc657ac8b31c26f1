/** A zone as the lines of a dataset, and back: every record with its case, its owner in lower case. */
import { ok, refuse, type Result } from "@comity/canon";
import { compareZoneLines, type ZoneLine } from "@comity/resources";
import { lowerName, nameText } from "./names.ts";
import { rdataText } from "./rdata.ts";
import { readZone } from "./read.ts";
import { typeText } from "./types.ts";
import type { Zone } from "./zone.ts";

/** `|` parts the fields of a line. */
const ownerText = (owner: Uint8Array): string => nameText(lowerName(owner)).replaceAll("|", "\\124");

/** Ascending. */
export const zoneLinesOf = ({ records }: Zone): readonly ZoneLine[] =>
  records
    .map(({ owner, rdata, ttl, type }) => ({
      owner: ownerText(owner),
      ttl,
      type: typeText(type),
      data: rdataText(type, rdata)!,
    }))
    .sort(compareZoneLines);

/** The zone of a dataset. Codes as `readZone`. */
export function zoneOfLines(lines: readonly ZoneLine[]): Result<Zone> {
  const soa = lines.find(({ type }) => type === "SOA");
  if (soa === undefined) return refuse("zone-no-soa", "the dataset has no SOA record");
  const text = [soa, ...lines.filter((line) => line !== soa)]
    .map(({ data, owner, ttl, type }) => `${owner}\t${ttl}\tIN\t${type}\t${data}\n`)
    .join("");
  const zone = readZone(new TextEncoder().encode(text), soa.owner);
  return zone.ok ? ok(zone.value) : zone;
}
