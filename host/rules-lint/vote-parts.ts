/** What a vote file is read to, and small readers for it. */
import type { Ballot, Consents, Electorate, Moment } from "@comity/rules";
import type { Problem } from "./read-text.ts";

export type Vote = {
  readonly electorate: Electorate;
  readonly ballots: readonly Ballot[];
  readonly consents: Consents;
  /** Where the file says when; otherwise ballots carry no time. */
  readonly moment: Moment | null;
};
export type ReadVote =
  | { readonly ok: true; readonly value: Vote }
  | { readonly ok: false; readonly error: Problem };
export type Refused = Extract<ReadVote, { readonly ok: false }>;
/** A refusal of the part at a JSON pointer. */
export type Say = (code: string, field: string, detail: string) => Refused;

export const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Party identifiers as well as names of the language. */
export const isName = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/.test(value);

export const textsOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((each) => typeof each === "string") ? value : null;

export function numbersOf(value: unknown): { readonly [key: string]: number } | null {
  if (!isMap(value)) return null;
  return Object.values(value).every(isWhole) ? (value as { readonly [key: string]: number }) : null;
}

export const isWhole = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

/** Refuses keys that are none of these. */
export function oddKey(value: object, path: string, allowed: readonly string[], say: Say): Refused | null {
  const odd = Object.keys(value).find((key) => !allowed.includes(key));
  return odd === undefined
    ? null
    : say("unknown-key", `${path}/${odd}`, `remove this key, or use one of: ${allowed.join(", ")}`);
}
