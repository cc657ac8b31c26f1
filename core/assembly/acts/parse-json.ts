/** Canonical JSON of bounded nesting: a text of brackets must not exhaust the stack of whoever reads it. */
import { parseJcs, refuse, type Json, type Result } from "@comity/canon";

/** Deepest nesting of lists and objects in an act, a block record or a proof file; constitutions need about 12. */
export const MAX_NESTING = 64;

/** Codes of `parseJcs`, and `json-nested`. */
export function parseJson(text: string): Result<Json> {
  return nesting(text) > MAX_NESTING
    ? refuse("json-nested", `lists and objects are nested at most ${MAX_NESTING} deep`)
    : parseJcs(text);
}

/** The deepest nesting, counted outside strings; of text that is no JSON, some number. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x7d || c === 0x5d) depth--;
  }
  return deepest;
}
