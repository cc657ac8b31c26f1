import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { observeVrps, protect, RouteTableBuilder, vrpSetOf, type OptIn, type VrpSet } from "@comity/routes";

const set = (...lines: string[]): VrpSet =>
  must(
    vrpSetOf(
      lines.map((line) => {
        const m = /^(\S+?)(?:-(\d+))? AS(\d+)$/.exec(line)!;
        return {
          prefix: m[1]!,
          asn: Number(m[3]),
          ...(m[2] === undefined ? {} : { maxLength: Number(m[2]) }),
        };
      }),
    ),
  );
const EMPTY = set();
const DAY = 86_400;
const NOW = 1_800_000_000;

describe("observing", () => {
  const own = set("192.0.2.0/24 AS64500", "2001:db8::/32-48 AS64500");
  const said = (before: VrpSet, after: VrpSet, record = own): string[] =>
    observeVrps(before, after, record).observations.map(
      (o) => `${o.change} ${o.vrp.prefix} AS${o.vrp.asn}: ${o.class}, ${o.standing}`,
    );

  it("names the class and whether the record explains it", () => {
    expect(said(own, EMPTY)).toEqual([
      "withdrawn 192.0.2.0/24 AS64500: deletion, unexplained",
      "withdrawn 2001:db8::/32 AS64500: deletion, unexplained",
    ]);
    expect(said(EMPTY, own)).toEqual([
      "announced 192.0.2.0/24 AS64500: restoration, explained",
      "announced 2001:db8::/32 AS64500: restoration, explained",
    ]);
    expect(said(EMPTY, set("192.0.2.0/24 AS0", "192.0.2.0/25 AS64501", "198.51.100.0/24 AS0"))).toEqual([
      "announced 192.0.2.0/24 AS0: competition, unexplained",
      "announced 192.0.2.0/25 AS64501: competition, unexplained",
      "announced 198.51.100.0/24 AS0: injection, unknown",
    ]);
    expect(said(set("2001:db8::/32-48 AS64500"), set("2001:db8::/32 AS64500"))).toEqual([
      "withdrawn 2001:db8::/32 AS64500: modification, unexplained",
      "announced 2001:db8::/32 AS64500: restoration, explained",
    ]);
    expect(said(set("192.0.2.0/24 AS64501", "203.0.113.0/24 AS1"), EMPTY)).toEqual([
      "withdrawn 192.0.2.0/24 AS64501: deletion, explained",
      "withdrawn 203.0.113.0/24 AS1: deletion, unknown",
    ]);
  });
  it("says what it does to announced routes", () => {
    const table = new RouteTableBuilder();
    table.add(1, [0xc000_0200], 24, 64_500);
    const { unprotected, invalid } = observeVrps(own, EMPTY, own, table.build());
    expect([unprotected.map(({ prefix }) => prefix), invalid]).toEqual([["192.0.2.0/24"], []]);
    const taken = observeVrps(own, set("192.0.2.0/24 AS64501"), own, table.build());
    expect(taken.invalid).toMatchObject([{ prefix: "192.0.2.0/24", after: "invalid" }]);
  });
});

describe("protecting (SEMANTICS H5)", () => {
  const optIns: OptIn[] = [{ prefix: "192.0.2.0/24", by: "QR", days: 7 }];
  const own = set("192.0.2.0/24 AS64500");
  const run = (before: VrpSet, after: VrpSet, { record = own, asked = optIns, seen = NOW, now = NOW } = {}) =>
    protect(before, after, record, asked, { seen, now });

  it("asserts what was taken away, with its maximum length, its end and its reason", () => {
    const { slurm, changes, until } = run(set("192.0.2.0/24-25 AS64500"), EMPTY, {
      record: set("192.0.2.0/24-25 AS64500"),
    });
    expect(slurm.prefixAssertions).toMatchObject([{ asn: 64_500, maxPrefixLength: 25 }]);
    expect(slurm.prefixAssertions[0]!.comment).toContain("ends 2027-01-22");
    expect(changes).toMatchObject([{ action: "asserted", optIn: { by: "QR" } }]);
    expect(until).toBe(NOW + 7 * DAY);
  });
  it("filters what is put over it, AS0 too", () => {
    const { slurm } = run(own, set("192.0.2.0/24 AS64500", "192.0.2.0/24 AS0"));
    expect(slurm.prefixFilters).toMatchObject([{ asn: 0 }]);
    expect(slurm.prefixAssertions).toEqual([]);
  });
  it("never for who did not ask, also when a wider prefix asked or a neighbour", () => {
    for (const prefix of ["192.0.2.0/25", "192.0.3.0/24", "2001:db8::/32"])
      expect(run(own, EMPTY, { asked: [{ prefix, by: "QR", days: 7 }] }).changes).toEqual([]);
    expect(run(own, EMPTY, { asked: [] }).changes).toEqual([]);
    expect(run(own, EMPTY, { asked: [{ prefix: "192.0.0.0/16", by: "QR", days: 7 }] }).changes).toHaveLength(
      1,
    );
  });
  it("never against the holder's authorisations of record", () => {
    // The holder itself moved to another AS: the old one is not asserted, the new one not filtered.
    const moved = run(own, set("192.0.2.0/24 AS64501"), { record: set("192.0.2.0/24 AS64501") });
    expect([moved.changes, moved.left.length]).toEqual([[], 2]);
  });
  it("a holder that asked and has nothing on record keeps what was there, and no more", () => {
    const kept = run(own, set("192.0.2.0/24 AS64501"), { record: EMPTY });
    expect(kept.changes.map(({ action }) => action)).toEqual(["asserted"]);
    expect(kept.left).toHaveLength(1);
  });
  it("always ends", () => {
    expect(run(own, EMPTY, { now: NOW + 7 * DAY - 1 }).changes).toHaveLength(1);
    expect(run(own, EMPTY, { now: NOW + 7 * DAY })).toMatchObject({
      changes: [],
      until: undefined,
      left: [{}],
    });
  });
  it("the nearest request counts", () => {
    const asked = [...optIns, { prefix: "192.0.0.0/16", by: "QM", days: 90 }];
    expect(run(own, EMPTY, { asked }).changes).toMatchObject([{ optIn: { by: "QR" } }]);
  });
});
