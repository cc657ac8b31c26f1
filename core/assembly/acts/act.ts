/** Act text and act entry (`docs/FORMATS.md` section 3): strict parsing, formatting, the act's hash. */
import { parseJcs, fromUtf8, isNfc, jcs, ok, refuse, sha256, toBase64, utf8 } from "@comity/canon";
import type { Json, Result } from "@comity/canon";
import {
  compareSignatures,
  formatNote,
  parseNote,
  signaturesSorted,
  type NoteSignature,
} from "@comity/signing";
import { CONTROL, isObject, parseFields } from "./parse-fields.ts";
import type { Fields } from "./fields.ts";

export const ACT_HEADER = "comity/act/v1";
export const MAX_ENTRY = 65_535;
/** `prev` of the first act of a lane. */
export const NO_PREV: string = toBase64(new Uint8Array(32));

export type Seen = { readonly root: string; readonly size: number };

/** What an act says, without its signatures. */
export type Statement = {
  readonly assembly: string;
  readonly body: { readonly [field: string]: Json };
  readonly by: string;
  readonly kind: string;
  readonly lane: string;
  readonly prev: string;
  readonly seen: Seen;
  readonly seq: number;
  readonly until?: number;
};

export type Act = Statement & {
  /** The signed text, UTF-8. */
  readonly text: Uint8Array;
  /** base64 of SHA-256 of the text: identifies the act whatever signatures it carries. */
  readonly hash: string;
  readonly signatures: readonly NoteSignature[];
};

const ENVELOPE: Fields = {
  assembly: { type: "text", max: 255, doc: "origin of the assembly" },
  body: { type: "constitution", doc: "what is done" },
  by: { type: "party", doc: "acting party" },
  kind: { type: "kind", doc: "act kind" },
  lane: { type: "lane", doc: "lane of the party" },
  prev: { type: "hash", doc: "hash of the lane's previous act" },
  seen: {
    type: "object",
    doc: "newest checkpoint the signer knew",
    fields: {
      root: { type: "hash", doc: "its root" },
      size: { type: "integer", min: 0, max: Number.MAX_SAFE_INTEGER, doc: "its tree size" },
    },
  },
  seq: { type: "integer", min: 1, max: Number.MAX_SAFE_INTEGER, doc: "position in the lane, from 1" },
  until: { type: "time", optional: true, doc: "last block time at which the act counts" },
};

/** The text that is signed, UTF-8. */
export function actText(statement: Statement): Uint8Array {
  const { assembly, body, by, kind, lane, prev, seen, seq, until } = statement;
  const fields = {
    assembly,
    body,
    by,
    kind,
    lane,
    prev,
    seen,
    seq,
    ...(until === undefined ? {} : { until }),
  };
  return utf8(`${ACT_HEADER}\n${jcs(fields)}\n`);
}

export const actHash = (text: Uint8Array): string => toBase64(sha256(text));

/** The entry: the act's note with its signatures in order. */
export function actEntry(text: Uint8Array, signatures: readonly NoteSignature[]): Uint8Array {
  return formatNote({ text, signatures: [...signatures].sort(compareSignatures) });
}

/** An entry's act, form only: the body is checked by its kind, signatures by `admit`. Codes `act-*`, `note-*`, `field-*`. */
export function parseAct(entry: Uint8Array): Result<Act> {
  if (entry.length > MAX_ENTRY) return refuse("act-too-large", `an act has at most ${MAX_ENTRY} bytes`);
  const note = parseNote(entry);
  if (!note.ok) return note;
  const { text, signatures } = note.value;
  const statement = parseActText(text);
  if (!statement.ok) return statement;
  if (!signaturesSorted(signatures)) {
    return refuse("act-signatures-order", "sort the signature lines by key name and key id, each key once");
  }
  return ok({ ...statement.value, text, hash: actHash(text), signatures });
}

/** The statement of an act text. */
export function parseActText(text: Uint8Array): Result<Statement> {
  const decoded = fromUtf8(text);
  if (!decoded.ok) return decoded;
  const lines = decoded.value.split("\n");
  if (lines.length !== 3 || lines[0] !== ACT_HEADER || lines[2] !== "") {
    return refuse("act-form", `an act is the line ${ACT_HEADER}, one line of JSON, and signatures`);
  }
  const json = parseJcs(lines[1]!);
  if (!json.ok) return json;
  const fields = parseFields(ENVELOPE, json.value);
  if (!fields.ok) return fields;
  if (!isObject(fields.value["body"])) return refuse("field-type", "expected an object", "/body");
  const integers = plainValues(fields.value["body"], "/body");
  if (!integers.ok) return integers;
  return ok(fields.value as unknown as Statement);
}

/** Numbers are integers within 2^53-1, strings and field names are NFC without controls, null does not occur. */
function plainValues(value: Json, path: string): Result<true> {
  if (value === null) return refuse("act-null", "null is not used: leave the field out", path);
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    return refuse("act-number", "numbers are integers of at most 2^53-1", path);
  }
  if (typeof value === "string" && !isNfc(value)) {
    return refuse("act-not-nfc", "text is in Unicode NFC and of Unicode 15.1 at most", path);
  }
  if (typeof value === "string" && CONTROL.test(value)) {
    return refuse("act-control", "control characters other than line feeds are not allowed", path);
  }
  if (typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      const inner = plainValues(key, `${path}/${key}`);
      if (!inner.ok) return inner;
      const checked = plainValues(item, `${path}/${key}`);
      if (!checked.ok) return checked;
    }
  }
  return ok(true);
}
