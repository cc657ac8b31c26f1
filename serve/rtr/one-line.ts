/** A router's text in one line of a log: what would begin another line or column is shown, not sent. */
export const oneLine = (text: string): string =>
  text.replaceAll(
    /\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
