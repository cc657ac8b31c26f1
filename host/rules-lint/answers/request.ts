/** Reading what a question carries. A constitution is an object, or the text of a file (YAML or JSON). */
import { parseConstitution, type Constitution, type Refusal, type Result, type Rule } from "@comity/rules";
import type { Place } from "../locate.ts";
import { readConstitution } from "../read-constitution.ts";
import type { Problem } from "../read-text.ts";
import { readVote, voteOf } from "../vote-file.ts";
import { isMap, type Vote } from "../vote-parts.ts";
import { no } from "./refusal.ts";

export type Fields = { readonly [key: string]: unknown };
export type Given = { readonly value: Constitution; readonly place: (pointer: string) => Partial<Place> };
const NOWHERE = (): Place => ({ line: 1, column: 1 });

/** Only these keys; those of `needed` at least. */
export function fieldsIn(
  value: unknown,
  needed: readonly string[],
  optional: readonly string[] = [],
): Result<Fields> {
  if (!isMap(value)) return no("request-form", "expected a JSON object", "");
  const known = [...needed, ...optional];
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined)
    return no("unknown-key", `remove this key, or use one of: ${known.join(", ")}`, `/${odd}`);
  const missing = needed.find((key) => !Object.hasOwn(value, key));
  return missing === undefined ? { ok: true, value } : no("missing-key", "add this key", `/${missing}`);
}

export function constitutionIn(fields: Fields, key: string): Result<Given> {
  const value = fields[key];
  if (typeof value === "string") {
    const read = readConstitution(value);
    return read.ok ? { ok: true, value: read } : { ok: false, error: placed(read.error[0]!, `/${key}`) };
  }
  const parsed = parseConstitution(value);
  if (parsed.ok) return { ok: true, value: { value: parsed.value, place: () => ({}) } };
  const { code, detail, field } = parsed.error;
  return no(code, detail, `/${key}${field}`);
}

export function ruleIn(fields: Fields, { rules }: Constitution): Result<Rule> {
  const name = fields["class"];
  const rule = typeof name === "string" && Object.hasOwn(rules, name) ? rules[name] : undefined;
  return rule === undefined
    ? no("no-rule", `there is no such class: use one of ${Object.keys(rules).join(", ")}`, "/class")
    : { ok: true, value: rule };
}

/** Members and ballots as an object, or the text of a file. */
export function voteIn(fields: Fields, constitution: Constitution, rule: Rule): Result<Vote> {
  const value = fields["vote"];
  if (typeof value === "string") {
    const read = readVote(value, constitution, rule);
    return read.ok ? read : { ok: false, error: placed(read.error, "/vote") };
  }
  const vote = voteOf(value, NOWHERE, constitution, rule);
  if (vote.ok) return vote;
  const { code, detail, field, instead } = vote.error;
  return no(code, instead === undefined ? detail : `${detail}; ${instead}`, `/vote${field}`);
}

/** A refusal inside a text says its line. */
function placed({ code, detail, field, instead, line, column }: Problem, at: string): Refusal {
  const then = instead === undefined ? "" : `; ${instead}`;
  return { code, detail: `line ${line}, column ${column}: ${detail}${then}`, field: `${at}${field}` };
}
