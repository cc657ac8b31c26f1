import { jcs, utf8, type Json } from "@comity/canon";
import {
  datasetLine,
  parseDataset,
  readDataset,
  readDatasetHeader,
  recordKeys,
  textOf,
} from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const header = {
  counts: { asn: 1, ipv4: 1, ipv6: 1 },
  date: "2026-02-11",
  kind: "delegations",
  original: { name: "delegated-apnic-20260212", sha256: "0".repeat(64), size: 123 },
  serial: "20260212",
  source: "apnic",
};
const RECORDS = [
  "asn|64496|64511|assigned|AU|2011-08-11|A91872ED",
  "ipv4|1.0.0.0|1.0.0.255|assigned|AU|2011-08-11|A91872ED",
  "ipv6|2001:db8::|32|allocated|AU||",
];
const file = (records: readonly string[] = RECORDS, head: unknown = header): Uint8Array =>
  utf8(["comity/dataset/v1", jcs(head as Json), ...records, ""].join("\n"));
const withCounts = (records: readonly string[], kind = "delegations"): Uint8Array => {
  const of = (s: string): number => records.filter((r) => r.startsWith(`${s}|`)).length;
  return file(records, { ...header, kind, counts: { asn: of("asn"), ipv4: of("ipv4"), ipv6: of("ipv6") } });
};

const code = (t: string): string => {
  const r = readDataset(utf8(t));
  return r.ok ? "" : r.error.code;
};

describe("dataset reader", () => {
  it("reads the example of the format", () => {
    const set = parseDataset(file());
    if (!set.ok) throw new Error(set.error.detail);
    expect(set.value.header).toEqual(header);
    expect(set.value.records.map(datasetLine)).toEqual(RECORDS);
    expect(set.value.records[0]).toEqual({
      space: "asn",
      first: 64496,
      last: 64511,
      status: "assigned",
      cc: "AU",
      date: "2011-08-11",
      holder: "A91872ED",
    });
    expect(set.value.records.flatMap((r) => recordKeys(r).map((k) => textOf(r.space, k)))).toEqual([
      "AS64496-AS64511",
      "1.0.0.0/24",
      "2001:db8::/32",
    ]);
    const lines: number[] = [];
    expect(readDataset(file(), (_, line) => lines.push(line)).ok).toBe(true);
    expect(lines).toEqual([3, 4, 5]);
    expect(readDatasetHeader(file())).toEqual({ ok: true, value: header });
    expect(readDatasetHeader(file().slice(0, 40)).ok).toBe(false);
    expect(readDataset(withCounts([])).ok).toBe(true);
  });

  it.each([
    "asn|64496|64511|assigned|AU|2011-08-11",
    "asn|64496|64511|assigned|AU|2011-08-11|a|b",
    "asn|064496|64511|assigned|AU||",
    "asn|AS64496|64511|assigned|AU||",
    "asn|64512|64511|assigned|AU||",
    "asn|1|4294967296|assigned|AU||",
    "asn||1|assigned|AU||",
    "ipv4|1.0.0.0|1.0.0.256|assigned|AU||",
    "ipv4|1.0.0.1|1.0.0.0|assigned|AU||",
    "ipv4|01.0.0.0|1.0.0.0|assigned|AU||",
    "ipv6|2001:DB8::|32|assigned|AU||",
    "ipv6|2001:db8::|032|assigned|AU||",
    "ipv6|2001:db8::|129|assigned|AU||",
    "ipv6|2001:db8::1|32|assigned|AU||",
    "ipv6|2001:db8:0::|32|assigned|AU||",
    "ipv6|x|32|assigned|AU||",
    "names|a|a|assigned|AU||",
    "asn|1|1|Assigned|AU||",
    "asn|1|1||AU||",
    "asn|1|1|assigned|au||",
    "asn|1|1|assigned|AUS||",
    "asn|1|1|assigned|AU|20110811|",
    "asn|1|1|assigned|AU|2011-02-29|",
    "asn|1|1|assigned|AU|2011-02-28T00:00:00Z|",
    "asn|1|1|assigned|AU|| x",
    "asn|1|1|assigned|AU||x ",
    `asn|1|1|assigned|AU||${"x".repeat(256)}`,
    "",
  ])("refuses the line %j", (line) => {
    expect(readDataset(withCounts([line]))).toMatchObject({
      ok: false,
      error: { code: "dataset-record", field: "line 3" },
    });
  });

  it.each([
    [["asn|5|9|assigned|||", "asn|4|4|assigned|||"], "dataset-order"],
    [["asn|5|9|assigned|||", "asn|9|9|assigned|||"], "dataset-overlap"],
    [["asn|5|9|assigned|||", "asn|5|9|assigned|||"], "dataset-overlap"],
    [["ipv4|0.0.0.5|0.0.0.9|assigned|||", "asn|9|9|assigned|||"], "dataset-order"],
    [["ipv6|2001:db8::|32|assigned|||", "ipv4|0.0.0.5|0.0.0.9|assigned|||"], "dataset-order"],
    [["ipv6|2001:db8::|32|assigned|||", "ipv6|2001:db8:1::|48|assigned|||"], "dataset-overlap"],
    [["ipv6|2001:db8::|32|assigned|||", "ipv6|2001:db7::|48|assigned|||"], "dataset-order"],
  ])("refuses %j with %s", (records, code) => {
    expect(readDataset(withCounts(records))).toMatchObject({ ok: false, error: { code, field: "line 4" } });
  });

  it("accepts neighbours", () => {
    const records = [
      "asn|5|9|assigned|||",
      "asn|10|10|assigned|||",
      "ipv6|2001:db8::|32|assigned|||",
      "ipv6|2001:db9::|32|assigned|||",
    ];
    expect(readDataset(withCounts(records)).ok).toBe(true);
  });

  it("countries have codes and no holders", () => {
    expect(readDataset(withCounts(["asn|5|9|allocated|QM||"], "countries")).ok).toBe(true);
    expect(readDataset(withCounts(["asn|5|9|allocated|QM||x"], "countries"))).toMatchObject({
      error: { code: "dataset-record" },
    });
    expect(readDataset(withCounts(["asn|5|9|allocated|||"], "countries"))).toMatchObject({
      error: { code: "dataset-record" },
    });
  });

  it.each(["asn", "ipv4", "ipv6"])("refuses a wrong count of %s", (space) => {
    const head = { ...header, counts: { ...header.counts, [space]: 2 } };
    expect(readDataset(file(RECORDS, head))).toMatchObject({
      error: { code: "dataset-counts", field: "line 2" },
    });
  });

  it.each([
    { ...header, extra: 1 },
    { ...header, counts: { asn: 1, ipv4: 1 } },
    { ...header, counts: { asn: -1, ipv4: 1, ipv6: 1 } },
    { ...header, counts: { asn: 1, ipv4: 0.5, ipv6: 1 } },
    { ...header, counts: { asn: 1, ipv4: 1, ipv6: "1" } },
    { ...header, date: "20260211" },
    { ...header, date: null },
    { ...header, kind: "others" },
    { ...header, original: { ...header.original, name: "a/b" } },
    { ...header, original: { ...header.original, name: "" } },
    { ...header, original: { ...header.original, sha256: "A".repeat(64) } },
    { ...header, original: { ...header.original, size: -1 } },
    { ...header, original: [] },
    { ...header, serial: "2026 02" },
    { ...header, source: "a" },
    { ...header, source: "-apnic" },
    { ...header, source: "a b" },
    [],
    null,
    "x",
  ])("refuses the header %j", (head) => {
    expect(readDataset(file(RECORDS, head))).toMatchObject({
      error: { code: "dataset-header", field: "line 2" },
    });
    expect(readDatasetHeader(file(RECORDS, head))).toMatchObject({ error: { code: "dataset-header" } });
  });

  it("refuses other files", () => {
    const text = new TextDecoder().decode(file());
    expect(code(text.slice(0, -1))).toBe("dataset-truncated");
    expect(code("")).toBe("dataset-truncated");
    expect(code("comity/dataset/v1\n")).toBe("dataset-header");
    expect(code(text.replace("/v1", "/v2"))).toBe("dataset-header");
    expect(code(text.replace('"date"', ' "date"'))).toBe("dataset-header");
    expect(code(text.replaceAll("\n", "\r\n"))).toBe("dataset-encoding");
    expect(code(`\uFEFF${text}`)).toBe("dataset-encoding");
    expect(code(`${text}\n`)).toBe("dataset-record");
    expect(readDataset(utf8(text.replace("A91872ED\nipv6", "A91872\u00e9\nipv6")))).toMatchObject({
      error: { code: "dataset-encoding", field: "line 4" },
    });
    expect(readDataset(utf8(text.replace("A91872ED\nipv6", "A91872\t\nipv6")))).toMatchObject({
      error: { code: "dataset-encoding", field: "line 4" },
    });
    expect(readDataset(Uint8Array.of(0xff, 10))).toMatchObject({ error: { code: "dataset-encoding" } });
  });

  it("what it accepts is its own re-encoding, whatever is done to the bytes", () => {
    const good = file();
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.constantFrom(...utf8('0123459.:|ax\n "').values()),
        fc.nat(2),
        (at, byte, how) => {
          const bytes =
            how === 0
              ? good.with(at, byte)
              : how === 1
                ? Uint8Array.from([...good.subarray(0, at), ...good.subarray(at + 1)])
                : Uint8Array.from([...good.subarray(0, at), byte, ...good.subarray(at)]);
          const set = parseDataset(bytes);
          if (!set.ok) return;
          const again = file(set.value.records.map(datasetLine), set.value.header);
          expect(again).toEqual(bytes);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
