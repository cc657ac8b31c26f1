/** Strict text encodings: UTF-8 and base64. Both accept exactly one spelling of each value. */
import { ok, refuse, type Result } from "./result.ts";

// Present in Node and every browser; the core compiles without the DOM library, so it says what it uses.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
// `ignoreBOM: true` keeps a leading byte order mark: otherwise two inputs would become one.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a well-formed string (a lone surrogate would become U+FFFD: check `isWellFormed` on foreign text). */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Fatal UTF-8 decoding that keeps a BOM. Code `utf8`. */
export function fromUtf8(bytes: Uint8Array, field = ""): Result<string> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return refuse("utf8", "the bytes are not valid UTF-8", field);
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUE[ALPHABET.charCodeAt(i)] = i;

/** RFC 4648 section 4, padded. */
export function toBase64(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const v = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[v >> 18]! + ALPHABET[(v >> 12) & 63]!;
    out += left > 1 ? ALPHABET[(v >> 6) & 63]! : "=";
    out += left > 2 ? ALPHABET[v & 63]! : "=";
  }
  return out;
}

/**
 * RFC 4648 section 4, padded, no white space, no other alphabet, trailing bits zero. Code `base64`.
 * Runtime decoders drop junk and accept non-zero trailing bits, so this one is written out.
 */
export function fromBase64(text: string, field = ""): Result<Uint8Array> {
  const bad = (): Result<Uint8Array> =>
    refuse("base64", "expected padded standard base64 without white space (RFC 4648 section 4)", field);
  if (text.length % 4 !== 0) return bad();
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const last = i + 4 === text.length;
    let v = 0;
    for (let j = 0; j < 4; j++) {
      const isPadding = last && j >= 4 - padding;
      const code = text.charCodeAt(i + j);
      const value = isPadding ? 0 : code < 128 ? VALUE[code]! : -1;
      if (value < 0) return bad();
      v = (v << 6) | value;
    }
    if (last && ((padding === 1 && (v & 0xff) !== 0) || (padding === 2 && (v & 0xffff) !== 0))) return bad();
    out[at++] = v >> 16;
    if (at < out.length) out[at++] = (v >> 8) & 255;
    if (at < out.length) out[at++] = v & 255;
  }
  return ok(out);
}
