/** A game as JSON: `{members, criteria: [{name, weights, quota}], overrideMembers, populations}`. */
import type { Criterion, Weighted } from "@comity/rules/power";
import type { Place } from "../locate.ts";
import { readText, type Problem } from "../read-text.ts";
import { readQuota } from "./quota.ts";

export type GameFile = { readonly weighted: Weighted; readonly populations: readonly number[] | null };
export type ReadGame =
  | { readonly ok: true; readonly value: GameFile }
  | { readonly ok: false; readonly error: Problem };

const KEYS = ["members", "criteria", "overrideMembers", "populations", "note", "source"];

/** Null when the text is no game, but perhaps a constitution. Refusals name the line. */
export function gameFile(text: string): ReadGame | null {
  const read = readText(text);
  if (!("value" in read)) return null;
  const { value } = read;
  if (typeof value !== "object" || value === null || !("criteria" in value)) return null;
  return gameOf(value, read.place);
}

/** From a value; `place` says where its parts stand. */
export function gameOf(value: object, place: (pointer: string) => Place): ReadGame {
  const wrong = (field: string, detail: string): ReadGame => ({
    ok: false,
    error: { ...place(field), code: "game-file", field, detail },
  });
  const odd = Object.keys(value).find((key) => !KEYS.includes(key));
  if (odd !== undefined) return wrong(`/${odd}`, `remove this key, or use one of: ${KEYS.join(", ")}`);
  const { members, criteria, overrideMembers, populations } = value as { [key: string]: unknown };
  if (!Array.isArray(criteria)) return wrong("/criteria", "expected a list of {name, weights, quota}");
  const read: Criterion[] = [];
  for (const [i, each] of (criteria as unknown[]).entries()) {
    const criterion = criterionOf(each);
    if (criterion === null) {
      return wrong(
        `/criteria/${i}`,
        'expected {name, weights: [whole numbers], quota: 12, "2/3", ">1/2" or "65%"}',
      );
    }
    read.push(criterion);
  }
  const names = members ?? read[0]?.weights.map((_, i) => `${i + 1}`);
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    return wrong("/members", "expected a list of names");
  }
  if (overrideMembers !== undefined && !Number.isSafeInteger(overrideMembers)) {
    return wrong("/overrideMembers", "expected a number of members");
  }
  if (populations !== undefined && !isNumbers(populations, 1)) {
    return wrong("/populations", "expected one whole number above 0 per member");
  }
  const weighted: Weighted = {
    members: names,
    criteria: read,
    ...(overrideMembers === undefined ? {} : { overrideMembers: overrideMembers as number }),
  };
  return { ok: true, value: { weighted, populations: populations ?? null } };
}

function criterionOf(value: unknown): Criterion | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, weights, quota } = value as { [key: string]: unknown };
  if (Object.keys(value).some((key) => !["name", "weights", "quota"].includes(key))) return null;
  if (!isNumbers(weights, 0) || (name !== undefined && typeof name !== "string")) return null;
  const read = typeof quota === "number" || typeof quota === "string" ? readQuota(String(quota)) : null;
  return read === null ? null : { weights, quota: read, ...(name === undefined ? {} : { name }) };
}

const isNumbers = (value: unknown, least: number): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= least);
