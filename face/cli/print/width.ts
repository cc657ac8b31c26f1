/** How many columns a text takes in a terminal (UAX 11: wide and full-width characters take two, marks none). */

const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u;

const PLAIN = /^[\u0020-\u007E]*$/;

export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const c of text) width += ZERO.test(c) ? 0 : WIDE.test(c) ? 2 : 1;
  return width;
}

/** Cuts a text into pieces of at most so many columns. */
export function pieces(text: string, width: number): readonly string[] {
  const out: string[] = [];
  let piece = "";
  let used = 0;
  for (const c of text) {
    const own = widthOf(c);
    if (used + own > width && piece !== "") {
      out.push(piece);
      piece = "";
      used = 0;
    }
    piece += c;
    used += own;
  }
  return [...out, piece];
}
