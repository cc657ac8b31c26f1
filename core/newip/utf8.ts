/** UTF-8 of a well-formed or ill-formed string (lone surrogates become U+FFFD), without the platform's encoder. */
export function utf8(text: string): Uint8Array {
  const out: number[] = [];
  for (const character of text.toWellFormed()) {
    const c = character.codePointAt(0)!;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return Uint8Array.from(out);
}
