/** Lines of a window, without copying: LF or CRLF, the last one with or without an end. */
import type { Scan, Window } from "./window.ts";

const LF = 10;
const CR = 13;

/**
 * Calls `use(data, from, to, number)` for every line, without its end; `number` starts at 1. `plain` gets the place of a
 * line before its end is sought and gives the place after it, or -1 for one that `use` shall have: a reader takes usual
 * lines there in one go. Of a line longer than the lookahead only that much is handed over, and its rest is passed by.
 */
export function* eachLine(
  window: Window,
  use: (data: Uint8Array, from: number, to: number, number: number) => void,
  plain?: (data: Uint8Array, from: number, end: number) => number,
): Scan<void> {
  let number = 0;
  let inside = false;
  for (;;) {
    while (!window.ample) yield;
    const { data, end } = window;
    let { pos } = window;
    if (plain !== undefined && !inside) {
      const last = window.lastAmple;
      for (let after = 0; pos <= last && (after = plain(data, pos, end)) >= 0; number++) pos = after;
      window.pos = pos;
      if (!window.ample) continue;
    }
    if (pos === end) {
      if (window.final) return;
      continue;
    }
    const found = data.indexOf(LF, pos);
    const whole = found >= 0 && found < end;
    const to = whole ? found : end;
    if (!inside) use(data, pos, to > pos && data[to - 1] === CR ? to - 1 : to, ++number);
    inside = !whole && !window.final;
    window.pos = whole ? to + 1 : to;
  }
}

/** Where the fields of a line stand: `from[i]` to `to[i]`. */
export type Fields = { count: number; readonly from: Int32Array; readonly to: Int32Array };

export const MAX_FIELDS = 32;
export const fieldsSlot = (): Fields => ({
  count: 0,
  from: new Int32Array(MAX_FIELDS),
  to: new Int32Array(MAX_FIELDS),
});

const QUOTE = 34;
const SPACE = 32;
const TAB = 9;

const blank = (c: number): boolean => c === SPACE || c === TAB;

/** Splits at commas; blanks around and one pair of quotes are taken off. More than `MAX_FIELDS` are not kept. */
export function commaFields(data: Uint8Array, from: number, to: number, out: Fields): void {
  let n = 0;
  let start = from;
  for (let pos = from; pos <= to && n < MAX_FIELDS; pos++) {
    if (pos < to && data[pos] !== 44) continue;
    let a = start;
    let b = pos;
    while (a < b && blank(data[a]!)) a++;
    while (b > a && blank(data[b - 1]!)) b--;
    if (b - a >= 2 && data[a] === QUOTE && data[b - 1] === QUOTE) {
      a++;
      b--;
    }
    out.from[n] = a;
    out.to[n++] = b;
    start = pos + 1;
  }
  out.count = n;
}

/** Splits at runs of tabs and blanks. */
export function blankFields(data: Uint8Array, from: number, to: number, out: Fields): void {
  let n = 0;
  let pos = from;
  while (n < MAX_FIELDS) {
    while (pos < to && blank(data[pos]!)) pos++;
    if (pos === to) break;
    out.from[n] = pos;
    while (pos < to && !blank(data[pos]!)) pos++;
    out.to[n++] = pos;
  }
  out.count = n;
}
