/**
 * C2SP signed notes (c2sp.org/signed-note): text, a blank line, signature lines. The parser works on the bytes and
 * accepts one spelling of each note, so formatting what it returns gives the input again. The split is the last
 * blank line, because the text may hold others.
 */
import { compareBytes, concat, fromUtf8, ok, refuse, toBase64, uintBytes, utf8 } from "@comity/canon";
import type { Result } from "@comity/canon";
import { isKeyName } from "./key-name.ts";
import { decodeBase64 } from "./note-base64.ts";

/** `keyId` is a number of 32 bits; `signature` what follows it on the line, at least one byte. */
export type NoteSignature = {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
};

/** `text` ends with a newline and is what keys sign. */
export type Note = { readonly text: Uint8Array; readonly signatures: readonly NoteSignature[] };

/** Bounds against hostile input; a caller may pass others. */
export type NoteLimits = { readonly maxBytes: number; readonly maxSignatures: number };
export const NOTE_LIMITS: NoteLimits = { maxBytes: 65_535, maxSignatures: 64 };

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Em dash (U+2014) and a space. */
const MARK = utf8("\u2014 ");

/**
 * Codes: `note-too-large`, `note-final-newline`, `note-control-character`, `note-unsigned`, `utf8`,
 * `note-too-many-signatures`, `note-signature-line`, `key-name`, `note-base64`, `note-signature-short`.
 */
export function parseNote(bytes: Uint8Array, limits: NoteLimits = NOTE_LIMITS): Result<Note> {
  if (bytes.length > limits.maxBytes) {
    return refuse("note-too-large", `a note has at most ${limits.maxBytes} bytes here`);
  }
  if (bytes.at(-1) !== NEWLINE) return refuse("note-final-newline", "the last line must end in a newline");
  const split = lastBlankLine(bytes);
  if (split === 0) return refuse("note-unsigned", "expected text, a blank line and signature lines");
  const text = checkText(bytes.subarray(0, split));
  if (!text.ok) return text;
  const signatures: NoteSignature[] = [];
  for (let at = split + 1; at < bytes.length;) {
    if (signatures.length === limits.maxSignatures) {
      return refuse("note-too-many-signatures", `a note has at most ${limits.maxSignatures} signatures here`);
    }
    const end = bytes.indexOf(NEWLINE, at);
    const line = parseLine(bytes, at, end);
    if (!line.ok) return line;
    signatures.push(line.value);
    at = end + 1;
  }
  if (signatures.length === 0) return refuse("note-unsigned", "no signature line follows the blank line");
  return ok({ text: text.value, signatures });
}

/** The bytes of a note; the inverse of `parseNote`. */
export function formatNote(note: Note): Uint8Array {
  return concat(note.text, utf8("\n" + note.signatures.map(formatLine).join("")));
}

/** Whether bytes can be the text of a note. Codes `note-text-empty`, `note-final-newline`, `note-control-character`, `utf8`. */
export function checkText(text: Uint8Array): Result<Uint8Array> {
  if (text.length === 0) return refuse("note-text-empty", "a note has at least one line of text");
  if (text.at(-1) !== NEWLINE) return refuse("note-final-newline", "the last line must end in a newline");
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const b = text[i]!;
    if (b < SPACE && b !== NEWLINE) {
      return refuse("note-control-character", `byte ${i} is a control character; only newlines are allowed`);
    }
    seen |= b;
  }
  if (seen > 0x7f) {
    const decoded = fromUtf8(text);
    if (!decoded.ok) return decoded;
  }
  return ok(text);
}

/** The order of signature lines in acts: by name (bytewise), then key id. */
export function compareSignatures(a: NoteSignature, b: NoteSignature): number {
  return a.name === b.name ? a.keyId - b.keyId : compareBytes(utf8(a.name), utf8(b.name));
}

/** Whether lines stand in that order, each key once. */
export function signaturesSorted(signatures: readonly NoteSignature[]): boolean {
  return signatures.every((s, i) => i === 0 || compareSignatures(signatures[i - 1]!, s) < 0);
}

/** The length of the text: up to and with the newline before the last blank line; 0 when there is none. */
function lastBlankLine(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i > 0; i--) {
    if (bytes[i] === NEWLINE && bytes[i - 1] === NEWLINE) return i;
  }
  return 0;
}

function parseLine(bytes: Uint8Array, from: number, end: number): Result<NoteSignature> {
  const start = from + MARK.length;
  const space = bytes.indexOf(SPACE, start);
  if (space < 0 || space > end || !MARK.every((b, i) => bytes[from + i] === b)) {
    return refuse(
      "note-signature-line",
      "expected an em dash, a key name and base64, parted by single spaces",
    );
  }
  const name = parseName(bytes, start, space);
  if (!name.ok) return name;
  const decoded = decodeBase64(bytes, space + 1, end);
  if (!decoded) return refuse("note-base64", "a signature is not padded standard base64");
  if (decoded.length < 5)
    return refuse("note-signature-short", "a signature holds a key id and at least a byte");
  const keyId = ((decoded[0]! << 24) | (decoded[1]! << 16) | (decoded[2]! << 8) | decoded[3]!) >>> 0;
  return ok({ name: name.value, keyId, signature: decoded.subarray(4) });
}

function parseName(bytes: Uint8Array, from: number, to: number): Result<string> {
  const name = fromUtf8(bytes.subarray(from, to));
  if (!name.ok || isKeyName(name.value)) return name;
  return refuse(
    "key-name",
    "a key name is not empty and holds no white space, no control character and no +",
  );
}

function formatLine(line: NoteSignature): string {
  return `\u2014 ${line.name} ${toBase64(concat(uintBytes(line.keyId, 4), line.signature))}\n`;
}
