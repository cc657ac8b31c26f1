/**
 * Documents: texts for people that acts name by hash (grounds, answers, hearing records, adopted texts, terms, rules).
 * They belong to the record and are never erased (SEMANTICS G5), so names of persons are taken out before.
 * The fold never reads one; an act is admitted only when its documents are kept.
 */
import { fromUtf8, isNfc, refuse, type Json, type Result } from "@comity/canon";
import { kindOf } from "./catalogue.ts";
import type { Fields, Shape } from "./fields.ts";

export const MAX_DOCUMENT_BYTES: number = 256 * 1024;

/** What a terminal or a page could take for a command, or that reorders other people's text; marks and isolates stay. */
const CONTROL = /(?![\n\t])[\p{Cc}\u2028\u2029]|[\u202a-\u202e]/u;

/** `hash` is the base64 of a SHA-256; `field` the place within the act. */
export type NamedDocument = { readonly hash: string; readonly field: string };

/** The text of a document: UTF-8, Unicode NFC, lines ended by LF, at most `MAX_DOCUMENT_BYTES`. Code `document-form`. */
export function readDocument(bytes: Uint8Array): Result<string> {
  const no = (detail: string): Result<never> => refuse("document-form", detail, "document");
  if (bytes.length === 0) return no("a document has at least one character");
  if (bytes.length > MAX_DOCUMENT_BYTES)
    return no(`${bytes.length} bytes, at most ${MAX_DOCUMENT_BYTES} are kept: publish the rest elsewhere`);
  const text = fromUtf8(bytes);
  if (!text.ok) return no("it is not UTF-8: save it as plain text or Markdown");
  const at = text.value.search(CONTROL);
  if (at >= 0) {
    const code = text.value.codePointAt(at)!.toString(16).toUpperCase().padStart(4, "0");
    const line = text.value.slice(0, at).split("\n").length;
    return no(
      code === "000D"
        ? `line ${line} ends with CR LF: save it with LF line ends`
        : `U+${code} in line ${line}: control characters and overrides of direction are not kept`,
    );
  }
  return isNfc(text.value) ? text : no("expected Unicode NFC, Unicode 15.1 at most");
}

/** The documents an act of this kind names, those of its measures too; nothing where the body has another form. */
export function documentsIn(
  kind: string,
  body: Readonly<Record<string, unknown>>,
  path = "/body",
): readonly NamedDocument[] {
  return [...inFields(kindOf(kind)?.fields ?? {}, body, path)];
}

function* inFields(
  fields: Fields,
  body: Readonly<Record<string, unknown>>,
  path: string,
): Generator<NamedDocument, void, void> {
  for (const [name, shape] of Object.entries(fields)) {
    if (mayName(shape) && Object.hasOwn(body, name))
      yield* inShape(shape, body[name] as Json, `${path}/${name}`);
  }
}

const known = new WeakMap<Shape, boolean>();

/** Whether a value of this shape can name a document: long lists of resources are not walked. */
function mayName(shape: Shape): boolean {
  let may = known.get(shape);
  if (may === undefined) {
    const inside =
      shape.type === "list"
        ? [shape.of]
        : shape.type === "object"
          ? Object.values(shape.fields)
          : shape.type === "cases"
            ? Object.values(shape.cases).flatMap((fields) => Object.values(fields))
            : [];
    may = shape.type === "document" || shape.type === "measure" || inside.some(mayName);
    known.set(shape, may);
  }
  return may;
}

function* inShape(shape: Shape, value: Json, path: string): Generator<NamedDocument, void, void> {
  if (shape.type === "document") {
    if (typeof value === "string") yield { hash: value, field: path };
  } else if (shape.type === "list") {
    if (!Array.isArray(value)) return;
    for (const [i, item] of value.entries()) yield* inShape(shape.of, item as Json, `${path}/${i}`);
  } else if (isObject(value)) {
    if (shape.type === "object") yield* inFields(shape.fields, value, path);
    if (shape.type === "cases") yield* inFields(shape.cases[tagOf(value[shape.tag])] ?? {}, value, path);
    if (shape.type === "measure" && isObject(value["body"]) && typeof value["kind"] === "string") {
      yield* inFields(kindOf(value["kind"])?.fields ?? {}, value["body"], `${path}/body`);
    }
  }
}

const tagOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
