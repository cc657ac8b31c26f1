/** Decimal integers as formats write them: no sign, no leading zero, no spaces. */
import { ok, refuse, type Result } from "./result.ts";

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/** A decimal at most `max` (default 2^53-1) as a number. Codes `decimal`, `too-large`. */
export function decimal(text: string, field = "", max: number = Number.MAX_SAFE_INTEGER): Result<number> {
  if (!DECIMAL.test(text)) {
    return refuse("decimal", "expected a decimal integer without sign, spaces or leading zero", field);
  }
  const value = Number(text);
  if (text.length > 16 || !Number.isSafeInteger(value) || value > max) {
    return refuse("too-large", `expected at most ${max}`, field);
  }
  return ok(value);
}
