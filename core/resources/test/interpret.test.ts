import { interpret, textOf } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("interpret", () => {
  it.each([
    ["192.0.2.1", "address", "192.0.2.1"],
    [" 2001:DB8::1 ", "address", "2001:db8::1"],
    ["192.0.2.0/24", "prefix", "192.0.2.0/24"],
    ["192.0.2.9/24", "prefix", "192.0.2.0/24"],
    ["2001:db8::/32", "prefix", "2001:db8::/32"],
    ["192.0.2.0 - 192.0.2.9", "range", "192.0.2.0-192.0.2.9"],
    ["192.0.2.0\u2013192.0.2.9", "range", "192.0.2.0-192.0.2.9"],
    ["::1-::1", "address", "::1"],
    ["AS5-5", "asn", "AS5"],
    ["::1-::5", "range", "::1-::5"],
    ["AS64496", "asn", "AS64496"],
    ["as 64496", "asn", "AS64496"],
    ["ASN64496", "asn", "AS64496"],
    ["AS64496 - AS64500", "asn-range", "AS64496-AS64500"],
    ["64496-64500", "asn-range", "AS64496-AS64500"],
    ["Example.ORG.", "name", "example.org"],
    [".org", "name", "org"],
    ["a-b.example", "name", "a-b.example"],
    ["A".repeat(64), "hash", "a".repeat(64)],
    ["1".repeat(64), "hash", "1".repeat(64)],
    ["64496", "number", "64496"],
    ["0", "number", "0"],
    ["9007199254740993", "words", "9007199254740993"],
    ["007", "words", "007"],
    ["AS99999999999", "words", "AS99999999999"],
    ["192.0.2.256", "words", "192.0.2.256"],
    ["192.0.2.0/33", "words", "192.0.2.0/33"],
    ["192.0.2.9-192.0.2.0", "words", "192.0.2.9-192.0.2.0"],
    ["94.031.0.1", "words", "94.031.0.1"],
    ["hello   world", "words", "hello world"],
    ["org", "words", "org"],
    [".", "name", "."],
    ["", "words", ""],
  ])("%j is %s %s", (input, kind, text) => {
    const found = interpret(input);
    expect(found).toMatchObject({ kind, text });
    expect(found.says).not.toBe("");
    if (text !== "" && kind !== "words") expect(found.says).toContain(text);
  });

  it("says that a prefix was corrected", () => {
    expect(interpret("192.0.2.9/24").says).toBe("the IPv4 prefix 192.0.2.0/24, in which 192.0.2.9/24 lies");
  });

  it("gives blocks for ranges", () => {
    const found = interpret("192.0.2.0-192.0.2.2");
    expect(found.kind === "range" && found.keys.map((k) => textOf("ipv4", k))).toEqual([
      "192.0.2.0/31",
      "192.0.2.2/32",
    ]);
  });

  it("is total and reads its own text the same way", () => {
    const piece = fc.constantFrom(
      "1",
      "192.0.2.1",
      "AS",
      "-",
      "/",
      "::",
      ".",
      " ",
      "org",
      "f",
      "24",
      "64496",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const found = interpret(pieces.join(""));
        // A top-level domain is written with its dot in a search box.
        const again = interpret(found.kind === "name" ? `${found.text}.`.replace(/^\.\.$/, ".") : found.text);
        expect([again.kind, again.text]).toEqual([found.kind, found.text]);
      }),
      { numRuns: 2000 },
    );
  });
});
