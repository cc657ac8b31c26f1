/** Text with tones. A tone becomes colour on a terminal and nothing elsewhere; the text itself is made harmless first. */
import { harmlessInLine } from "../harmless.ts";
import { pieces, widthOf } from "./width.ts";

export type Tone = "strong" | "quiet" | "good" | "bad" | "warn";
export type Toned = { readonly text: string; readonly tone: Tone };
/** Parts follow each other without a space. */
export type Text = string | Toned | readonly (string | Toned)[];

const of =
  (tone: Tone) =>
  (text: string): Toned => ({ text, tone });
export const strong = of("strong");
export const quiet = of("quiet");
export const good = of("good");
export const bad = of("bad");
export const warn = of("warn");

type Part = { readonly text: string; readonly tone: Tone | undefined };

export const partsOf = (text: Text): readonly Part[] =>
  (Array.isArray(text) ? (text as readonly (string | Toned)[]) : [text as string | Toned]).map((part) =>
    typeof part === "string"
      ? { text: harmlessInLine(part), tone: undefined }
      : { text: harmlessInLine(part.text), tone: part.tone },
  );

export const textWidth = (text: Text): number =>
  partsOf(text).reduce((sum, part) => sum + widthOf(part.text), 0);

/** Lines of at most `width` columns, broken between words; a longer word is cut. */
export function wrapped(text: Text, width: number): readonly (readonly Part[])[] {
  const lines: Part[][] = [[]];
  let used = 0;
  const put = (part: Part, own: number): void => {
    lines.at(-1)!.push(part);
    used += own;
  };
  for (const { text: run, tone } of partsOf(text)) {
    for (const word of run.split(/( +)/)) {
      if (word === "") continue;
      const own = widthOf(word);
      if (used + own <= width) put({ text: word, tone }, own);
      else if (word.startsWith(" ")) {
        lines.push([]);
        used = 0;
      } else {
        if (used > 0 && own <= width) {
          lines.push([]);
          used = 0;
        }
        for (const [i, piece] of (own <= width ? [word] : pieces(word, width)).entries()) {
          if (i > 0 || used + widthOf(piece) > width) {
            lines.push([]);
            used = 0;
          }
          put({ text: piece, tone }, widthOf(piece));
        }
      }
    }
  }
  return lines.map(trimmed);
}

/** Without the space a line was broken at. */
function trimmed(line: readonly Part[]): readonly Part[] {
  const end = line.findLastIndex(({ text }) => !/^ *$/.test(text));
  return line.slice(0, end + 1);
}

const CODES: { readonly [tone in Tone]: readonly [number, number] } = {
  strong: [1, 22],
  quiet: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
};

export function painted(parts: readonly Part[], color: boolean): string {
  return parts
    .map(({ text, tone }) => {
      if (!color || tone === undefined) return text;
      const [on, off] = CODES[tone];
      return `\u001B[${on}m${text}\u001B[${off}m`;
    })
    .join("");
}
