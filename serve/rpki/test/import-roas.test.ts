import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { importRoas } from "@comity/rpki";

const rows = (text: string): string[] =>
  must(importRoas(text)).authorisations.map((v) => `${v.prefix}-${v.maxLength} ${v.asn}`);

describe("ROA imports", () => {
  it("read Krill's JSON, with its objects beside", () => {
    const roas = [
      {
        asn: 65502,
        prefix: "185.49.140.0/22",
        max_length: 22,
        comment: "x",
        roa_objects: [{ authorizations: [] }],
      },
      { asn: 0, prefix: "2001:db8::/32", max_length: null },
      { asn: 65502, prefix: "185.49.140.0/22" },
    ];
    const read = must(importRoas(JSON.stringify(roas)));
    expect(read).toMatchObject({
      format: "krill-json",
      duplicates: 1,
      refused: [],
      ignored: ["comment", "roa_objects"],
    });
    expect(rows(JSON.stringify({ roas }))).toEqual(["185.49.140.0/22-22 65502", "2001:db8::/32-32 0"]);
  });
  it("read Krill's text and change lists", () => {
    const read = must(
      importRoas(
        "# list\n185.49.140.0/22-24 => 65502 # why\nA: 2001:db8::/32 => AS1\nR: 10.0.0.0/8 => 1\nx => y\n",
      ),
    );
    expect(read.authorisations).toHaveLength(2);
    expect(read.refused.map((r) => r.field)).toEqual(["4", "5"]);
  });
  it.each([
    ["ASN,IP Prefix,Max Length\nAS64496,192.0.2.0/24,26\n"],
    ['"Origin AS";"Prefix";"Maximum length"\r\n"64496";"192.0.2.0/24";"/26"\r\n'],
    ["Name\tOrigin AS\tPrefixes\nx\tAS64496\t192.0.2.0/24-26\n"],
    ['\uFEFFRoute,"Origin AS","Most specific announcement (MSA)"\n192.0.2.0/24,as64496,26'],
    ['[{"asn":"AS64496","prefix":"192.0.2.0/24","maximalLength":26}]'],
  ])("read the portals' forms: %j", (text) => {
    // The bracketed short name makes the column's name longer: it is named so in no list, and then the length is unknown.
    expect(rows(text)[0]).toMatch(/^192\.0\.2\.0\/24-2[46] 64496$/);
  });
  it("split several prefixes in a cell", () => {
    expect(rows("name,origin AS,prefixes\na,1,10.0.0.0/8-9|2001:db8::/32\n")).toEqual([
      "10.0.0.0/8-9 1",
      "2001:db8::/32-32 1",
    ]);
  });
  it("report rows that cannot be read, and guess nothing", () => {
    const text = [
      "asn,prefix,maxlength,note",
      "1,192.0.2.1/24,24,",
      "x,10.0.0.0/8,8,",
      "1,10.0.0.0/8,40,",
      "1,10.0.0.0/8",
      '1,"10.0.0.0/8,8,',
      "1,,8,",
    ].join("\n");
    const read = must(importRoas(text));
    expect(read.authorisations).toEqual([]);
    expect(read.refused.map((r) => r.field)).toEqual(["2", "3", "4", "5", "6", "7"]);
  });
  it("refuse files without the columns, with two of a kind, and broken JSON", () => {
    for (const text of ["", "a,b\n1,2\n", "asn,as,prefix\n", "[", '{"x":1}'])
      expect(importRoas(text)).toMatchObject({ ok: false, error: { code: "import-format" } });
  });
  it("never throw", () => {
    const piece = fc.constantFrom(
      "asn",
      "prefix",
      ",",
      ";",
      '"',
      "\n",
      "=>",
      "10.0.0.0/8",
      "AS1",
      "{",
      "[",
      "]",
      "}",
      ":",
      "1",
      "null",
      "-",
      "#",
      "\u0000",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((p) => p.join("")),
          fc.jsonValue().map((v) => JSON.stringify(v)),
        ),
        (text) => {
          importRoas(text);
        },
      ),
    );
  });
});
