/**
 * Conflicts between registries: numbers that two sources list at the same time. All claims stand side by side; nothing
 * depends on the order of the files. (The registries' own merge lets the newcomer overwrite: registry.md section 4.1.)
 */
import { compareBytes, toHex } from "@comity/canon";
import { withTail, type DatasetRecord } from "@comity/resources";
import type { Dataset } from "./dataset-writer.ts";
import { compareRecords, overlapsNext } from "./in-order.ts";

export type Claim = {
  readonly source: string;
  /** SHA-256 of the dataset that makes the claim. */
  readonly dataset: string;
  readonly record: DatasetRecord;
};

/** The numbers in question (not more), and every claim on them, sorted by source. `first` and `last` are included. */
export type Conflict = {
  readonly space: DatasetRecord["space"];
  readonly first: bigint;
  readonly last: bigint;
  readonly claims: readonly Claim[];
};

/** All conflicts of the `delegations` among the datasets, ascending. Datasets of one source never conflict. */
export function findConflicts(datasets: readonly Dataset[]): Conflict[] {
  const claims: Claim[] = datasets
    .filter((d) => d.header.kind === "delegations")
    .flatMap((d) => d.records.map((record) => ({ source: d.header.source, dataset: d.sha256, record })));
  claims.sort((a, b) => compareRecords(a.record, b.record));
  const out: Conflict[] = [];
  let cluster: Claim[] = [];
  let widest: DatasetRecord | undefined;
  for (const claim of claims) {
    if (widest === undefined || !overlapsNext(widest, claim.record)) {
      out.push(...within(cluster));
      cluster = [];
      widest = claim.record;
    }
    cluster.push(claim);
    if (endsAfter(claim.record, widest)) widest = claim.record;
  }
  out.push(...within(cluster));
  return out;
}

function endsAfter(a: DatasetRecord, b: DatasetRecord): boolean {
  if (a.space === "ipv6" && b.space === "ipv6") {
    return compareBytes(withTail(a.bytes, a.bits, 1), withTail(b.bytes, b.bits, 1)) > 0;
  }
  return a.space !== "ipv6" && b.space !== "ipv6" && a.last > b.last;
}

/** First and last number of a record. */
export function bounds(r: DatasetRecord): readonly [bigint, bigint] {
  if (r.space !== "ipv6") return [BigInt(r.first), BigInt(r.last)];
  const first = BigInt(`0x${toHex(r.bytes)}`);
  return [first, first + (1n << BigInt(128 - r.bits)) - 1n];
}

/** A sweep over claims that touch each other; only real overlaps get here, so big integers do no harm. */
function within(cluster: readonly Claim[]): Conflict[] {
  if (cluster.length < 2) return [];
  const ends = cluster.map((claim) => ({
    claim,
    first: bounds(claim.record)[0],
    last: bounds(claim.record)[1],
  }));
  const borders = [...new Set(ends.flatMap((e) => [e.first, e.last + 1n]))].sort((a, b) => (a < b ? -1 : 1));
  const out: Conflict[] = [];
  const active = new Set<(typeof ends)[number]>();
  let next = 0; // `cluster`, and with it `ends`, ascends by first
  for (const [i, first] of borders.slice(0, -1).entries()) {
    for (const e of active) if (e.last < first) active.delete(e);
    for (; next < ends.length && ends[next]!.first === first; next++) active.add(ends[next]!);
    const claims = [...active].map((e) => e.claim).sort(compareClaims);
    if (new Set(claims.map((c) => c.source)).size < 2) continue;
    const last = borders[i + 1]! - 1n;
    out.push({ space: cluster[0]!.record.space, first, last, claims });
  }
  return out;
}

const compareClaims = (a: Claim, b: Claim): number =>
  a.source < b.source
    ? -1
    : a.source > b.source
      ? 1
      : a.dataset < b.dataset
        ? -1
        : a.dataset > b.dataset
          ? 1
          : compareRecords(a.record, b.record);
