/** How deep a YAML text nests and how many marks it has, told before anything recurses over it. */
import { Lexer, Parser } from "yaml";

/** Maps and lists inside each other. */
export const MAX_NESTING = 100;
/** Anchors and tags: the library looks at all those of a value for each of them. */
export const MAX_MARKS = 10_000;

/** The offset at which a text nests too deeply, or has too many anchors. */
export function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  let offset = 0;
  let marks = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The parser's stack holds what is open: the document, its collections, and one scalar.
    for (const _ of parser.next(lexeme)) void _;
    if (lexeme.startsWith("&") || lexeme.startsWith("!")) marks++;
    if (parser.stack.length > MAX_NESTING + 2 || marks > MAX_MARKS) return offset;
    offset += lexeme.length;
  }
  return undefined;
}
