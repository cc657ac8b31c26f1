/** Documents: their form, and where acts name them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentsIn, readDocument } from "@comity/assembly";
import { utf8 } from "@comity/canon";

const code = (bytes: Uint8Array): string => {
  const read = readDocument(bytes);
  return read.ok ? "ok" : `${read.error.code}: ${read.error.detail}`;
};

describe("form", () => {
  it.each([
    ["text in any script", "# Gründe\n\tשלום\u200f عربي \u2067x\u2069 東京 😀\n", "ok"],
    ["nothing", "", "document-form: a document has at least one character"],
    ["CR LF", "a\r\nb", "document-form: line 1 ends with CR LF: save it with LF line ends"],
    [
      "an escape sequence",
      "a\nb\u001b[2J",
      "document-form: U+001B in line 2: control characters and overrides of direction are not kept",
    ],
    [
      "reordered text",
      "\u202eabc",
      "document-form: U+202E in line 1: control characters and overrides of direction are not kept",
    ],
    ["letters taken apart", "e\u0301", "document-form: expected Unicode NFC, Unicode 15.1 at most"],
  ])("%s", (_, text, expected) => expect(code(utf8(text))).toBe(expected));

  it("refuses what is not UTF-8, and what is too long", () => {
    expect(code(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toBe(
      "document-form: it is not UTF-8: save it as plain text or Markdown",
    );
    expect(code(new Uint8Array(262_144).fill(97))).toBe("ok");
    expect(code(new Uint8Array(262_145).fill(97))).toContain("262145 bytes, at most 262144");
  });

  it("never throws", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => /^(?:ok|document-form: )/.test(code(bytes))),
    ));
});

describe("places", () => {
  it("are found in acts and in their measures, and only where a field is a document", () => {
    expect(documentsIn("answer", { decision: "4", text: "a" })).toEqual([{ hash: "a", field: "/body/text" }]);
    const named = documentsIn("propose", {
      title: "t",
      text: "reasons",
      grounds: "grounds",
      measures: [
        { kind: "adopt", body: { title: "t", text: "adopted" } },
        { kind: "reclaim", body: { holder: "QS", resources: ["10.0.0.0/8"] } },
        { kind: "no-kind", body: { text: "x" } },
      ],
    });
    expect(Object.fromEntries(named.map(({ field, hash }) => [field, hash]))).toEqual({
      "/body/grounds": "grounds",
      "/body/measures/0/body/text": "adopted",
      "/body/text": "reasons",
    });
    expect(documentsIn("attest", { dataset: "d" })).toEqual([]);
    expect(documentsIn("delegate", { to: "QN", terms: { kind: "permanent" } })).toEqual([]);
    for (const measures of [7, "x", [7, null, { kind: "adopt" }, { kind: "adopt", body: [] }]])
      expect(documentsIn("propose", { measures })).toEqual([]);
    expect(documentsIn("nonsense", { text: "a" })).toEqual([]);
  });
});
