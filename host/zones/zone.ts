/** A zone: its records in canonical order, checked so that any secondary takes it. */
import { ok, refuse, type Result } from "@comity/canon";
import { compareNames, isWithin, nameId, nameOrder, nameText, type WireName } from "./names.ts";
import { canonicalRdata } from "./rdata.ts";
import { TYPE, typeText } from "./types.ts";

export type ZoneRecord = {
  readonly owner: WireName;
  readonly type: number;
  readonly ttl: number;
  readonly rdata: Uint8Array;
};

export type Zone = {
  readonly origin: WireName;
  readonly soa: ZoneRecord;
  readonly serial: number;
  /** All records, the SOA too, in canonical order (RFC 4034 section 6), each once. */
  readonly records: readonly ZoneRecord[];
};

/** The serial of a SOA's RDATA. */
export const serialOf = ({ rdata }: Pick<ZoneRecord, "rdata">): number =>
  Buffer.from(rdata.buffer, rdata.byteOffset, rdata.length).readUInt32BE(rdata.length - 20);

/** Canonical order (RFC 4034 section 6): by name, type, and RDATA. */
export function compareRecords(a: ZoneRecord, b: ZoneRecord): number {
  const [x, y] = [orderOf(a), orderOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const orders = new WeakMap<ZoneRecord, string>();

/** A text whose order is the canonical one; made once, because sorting asks for it often. */
function orderOf(record: ZoneRecord): string {
  let order = orders.get(record);
  if (order === undefined) {
    const { owner, type, rdata } = record;
    const data = canonicalRdata(type, rdata);
    order = `${nameOrder(owner)}${String.fromCodePoint(type >> 8, type & 255)}${Buffer.from(data).toString("latin1")}`;
    orders.set(record, order);
  }
  return order;
}

/**
 * Codes `zone-no-soa`, `zone-soa-twice`, `zone-no-ns`, `zone-outside`, `zone-cname` (other data beside an alias),
 * `zone-ttl` (one RRset with two TTLs).
 */
export function zoneOf(origin: WireName, given: readonly ZoneRecord[]): Result<Zone> {
  const records = given
    .toSorted(compareRecords)
    .filter((r, i, all) => i === 0 || compareRecords(all[i - 1]!, r) !== 0);
  const soas = records.filter(({ type }) => type === TYPE.SOA);
  const at = nameText(origin);
  if (soas.length === 0) return refuse("zone-no-soa", `the zone ${at} has no SOA record`);
  if (soas.length > 1 || compareNames(soas[0]!.owner, origin) !== 0)
    return refuse("zone-soa-twice", `the zone ${at} has one SOA record, at its apex`);
  const apex = nameId(origin);
  let hasNs = false;
  let before: ZoneRecord | undefined;
  const kinds = new Map<string, Set<number>>();
  for (const record of records) {
    const id = nameId(record.owner);
    if (!isWithin(record.owner, origin))
      return refuse("zone-outside", `${nameText(record.owner)} does not lie in the zone ${at}`);
    hasNs ||= record.type === TYPE.NS && id === apex;
    let types = kinds.get(id);
    if (types === undefined) kinds.set(id, (types = new Set()));
    types.add(record.type);
    const same = before !== undefined && before.type === record.type && nameId(before.owner) === id;
    if (same && record.type !== TYPE.RRSIG && before!.ttl !== record.ttl)
      return refuse("zone-ttl", `${nameText(record.owner)} ${typeText(record.type)} has two TTLs`);
    before = record;
  }
  if (!hasNs) return refuse("zone-no-ns", `the zone ${at} has no NS record at its apex`);
  for (const [id, types] of kinds) {
    if (!types.has(TYPE.CNAME)) continue;
    const others = [...types].filter(
      (type) => type !== TYPE.CNAME && type !== TYPE.RRSIG && type !== TYPE.NSEC,
    );
    if (others.length > 0)
      return refuse(
        "zone-cname",
        `${nameText(Buffer.from(id, "latin1"))} is an alias and has ${typeText(others[0]!)} beside it`,
      );
  }
  const soa = soas[0]!;
  return ok({ origin, soa, serial: serialOf(soa), records });
}

/** RFC 1982: whether serial `a` comes after `b`; undefined where the distance says nothing. */
export function serialAfter(a: number, b: number): boolean | undefined {
  const distance = (a - b) >>> 0;
  return distance === 0x8000_0000 ? undefined : distance !== 0 && distance < 0x8000_0000;
}
