import { existsSync, readFileSync } from "node:fs";
import { must } from "@comity/canon";
import {
  foreignFile,
  importFile,
  parseCountryRanges,
  parseIana,
  parseIanaSpecial,
  type ForeignFile,
  type Imported,
} from "@comity/import";
import { datasetLine, textOf, type DatasetRecord } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datasetOf, input, present, SKIPPED, text } from "./shared.ts";

const IPV4 = [
  ["iana/ipv4-address-space.xml", "2013-05-20"],
  ["iana/netaddr/ipv4-address-space.xml", "2019-12-27"],
  ["iana/rdapct/ipv4-address-space.xml", "2023-12-18"],
  ["iana/ripe-whois-IanaIpv4AdministrativeRange.xml", "2025-10-10"],
] as const;
// records as published; pieces once 3000::/4 is cut around 3ffe::/16
const IPV6 = [
  ["iana/ipv6-unicast-address-assignments.xml", "2013-02-15", 43, 54],
  ["iana/netaddr/ipv6-unicast-address-assignments.xml", "2019-11-06", 40, 51],
  ["iana/ripe-whois-IanaIpv6AdministrativeRange.xml", "2025-10-10", 51, 51],
] as const;
const opened = (path: string): ForeignFile => must(foreignFile(path, input(path).bytes));
const count = (records: readonly DatasetRecord[], holder: string, status: string): number =>
  records.filter((r) => r.holder === holder && r.status === status).length;

const registry = (records: string, id = "ipv4-address-space", updated = "2020-01-02"): Imported =>
  importFile(
    text(
      `<?xml version="1.0"?><registry id="${id}"><updated>${updated}</updated>${records}</registry>`,
      "x.xml",
    ),
  );

const record = (prefix: string, designation: string, status: string): string =>
  `<record><prefix>${prefix}</prefix><designation>${designation}</designation><status>${status}</status></record>`;

const size = (records: readonly DatasetRecord[]): number =>
  records.reduce((n, r) => n + (r.space === "ipv6" ? 0 : r.last - r.first + 1), 0);

const root = (first: number, last: number): DatasetRecord => ({
  space: "ipv4",
  first,
  last,
  status: "allocated",
  cc: "",
  date: "",
  holder: "x",
});

const origin = { source: "asn-country", serial: "", date: "" };
const cut = (line: string, roots: DatasetRecord[]): string[] =>
  must(
    parseCountryRanges(must(foreignFile("c", new TextEncoder().encode(`${line}\n`))), origin, roots),
  ).records.map((r) => datasetLine(r).split("|").slice(1, 3).join("-"));

describe("IANA registries", () => {
  it.skipIf(!present).each(IPV4)(`%s of %s: 256 blocks that tile the space ${SKIPPED}`, (path, date) => {
    const { header, records } = datasetOf(path);
    expect(header).toMatchObject({
      kind: "roots",
      source: "iana",
      date,
      serial: date.replaceAll("-", ""),
      counts: { asn: 0, ipv4: 256, ipv6: 0 },
    });
    records.forEach((r, i) => expect(r).toMatchObject({ first: i * 2 ** 24, last: (i + 1) * 2 ** 24 - 1 }));
    const allocated = { apnic: 45, arin: 36, ripencc: 35, lacnic: 9, afrinic: 4 };
    for (const [holder, n] of Object.entries(allocated))
      expect(count(records, holder, "allocated"), holder).toBe(n);
    expect(records.filter((r) => r.status === "assigned")).toHaveLength(92);
    expect(count(records, "iana", "reserved")).toBe(35);
  });

  it.skipIf(!present)(`keeps the designations of legacy holders ${SKIPPED}`, () => {
    const lines = datasetOf(IPV4[0][0]).records.map(datasetLine);
    expect(lines).toContain("ipv4|12.0.0.0|12.255.255.255|assigned|||AT&T Bell Laboratories");
    expect(lines).toContain("ipv4|3.0.0.0|3.255.255.255|assigned|||General Electric Company");
    expect(lines).toContain("ipv4|1.0.0.0|1.255.255.255|allocated|||apnic");
    expect(lines).toContain("ipv4|54.0.0.0|54.255.255.255|assigned|||arin");
  });

  it.skipIf(!present).each(IPV6)(`%s of %s ${SKIPPED}`, (path, date, published, pieces) => {
    const { header, records } = datasetOf(path);
    expect(new TextDecoder().decode(input(path).bytes).match(/<record/g)).toHaveLength(published);
    expect(header).toMatchObject({ kind: "roots", date, counts: { asn: 0, ipv4: 0, ipv6: pieces } });
    expect(records.map(datasetLine)).toContain("ipv6|2800::|12|allocated||2006-10-03|lacnic");
    expect(count(records, "lacnic", "allocated")).toBe(2);
    // What is left around 3ffe::/16 is complete: the pieces of 3000::/4 and it add up.
    const upper = records.flatMap((r) =>
      r.space === "ipv6" && r.bytes[0]! >= 0x30 && r.bytes[0]! < 0x40 ? [2 ** -r.bits] : [],
    );
    if (pieces !== 51 || published !== 51) expect(upper.reduce((a, b) => a + b, 0)).toBe(2 ** -4);
  });

  it.skipIf(!present)(`AS numbers ${SKIPPED}`, () => {
    const { header, records } = datasetOf("iana/as-numbers.xml");
    expect(header).toMatchObject({ date: "2013-06-11", counts: { asn: 2287 } }); // 2,288 less the pointer to the 16-bit part
    const counts = { arin: 1041, lacnic: 679, ripencc: 238, afrinic: 202, apnic: 111 };
    for (const [holder, n] of Object.entries(counts))
      expect(count(records, holder, "allocated"), holder).toBe(n);
    expect(records.map(datasetLine).slice(0, 4)).toEqual([
      "asn|0|0|reserved|||iana",
      "asn|1|6|allocated|||arin",
      "asn|7|7|allocated|||ripencc",
      "asn|8|27|allocated|||arin",
    ]);
    // Nothing is left out: every number has a record.
    let next = 0;
    for (const r of records) {
      expect(r).toMatchObject({ first: next });
      next = r.space === "ipv6" ? 0 : r.last + 1;
    }
    expect(next).toBe(2 ** 32);
  });

  it.skipIf(!present)(`special registries ${SKIPPED}`, () => {
    const four = must(parseIanaSpecial(opened("iana/rdapct/iana-ipv4-special-registry.xml")));
    expect(four).toHaveLength(25); // 24 records, one of which lists two addresses
    expect(four.map((b) => textOf(b.space, b.key))).toEqual(
      expect.arrayContaining(["192.0.0.170/32", "192.0.0.171/32", "240.0.0.0/4"]),
    );
    expect(four.find((b) => b.name === "Private-Use")).toMatchObject({
      documents: ["RFC1918"],
      allocated: "1996-02",
      terminated: "",
      globallyReachable: false,
      forwardable: true,
    });
    const six = must(parseIanaSpecial(opened("iana/rdapct/iana-ipv6-special-registry.xml")));
    expect(six).toHaveLength(21);
    expect(six.find((b) => b.name === "Documentation")).toMatchObject({
      globallyReachable: false,
      space: "ipv6",
    });
    expect(six.find((b) => b.name === "TEREDO")?.globallyReachable).toBeUndefined();
    expect(parseIanaSpecial(opened("iana/as-numbers.xml"))).toMatchObject({
      error: { code: "iana-registry" },
    });
  });

  it.each([
    [record("1/8", "APNIC", "ALLOCATED"), "iana-record"],
    [record("256/8", "APNIC", "ALLOCATED"), "iana-record"],
    [record("001/8", "APNIC", "GIVEN"), "iana-record"],
    [record("001/8", "Somebody", "ALLOCATED"), "iana-record"],
    [record("001/8", "", "LEGACY"), "iana-record"],
    [record("001/8", "APNIC", "ALLOCATED").repeat(2), "dataset-overlap"],
  ])("refuses %s with %s", (records, code) => {
    expect(registry(records)).toMatchObject({ verdict: "reject", rejects: [{ code }] });
  });

  it("refuses other registries and dates", () => {
    expect(registry("", "ipv9-address-space")).toMatchObject({ rejects: [{ code: "iana-registry" }] });
    expect(registry("", "ipv4-address-space", "2020-01")).toMatchObject({
      rejects: [{ code: "iana-registry" }],
    });
    expect(registry(record("001/8", "APNIC", "UNALLOCATED")).dataset?.records.map(datasetLine)).toEqual([
      "ipv4|1.0.0.0|1.255.255.255|available|||apnic",
    ]);
    const six = (prefix: string, status: string): Imported =>
      registry(
        `<record><prefix>${prefix}</prefix><description>IANA</description><status>${status}</status></record>`,
        "ipv6-unicast-address-assignments",
      );
    expect(six("2001::/16", "RESERVED").verdict).toBe("accept");
    expect(six("2001::1/16", "RESERVED")).toMatchObject({ rejects: [{ code: "iana-record" }] });
    expect(six("2001::/16", "LEGACY")).toMatchObject({ rejects: [{ code: "iana-record" }] });
    const twice = "<record><number>1-5</number><description>Assigned by ARIN</description></record>";
    expect(registry(twice + twice.replace("1-5", "3-9"), "as-numbers")).toMatchObject({
      rejects: [{ code: "dataset-overlap" }],
    });
    expect(
      registry(twice + twice.replace("1-5", "3"), "as-numbers").dataset?.records.map(datasetLine),
    ).toEqual([
      "asn|1|1|allocated|||arin",
      "asn|2|2|allocated|||arin",
      "asn|3|3|allocated|||arin",
      "asn|4|5|allocated|||arin",
    ]);
    const asn = (number: string, description: string): Imported =>
      registry(
        `<registry id="s"><record><number>${number}</number><description>${description}</description></record></registry>`,
        "as-numbers",
      );
    expect(asn("8-27", "Assigned by ARIN").dataset?.records).toHaveLength(1);
    expect(asn("27-8", "Assigned by ARIN")).toMatchObject({ rejects: [{ code: "iana-record" }] });
    expect(asn("8-27", "Assigned by Somebody")).toMatchObject({ rejects: [{ code: "iana-record" }] });
    expect(parseIana(must(foreignFile("x", new TextEncoder().encode("<a/>"))))).toMatchObject({
      error: { code: "iana-registry" },
    });
  });
});

const written = (records: readonly DatasetRecord[]): string => records.map(datasetLine).join("\n");

describe("country ranges", () => {
  const folder = new URL("../../../node_modules/@ip-location-db/asn-country/", import.meta.url);
  const csv = (name: string): ForeignFile => must(foreignFile(name, readFileSync(new URL(name, folder))));

  it.skipIf(!existsSync(folder) || !present)(`the published files, both notations ${SKIPPED}`, () => {
    const roots = [IPV4[3][0], IPV6[2][0]].flatMap((path) => datasetOf(path).records);
    const four = must(parseCountryRanges(csv("asn-country-ipv4.csv"), origin, roots));
    expect(
      written(must(parseCountryRanges(csv("asn-country-ipv4-num.csv"), origin, roots)).records) ===
        written(four.records),
    ).toBe(true);
    // No record crosses a border of IANA's /8 blocks, and nothing is lost by cutting.
    const crossing = four.records.filter(
      (r) => r.space === "ipv6" || Math.floor(r.first / 2 ** 24) !== Math.floor(r.last / 2 ** 24),
    );
    expect(crossing).toEqual([]);
    const whole = must(parseCountryRanges(csv("asn-country-ipv4.csv"), origin));
    expect(size(four.records)).toBe(size(whole.records));
    expect(whole.records).toHaveLength(141_822);
    expect(four.records.length).toBeGreaterThan(whole.records.length);
    const six = must(parseCountryRanges(csv("asn-country-ipv6.csv"), origin, roots));
    expect(
      written(must(parseCountryRanges(csv("asn-country-ipv6-num.csv"), origin, roots)).records) ===
        written(six.records),
    ).toBe(true);
    expect(six.records.length).toBeGreaterThanOrEqual(68_368);
  });

  it("cuts at roots", () => {
    expect(cut("0.0.0.0,0.0.0.9,QM", [root(3, 5), root(6, 7)])).toEqual([
      "0.0.0.0-0.0.0.2",
      "0.0.0.3-0.0.0.5",
      "0.0.0.6-0.0.0.7",
      "0.0.0.8-0.0.0.9",
    ]);
    expect(cut("0.0.0.3,0.0.0.5,QM", [root(3, 5)])).toEqual(["0.0.0.3-0.0.0.5"]);
    const six: DatasetRecord = {
      space: "ipv6",
      bytes: Uint8Array.from([0x20, 1, ...Array<number>(14).fill(0)]),
      bits: 34,
      status: "allocated",
      cc: "",
      date: "",
      holder: "x",
    };
    expect(cut("2001::,2001:0:ffff:ffff:ffff:ffff:ffff:ffff,QM", [six])).toEqual([
      "2001::-34",
      "2001:0:4000::-34",
      "2001:0:8000::-33",
    ]);
  });

  it.each([
    ["1.0.0.0,1.0.0.255,AU", "no-final-newline"],
    ["1.0.0.0,1.0.0.255,au\n", "header"],
    ["1.0.0.0,1.0.0.255,AU\nx\n", "country-line"],
    ["1.0.0.9,1.0.0.1,AU\n", "country-line"],
    ["1.0.0.0,1.0.0.255,AU\n1.0.0.0,1.0.0.255,A\n", "country-line"],
    ["1.0.0.0,::1,AU\n", "country-line"],
    ["::2,::1,AU\n", "country-line"],
    ["::2,x,AU\n", "country-line"],
    [`1,${2n ** 128n},AU\n`, "country-line"],
    [`${2n ** 100n},${2n ** 128n},AU\n`, "country-line"],
    ["1.0.0.0,1.0.0.255,AU\n1.0.0.128,1.0.1.255,AU\n", "dataset-overlap"],
  ])("refuses %j with %s", (content, code) => {
    expect(importFile(text(content))).toMatchObject({ verdict: "reject", rejects: [{ code }] });
  });

  it("never throws", () => {
    const piece = fc.constantFrom(
      "1.0.0.0",
      "::1",
      ",",
      "AU",
      "\n",
      "5",
      "-1",
      "9".repeat(39),
      "9".repeat(60),
      "|",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = importFile(text(`1.0.0.0,1.0.0.255,AU\n${pieces.join("")}`));
        expect(found.verdict === "reject").toBe(found.dataset === undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
