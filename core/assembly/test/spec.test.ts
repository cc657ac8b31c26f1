/** SPEC.md names a test for every invariant; here: that it exists, and that numbers are given once and in order. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
const rows = [...spec.matchAll(/^\| ([KDVRIW])([0-9]+) \| .* \| `([^`›]+) › ([^`]+)` \|$/gm)].map(
  ([, letter, number, file, name]) => ({ letter: letter!, number: Number(number), file: file!, name: name! }),
);
const at = (file: string): URL =>
  new URL(file.startsWith("promises/") ? `../../../${file}` : file, import.meta.url);
/** The names of the tests of a file, where a name may run over lines. */
const words = (text: string): string => text.replace(/\s+/g, " ");

describe("every invariant of SPEC.md", () => {
  it("has a row with a test: none is written in another form", () => {
    expect(rows.length).toBe([...spec.matchAll(/^\| [KDVRIW][0-9]+ \|/gm)].length);
    for (const letter of ["K", "D", "V", "R", "I", "W"]) {
      const numbers = rows.filter((r) => r.letter === letter).map((r) => r.number);
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    }
  });

  it.each(rows.map((r) => [`${r.letter}${r.number}`, r] as const))(
    "%s names a test that exists",
    (_, { file, name }) => {
      expect(existsSync(at(file)), file).toBe(true);
      const source = words(readFileSync(at(file), "utf8"));
      const titles = [...source.matchAll(/\b(?:it|describe)(?:\.\w+\([^"`]*?\))*\s*\(?\s*["`]([^"`]+)["`]/g)];
      const called = titles
        .map((m) => m[1]!)
        .concat([...source.matchAll(/\)\( ?["`]([^"`]+)["`],/g)].map((m) => m[1]!));
      expect(
        called.some((title) => title.includes(name)),
        `${file}: no test is called …${name}…`,
      ).toBe(true);
    },
  );
});
