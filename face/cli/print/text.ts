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

/** Lines of at most `width` columns, broken at spaces; a longer word is cut. A word may have parts of several tones. */
export function wrapped(text: Text, width: number): readonly (readonly Part[])[] {
  const lines: Part[][] = [[]];
  let used = 0;
  let space: Part | undefined;
  const newLine = (): void => {
    lines.push([]);
    used = 0;
  };
  for (const word of wordsOf(text)) {
    const own = word.reduce((sum, part) => sum + widthOf(part.text), 0);
    if (word[0]!.text.startsWith(" ")) {
      space = word[0];
      continue;
    }
    const gap = space === undefined ? 0 : space.text.length;
    if (used + gap + own > width && used > 0) newLine();
    else if (space !== undefined) {
      lines.at(-1)!.push(space);
      used += gap;
    }
    space = undefined;
    for (const { text: run, tone } of word) {
      for (const piece of own > width ? pieces(run, width) : [run]) {
        if (used + widthOf(piece) > width && used > 0) newLine();
        lines.at(-1)!.push({ text: piece, tone });
        used += widthOf(piece);
      }
    }
  }
  return lines;
}

/** Runs of spaces, and what stands between them. */
function wordsOf(text: Text): readonly (readonly Part[])[] {
  const words: Part[][] = [];
  let open = false;
  for (const { text: run, tone } of partsOf(text)) {
    for (const piece of run.split(/( +)/)) {
      if (piece === "") continue;
      const isSpace = piece.startsWith(" ");
      if (!isSpace && open) words.at(-1)!.push({ text: piece, tone });
      else words.push([{ text: piece, tone }]);
      open = !isSpace;
    }
  }
  return words;
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
