/** Constitutions from text: every refusal has its line, its column, and what to write instead. */
import { registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { readConstitution, type Problem } from "@comity/rules-lint";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";

const YAML = `# An assembly of equals\n${stringify(simpleMajority, { aliasDuplicateObjects: false })}`;
const problems = (text: string): readonly Problem[] => {
  const read = readConstitution(text);
  return read.ok ? [] : read.error;
};
const lineOf = (text: string, line: number): string => text.split("\n")[line - 1] ?? "";
const replaced = (from: string | RegExp, to: string): string => {
  const text = YAML.replace(from, to);
  expect(text).not.toBe(YAML);
  return text;
};

it("YAML with comments and JSON read alike", () => {
  for (const each of [simpleMajority, registriesOperatorsSociety]) {
    expect(readConstitution(stringify(each))).toMatchObject({ ok: true, value: each });
    for (const indent of [undefined, 2, "\t"]) {
      expect(readConstitution(JSON.stringify(each, undefined, indent))).toMatchObject({
        ok: true,
        value: each,
      });
    }
  }
  expect(readConstitution(YAML)).toMatchObject({ ok: true, value: simpleMajority });
});

it("anchors may be used again", () => {
  const text = stringify(simpleMajority);
  expect(text).toContain("*");
  expect(readConstitution(text)).toMatchObject({ ok: true, value: simpleMajority });
});

it("every clause has a place", () => {
  const read = readConstitution(YAML);
  if (!read.ok) throw new Error("expected a constitution");
  const { line, column } = read.place("/rules/reclaim/appeal/levels/0/length");
  expect(lineOf(YAML, line).slice(column - 1)).toMatch(/^length: 2592000/);
  expect(lineOf(YAML, read.place("/rules/reclaim").line)).toBe("  reclaim:");
  expect(read.place("")).toEqual({ line: 2, column: 1 });
});

describe("refused, with what to write instead", () => {
  const cases: readonly [string, string, string, RegExp, RegExp | undefined][] = [
    [
      "a decimal for a fraction",
      replaced(/share:\n\s+num: 1\n\s+den: 2/, "share: 0.667"),
      "shape",
      /share: 0\.667/,
      /\{num: 667, den: 1000\}/,
    ],
    [
      "a text for a fraction",
      replaced(/share:\n\s+num: 1\n\s+den: 2/, "share: 2/3"),
      "shape",
      /share: 2\/3/,
      /\{num: 2, den: 3\}/,
    ],
    [
      "a percentage for a fraction",
      replaced(/share:\n\s+num: 1\n\s+den: 2/, "share: 66.7%"),
      "shape",
      /share: 66/,
      /\{num: 667, den: 1000\}/,
    ],
    [
      "a fraction above the whole",
      replaced(/num: 1\n(\s+)den: 2/, "num: 3\n$1den: 2"),
      "fraction",
      /share:/,
      /at most 1/,
    ],
    [
      "a fraction with a broken part",
      replaced("num: 1", "num: 0.5"),
      "integer",
      /num: 0\.5/,
      /whole numbers/,
    ],
    [
      "a period in words",
      replaced(/voting: \d+/, "voting: 14 days"),
      "integer",
      /voting: 14 days/,
      /1209600/,
    ],
    [
      "a quoted number",
      replaced(/voting: \d+/, 'voting: "60"'),
      "integer",
      /voting: "60"/,
      /60 without quotes/,
    ],
    [
      "an unknown rule",
      replaced("class: admission", "class: admision"),
      "unknown-name",
      /class: admision/,
      /admission/,
    ],
    ["an unknown key", replaced("recused: removed", "recsed: removed"), "unknown-key", /recsed/, /recused/],
    ["an unknown kind", replaced("kind: threshold", "kind: treshold"), "choice", /treshold/, /threshold/],
    [
      "a name in capitals",
      replaced("recuse: []", "recuse: [The Proposer]"),
      "name",
      /The Proposer/,
      /the-proposer/,
    ],
    [
      "a missing key",
      replaced(/ {2}skew: .*\n/, ""),
      "missing-key",
      /parameters:/,
      /^add skew: 0 \(seconds\)$/,
    ],
    [
      "keys that are missing together",
      replaced(/fold: 1\n/, "").replace(/amendment:[^]*parameters:/, "parameters:"),
      "missing-key",
      /format/,
      /^add fold: 1$/,
    ],
    [
      "a kind as a key",
      replaced("kind: threshold", "threshold: 1"),
      "choice",
      /threshold: 1/,
      /write \{kind: threshold, …\} instead of threshold:/,
    ],
    [
      "a word for its shape",
      replaced(/weights:\n\s+kind: equal/, "weights: equal"),
      "shape",
      /weights: equal/,
      /^write \{kind: equal\}$/,
    ],
    [
      "nothing exceeds the whole",
      replaced(/num: 1\n(\s+)den: 2/, "num: 2\n$1den: 2"),
      "unattainable",
      /comparator/,
      /">="/,
    ],
    ["a repeated key", `${YAML}name: again\n`, "duplicate-key", /name: again/, /keep one/],
    [
      "an anchor inside itself",
      replaced("proposers: []", "proposers: &p [*p]"),
      "circular",
      /proposers: &p/,
      /write the value out/,
    ],
    [
      "a chamber made of itself",
      replaced(
        /membership:\n\s+by: decision\n\s+class: admission/,
        "membership: {by: chambers, of: [members]}",
      ),
      "circular",
      /of: \[members\]/,
      undefined,
    ],
    ["a missing anchor", replaced("proposers: []", "proposers: *nobody"), "yaml-alias", /\*nobody/, /define/],
    ["a tag", replaced("fold: 1", "fold: !!int 1"), "yaml-tag", /fold: !!int/, /remove the tag/],
    ["a key that is no text", replaced("fold: 1", "1: 1\nfold: 1"), "yaml-key", /^1: 1/, /quotes/],
    ["a merge key", replaced("fold: 1", "<<: {fold: 1}"), "yaml-merge", /<</, /alias/],
    ["two documents", `${YAML}---\nfold: 1\n`, "yaml", /---/, /one constitution/],
    ["a tab", replaced("  skew", "\tskew"), "yaml", /\tskew/, /spaces/],
    [
      "a weaker class over entrenchment",
      JSON.stringify(
        {
          ...registriesOperatorsSociety,
          amendment: { ...registriesOperatorsSociety.amendment, clauses: [{ clause: "", by: "amendment" }] },
        },
        undefined,
        1,
      ),
      "entrenchment",
      /clauses/,
      undefined,
    ],
  ];
  it.each(cases)("%s", (_, text, code, line, instead) => {
    const [first] = problems(text);
    expect(first?.code).toBe(code);
    expect(lineOf(text, first!.line)).toMatch(line);
    expect(first!.column).toBeGreaterThan(0);
    if (instead !== undefined) expect(first!.instead).toMatch(instead);
  });

  it("nothing at all, and what is no map", () => {
    expect(problems("")).toMatchObject([{ code: "shape", line: 1, column: 1 }]);
    expect(problems("- a\n")).toMatchObject([{ code: "shape" }]);
    expect(problems("x".repeat(1_048_577))).toMatchObject([{ code: "too-long" }]);
  });

  it("aliases that multiply, in breadth and in depth", () => {
    const grown = (n: number, of: (name: string) => string): string =>
      Array.from({ length: n }, (_, i) => `k${i}: &k${i} ${i === 0 ? "[x]" : of(`*k${i - 1} `)}`).join("\n");
    const line = (text: string) => problems(text).map((each) => [each.code, each.line > 1]);
    expect(line(grown(8, (k) => `[${Array.from({ length: 9 }, () => k).join(",")}]`))).toEqual([
      ["too-large", true],
    ]);
    expect(line(grown(2000, (k) => `[${k}]`))).toEqual([["too-large", true]]);
    expect(line(grown(90, (k) => `[${k}]`))).toEqual([["unknown-key", false]]);
  });

  it("what nests too deeply, with its line", () => {
    for (const text of [
      "[".repeat(20_000),
      "\n".repeat(3) + "[ ".repeat(1000) + "]".repeat(1000),
      "- ".repeat(20_000) + "x",
      `a: ${"{a: ".repeat(5000)}`,
      "&a ".repeat(300_000),
      "- []\n".repeat(200_000),
      Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    ]) {
      expect(problems(text)).toMatchObject([{ code: "too-deep" }]);
    }
    expect(problems(`\n\n${"[".repeat(200)}`)).toMatchObject([{ line: 3, column: 103 }]);
    expect(problems("[".repeat(99) + "]".repeat(99))).toMatchObject([{ code: "shape" }]);
  });

  it("many keys, anchors and aliases in time that grows with the text only", () => {
    const began = performance.now();
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n");
    expect(problems(keys)[0]!.code).toBe("unknown-key");
    expect(problems(`${keys}\nk7: 2`)).toMatchObject([{ code: "duplicate-key", line: 20_001 }]);
    const anchors = Array.from({ length: 5000 }, (_, i) => `k${i}: &a${i} x`).join("\n");
    const aliases = Array.from({ length: 5000 }, (_, i) => `*a${i}`).join(",");
    expect(problems(`${anchors}\nall: [${aliases}]`)[0]!.code).toBe("unknown-key");
    expect(performance.now() - began).toBeLessThan(6000);
  });

  it("a key of an object's own prototype", () => {
    expect(problems("__proto__: {fold: 1}")[0]).toMatchObject({ code: "unknown-key" });
    expect(problems("constructor: 1\nconstructor: 2")[0]).toMatchObject({ code: "duplicate-key" });
  });
});
