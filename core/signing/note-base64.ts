/**
 * Base64 (RFC 4648 section 4) straight from bytes to bytes, strict: padded, no other character, trailing bits zero.
 * The parser of notes uses it so that a signature is decoded without becoming a string first.
 */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Six-bit values; everything else has a bit above 63 set, so one OR of four values finds any bad character. */
const VALUE = new Uint8Array(256).fill(0x40);
for (let i = 0; i < 64; i++) VALUE[ALPHABET.charCodeAt(i)] = i;
const PAD = 0x3d;

/** The decoded bytes of `bytes[from..to)`, or undefined when that is not exactly one base64 spelling. */
export function decodeBase64(bytes: Uint8Array, from: number, to: number): Uint8Array | undefined {
  const length = to - from;
  if (length === 0 || length % 4 !== 0) return undefined;
  const padding = bytes[to - 1] !== PAD ? 0 : bytes[to - 2] !== PAD ? 1 : 2;
  const out = new Uint8Array((length / 4) * 3 - padding);
  const whole = padding === 0 ? to : to - 4;
  let at = 0;
  let seen = 0;
  for (let i = from; i < whole; i += 4) {
    const a = VALUE[bytes[i]!]!;
    const b = VALUE[bytes[i + 1]!]!;
    const c = VALUE[bytes[i + 2]!]!;
    const d = VALUE[bytes[i + 3]!]!;
    seen |= a | b | c | d;
    out[at++] = (a << 2) | (b >> 4);
    out[at++] = (b << 4) | (c >> 2);
    out[at++] = (c << 6) | d;
  }
  if (padding > 0) {
    const a = VALUE[bytes[whole]!]!;
    const b = VALUE[bytes[whole + 1]!]!;
    const c = padding === 1 ? VALUE[bytes[whole + 2]!]! : 0;
    seen |= a | b | c;
    if (padding === 1 ? (c & 3) !== 0 : (b & 15) !== 0) return undefined;
    out[at++] = (a << 2) | (b >> 4);
    if (padding === 1) out[at] = (b << 4) | (c >> 2);
  }
  return (seen & 0x40) === 0 ? out : undefined;
}
