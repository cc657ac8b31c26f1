/**
 * JSON Canonicalization Scheme (RFC 8785). Keys are ordered by UTF-16 code units, written out here because a
 * JavaScript object lists integer-like keys first. Numbers use the ECMAScript form the RFC prescribes.
 */
import { ok, refuse, Defect, type Result } from "./result.ts";
import { fromUtf8, utf8 } from "./text.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deepest nesting of a text that is read: brackets alone must not exhaust the stack; constitutions need about 12. */
const MAX_NESTING = 64;

/** The canonical text of a JSON value; throws a `Defect` for what JSON cannot express (NaN, a lone surrogate). */
export function jcs(value: Json): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw new Defect("JCS: lone surrogate");
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new Defect("JCS: number is not finite");
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    default:
      if (value === null) return "null";
      return Array.isArray(value) ? jcsArray(value) : jcsObject(value as { readonly [key: string]: Json });
  }
}

function jcsArray(items: readonly Json[]): string {
  let out = "[";
  for (let i = 0; i < items.length; i++) out += (i === 0 ? "" : ",") + jcs(items[i]!);
  return out + "]";
}

function jcsObject(object: { readonly [key: string]: Json }): string {
  // The default order of `sort` is by UTF-16 code units, which is the order RFC 8785 section 3.2.3 wants.
  const keys = Object.keys(object);
  if (!ascending(keys)) keys.sort();
  let out = "{";
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    out += (i === 0 ? "" : ",") + quotedKey(key) + jcs(object[key]!);
  }
  return out + "}";
}

function ascending(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return false;
  return true;
}

/** Names of fields come again and again: their quoted form with the colon is kept. */
const QUOTED = new Map<string, string>();
const MAX_QUOTED = 2048;
const MAX_KEPT_KEY = 32;

function quotedKey(key: string): string {
  let quoted = QUOTED.get(key);
  if (quoted === undefined) {
    if (!key.isWellFormed()) throw new Defect("JCS: lone surrogate");
    quoted = `${JSON.stringify(key)}:`;
    if (QUOTED.size >= MAX_QUOTED) QUOTED.clear();
    if (key.length <= MAX_KEPT_KEY) QUOTED.set(key, quoted);
  }
  return quoted;
}

/** The value of a text that is exactly its own canonical form. Codes `json`, `json-nested`, `json-not-canonical`. */
export function parseJcs(text: string, field = ""): Result<Json> {
  if (nesting(text) > MAX_NESTING) {
    return refuse("json-nested", `lists and objects are nested at most ${MAX_NESTING} deep`, field);
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return refuse("json", "the text is not JSON", field);
  }
  if (!text.isWellFormed() || !expressible(value)) {
    return refuse("json", "a string holds a lone surrogate, or a number is too large to be one", field);
  }
  // Catches duplicate keys, other number spellings, -0, white space and unsorted keys in one comparison.
  if (jcs(value) !== text) {
    return refuse(
      "json-not-canonical",
      "the text differs from its RFC 8785 form: sort keys, no spaces",
      field,
    );
  }
  return ok(value);
}

/** `parseJcs` for bytes. Codes as there, and `utf8`. */
export function parseJcsBytes(bytes: Uint8Array, field = ""): Result<Json> {
  const text = fromUtf8(bytes, field);
  return text.ok ? parseJcs(text.value, field) : text;
}

export const jcsBytes = (value: Json): Uint8Array => utf8(jcs(value));

/** Whether `jcs` can write it: parsing turns `1e999` into Infinity, and keeps lone surrogates. */
function expressible(value: Json): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(expressible);
  if (value !== null && typeof value === "object") {
    const object = value as { readonly [key: string]: Json };
    for (const key in object) if (!key.isWellFormed() || !expressible(object[key]!)) return false;
  }
  return true;
}

/** The deepest nesting, counted outside strings; of text that is no JSON, some number. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x7d || c === 0x5d) depth--;
  }
  return deepest;
}
