import { gzipSync } from "node:zlib";
import {
  checkAgainstLast,
  foreignFile,
  importFile,
  md5Line,
  parseMd5,
  summarised,
  FINDINGS_PER_CODE,
  type Imported,
} from "@comity/import";
import { datasetLine } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { text } from "./shared.ts";

const RECORDS = [
  "apnic|AU|asn|64496|2|20110811|assigned|A1",
  "apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|A1",
  "apnic|AU|ipv6|2001:db8::|32|20110811|allocated|A1",
];
const counted = (records: readonly string[]): string => {
  const of = (type: string): number => records.filter((r) => r.split("|")[2] === type).length;
  return [
    `2|apnic|20260212|${records.length}|19830613|20260211|+1000`,
    ...["asn", "ipv4", "ipv6"].map((t) => `apnic|*|${t}|*|${of(t)}|summary`),
    ...records,
    "",
  ].join("\n");
};
const GOOD = counted(RECORDS);
const read = (content: string, md5?: string): Imported => importFile(text(content, "delegated-test", md5));
const lines = (i: Imported): string[] => i.dataset!.records.map(datasetLine);
/** `read` with one record in place of the ipv4 one. */
const withRecord = (record: string): Imported => read(counted([RECORDS[0]!, record, RECORDS[2]!]));
const codes = (i: Imported): string[] => [...i.rejects, ...i.quarantines, ...i.warnings].map((f) => f.code);

const header = (h: string): Imported => read(GOOD.replace("2|apnic|20260212|3|19830613|20260211|+1000", h));

describe("delegated parser", () => {
  it("reads records of all types", () => {
    const found = read(GOOD);
    expect(found).toMatchObject({ verdict: "accept", totals: {} });
    expect(lines(found)).toEqual([
      "asn|64496|64497|assigned|AU|2011-08-11|A1",
      "ipv4|1.0.0.0|1.0.0.255|assigned|AU|2011-08-11|A1",
      "ipv6|2001:db8::|32|allocated|AU|2011-08-11|A1",
    ]);
    expect(found.header).toMatchObject({
      version: "2",
      registry: "apnic",
      serial: "20260212",
      records: 3,
      startDate: "1983-06-13",
      endDate: "2026-02-11",
      utcOffset: "+1000",
      line: 1,
    });
    expect(found.dataset!.header).toMatchObject({
      kind: "delegations",
      source: "apnic",
      serial: "20260212",
      date: "2026-02-11",
      original: { name: "delegated-test", size: GOOD.length },
    });
  });

  it("accepts CRLF, gzip, comments and version 2.3 with the same records", () => {
    for (const bytes of [
      GOOD.replaceAll("\n", "\r\n"),
      `#\tcomment \u00e9\n# another\n${GOOD}`,
      GOOD.replace("2|", "2.3|"),
    ]) {
      const found = read(bytes);
      expect(found.verdict).toBe("accept");
      expect(codes(found)).toEqual([]);
      expect(lines(found)).toEqual(lines(read(GOOD)));
    }
    const zipped = importFile({ path: "/x/delegated.gz", bytes: gzipSync(GOOD) });
    expect(zipped.dataset?.header.original).toMatchObject({ name: "delegated", size: GOOD.length });
    expect(importFile({ path: "x.gz", bytes: gzipSync(GOOD).subarray(0, 60) })).toMatchObject({
      verdict: "reject",
      rejects: [{ code: "gzip" }],
    });
  });

  it("accepts Unix-time serials, empty and zero dates, an offset without sign, nine fields", () => {
    for (const h of [
      "2|apnic|1376344799|3||20260211|+1000",
      "2|apnic|20260212|3|00000000|20260211|00000",
      "2|apnic|20260212|3|00000000||",
    ]) {
      expect(header(h), h).toMatchObject({ verdict: "accept", totals: {}, header: { startDate: "" } });
    }
    expect(codes(header("2|apnic|20260212|3|19830613|20260231|+1000"))).toEqual(["date-impossible"]);
    expect(codes(header("2|apnic|20260212|3|19830613|20260211|UTC"))).toEqual(["utc-offset"]);
    expect(codes(withRecord(`${RECORDS[1]!}|e-stats`))).toEqual([]);
  });

  it("keeps registries apart in the combined file", () => {
    const found = read(
      GOOD.replace("2|apnic|", "2|nro|").replaceAll("apnic|*", "nro|*").replaceAll("|A1", "|A1|e-stats"),
    );
    expect(found.verdict).toBe("accept");
    expect(lines(found)[0]).toBe("asn|64496|64497|assigned|AU|2011-08-11|apnic/A1");
  });

  it.each([
    ["", "file-empty"],
    [GOOD.slice(0, -1), "no-final-newline"],
    ["# only a comment\n", "header"],
    [GOOD.split("\n").slice(1).join("\n"), "header"],
    [GOOD.replace("|+1000", ""), "header"],
    [GOOD.replace("2|", "3|"), "header"],
    [GOOD.replace("2|apnic", "2|AP NIC"), "header"],
    [GOOD.replace("|20260212|", "|2026-02-12|"), "header"],
    [GOOD.replace("|3|19830613", "|x|19830613"), "header"],
    [GOOD.replace("apnic|*|asn|*|1|summary", "apnic|*|asn|*|1"), "summary"],
    [GOOD.replace("apnic|*|asn|*|1|summary", "apnic|*|asn|*|x|summary"), "summary"],
    [GOOD.replace("apnic|*|asn|*|1|summary", "apnic|*|asn|*|1|total"), "summary"],
    [GOOD.replace("apnic|*|ipv4|*", "apnic|*|asn|*"), "summary"],
    [GOOD.replace("apnic|*|asn|*", "arin|*|asn|*"), "registry-differs"],
    [GOOD.replace("apnic|*|asn|*", "apnic|*|as|*"), "type-unknown"],
    ["<html><body>404</body></html>\n", "iana-registry"],
    ["<html><p>404</html>\n", "xml"],
    ["not found\n", "header"],
  ])("rejects %j with %s", (content, code) => {
    const found = read(content);
    expect(found.verdict).toBe("reject");
    expect(found.rejects.map((f) => f.code)).toContain(code);
    expect(found.dataset).toBeUndefined();
  });

  it.each([
    ["apnic|AU|ipv4|1.0.0.0|256|20110811", "line-short"],
    ["arin|AU|ipv4|1.0.0.0|256|20110811|assigned|A1", "registry-differs"],
    ["apnic|AU|ipv5|1.0.0.0|256|20110811|assigned|A1", "type-unknown"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|held|A1", "status-unknown"],
    ["apnic|AU|ipv4|1.0.0|256|20110811|assigned|A1", "start"],
    ["apnic|AU|ipv4|001.0.0.0|256|20110811|assigned|A1", "start"],
    ["apnic|AU|ipv4|1.0.0.0|0|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|ipv4|1.0.0.0|-1|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|ipv4|255.255.255.0|257|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|ipv4|1.0.0.0|99999999999|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|asn|4294967295|2|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|asn|4294967296|1|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|asn|AS1|1|20110811|assigned|A1", "start"],
    ["apnic|AU|ipv6|2001:db9::1|32|20110811|assigned|A1", "host-bits"],
    ["apnic|AU|ipv6|2001:db9::|129|20110811|assigned|A1", "out-of-range"],
    ["apnic|AU|ipv6|2001:db9|32|20110811|assigned|A1", "start"],
    ["apnic|AU|ipv6|2001:db8:1::|48|20110811|assigned|A1", "overlap"],
    ["apnic|AU|asn|64497|1|20110811|assigned|A1", "overlap"],
    [`apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|${"x".repeat(201)}`, "opaque-id"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|\u00e9", "encoding"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|a\tb", "encoding"],
  ])("rejects the record %j with %s", (record, code) => {
    const found = withRecord(record);
    expect(found.verdict).toBe("reject");
    expect(found.rejects.map((f) => f.code)).toEqual([code]);
    expect(found.rejects[0]!.line).toBeGreaterThan(4);
  });

  it("names both lines of an overlap", () => {
    const found = withRecord("apnic|AU|asn|64497|1|20110811|assigned|A1");
    expect(found.rejects[0]).toMatchObject({
      line: 6,
      raw: "apnic|AU|asn|64497|1|20110811|assigned|A1",
      detail: `overlaps line 5: ${RECORDS[0]!}`,
    });
    // A wide record is remembered over the narrow ones inside it.
    const wide = [
      "apnic|AU|ipv4|1.0.0.0|1024|20110811|assigned|",
      "apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|",
      "apnic|AU|ipv4|1.0.3.0|256|20110811|assigned|",
    ];
    expect(read(counted(wide)).rejects.map((f) => f.line)).toEqual([6, 7]);
    const chain = [
      "apnic|AU|ipv4|1.0.0.0|512|20110811|assigned|",
      "apnic|AU|ipv4|1.0.1.0|1024|20110811|assigned|",
      "apnic|AU|ipv4|1.0.4.0|256|20110811|assigned|",
    ];
    expect(read(counted(chain)).rejects.map((f) => f.line)).toEqual([6, 7]);
  });

  it.each([
    ["apnic|EU|ipv4|1.0.0.0|256|20110811|assigned|A1", "cc-not-iso", "assigned|EU|2011-08-11|A1"],
    ["apnic|ZZ|ipv4|1.0.0.0|256|20110811|assigned|A1", "cc-not-iso", "assigned|ZZ|2011-08-11|A1"],
    ["apnic|ZZ|ipv4|1.0.0.0|256||available|", "", "available|ZZ||"],
    ["apnic||ipv4|1.0.0.0|256||reserved|", "", "reserved|||"],
    ["apnic||ipv4|1.0.0.0|256|20110811|assigned|A1", "cc-missing", "assigned||2011-08-11|A1"],
    ["apnic|au|ipv4|1.0.0.0|256|20110811|assigned|A1", "cc-invalid", "assigned||2011-08-11|A1"],
    ["apnic|AU|ipv4|1.0.0.0|256|00000000|assigned|A1", "date-zero", "assigned|AU||A1"],
    ["apnic|AU|ipv4|1.0.0.0|256||assigned|A1", "date-missing", "assigned|AU||A1"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110230|assigned|A1", "date-impossible", "assigned|AU||A1"],
    ["apnic|AU|ipv4|1.0.0.0|256|2011-08-11|assigned|A1", "date-impossible", "assigned|AU||A1"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|assigned| A1", "blanks", "assigned|AU|2011-08-11|A1"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|assigned", "seven-fields", "assigned|AU|2011-08-11|"],
    ["apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|", "", "assigned|AU|2011-08-11|"],
  ])("takes %j with %j", (record, code, rest) => {
    const found = withRecord(record);
    expect(found.verdict).toBe("accept");
    expect(codes(found)).toEqual(code === "" ? [] : [code]);
    if (code !== "") expect(found.warnings[0]).toMatchObject({ line: 6, raw: record });
    expect(lines(found)[1]).toBe(`ipv4|1.0.0.0|1.0.0.255|${rest}`);
  });

  it("takes any order, says so once a type, and ignores blank lines", () => {
    const shuffled = [
      "apnic|AU|ipv4|3.0.0.0|256|20110811|assigned|A1",
      "apnic|AU|ipv4|2.0.0.0|256|20110811|assigned|A1",
      "apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|A1",
    ];
    const found = read(counted(shuffled));
    expect(found.warnings).toMatchObject([{ code: "unsorted", line: 6, raw: shuffled[1] }]);
    expect(found.verdict).toBe("accept");
    expect(lines(found)).toEqual(lines(read(counted(shuffled.toReversed()))));
    expect(codes(read(GOOD.replace("\n", "\n\n")))).toEqual(["blank-line"]);
    // A plain file, with seven fields everywhere, is no finding.
    expect(codes(read(counted(RECORDS.map((r) => r.replace("|A1", "")))))).toEqual([]);
  });

  it.each([
    [GOOD.replace("|3|19830613", "|4|19830613"), "header-count"],
    [GOOD.replace("ipv6|*|1|", "ipv6|*|2|"), "summary-count"],
    [GOOD.replace("apnic|*|ipv6|*|1|summary\n", ""), "summary-missing"],
  ])("quarantines %j with %s, and still gives the dataset", (content, code) => {
    const found = read(content);
    expect(found.verdict).toBe("quarantine");
    expect(codes(found)).toEqual([code]);
    expect(found.dataset).toBeDefined();
  });

  it("compares with the last accepted file", () => {
    const last = read(GOOD);
    const known = { serial: last.header!.serial, statistics: last.statistics };
    const against = (content: string, share: number): string[] => {
      const next = read(content);
      return checkAgainstLast({ header: next.header!, statistics: next.statistics }, known, share).map(
        (f) => f.code,
      );
    };
    const newer = GOOD.replace("20260212", "20260213");
    expect(against(newer, 0)).toEqual([]);
    expect(against(GOOD, 0)).toEqual(["serial-not-newer"]);
    expect(against(GOOD.replace("20260212", "20260211"), 0)).toEqual(["serial-not-newer"]);
    // Twice the addresses: covered moved, the numbers of records did not.
    const wider = newer.replace("1.0.0.0|256", "1.0.0.0|512");
    expect(against(wider, 0.99)).toEqual(["total-moved"]);
    expect(against(wider, 1)).toEqual([]);
    const more = counted([...RECORDS, "apnic||ipv4|2.0.0.0|256||available|"]).replace("20260212", "20260213");
    expect(against(more, 10)).toEqual(["total-moved"]); // a status that was not there before
  });

  it("keeps a bounded number of findings and counts all", () => {
    const many = Array.from(
      { length: FINDINGS_PER_CODE + 5 },
      (_, i) => `apnic|EU|asn|${i}|1|20110811|assigned|A1`,
    );
    const found = read(counted(many));
    expect(found.warnings).toHaveLength(FINDINGS_PER_CODE);
    expect(found.totals).toEqual({ "cc-not-iso": FINDINGS_PER_CODE + 5 });
    expect(summarised(found, 3).warnings).toHaveLength(3);
    expect(read(GOOD.replace("2|", `${"x".repeat(1000)}|`)).rejects[0]!.raw).toHaveLength(300);
  });
});

describe("MD5 companions", () => {
  const hex = md5Line("x", GOOD).slice(-33, -1);
  it.each([
    `MD5 (a) = ${hex}`,
    `MD5 (a) = ${hex}\n`,
    `${hex}  a`,
    `${hex}  a\n`,
    `${hex} *a\r\n`,
    `${hex.toUpperCase()}  a\n`,
    hex,
  ])("reads %j", (line) => {
    expect(parseMd5(line)).toEqual({ ok: true, value: hex });
    expect(read(GOOD, line).verdict).toBe("accept");
    expect(read(`${GOOD}#\n`, line)).toMatchObject({
      verdict: "reject",
      rejects: [{ code: "md5-mismatch" }],
    });
  });
  it.each([
    "",
    "MD5 (a) = ",
    `MD5 (a) = ${hex}0`,
    `MD5 a = ${hex}`,
    `${hex}\n\n`,
    `${hex}  a\n${hex}  b\n`,
    "<html>",
  ])("refuses %j", (line) => {
    expect(parseMd5(line)).toMatchObject({ ok: false, error: { code: "md5-format" } });
    expect(read(GOOD, line)).toMatchObject({ verdict: "reject", rejects: [{ code: "md5-format" }] });
  });
  it("guards other formats too", () => {
    expect(importFile(text("1.0.0.0,1.0.0.255,AU\n", "c.csv", `${hex}  c.csv`))).toMatchObject({
      verdict: "reject",
      rejects: [{ code: "md5-mismatch" }],
    });
  });
  it("knows the size limit", () => {
    expect(foreignFile("/a/b/c.gz", gzipSync("x"))).toMatchObject({ ok: true, value: { name: "c" } });
  });
});

describe("fuzz", () => {
  it("never throws, and what it accepts is a valid dataset", () => {
    const bytes = new TextEncoder().encode(GOOD);
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      cut: fc.nat(4),
      put: fc.string({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let content = GOOD;
        for (const e of edits) content = content.slice(0, e.at) + e.put + content.slice(e.at + e.cut);
        const found = read(content);
        expect(found.verdict === "reject").toBe(found.dataset === undefined);
        expect(found.verdict === "reject").toBe(found.rejects.length > 0);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(importFile({ path: "noise", bytes: noise }).verdict).toBe("reject");
      }),
      { numRuns: 1000 },
    );
  });
});
