/** What changed between two versions of a zone, as IXFR wants it (RFC 1995). */
import { compareRecords, type Zone, type ZoneRecord } from "./zone.ts";

export type ZoneDiff = {
  readonly from: ZoneRecord;
  readonly to: ZoneRecord;
  /** Without the SOA records, in canonical order. A changed TTL is a removal and an addition. */
  readonly removed: readonly ZoneRecord[];
  readonly added: readonly ZoneRecord[];
};

export function diffZones(old: Zone, now: Zone): ZoneDiff {
  const removed: ZoneRecord[] = [];
  const added: ZoneRecord[] = [];
  const [a, b] = [old.records, now.records];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compareRecords(a[i]!, b[j]!);
    if (order === 0) {
      const [x, y] = [a[i++]!, b[j++]!];
      const same =
        x.ttl === y.ttl && Buffer.compare(x.rdata, y.rdata) === 0 && Buffer.compare(x.owner, y.owner) === 0;
      if (same) continue;
      if (x !== old.soa) removed.push(x);
      if (y !== now.soa) added.push(y);
    } else if (order < 0) {
      const record = a[i++]!;
      if (record !== old.soa) removed.push(record);
    } else {
      const record = b[j++]!;
      if (record !== now.soa) added.push(record);
    }
  }
  return { from: old.soa, to: now.soa, removed, added };
}
