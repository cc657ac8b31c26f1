/** Strict JSON (RFC 8259) over a window: structure here, small values through `JSON.parse`. */
import { refuse, type Refusal, type Result } from "@comity/canon";
import type { Scan, Window } from "./window.ts";

export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

export const isSpace = (c: number | undefined): boolean => c === 32 || c === 10 || c === 13 || c === 9;

/** What is wrong with the text at the window's position. */
export function jsonRefusal(window: Window): Result<never> & { readonly ok: false } {
  if (window.final && window.pos >= window.end)
    return refuse("json-truncated", "the file ends in the middle: fetch it again");
  const near = new TextDecoder("latin1").decode(
    window.data.subarray(window.pos, Math.min(window.end, window.pos + 24)),
  );
  return refuse("json", `not JSON at byte ${window.offset}, near ${JSON.stringify(near)}`);
}

/** Skips white space; the next byte, or -1 at the end of the input. */
export function* next(window: Window): Scan<number> {
  for (;;) {
    while (!window.ample) yield;
    const { data, end } = window;
    let { pos } = window;
    while (pos < end && isSpace(data[pos])) pos++;
    window.pos = pos;
    if (pos < end) return data[pos]!;
    if (window.final) return -1;
  }
}

/**
 * End of the value that starts at `at` (an object, list or string by its brackets, else up to a separator), or -1
 * when the window ends first.
 */
export function valueEnd(data: Uint8Array, at: number, end: number): number {
  let depth = 0;
  let pos = at;
  while (pos < end) {
    const c = data[pos++]!;
    if (c === QUOTE) {
      while (pos < end && data[pos] !== QUOTE) pos += data[pos] === BACKSLASH ? 2 : 1;
      if (pos++ >= end) return -1;
      if (depth === 0) return pos;
    } else if (c === OPEN_OBJECT || c === OPEN_LIST) depth++;
    else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
      if (depth === 0) return pos - 1;
      if (--depth === 0) return pos;
    } else if (depth === 0 && (c === COMMA || isSpace(c))) return pos - 1;
  }
  return -1;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The value at the window's position as a JavaScript value; the position moves past it. Codes `json`, `json-truncated`. */
export function* value(window: Window): Scan<Result<unknown>> {
  while (!window.ample) yield;
  const found = valueEnd(window.data, window.pos, window.end);
  // Not final: larger than the lookahead, which no record of these files is.
  if (found < 0 && !window.final)
    return refuse("json-too-large", `a value at byte ${window.offset} is too large`);
  const end = found < 0 ? window.end : found;
  try {
    const parsed: unknown = JSON.parse(utf8.decode(window.data.subarray(window.pos, end)));
    window.pos = end;
    return { ok: true, value: parsed };
  } catch {
    if (found < 0) window.pos = window.end;
    return jsonRefusal(window);
  }
}

/** Calls for every element of a list; `element` stands at its first byte and must move past it. */
export function* list(window: Window, element: () => Scan<Refusal | undefined>): Scan<Refusal | undefined> {
  if ((yield* next(window)) !== OPEN_LIST) return jsonRefusal(window).error;
  window.pos++;
  if ((yield* next(window)) === CLOSE_LIST) {
    window.pos++;
    return undefined;
  }
  for (;;) {
    const bad = yield* element();
    if (bad !== undefined) return bad;
    const c = yield* next(window);
    if (c !== COMMA && c !== CLOSE_LIST) return jsonRefusal(window).error;
    window.pos++;
    if (c === CLOSE_LIST) return undefined;
    yield* next(window);
  }
}

/** The same for every member of an object; `member` stands at the value. No name may occur twice. */
export function* object(
  window: Window,
  member: (name: string) => Scan<Refusal | undefined>,
): Scan<Refusal | undefined> {
  const names = new Set<string>();
  if ((yield* next(window)) !== OPEN_OBJECT) return jsonRefusal(window).error;
  window.pos++;
  if ((yield* next(window)) === CLOSE_OBJECT) {
    window.pos++;
    return undefined;
  }
  for (;;) {
    if ((yield* next(window)) !== QUOTE) return jsonRefusal(window).error;
    const name = yield* value(window);
    if (!name.ok) return name.error;
    const key = name.value as string;
    if (names.has(key))
      return refuse("json-duplicate", `the member ${JSON.stringify(key)} occurs twice`).error;
    names.add(key);
    if ((yield* next(window)) !== COLON) return jsonRefusal(window).error;
    window.pos++;
    yield* next(window);
    const bad = yield* member(key);
    if (bad !== undefined) return bad;
    const c = yield* next(window);
    if (c !== COMMA && c !== CLOSE_OBJECT) return jsonRefusal(window).error;
    window.pos++;
    if (c === CLOSE_OBJECT) return undefined;
  }
}
