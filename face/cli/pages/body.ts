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
  if (typeof value === "string") return value.trim().replaceAll("\n", " · ");
  if (Array.isArray(value))
    return value.every((v) => typeof v !== "object")
      ? list(value.map(String))
      : value.map((v) => inLine("", v)).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([k, v]) => `${words(k)} ${inLine(k, v)}`)
    .join(", ");
}

/** Longer ones are summed up: `--json` has them whole. */
const LONGEST = 400;
const MOST_NAMES = 12;

function summed(name: string, value: unknown): string {
  const whole = inLine(name, value);
  if (whole.length <= LONGEST) return whole;
  if (Array.isArray(value)) {
    const names = value.slice(0, MOST_NAMES).map(nameOf);
    const rest = value.length - names.length;
    return `${value.length}: ${names.join(", ")}${rest > 0 ? ` … and ${rest} more` : ""}`;
  }
  if (typeof value === "object" && value !== null) return `with ${list(Object.keys(value))}`;
  return `${whole.slice(0, LONGEST)} …`;
}

/** What an item of a list is called. */
function nameOf(item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  const { id, party, resource, prefix, kind, name } = item as { readonly [field: string]: unknown };
  const called = id ?? party ?? resource ?? prefix ?? kind ?? name;
  return typeof called === "string" ? called : inLine("", item).slice(0, 40);
}

export const bodyFacts = (body: { readonly [field: string]: unknown }): readonly Fact[] =>
  Object.entries(body).map(([name, value]): Fact => [words(name), summed(name, value)]);

/** A measure: its kind, then what it says. */
export const measureText = (kind: string, body: unknown): string => `${kind}: ${summed("", body)}`;
