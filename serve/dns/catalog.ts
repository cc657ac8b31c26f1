/** Catalog zones (RFC 9432): the list of zones itself as a zone, so that secondaries add and drop them alone. */
import { createHash } from "node:crypto";
import { must, type Result } from "@comity/canon";
import {
  lowerName,
  parseName,
  parseRdata,
  TYPE,
  zoneOf,
  type WireName,
  type Zone,
  type ZoneRecord,
} from "@comity/zones";

/** `origin` is the catalog's name; `members` are apexes. */
export function catalogZone(origin: WireName, members: readonly WireName[], serial: number): Result<Zone> {
  const name = (label: string): WireName => must(parseName(label, origin));
  const rdata = (type: number, ...words: string[]): Uint8Array =>
    must(
      parseRdata(
        type,
        words.map((text) => ({ text, quoted: type === TYPE.TXT })),
        origin,
      ),
    );
  const records: ZoneRecord[] = [
    {
      owner: origin,
      type: TYPE.SOA,
      ttl: 0,
      rdata: rdata(TYPE.SOA, "invalid.", "invalid.", String(serial), "3600", "600", "2147483646", "0"),
    },
    { owner: origin, type: TYPE.NS, ttl: 0, rdata: rdata(TYPE.NS, "invalid.") },
    { owner: name("version"), type: TYPE.TXT, ttl: 0, rdata: rdata(TYPE.TXT, "2") },
  ];
  for (const member of members) {
    // A label of its own for each member that stays the same as long as the member does.
    const label = createHash("sha256").update(lowerName(member)).digest("hex").slice(0, 32);
    records.push({ owner: name(`${label}.zones`), type: TYPE.PTR, ttl: 0, rdata: lowerName(member) });
  }
  return zoneOf(origin, records);
}
