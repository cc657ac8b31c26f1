/** The strict parser derived from a field table: no unknown field, no missing field, one spelling of each value. */
import { fromBase64, isNfc, ok, refuse, type Json, type Result } from "@comity/canon";
import { parseVkey } from "@comity/signing";
import { canonicalResource } from "./resource.ts";
import type { Field, Fields, Shape } from "./fields.ts";

export const PARTY: RegExp = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,30}[A-Za-z0-9])$/;
export const LANE: RegExp = /^[a-z0-9-]{1,32}$/;
const KIND = /^[a-z-]{1,40}$/;
const DECISION = /^(?:0|[1-9][0-9]{0,15})$/;
// Control characters (category Cc) other than LF.
// oxlint-disable-next-line no-control-regex
export const CONTROL: RegExp = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
/** Deepest nesting of lists and objects in a body. */
const MAX_DEPTH = 8;

type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Checks an object against its field table; the value is returned as it came. Codes `field-*`. */
export function parseFields(
  fields: Fields,
  value: Json | undefined,
  path = "",
  depth = 0,
): Result<JsonObject> {
  if (!isObject(value)) return refuse("field-type", "expected an object", path);
  if (depth > MAX_DEPTH) return refuse("field-type", "nested too deeply", path);
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) {
      return refuse(
        "field-unknown",
        `no such field; fields are ${Object.keys(fields).join(", ")}`,
        `${path}/${name}`,
      );
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const at = `${path}/${name}`;
    if (!Object.hasOwn(value, name)) {
      if (field.optional === true) continue;
      return refuse("field-missing", `required: ${field.doc}`, at);
    }
    const checked = parseShape(field, value[name]!, at, depth);
    if (!checked.ok) return checked;
  }
  return ok(value);
}

function parseShape(shape: Shape, value: Json, path: string, depth: number): Result<unknown> {
  switch (shape.type) {
    case "text":
      return parseText(shape, value, path);
    case "party":
      return pattern(PARTY, "a party identifier: 2 to 32 letters, digits, dots or hyphens", value, path);
    case "lane":
      return pattern(LANE, "a lane: 1 to 32 lower-case letters, digits or hyphens", value, path);
    case "kind":
      return value === "*" ? ok(value) : pattern(KIND, "an act kind, or *", value, path);
    case "decision":
      return pattern(DECISION, "the number of a proposal, case or offer (its log index)", value, path);
    case "hash":
    case "document":
      return parseHash(value, path);
    case "asn":
      return typeof value === "string" && value.startsWith("AS") && !value.includes("-")
        ? canonicalResource(value, path)
        : refuse("field-format", "expected an AS number such as AS64496", path);
    case "resource":
      return typeof value === "string"
        ? canonicalResource(value, path)
        : refuse("field-type", "expected a text", path);
    case "key":
      return typeof value === "string"
        ? parseVkey(value, path)
        : refuse("field-type", "expected a verifier key", path);
    case "time":
      return integer(0, Number.MAX_SAFE_INTEGER, value, path);
    case "integer":
      return integer(shape.min, shape.max, value, path);
    case "flag":
      return value === true ? ok(value) : refuse("field-type", "expected true, or leave the field out", path);
    case "choice":
      return typeof value === "string" && shape.of.includes(value)
        ? ok(value)
        : refuse("field-choice", `expected one of ${shape.of.join(", ")}`, path);
    case "list":
      return parseList(shape, value, path, depth);
    case "map":
      return parseMap(shape, value, path, depth);
    case "object":
      return parseFields(shape.fields, value, path, depth + 1);
    case "cases":
      return parseCases(shape, value, path, depth);
    case "measure":
      return parseFields(MEASURE, value, path, depth + 1);
    case "constitution":
      return isObject(value) ? ok(value) : refuse("field-type", "expected a constitution object", path);
  }
}

/** The outer form of a measure; its body is checked against its own kind by `propose`. */
const MEASURE: Fields = {
  kind: { type: "kind", doc: "act kind of the measure" },
  body: { type: "constitution", doc: "body of the measure" },
};

function pattern(form: RegExp, what: string, value: Json, path: string): Result<Json> {
  return typeof value === "string" && form.test(value)
    ? ok(value)
    : refuse("field-format", `expected ${what}`, path);
}

function parseText(shape: { max: number; lines?: true }, value: Json, path: string): Result<Json> {
  if (typeof value !== "string") return refuse("field-type", "expected a text", path);
  if (value.length === 0 || value.length > shape.max) {
    return refuse("field-length", `expected 1 to ${shape.max} characters`, path);
  }
  if (CONTROL.test(value) || (shape.lines !== true && value.includes("\n"))) {
    return refuse("field-format", "control characters are not allowed", path);
  }
  return isNfc(value)
    ? ok(value)
    : refuse("field-format", "expected Unicode NFC, Unicode 15.1 at most", path);
}

function parseHash(value: Json, path: string): Result<Json> {
  if (typeof value !== "string" || value.length !== 44) {
    return refuse("field-format", "expected the base64 of 32 bytes", path);
  }
  const bytes = fromBase64(value, path);
  return bytes.ok ? ok(value) : bytes;
}

function integer(min: number, max: number, value: Json, path: string): Result<Json> {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max
    ? ok(value)
    : refuse("field-range", `expected an integer from ${min} to ${max}`, path);
}

function parseList(
  shape: { of: Shape; min: number; max: number },
  value: Json,
  path: string,
  depth: number,
): Result<unknown> {
  if (!Array.isArray(value)) return refuse("field-type", "expected a list", path);
  if (value.length < shape.min || value.length > shape.max) {
    return refuse("field-length", `expected ${shape.min} to ${shape.max} items`, path);
  }
  for (const [i, item] of value.entries()) {
    const checked = parseShape(shape.of, item as Json, `${path}/${i}`, depth + 1);
    if (!checked.ok) return checked;
  }
  return ok(value);
}

function parseMap(
  shape: { of: Shape; max: number },
  value: Json,
  path: string,
  depth: number,
): Result<unknown> {
  if (!isObject(value)) return refuse("field-type", "expected an object", path);
  const entries = Object.entries(value);
  if (entries.length > shape.max)
    return refuse("field-length", `expected at most ${shape.max} entries`, path);
  for (const [key, item] of entries) {
    const named = parseText({ max: 64 }, key, `${path}/${key}`);
    const checked = named.ok ? parseShape(shape.of, item, `${path}/${key}`, depth + 1) : named;
    if (!checked.ok) return checked;
  }
  return ok(value);
}

function parseCases(
  shape: { tag: string; cases: { readonly [tag: string]: Fields } },
  value: Json,
  path: string,
  depth: number,
): Result<unknown> {
  if (!isObject(value)) return refuse("field-type", "expected an object", path);
  const tag = value[shape.tag];
  const fields = typeof tag === "string" && Object.hasOwn(shape.cases, tag) ? shape.cases[tag] : undefined;
  if (fields === undefined) {
    return refuse(
      "field-choice",
      `expected one of ${Object.keys(shape.cases).join(", ")}`,
      `${path}/${shape.tag}`,
    );
  }
  const withTag: { [name: string]: Field } = {
    [shape.tag]: { type: "text", max: 40, doc: "which case" },
    ...fields,
  };
  return parseFields(withTag, value, path, depth + 1);
}
