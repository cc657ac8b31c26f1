/**
 * A constitution as YAML 1.2 for people to read and change: short parts on one line, everything else in blocks. Words
 * that other versions of YAML take for something else (`yes`, `no`) are quoted.
 */
import type { Constitution } from "@comity/rules";

const WIDTH = 100;
const PLAIN = /^[A-Za-z][A-Za-z0-9 _.-]*[A-Za-z0-9.]$/;
const TAKEN = /^(?:yes|no|on|off|true|false|null|y|n)$/i;

export function toYaml(constitution: Constitution): string {
  const certainty = [
    ...new Set(Object.values(constitution.rules).map((rule) => rule.source?.certainty ?? "unknown")),
  ].sort();
  return (
    `# ${constitution.name}\n` +
    `# Every rule names its source and how sure it is: here ${certainty.join(", ")}. Seconds everywhere: 86400 is a day.\n` +
    block(constitution, "")
  );
}

function block(value: object, indent: string): string {
  const entries = Array.isArray(value)
    ? value.map((item) => ["-", item] as const)
    : Object.entries(value).map(([key, item]) => [`${word(key)}:`, item as unknown] as const);
  return entries.map(([lead, item]) => entry(lead, item, indent)).join("");
}

function entry(lead: string, item: unknown, indent: string): string {
  const line = `${indent}${lead} ${flow(item)}`;
  if (typeof item !== "object" || item === null || line.length <= WIDTH) return `${line}\n`;
  if (lead !== "-") return `${indent}${lead}\n${block(item, `${indent}  `)}`;
  // The first key of an object in a list stands on the line of its dash.
  const inner = block(item, `${indent}  `);
  return `${indent}- ${inner.slice(indent.length + 2)}`;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, item]) => `${word(key)}: ${flow(item)}`);
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  }
  return typeof value === "string" ? word(value) : String(value);
}

const word = (text: string): string => (PLAIN.test(text) && !TAKEN.test(text) ? text : JSON.stringify(text));
