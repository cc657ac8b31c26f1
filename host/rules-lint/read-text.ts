/**
 * YAML 1.2 (and so JSON) to one JSON value with the place of every part. Refused is what two readers could
 * understand differently: repeated keys, tags, keys that are no text, anchors inside themselves, several documents.
 */
import { isAlias, isMap, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { placeAt, placeIn, type Place } from "./locate.ts";

/** A refusal with its place in the file. */
export type Problem = Place & {
  readonly code: string;
  /** JSON pointer. */
  readonly field: string;
  /** What is wrong. */
  readonly detail: string;
  /** What to write instead, where it can be said. */
  readonly instead?: string;
};

export type Text = {
  readonly value: unknown;
  readonly place: (pointer: string) => Place;
  /** The parsed YAML with its comments. */
  readonly document: Document;
};

/** Characters. */
const LONGEST = 4_000_000;
const ALIASES = 1000;

export function readText(text: string): Text | readonly Problem[] {
  if (text.length > LONGEST)
    return [{ ...START, code: "too-long", detail: `expected at most ${LONGEST} characters` }];
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    uniqueKeys: true,
    strict: true,
    version: "1.2",
  });
  const problems = [...document.errors, ...document.warnings].map((each): Problem => {
    const { line, column } = placeAt(counter, each.pos[0]);
    return { line, column, code: codeOf(each.code), field: "", ...spoken(each.code, each.message) };
  });
  if (problems.length > 0) return problems;
  const odd = oddities(document, counter);
  if (odd.length > 0) return odd;
  const value: unknown = document.toJS({ maxAliasCount: ALIASES });
  const whole = document as unknown as Document;
  return { value, document: whole, place: (pointer) => placeIn(whole, counter, pointer) };
}

const START = { line: 1, column: 1, field: "" } as const;

function oddities(document: Document, counter: LineCounter): readonly Problem[] {
  const found: Problem[] = [];
  let aliases = 0;
  const say = (offset: number | undefined, code: string, detail: string, instead: string): void =>
    void found.push({ ...placeAt(counter, offset ?? 0), code, field: "", detail, instead });
  visit(document, (_, node, path) => {
    if (isPair(node)) {
      const { key } = node;
      if (!isScalar(key) || typeof key.value !== "string") {
        const offset = (key as { range?: readonly number[] } | null)?.range?.[0];
        say(offset, "yaml-key", "this key is not a text", 'put the key in quotes, such as "1":');
      } else if (key.value === "<<") {
        say(
          key.range?.[0],
          "yaml-merge",
          "merge keys are not part of YAML 1.2",
          "repeat the keys, or use an alias as the value",
        );
      }
    } else if (isAlias(node)) {
      aliases++;
      const target = node.resolve(document);
      if (target === undefined) {
        say(
          node.range?.[0],
          "yaml-alias",
          `there is no anchor &${node.source} before this`,
          "define the anchor first",
        );
      } else if (path.includes(target) || aliases > ALIASES) {
        say(
          node.range?.[0],
          "circular",
          `*${node.source} stands inside what it stands for`,
          "write the value out",
        );
      }
    } else if ((isScalar(node) || isMap(node)) && node.tag !== undefined) {
      say(node.range?.[0], "yaml-tag", `the tag ${node.tag} is not used here`, "remove the tag");
    }
  });
  return found;
}

const codeOf = (code: string): string => (code === "DUPLICATE_KEY" ? "duplicate-key" : "yaml");

function spoken(code: string, message: string): { readonly detail: string; readonly instead?: string } {
  const detail = message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
  const instead: { readonly [code: string]: string } = {
    DUPLICATE_KEY: "keep one of the two: readers would differ about which counts",
    TAB_AS_INDENT: "indent with spaces",
    BAD_INDENT: "indent the parts of one map or list alike",
    MULTIPLE_DOCS: "one file holds one constitution: remove the line ---",
    BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes',
    MISSING_CHAR: "close the bracket or the quote",
  };
  return Object.hasOwn(instead, code) ? { detail, instead: instead[code]! } : { detail };
}
