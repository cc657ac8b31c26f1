/**
 * YAML 1.2 (and so JSON) to one JSON value with the place of every part. Refused is what two readers could
 * understand differently: repeated keys, tags, keys that are no text, anchors inside themselves, several documents.
 */
import { LineCounter, parseDocument, type Document } from "yaml";
import { placeAt, placeIn, type Place } from "./locate.ts";
import { MAX_LEXEMES, MAX_MARKS, MAX_NESTING, tooDeepAt } from "./nesting.ts";
import { yamlValue } from "./yaml-value.ts";

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
const LONGEST = 1024 * 1024;
/** Told at once. */
const MAX_PROBLEMS = 100;

export function readText(text: string): Text | readonly Problem[] {
  if (text.length > LONGEST)
    return [{ ...START, code: "too-long", detail: `expected at most ${LONGEST} characters` }];
  const deep = tooDeepAt(text);
  if (deep !== undefined) return [{ ...placeOf(text, deep), ...TOO_DEEP }];
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    // Places are told below, of the first few.
    prettyErrors: false,
    // Checked with the values: the library compares every key with every other.
    uniqueKeys: false,
    strict: true,
    version: "1.2",
  });
  const problems = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS).map((each): Problem => {
    const { line, column } = placeAt(counter, each.pos[0]);
    return { line, column, code: "yaml", field: "", ...spoken(each.code, each.message) };
  });
  if (problems.length > 0) return problems;
  const whole = document as unknown as Document;
  const read = yamlValue(whole, counter);
  if (!("value" in read)) return read.slice(0, MAX_PROBLEMS);
  return { value: read.value, document: whole, place: (pointer) => placeIn(whole, counter, pointer) };
}

const START = { line: 1, column: 1, field: "" } as const;
const TOO_DEEP = {
  code: "too-deep",
  field: "",
  detail: `more than ${MAX_NESTING} maps and lists inside each other, or more than ${MAX_MARKS} anchors or ${MAX_LEXEMES} words and marks`,
  instead: "nest less, and write values out",
} as const;

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function spoken(code: string, message: string): { readonly detail: string; readonly instead?: string } {
  const detail = message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
  const instead: { readonly [code: string]: string } = {
    TAB_AS_INDENT: "indent with spaces",
    BAD_INDENT: "indent the parts of one map or list alike",
    MULTIPLE_DOCS: "one file holds one constitution: remove the line ---",
    BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes',
    MISSING_CHAR: "close the bracket or the quote",
  };
  return Object.hasOwn(instead, code) ? { detail, instead: instead[code]! } : { detail };
}
