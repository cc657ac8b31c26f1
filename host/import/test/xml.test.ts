import { childrenOf, parseXml, textIn } from "@comity/import";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const read = (text: string): ReturnType<typeof parseXml> => parseXml(new TextEncoder().encode(text));

const escape = (t: string): string => t.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

describe("xml", () => {
  it("reads elements, attributes, references, CDATA, comments", () => {
    const root = read(
      `\uFEFF<?xml version="1.0"?>\n<!-- <x> -->\n<a b = "1 &lt; 2" c='"'><d/>x &amp; y<!-- no --><![CDATA[<z> & ]]> &#65;&#x42;<d >deep<e/></d></a>\n`,
    );
    if (!root.ok) throw new Error(root.error.detail);
    expect([...root.value.attributes]).toEqual([
      ["b", "1 < 2"],
      ["c", '"'],
    ]);
    expect(textIn(root.value)).toBe("x & y<z> & ABdeep");
    expect(childrenOf(root.value, "d").map(textIn)).toEqual(["", "deep"]);
    expect(textIn(undefined)).toBe("");
  });

  it.each([
    "",
    " ",
    "text",
    "<a>",
    "<a></b>",
    "</a>",
    "<a/><b/>",
    "<a/>text",
    "<a b></a>",
    "<a b=c/>",
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    "<1/>",
    "< a/>",
    "<a>&foo;</a>",
    "<a>&</a>",
    "<a>&#0;</a>",
    "<a>&#xD800;</a>",
    "<a>&#x110000;</a>",
    '<a b="&x;"/>',
    "<a>]]></a>",
    "<![CDATA[x]]>",
    "<a><![CDATA[x]]</a>",
    "<!-- x",
    "<?x",
    "<a><!-- </a>",
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    "<!DOCTYPE a><a/>",
    "<a>\u0000</a>",
    "\u0001<a/>",
    "<a>\u001F</a>",
    "<a>".repeat(100) + "</a>".repeat(100),
    "<a><b></a></b>",
  ])("refuses %j", (text) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code: "xml" } });
  });

  it("says where", () => {
    expect(read("<a>\n<b>\n</a>")).toMatchObject({
      error: { detail: expect.stringContaining("line 3") as string },
    });
    expect(read("<a>\n\u0002</a>")).toMatchObject({ error: { detail: "line 2: a control character" } });
    expect(parseXml(Uint8Array.of(60, 0xff))).toMatchObject({ error: { code: "utf8" } });
  });

  it("gives escaped text back and never throws on noise", () => {
    fc.assert(
      fc.property(fc.string(), (t) => {
        const root = read(`<a>${escape(t)}</a>`);
        expect(root.ok && root.value.content[0] === (t === "" ? undefined : t)).toBe(true);
      }),
    );
    const piece = fc.constantFrom(
      "<",
      ">",
      "/",
      "a",
      "<a>",
      "</a>",
      "<a/>",
      "&",
      ";",
      "&lt;",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "?>",
      "=",
      '"',
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => void read(pieces.join(""))),
      { numRuns: 3000 },
    );
  });
});
