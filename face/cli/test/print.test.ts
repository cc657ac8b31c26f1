/** Pages for people: columns, wrapping, colour, and foreign text that stays text. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Host } from "../host.ts";
import { Page } from "../print/page.ts";
import { paperOf } from "../print/paper.ts";
import { bad, good, strong } from "../print/text.ts";
import { pieces, widthOf } from "../print/width.ts";
import { away, count, date, span } from "../print/words.ts";

const terminal = (width: number) => new Page({ width, color: false, fits: true });
const host = (stdout: object, env: NodeJS.ProcessEnv = {}): Host =>
  ({ process: { stdout }, env }) as unknown as Host;

describe("columns (UAX 11)", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["한글", 4],
    ["ｆｕｌｌ", 8],
    ["e\u0301", 1],
    ["a\u200Bb", 2],
    ["🌍", 2],
    ["عربي", 4],
    ["✓", 1],
  ])("%s takes %i", (text, width) => expect(widthOf(text)).toBe(width));

  it("cuts into pieces that fit and lose nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 9 }), (text, width) => {
        const cut = pieces(text, width);
        expect(cut.join("")).toBe(text);
        for (const piece of cut) expect(widthOf(piece)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("a page", () => {
  const page = (width: number): string => {
    const p = terminal(width);
    p.headline("東京", good("claimed"), "one two three ".repeat(12).trim());
    p.facts([
      ["holder", "Ｗｉｄｅ ".repeat(20).trim()],
      ["left out", undefined],
    ]);
    p.table(
      [{ title: "n", right: true }, { title: "words" }],
      [
        ["1", "alpha beta gamma ".repeat(6).trim()],
        ["200", "日本語".repeat(20)],
      ],
    );
    p.tree([{ text: "root ".repeat(30).trim(), of: [{ text: "a" }, { text: "b", of: [{ text: "c" }] }] }]);
    return p.text;
  };

  it.each([40, 80, 140])("keeps within %i columns", (width) => {
    for (const line of page(width).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it("aligns by columns, not by characters", () => {
    const p = terminal(80);
    p.table(
      [{ title: "a" }, { title: "b" }],
      [
        ["日本", "x"],
        ["abcd", "y"],
      ],
    );
    const [, first, second] = p.text.split("\n");
    expect(widthOf(first!.slice(0, first!.indexOf("x")))).toBe(
      widthOf(second!.slice(0, second!.indexOf("y"))),
    );
  });

  it("draws what belongs to what", () => {
    const p = terminal(80);
    p.tree([{ text: "root", of: [{ text: "a", of: [{ text: "b" }] }, { text: "c" }] }]);
    expect(p.text).toBe("  root\n  ├ a\n  │ └ b\n  └ c\n");
  });

  it("never breaks a command, and puts what it tells below where both do not fit", () => {
    const p = terminal(40);
    p.commands([[`comity prove ${"2001:db8::".repeat(6)}/32`, "a proof"]]);
    expect(p.text.split("\n")[0]).toContain("/32");
    expect(p.text.split("\n")[1]).toBe("      a proof");
  });

  it("does not cut a table that is written to a file", () => {
    const p = new Page({ width: 40, color: false, fits: false });
    p.table([{ title: "x" }], [["word ".repeat(30).trim()]]);
    expect(p.text.split("\n")[1]).toContain("word ".repeat(29));
  });
});

describe("foreign text", () => {
  const evil = "x\u001B[2J\u001B]0;title\u0007\r\u009B31m\u202Ereversed\nsecond\tcolumn\u2028line";

  it("writes no control sequence, line or column, with and without colour", () => {
    for (const color of [false, true]) {
      const p = new Page({ width: 80, color, fits: true });
      p.headline(evil, bad(evil), evil);
      p.facts([["name", evil]]);
      p.table([{ title: "a" }], [[evil]]);
      p.list([strong(evil)]);
      p.tree([{ text: evil }]);
      p.commands([[evil, evil]]);
      // Our own colours are the only sequences.
      // oxlint-disable-next-line no-control-regex
      const rest = p.text.replaceAll(/\u001B\[(?:1|2|22|31|32|33|39)m/g, color ? "" : "$&");
      // oxlint-disable-next-line no-control-regex
      expect(rest).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2028]/);
      expect(p.text).toContain("\\u001b[2J");
      expect(p.text.split("\n").some((line) => line.startsWith("second"))).toBe(false);
    }
  });
});

describe("paper", () => {
  it("colours a terminal alone, and not when it is asked not to", () => {
    const tty = { isTTY: true, columns: 90 };
    expect(paperOf(host(tty))).toEqual({ width: 90, color: true, fits: true });
    expect(paperOf(host(tty, { NO_COLOR: "1" })).color).toBe(false);
    expect(paperOf(host(tty, { NO_COLOR: "" })).color).toBe(true);
    expect(paperOf(host(tty, { TERM: "dumb" })).color).toBe(false);
    expect(paperOf(host({})).color).toBe(false);
  });

  it("is as wide as the terminal, within reason; COLUMNS counts elsewhere", () => {
    expect(paperOf(host({ isTTY: true, columns: 300 })).width).toBe(140);
    expect(paperOf(host({ isTTY: true, columns: 10 })).width).toBe(40);
    expect(paperOf(host({}, { COLUMNS: "80" }))).toEqual({ width: 80, color: false, fits: true });
    expect(paperOf(host({}, { COLUMNS: "x" }))).toEqual({ width: 100, color: false, fits: false });
  });
});

it("dates, spans and numbers in words", () => {
  expect(date(1_767_571_200)).toBe("2026-01-05");
  expect(date(1_767_571_200 + 3600)).toBe("2026-01-05 01:00 UTC");
  expect(date(1_767_571_201)).toBe("2026-01-05 00:00:01 UTC");
  expect([span(86_400), span(7300), span(1)]).toEqual(["1 day", "2 hours", "1 second"]);
  expect([away(10, 10), away(86_410, 10), away(10, 7210)]).toEqual(["now", "in 1 day", "2 hours ago"]);
  expect([count(999), count(1000), count(1_234_567)]).toEqual(["999", "1,000", "1,234,567"]);
});
