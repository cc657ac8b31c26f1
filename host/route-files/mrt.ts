/**
 * MRT table dumps (RFC 6396; additional paths: RFC 8050): TABLE_DUMP and TABLE_DUMP_V2, unicast. What counts is the
 * distinct (prefix, origin) pair with the number of paths that show it. Other record types are skipped and counted.
 */
import { ok, refuse, type Result } from "@comity/canon";
import { NO_ORIGIN, RouteTableBuilder, type RouteFamily, type RouteTable } from "@comity/routes";
import { Findings } from "./findings.ts";
import { originOf, type Origin } from "./mrt-path.ts";
import { PrefixPairs } from "./mrt-pairs.ts";
import type { Route, RouteFileReport, RouteSink } from "./route-sink.ts";
import type { Scan, Window } from "./window.ts";

const HEADER = 12;
const TABLE_DUMP = 12;
const TABLE_DUMP_V2 = 13;
/** RIB_GENERIC with 65,535 entries of 4,096 bytes of attributes would be 256 MiB; real records stay below 8. */
const MAX_RECORD = 64 * 1024 * 1024;

/** Text has no zero byte; the type of an MRT record starts with one. */
export const looksLikeMrt = (data: Uint8Array, at: number, end: number): boolean =>
  end - at >= HEADER && data[at + 4] === 0;

class Reader {
  private readonly table: RouteTableBuilder = new RouteTableBuilder();
  private readonly pairs: PrefixPairs = new PrefixPairs(this.table);
  readonly findings: Findings = new Findings();
  private readonly words = new Uint32Array(4);
  private readonly origin: Origin = { asn: NO_ORIGIN, set: "" };
  records = 0;
  rejected = 0;

  reject(code: string, detail: string): void {
    this.rejected++;
    this.findings.add(code, this.records, "", detail);
  }

  record(view: DataView, type: number, subtype: number): void {
    this.records++;
    if (type === TABLE_DUMP && (subtype === 1 || subtype === 2)) this.version1(view, subtype === 1 ? 1 : 4);
    else if (type === TABLE_DUMP_V2) this.version2(view, subtype);
    else
      this.findings.add("mrt-skipped", this.records, `type ${type}.${subtype}`, "not a table dump: skipped");
  }

  /** RFC 6396 section 4.2. Early dumps pack further entries into one record, with or without their own view and sequence. */
  private version1(view: DataView, family: 1 | 4): void {
    if (view.byteLength < 4) return this.reject("mrt-entry", "the record is too short");
    let at = 4;
    while (at < view.byteLength) {
      let next = this.entry1(view, at, family);
      if (next < 0 && at > 4) next = this.entry1(view, at + 4, family);
      if (next < 0) return this.reject("mrt-entry", "a TABLE_DUMP entry is malformed");
      at = next;
    }
  }

  private entry1(view: DataView, at: number, family: 1 | 4): number {
    const bytes = family * 4;
    const attributes = at + bytes + 6 + bytes + 4;
    if (attributes > view.byteLength) return -1;
    const length = view.getUint8(at + bytes);
    const end = attributes + view.getUint16(attributes - 2);
    if (length > bytes * 8 || end > view.byteLength) return -1;
    if (!originOf(view, attributes, end, 2, this.origin)) return -1;
    this.prefix(view, at, bytes, length);
    this.add(family, length);
    return end;
  }

  /** RFC 6396 section 4.3, RFC 8050 section 4. */
  private version2(view: DataView, subtype: number): void {
    const addPath = subtype >= 8;
    const plain = addPath ? subtype - 6 : subtype;
    if (subtype === 1 || subtype === 7) return; // peers: the count of paths is enough
    if (plain === 3 || plain === 5 || subtype < 1 || subtype > 12)
      return this.findings.add("mrt-skipped", this.records, `type 13.${subtype}`, "not unicast: skipped");
    let family: 1 | 4 = plain === 2 ? 1 : 4;
    let at = 4;
    if (plain === 6) {
      if (view.byteLength < 8) return this.reject("mrt-entry", "the record is too short");
      const afi = view.getUint16(4);
      if ((afi !== 1 && afi !== 2) || view.getUint8(6) !== 1)
        return this.findings.add("mrt-skipped", this.records, `AFI ${afi}`, "not IP unicast: skipped");
      family = afi === 1 ? 1 : 4;
      at = 7;
    }
    if (at + 1 > view.byteLength) return this.reject("mrt-entry", "the record is too short");
    const length = view.getUint8(at);
    const bytes = (length + 7) >> 3;
    const first = at + 1 + bytes + 2;
    if (length > family * 32 || first > view.byteLength)
      return this.reject("mrt-entry", "a prefix is longer than its family or its record");
    this.prefix(view, at + 1, bytes, length);
    const entries = view.getUint16(first - 2);
    at = first;
    for (let i = 0; i < entries; i++) {
      const attributes = at + (addPath ? 12 : 8);
      const end = attributes > view.byteLength ? -1 : attributes + view.getUint16(attributes - 2);
      if (end < 0 || end > view.byteLength)
        return this.reject("mrt-entry", "an entry is longer than its record");
      if (originOf(view, attributes, end, 4, this.origin)) this.add(family, length);
      else this.reject("mrt-path", "the path attributes are malformed or have no AS_PATH");
      at = end;
    }
    if (at !== view.byteLength) this.reject("mrt-entry", "bytes are left after the last entry of a record");
  }

  /** Bits after the length are cleared: the wire form leaves them open (RFC 4271 section 4.3). */
  private prefix(view: DataView, at: number, bytes: number, length: number): void {
    this.words.fill(0);
    for (let i = 0; i < bytes; i++) this.words[i >> 2]! |= view.getUint8(at + i) << (24 - 8 * (i & 3));
    for (let w = 0; w < 4; w++) {
      const bits = length - 32 * w;
      if (bits <= 0) this.words[w] = 0;
      else if (bits < 32) this.words[w]! &= ~(0xffff_ffff >>> bits);
    }
  }

  private add(family: 1 | 4, length: number): void {
    this.pairs.add(family, this.words, length, this.origin);
  }

  build(): RouteTable {
    this.pairs.flush();
    return this.table.build();
  }
}

/** Codes `mrt-truncated`, `mrt-record`, `mrt-no-table`. Routes come in tree order, IPv4 first. */
export function* scanMrt(window: Window, sink: RouteSink): Scan<Result<RouteFileReport>> {
  const reader = new Reader();
  const cut = (): Result<never> =>
    refuse(
      "mrt-truncated",
      `the file ends in the middle of a record at byte ${window.offset}: fetch it again`,
    );
  for (;;) {
    while (!window.final && window.end - window.pos < HEADER) yield;
    if (window.pos === window.end) break;
    if (window.end - window.pos < HEADER) return cut();
    let view = new DataView(window.data.buffer, window.data.byteOffset + window.pos, HEADER);
    const length = view.getUint32(8);
    const type = view.getUint16(4);
    const subtype = view.getUint16(6);
    if (length > MAX_RECORD || type === 0 || type > 64)
      return refuse("mrt-record", `no MRT record at byte ${window.offset}: the file is damaged`);
    while (!window.final && window.end - window.pos < HEADER + length) yield;
    if (window.end - window.pos < HEADER + length) return cut();
    view = new DataView(window.data.buffer, window.data.byteOffset + window.pos + HEADER, length);
    reader.record(view, type, subtype);
    window.pos += HEADER + length;
  }
  const table = reader.build();
  const routes = table.v4.count + table.v6.count;
  if (routes === 0)
    return refuse("mrt-no-table", "the file holds no table dump of unicast routes (updates are no table)");
  let sets = 0;
  for (const family of [table.v4, table.v6]) sets += emit(family, table, sink);
  const { findings, rejected } = reader;
  return ok({ format: "mrt", routes, sets, rejected, findings: findings.kept, totals: findings.totals() });
}

function emit(family: RouteFamily, table: RouteTable, sink: RouteSink): number {
  const { words, address, length, origin, set, seen } = family;
  const route: Route = { family: words, words: address, length: 0, origin: 0, set: "", seen: 1 };
  let sets = 0;
  for (let i = 0; i < family.count; i++) {
    route.words = address.subarray(i * words, (i + 1) * words);
    route.length = length[i]!;
    route.origin = origin[i]!;
    route.set = table.sets[set[i]!]!;
    route.seen = seen[i]!;
    if (route.set !== "") sets++;
    sink(route);
  }
  return sets;
}
