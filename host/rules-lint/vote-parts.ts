/** What a vote file is read to, and small readers for it. */
import type { Ballot, Consents, Electorate } from "@comity/rules";
import type { Problem } from "./read-text.ts";

export type Vote = {
  readonly electorate: Electorate;
  readonly ballots: readonly Ballot[];
  readonly consents: Consents;
};
export type ReadVote =
  | { readonly ok: true; readonly value: Vote }
  | { readonly ok: false; readonly error: Problem };
/** A refusal of the part at a JSON pointer. */
export type Say = (code: string, field: string, detail: string) => ReadVote;

export const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Party identifiers as well as names of the language. */
export const isName = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/.test(value);

export const textsOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((each) => typeof each === "string") ? value : null;

export function numbersOf(value: unknown): { readonly [key: string]: number } | null {
  if (!isMap(value)) return null;
  const entries = Object.entries(value);
  const whole = (each: unknown): each is number =>
    typeof each === "number" && Number.isSafeInteger(each) && each >= 0;
  return entries.every(([, each]) => whole(each)) ? (value as { readonly [key: string]: number }) : null;
}

/** The first key that is none of these. */
export const fieldsOf = (value: object, allowed: readonly string[]): string | null =>
  Object.keys(value).find((key) => !allowed.includes(key)) ?? null;
