/** The origin of a route from its BGP path attributes (RFC 4271 section 4.3, RFC 6793, RFC 6811 section 2). */
import { NO_ORIGIN } from "@comity/routes";

export type Origin = { asn: number; set: string };

const EXTENDED_LENGTH = 0x10;
const AS_PATH = 2;
const AS4_PATH = 17;
const AS_SET = 1;
const AS_SEQUENCE = 2;
const AS_TRANS = 23_456;

/**
 * Reads the attributes at `at` to `end`; `asBytes` is 2 in TABLE_DUMP and 4 in TABLE_DUMP_V2. False when they are
 * malformed or have no AS_PATH. The origin is NONE when the path is empty or ends in a set or a confederation segment.
 */
export function originOf(view: DataView, at: number, end: number, asBytes: 2 | 4, out: Origin): boolean {
  let pos = at;
  let found = false;
  let four = -1;
  let fourEnd = -1;
  while (pos < end) {
    if (pos + 3 > end) return false;
    const flags = view.getUint8(pos);
    const type = view.getUint8(pos + 1);
    const extended = (flags & EXTENDED_LENGTH) !== 0;
    if (extended && pos + 4 > end) return false;
    const length = extended ? view.getUint16(pos + 2) : view.getUint8(pos + 2);
    pos += extended ? 4 : 3;
    if (pos + length > end) return false;
    if (type === AS_PATH) {
      if (found || !lastSegment(view, pos, pos + length, asBytes, out)) return false;
      found = true;
    } else if (type === AS4_PATH) {
      four = pos;
      fourEnd = pos + length;
    }
    pos += length;
  }
  // A speaker of two-byte ASNs hides larger ones behind AS_TRANS and keeps them in AS4_PATH.
  if (found && asBytes === 2 && four >= 0 && out.asn === AS_TRANS) {
    const real: Origin = { asn: NO_ORIGIN, set: "" };
    if (lastSegment(view, four, fourEnd, 4, real) && real.asn !== NO_ORIGIN) out.asn = real.asn;
  }
  return found;
}

function lastSegment(view: DataView, at: number, end: number, asBytes: 2 | 4, out: Origin): boolean {
  let pos = at;
  let type = 0;
  let first = 0;
  let count = 0;
  while (pos < end) {
    if (pos + 2 > end) return false;
    type = view.getUint8(pos);
    count = view.getUint8(pos + 1);
    first = pos + 2;
    pos = first + count * asBytes;
    if (pos > end || type < 1 || type > 4 || count === 0) return false;
  }
  const as = (i: number): number =>
    asBytes === 2 ? view.getUint16(first + 2 * i) : view.getUint32(first + 4 * i);
  out.asn = type === AS_SEQUENCE ? as(count - 1) : NO_ORIGIN;
  out.set = type === AS_SET ? `{${Array.from({ length: count }, (_, i) => as(i)).join(",")}}` : "";
  return true;
}
