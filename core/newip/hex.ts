/** Hexadecimal text. */
import { ok, refuse, type Result } from "./result.ts";

const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal of `bytes[at..end)`. */
export function toHex(bytes: Uint8Array, at = 0, end: number = bytes.length): string {
  let out = "";
  let i = at;
  for (const last = end - 3; i < last; i += 4) {
    out += DIGITS[bytes[i]!]! + DIGITS[bytes[i + 1]!]! + DIGITS[bytes[i + 2]!]! + DIGITS[bytes[i + 3]!]!;
  }
  for (; i < end; i++) out += DIGITS[bytes[i]!]!;
  return out;
}

const digit = (c: number): number =>
  c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1;

/** Either case, no separators. Code `hex`, with the offset of the first wrong character. */
export function fromHex(text: string): Result<Uint8Array> {
  const out = new Uint8Array(text.length >> 1);
  for (let i = 0; i < text.length; i++) {
    const value = digit(text.charCodeAt(i));
    if (value < 0) return refuse(-110, i, `character ${i + 1} is no hexadecimal digit`);
    if (i >> 1 < out.length) out[i >> 1] = (out[i >> 1]! << 4) | value;
  }
  if (text.length % 2 !== 0) return refuse(-110, text.length, "the number of digits is odd");
  return ok(out);
}
