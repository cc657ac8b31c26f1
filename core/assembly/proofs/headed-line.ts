/** Files of two lines (`docs/FORMATS.md` sections 6, 11, 12): a header that names format and version, and one line of JCS. */
import { fromUtf8, jcs, parseJcs, refuse, type Json, type Result } from "@comity/canon";

export const formatHeadedLine = (header: string, value: Json): string => `${header}\n${jcs(value)}\n`;

/** `what`: of the refusals, whose code is given. Codes also those of UTF-8 and JSON. */
export function parseHeadedLine(
  bytes: Uint8Array,
  header: string,
  max: number,
  { code, what }: { readonly code: string; readonly what: string },
): Result<Json> {
  if (bytes.length > max) return refuse(code, `${what} has at most ${max} bytes`);
  const text = fromUtf8(bytes);
  if (!text.ok) return text;
  const lines = text.value.split("\n");
  return lines.length === 3 && lines[0] === header && lines[2] === ""
    ? parseJcs(lines[1]!)
    : refuse(code, `${what} is the line ${header} and one line of JSON`);
}
