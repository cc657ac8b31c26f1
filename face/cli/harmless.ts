/** Foreign text may hold sequences that move the cursor or reverse the line: they are shown, not sent. */
const escaped = (c: string): string => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`;

/** Text of several lines. */
export const harmless = (text: string): string =>
  text.replaceAll(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, escaped);

/** A text within a line: it cannot begin another line or column either. */
export const harmlessInLine = (text: string): string =>
  harmless(text).replaceAll(/[\n\t\u2028\u2029]/g, escaped);
