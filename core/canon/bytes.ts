/** Byte strings: comparison, joining, hexadecimal, big-endian integers. Everything is `Uint8Array`. */
import { refuse, ok, type Result } from "./result.ts";

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bytewise order, a prefix first: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = a[i]! - b[i]!;
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (const b of bytes) out += HEX[b]!;
  return out;
}

/** Strict: even length, lower case only, no prefix. Code `hex`. */
export function fromHex(text: string, field = ""): Result<Uint8Array> {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    return refuse("hex", "expected an even number of lower-case hexadecimal digits", field);
  }
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return ok(out);
}

/** Big-endian, `width` bytes; `value` is an integer in [0, 2^53-1] that fits. */
export function uintBytes(value: number, width: number): Uint8Array {
  const out = new Uint8Array(width);
  let v = value;
  for (let i = width - 1; i >= 0; i--) {
    out[i] = v % 256;
    v = Math.floor(v / 256);
  }
  return out;
}

/** Big-endian unsigned integer of at most 6 bytes, or 8 bytes whose value is at most 2^53-1 (else NaN). */
export function readUint(bytes: Uint8Array, at: number, width: number): number {
  let v = 0;
  for (let i = 0; i < width; i++) v = v * 256 + bytes[at + i]!;
  return Number.isSafeInteger(v) ? v : Number.NaN;
}
