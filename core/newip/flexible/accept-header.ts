/** Accepting a header that was read, refusals of those that were not, and both in one step. */
import { REFUSALS, type RefusalNumber } from "../refusals.ts";
import { refuse, type Refusal, type Result } from "../result.ts";
import { addressProblem } from "./address.ts";
import { HAS_TOTAL_LENGTH } from "./constants.ts";
import { Header } from "./header.ts";
import { readHeader } from "./read-header.ts";

/**
 * What strict reading adds: the payload lies inside the packet, and a total length covers the header and cuts the
 * packet (link padding goes this way). Answers 0 or a refusal's number.
 */
export function acceptHeader(h: Header): number {
  if (h.payload > h.end) {
    h.errorAt = h.start + h.consumed - 1;
    return -14;
  }
  if (h.present & HAS_TOTAL_LENGTH) {
    h.errorAt = h.start + h.bitmaps + 1;
    const end = h.start + h.totalLength;
    if (end > h.end) return -15;
    if (end < h.payload) return -16;
    h.end = end;
  }
  return 0;
}

/** The refusal of a failed `readHeader` or `acceptHeader`; offsets count from the packet's first byte. */
export function headerRefusal(number: number, h: Header): { readonly ok: false; readonly error: Refusal } {
  const known = number as RefusalNumber;
  let more = "";
  if (known === -6 || known === -8) more = REFUSALS[addressProblem(h.bytes, h.errorAt, h.end)].detail;
  else if (known === -12 || known === -13 || known === -14) more = `${h.headerLength}`;
  else if (known === -15 || known === -16) more = `${h.totalLength} of ${h.end - h.start} bytes`;
  return refuse(known, h.errorAt - h.start, more);
}

/**
 * Reads and accepts a header (strict). In `reference` mode the checks of the reference's decoder alone apply: the
 * payload may then lie beyond the packet.
 */
export function decodeHeader(bytes: Uint8Array, mode: "strict" | "reference" = "strict"): Result<Header> {
  const h = new Header();
  let number = readHeader(bytes, 0, bytes.length, h);
  if (number > 0 && mode === "strict") number = acceptHeader(h);
  return number < 0 ? headerRefusal(number, h) : { ok: true, value: h };
}
