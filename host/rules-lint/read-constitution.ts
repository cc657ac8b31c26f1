/** A constitution from a file's text. Every refusal names line, column and what to write instead. */
import { parseConstitution, type Constitution, type Refusal } from "@comity/rules";
import { insteadOf } from "./instead.ts";
import { valueAt } from "./value-at.ts";
import type { Place } from "./locate.ts";
import { readText, type Problem } from "./read-text.ts";

export type Read =
  | { readonly ok: true; readonly value: Constitution; readonly place: (pointer: string) => Place }
  | { readonly ok: false; readonly error: readonly Problem[] };

export function readConstitution(text: string): Read {
  const read = readText(text);
  if (!("value" in read)) return { ok: false, error: read };
  const parsed = parseConstitution(read.value);
  if (parsed.ok) return { ok: true, value: parsed.value, place: read.place };
  return { ok: false, error: [located(parsed.error, read.value, read.place, namesIn(read.value))] };
}

export function located(
  refusal: Refusal,
  root: unknown,
  place: (pointer: string) => Place,
  names: readonly string[],
): Problem {
  const instead = insteadOf(refusal, root, names);
  return { ...place(refusal.field), ...refusal, ...(instead === null ? {} : { instead }) };
}

function namesIn(root: unknown): readonly string[] {
  return ["/chambers", "/rules"].flatMap((pointer) => {
    const value = valueAt(root, pointer);
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  });
}
