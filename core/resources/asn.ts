/** Autonomous system numbers in asplain (RFC 5396): `AS64496` or `64496`. */
import { ok, refuse, type Result } from "@comity/canon";

/** The number of an ASN in [0, 2^32). Code `asn`. */
export function parseAsn(text: string, field = ""): Result<number> {
  const m = /^(?:AS)?(0|[1-9][0-9]{0,9})$/i.exec(text);
  const value = m ? Number(m[1]) : -1;
  if (value >= 0 && value <= 0xffff_ffff) return ok(value);
  return refuse("asn", "expected an AS number like AS64496, 0 to 4294967295, asplain only", field);
}

/** Both ends of `AS64496-AS64511`, `64496-64511`, or of one number. Codes `asn`, `range-order`. */
export function parseAsnRange(
  text: string,
  field = "",
): Result<{ readonly first: number; readonly last: number }> {
  const dash = text.indexOf("-");
  const first = parseAsn(dash < 0 ? text : text.slice(0, dash), field);
  if (!first.ok) return first;
  const last = dash < 0 ? first : parseAsn(text.slice(dash + 1), field);
  if (!last.ok) return last;
  if (last.value < first.value)
    return refuse("range-order", "the range ends before it starts: swap both", field);
  return ok({ first: first.value, last: last.value });
}

export const asnText = (value: number): string => `AS${value}`;
