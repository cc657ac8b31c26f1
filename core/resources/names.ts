/**
 * Domain names as keys: labels reversed (top-level first), each with its length before it, so that a name is a
 * prefix of the names below it and of nothing else. Labels are LDH (RFC 5890 section 2.3.1) in lower case;
 * internationalised names are given as A-labels.
 */
import { Defect, ok, refuse, type Result } from "@comity/canon";
import type { Key } from "./key.ts";

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Any case, with or without the final dot; `.` is the root. Code `name`. */
export function parseName(text: string, field = ""): Result<Key> {
  if (text === ".") return ok({ bytes: new Uint8Array(0), bits: 0 });
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  const bad = (detail: string): Result<Key> => refuse("name", detail, field);
  if (bare.length > 253) return bad("a domain name has at most 253 characters");
  const labels = bare.replace(/[A-Z]/g, (c) => c.toLowerCase()).split(".");
  const bytes = new Uint8Array(bare.length + 1);
  let at = 0;
  for (const label of labels.reverse()) {
    if (!LABEL.test(label)) {
      return bad("expected labels of letters, digits and inner hyphens, at most 63 each (xn-- for others)");
    }
    bytes[at++] = label.length;
    for (let i = 0; i < label.length; i++) bytes[at++] = label.charCodeAt(i);
  }
  // Otherwise 192.0.2.1 would be a name (RFC 3696 section 2).
  if (/^[0-9]+$/.test(labels[0]!)) return bad("a top-level domain is not all digits");
  return ok({ bytes, bits: bytes.length * 8 });
}

/** Lower case, no final dot; the root is `.`. A key that is no name is a defect; bytes behind its bits do not count. */
export function nameText(key: Key): string {
  const labels: string[] = [];
  const size = key.bits >> 3;
  for (let at = 0; at < size;) {
    const length = key.bytes[at]!;
    const end = at + 1 + length;
    if (length === 0 || length > 63 || end > size) throw new Defect("not the key of a name");
    labels.push(String.fromCharCode(...key.bytes.subarray(at + 1, end)));
    at = end;
  }
  if ((key.bits & 7) !== 0) throw new Defect("not the key of a name");
  return labels.length === 0 ? "." : labels.reverse().join(".");
}

/** The name above: one label less; `undefined` for the root. */
export function parentName(key: Key): Key | undefined {
  let start = -1;
  for (let at = 0; at < key.bits >> 3; at += 1 + key.bytes[at]!) start = at;
  return start < 0 ? undefined : { bytes: key.bytes.slice(0, start), bits: start * 8 };
}
