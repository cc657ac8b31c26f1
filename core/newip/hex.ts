/** Hexadecimal text. */
import { ok, refuse, type Result } from "./result.ts";

const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

/** Character codes of both digits of every byte. */
const CODES: Uint8Array = Uint8Array.from(DIGITS.flatMap((d) => [d.charCodeAt(0), d.charCodeAt(1)]));

/** Lower-case hexadecimal of `bytes[at..end)`. */
export function toHex(bytes: Uint8Array, at = 0, end: number = bytes.length): string {
  let out = "";
  let i = at;
  const c = CODES;
  // Eight bytes at a time as one flat string: joining a piece per byte costs more than the digits.
  for (const last = end - 7; i < last; i += 8) {
    const a = 2 * bytes[i]!;
    const b = 2 * bytes[i + 1]!;
    const d = 2 * bytes[i + 2]!;
    const e = 2 * bytes[i + 3]!;
    const f = 2 * bytes[i + 4]!;
    const g = 2 * bytes[i + 5]!;
    const h = 2 * bytes[i + 6]!;
    const j = 2 * bytes[i + 7]!;
    out += String.fromCharCode(
      c[a]!,
      c[a + 1]!,
      c[b]!,
      c[b + 1]!,
      c[d]!,
      c[d + 1]!,
      c[e]!,
      c[e + 1]!,
      c[f]!,
      c[f + 1]!,
      c[g]!,
      c[g + 1]!,
      c[h]!,
      c[h + 1]!,
      c[j]!,
      c[j + 1]!,
    );
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
