/** The fields of an act, a measure or an offer as facts: lists in one line, what lies deeper under its name. */
import { date, list } from "../print/words.ts";
import type { Fact } from "../print/page.ts";

const TIMES =
  /^(?:time|at|opened|opens|closes|until|due|joinedAt|made|ends|effectAt|expires|decidedAt|lockedUntil|from)$/;

const words = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** A value in one line. */
export function inLine(name: string, value: unknown): string {
  if (typeof value === "number" && TIMES.test(name) && value > 1_000_000_000) return date(value);
  if (Array.isArray(value))
    return value.every((v) => typeof v !== "object")
      ? list(value.map(String))
      : value.map((v) => inLine("", v)).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([k, v]) => `${words(k)} ${inLine(k, v)}`)
    .join(", ");
}

/** Lists longer than this are counted, not written out. */
const MOST = 12;

export function bodyFacts(body: { readonly [field: string]: unknown }): readonly Fact[] {
  return Object.entries(body).map(([name, value]): Fact => {
    if (Array.isArray(value) && value.length > MOST)
      return [words(name), `${inLine(name, value.slice(0, MOST))} … and ${value.length - MOST} more`];
    const text = inLine(name, value);
    return [words(name), text.length > 600 ? `${text.slice(0, 600)} …` : text];
  });
}
