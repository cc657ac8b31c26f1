/** ZONEMD (RFC 8976): the digest of a whole zone, scheme SIMPLE, SHA-384 or SHA-512. */
import { createHash } from "node:crypto";
import { ok, refuse, type Result } from "@comity/canon";
import { compareNames, lowerName } from "./names.ts";
import { canonicalRdata } from "./rdata.ts";
import { TYPE } from "./types.ts";
import { serialOf, zoneOf, type Zone, type ZoneRecord } from "./zone.ts";

const HASHES: { readonly [number: number]: { readonly name: string; readonly bytes: number } } = {
  1: { name: "sha384", bytes: 48 },
  2: { name: "sha512", bytes: 64 },
};
const SIMPLE = 1;

const typeCovered = (rdata: Uint8Array): number => rdata[0]! * 256 + rdata[1]!;

/** Whether a record is left out of the digest: the apex ZONEMD and the signature over it. */
const isLeftOut = ({ owner, type, rdata }: ZoneRecord, zone: Pick<Zone, "origin">): boolean =>
  (type === TYPE.ZONEMD || (type === TYPE.RRSIG && typeCovered(rdata) === TYPE.ZONEMD)) &&
  compareNames(owner, zone.origin) === 0;

/** `hash`: 1 for SHA-384, 2 for SHA-512. */
export function zoneDigest(zone: Pick<Zone, "origin" | "records">, hash: 1 | 2 = 1): Uint8Array {
  const digest = createHash(HASHES[hash]!.name);
  for (const record of zone.records) if (!isLeftOut(record, zone)) digest.update(canonicalWire(record));
  return new Uint8Array(digest.digest());
}

/** The record in canonical wire form (RFC 4034 section 6.2). */
function canonicalWire({ owner, type, ttl, rdata }: ZoneRecord): Uint8Array {
  const name = lowerName(owner);
  const data = canonicalRdata(type, rdata);
  const out = Buffer.allocUnsafe(name.length + 10 + data.length);
  out.set(name, 0);
  out.writeUInt16BE(type, name.length);
  out.writeUInt16BE(1, name.length + 2);
  out.writeUInt32BE(ttl, name.length + 4);
  out.writeUInt16BE(data.length, name.length + 8);
  out.set(data, name.length + 10);
  return out;
}

/** The zone with a ZONEMD record of its own content; any other is replaced. Codes of `zoneOf`. */
export function withZonemd(zone: Zone, hash: 1 | 2 = 1): Result<Zone> {
  const records = zone.records.filter((record) => !isLeftOut(record, zone));
  const digest = zoneDigest(zone, hash);
  const rdata = Buffer.alloc(6 + digest.length);
  rdata.writeUInt32BE(zone.serial, 0);
  rdata[4] = SIMPLE;
  rdata[5] = hash;
  rdata.set(digest, 6);
  return zoneOf(zone.origin, [
    ...records,
    { owner: zone.origin, type: TYPE.ZONEMD, ttl: zone.soa.ttl, rdata: new Uint8Array(rdata) },
  ]);
}

/** Codes `zonemd-missing`, `zonemd-serial`, `zonemd-unknown` (no scheme and hash that are known), `zonemd-differs`. */
export function verifyZonemd(zone: Zone): Result<"sha384" | "sha512"> {
  const found = zone.records.filter(
    ({ type, owner }) => type === TYPE.ZONEMD && compareNames(owner, zone.origin) === 0,
  );
  if (found.length === 0) return refuse("zonemd-missing", "the zone has no ZONEMD record");
  const seen = new Set<string>();
  let last: Result<"sha384" | "sha512"> = refuse(
    "zonemd-unknown",
    "no ZONEMD record has a known scheme and hash",
  );
  for (const { rdata } of found) {
    const [scheme, hash] = [rdata[4]!, rdata[5]!];
    // Two records of one scheme and hash: none of them may be used (section 4).
    if (seen.has(`${scheme}/${hash}`))
      return refuse("zonemd-unknown", "two ZONEMD records have one scheme and hash");
    seen.add(`${scheme}/${hash}`);
    const known = HASHES[hash];
    if (scheme !== SIMPLE || known === undefined || rdata.length !== 6 + known.bytes) continue;
    if (Buffer.from(rdata).readUInt32BE(0) !== serialOf(zone.soa)) {
      last = refuse("zonemd-serial", "the ZONEMD record is of another serial");
      continue;
    }
    const same = Buffer.compare(zoneDigest(zone, hash as 1 | 2), rdata.subarray(6)) === 0;
    if (same) return ok(known.name as "sha384" | "sha512");
    last = refuse("zonemd-differs", "the zone's content is not the one its ZONEMD record was made of");
  }
  return last;
}
