/** A JSON answer as indented lines for people: names in words, times as dates, empty things left out. */
import { toTimestamp } from "@comity/canon";

const TIMES =
  /^(?:time|at|opened|opens|closes|until|due|since_time|joinedAt|made|ends|effectAt|expires|decidedAt|lockedUntil)$/;

const words = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

function scalar(name: string, value: unknown): string {
  if (typeof value === "number" && TIMES.test(name) && value > 1_000_000_000) return toTimestamp(value);
  return String(value);
}

const empty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

function walk(name: string, value: unknown, indent: string): string {
  if (empty(value)) return "";
  if (typeof value !== "object") return `${indent}${words(name)}: ${scalar(name, value)}\n`;
  const flat = Object.entries(value!).filter(([, v]) => !empty(v));
  if (Array.isArray(value)) {
    const items = value.slice(0, 50).map((item) => {
      if (typeof item !== "object") return `${indent}  - ${scalar(name, item)}\n`;
      return walk("-", item, `${indent}  `);
    });
    const more = value.length > 50 ? `${indent}  … and ${value.length - 50} more\n` : "";
    return `${indent}${words(name)}:\n${items.join("")}${more}`;
  }
  const simple = flat.every(([, v]) => typeof v !== "object");
  const line = flat.map(([k, v]) => `${words(k)} ${scalar(k, v)}`).join(", ");
  if (simple && line.length < 90) return `${indent}${words(name)}: ${line}\n`;
  return `${indent}${words(name)}:\n${flat.map(([k, v]) => walk(k, v, `${indent}  `)).join("")}`;
}

export const lines = (value: unknown): string =>
  Object.entries(value as object)
    .map(([k, v]) => walk(k, v, ""))
    .join("");
