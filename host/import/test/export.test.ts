import { exportDelegated, importFile, mergeNeighbours, parseMd5, type Dataset } from "@comity/import";
import {
  datasetLine,
  minimalKeys,
  parseKey,
  recordKeys,
  textOf,
  type DatasetFacts,
  type DatasetRecord,
} from "@comity/resources";
import { must } from "@comity/canon";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datasetOf, present, SKIPPED, text } from "./shared.ts";

const facts: DatasetFacts = { status: "assigned", cc: "QM", date: "2020-01-01", holder: "h" };
const four = (first: number, last: number, extra: Partial<DatasetFacts> = {}): DatasetRecord => ({
  space: "ipv4",
  first,
  last,
  ...facts,
  ...extra,
});
const six = (prefix: string, extra: Partial<DatasetFacts> = {}): DatasetRecord => ({
  space: "ipv6",
  ...must(parseKey("ipv6", prefix)),
  ...facts,
  ...extra,
});
const header = { registry: "example", serial: "20260101", startDate: "", endDate: "2026-01-01" };
const lines = (records: readonly DatasetRecord[]): string[] =>
  mergeNeighbours(records).map((r) => datasetLine(r).split("|").slice(1, 3).join("-"));
const again = (content: string, md5: string): Dataset => {
  const found = importFile(text(content, "delegated-example-extended-latest", md5));
  expect(found).toMatchObject({ verdict: "accept", totals: {} });
  return found.dataset!;
};

describe("export", () => {
  it("writes the format with correct counts, sorted, with a companion", () => {
    const out = must(
      exportDelegated(header, [
        six("2001:db8::/32"),
        { space: "asn", first: 1, last: 1, ...facts },
        four(512, 1023),
        four(256, 511, { cc: "", date: "", status: "available", holder: "" }),
      ]),
    );
    expect(out.text).toBe(
      [
        "2.3|example|20260101|4||20260101|+0000",
        "example|*|ipv4|*|2|summary",
        "example|*|ipv6|*|1|summary",
        "example|*|asn|*|1|summary",
        "example||ipv4|0.0.1.0|256||available|",
        "example|QM|ipv4|0.0.2.0|512|20200101|assigned|h",
        "example|QM|ipv6|2001:db8::|32|20200101|assigned|h",
        "example|QM|asn|1|1|20200101|assigned|h",
        "",
      ].join("\n"),
    );
    expect(out.md5).toMatch(/^MD5 \(delegated-example-extended-latest\) = [0-9a-f]{32}\n$/);
    expect(parseMd5(out.md5).ok).toBe(true);
    expect(again(out.text, out.md5).records).toHaveLength(4);
    expect(must(exportDelegated(header, [])).text.split("\n")).toHaveLength(5);
  });

  it("merges neighbours of one holder only", () => {
    expect(lines([four(0, 255), four(256, 1023)])).toEqual(["0.0.0.0-0.0.3.255"]);
    expect(lines([four(0, 255), four(257, 1023)])).toHaveLength(2);
    for (const extra of [{ cc: "QN" }, { date: "" }, { status: "allocated" as const }, { holder: "i" }]) {
      expect(lines([four(0, 255), four(256, 511, extra)])).toHaveLength(2);
    }
    // Nobody knows whether two unknown holders are one; free space has no holder.
    expect(lines([four(0, 255, { holder: "" }), four(256, 511, { holder: "" })])).toHaveLength(2);
    expect(
      lines([
        four(0, 255, { holder: "", status: "reserved" }),
        four(256, 511, { holder: "", status: "reserved" }),
      ]),
    ).toHaveLength(1);
    expect(lines([six("2001:db8::/34"), six("2001:db8:4000::/34"), six("2001:db8:8000::/33")])).toEqual([
      "2001:db8::-32",
    ]);
    expect(lines([six("2001:db8:4000::/34"), six("2001:db8:8000::/34")])).toHaveLength(2); // not a legal prefix
    expect(lines([six("::/1"), six("8000::/1")])).toEqual(["::-0"]);
  });

  it("refuses overlaps and bad headers", () => {
    expect(exportDelegated(header, [four(0, 5), four(5, 6)])).toMatchObject({ error: { code: "overlap" } });
    expect(exportDelegated({ ...header, registry: "A|B" }, [])).toMatchObject({
      error: { code: "export-header" },
    });
    expect(exportDelegated({ ...header, serial: "x" }, [])).toMatchObject({
      error: { code: "export-header" },
    });
  });

  it
    .skipIf(!present)
    .each(["rir/ext-20260506/delegated-afrinic-extended.gz", "rir/ext-20130418/delegated-apnic-extended.gz"])(
    `%s: parse, export, parse ${SKIPPED}`,
    (path) => {
      const before = datasetOf(path);
      const { source: registry, serial, date } = before.header;
      const merged = mergeNeighbours(before.records);
      const out = must(exportDelegated({ registry, serial, startDate: "", endDate: date }, before.records));
      const found = importFile(text(out.text, "x", out.md5));
      expect(found.quarantines).toEqual([]);
      expect(found.dataset!.records.map(datasetLine)).toEqual(merged.map(datasetLine));
      expect(merged.length).toBeLessThan(before.records.length);
      // A second time nothing changes any more.
      expect(
        must(exportDelegated({ registry, serial, startDate: "", endDate: date }, found.dataset!.records))
          .text,
      ).toBe(out.text);
      for (const space of ["ipv4", "ipv6", "asn"] as const) {
        const union = (records: readonly DatasetRecord[]): string[] =>
          minimalKeys(records.filter((r) => r.space === space).flatMap(recordKeys)).map((k) =>
            textOf(space, k),
          );
        expect(union(merged)).toEqual(union(before.records));
      }
    },
  );

  it("round-trips any records", () => {
    const record = fc.tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.nat(3),
      fc.constantFrom("", "a", "b"),
      fc.constantFrom("available", "assigned"),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (raw) => {
        let at = 0;
        const records = raw.map(([size, gap, holder, status]): DatasetRecord => {
          const first = at + gap;
          at = first + size;
          return four(first, at - 1, { holder, status: status as "assigned" });
        });
        const out = must(exportDelegated(header, records.toReversed()));
        expect(again(out.text, out.md5).records).toEqual(mergeNeighbours(records));
      }),
      { numRuns: 300 },
    );
  });
});
