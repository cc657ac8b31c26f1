/** Plain queries about zones we are primary for: exact answers, referrals, and that a name does not exist. */
import { nameId, TYPE, type WireName, type ZoneRecord } from "@comity/zones";
import { BAD_VERSION_UPPER, OPCODE, QTYPE, RCODE, Writer, type Query, type Section } from "./message.ts";
import type { ServedZone, ZoneStore } from "./zone-store.ts";

const UDP_PLAIN = 512;
export const UDP_MOST = 1232;
const TCP_MOST = 65_535;

type Part = readonly [Section, ZoneRecord];

/** `space` is left free for a signature. */
export function answerQuery(store: ZoneStore, query: Query, transport: "udp" | "tcp", space: number): Buffer {
  const size = transport === "tcp" ? TCP_MOST : Math.min(UDP_MOST, Math.max(UDP_PLAIN, query.udpSize ?? 0));
  const served = store.around(query.name);
  if ((query.ednsVersion ?? 0) > 0) return badVersion(query);
  if (query.opcode !== OPCODE.query) return bare(query, RCODE.notImplemented, size);
  if (served === undefined || query.class !== 1) return bare(query, RCODE.refused, size);
  const { rcode, parts, authoritative } = lookup(served, query);
  const write = (truncated: boolean): Buffer | undefined => {
    const head = {
      id: query.id,
      isResponse: true,
      authoritative,
      truncated,
      recursionDesired: query.recursionDesired,
      rcode,
    };
    const writer = new Writer(head, size - space);
    writer.question(query.name, query.type);
    if (!truncated) {
      for (const [section, record] of parts)
        if (!writer.record(section, record) && section !== "additional") return undefined;
    }
    if (query.udpSize !== undefined) writer.edns(UDP_MOST);
    return writer.bytes();
  };
  return write(false) ?? write(true)!;
}

/** An answer without records. */
export function bare(query: Query, rcode: number, size: number = UDP_PLAIN): Buffer {
  const { id, opcode, recursionDesired } = query;
  const writer = new Writer(
    { id, opcode, isResponse: true, recursionDesired, rcode },
    Math.max(size, UDP_PLAIN),
  );
  writer.question(query.name, query.type);
  return writer.bytes();
}

/** We speak version 0 of EDNS. */
function badVersion(query: Query): Buffer {
  const { id, opcode, recursionDesired } = query;
  const writer = new Writer({ id, opcode, isResponse: true, recursionDesired }, UDP_PLAIN);
  writer.question(query.name, query.type);
  writer.edns(UDP_MOST, BAD_VERSION_UPPER);
  return writer.bytes();
}

type Found = { readonly rcode: number; readonly authoritative: boolean; readonly parts: readonly Part[] };

function lookup(served: ServedZone, { name, type }: Query): Found {
  const { zone, names } = served;
  const own = names.get(nameId(name)) ?? [];
  const cut = delegation(zone.origin, names, name);
  const isCut = cut !== undefined && !(nameId(cut) === nameId(name) && type === TYPE.DS);
  if (isCut) {
    const at = names.get(nameId(cut)) ?? [];
    const ns = at.filter((r) => r.type === TYPE.NS || r.type === TYPE.DS);
    return {
      rcode: RCODE.ok,
      authoritative: false,
      parts: [...ns.map((r): Part => ["authority", r]), ...glue(names, ns)],
    };
  }
  const soa: Part = ["authority", zone.soa];
  const answers = own.filter((r) => type === QTYPE.any || r.type === type || r.type === TYPE.CNAME);
  if (answers.length > 0) {
    const extra = glue(names, answers);
    return {
      rcode: RCODE.ok,
      authoritative: true,
      parts: [...answers.map((r): Part => ["answer", r]), ...extra],
    };
  }
  const exists = own.length > 0 || served.emptyNames.has(nameId(name));
  return { rcode: exists ? RCODE.ok : RCODE.nxdomain, authoritative: true, parts: [soa] };
}

/** The highest cut above or at a name, below the apex. */
function delegation(origin: WireName, names: ServedZone["names"], name: WireName): WireName | undefined {
  let found: WireName | undefined;
  for (let at = 0; name.length - at > origin.length; at += name[at]! + 1) {
    const suffix = name.subarray(at);
    if (names.get(nameId(suffix))?.some(({ type }) => type === TYPE.NS) === true) found = suffix;
  }
  return found;
}

/** Addresses that are in the zone, of the servers that records name. */
function* glue(names: ServedZone["names"], records: readonly ZoneRecord[]): Generator<Part, void, void> {
  for (const { type, rdata } of records) {
    if (type !== TYPE.NS) continue;
    for (const record of names.get(nameId(rdata)) ?? [])
      if (record.type === TYPE.A || record.type === TYPE.AAAA) yield ["additional", record];
  }
}
