/** How deep a YAML text nests and how many marks it has, told before anything recurses over it. */
import { Lexer, Parser } from "yaml";

/** Maps and lists inside each other. */
export const MAX_NESTING = 100;
/** Anchors and tags: the library looks at all those of a value for each of them. */
export const MAX_MARKS = 10_000;
/** Words, marks, blanks and line ends. */
export const MAX_LEXEMES = 200_000;

/** The offset at which a text nests too deeply, or has too many anchors or parts. */
export function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  let offset = 0;
  let marks = 0;
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The parser's stack holds what is open: the document, its collections, and one scalar.
    for (const _ of parser.next(lexeme)) void _;
    if (lexeme.startsWith("&") || lexeme.startsWith("!")) marks++;
    const many = marks > MAX_MARKS || ++lexemes > MAX_LEXEMES;
    if (many || parser.stack.length > MAX_NESTING + 2) return offset;
    offset += lexeme.length;
  }
  return undefined;
}
