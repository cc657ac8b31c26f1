/**
 * The link header of a captured frame: Ethernet (with 802.1Q/802.1ad tags) and Linux "cooked" captures v1 and v2.
 * The EtherType alone decides which codec reads the rest.
 */
import { ok, refuse, type Result } from "../refusal.ts";
import { LINK_COOKED, LINK_COOKED_2, LINK_ETHERNET, type CaptureFrame } from "./frame.ts";

export type LinkHeader = {
  /** EtherType (or the protocol field of a cooked header). */
  etherType: number;
  /** Offset of the network packet in `frame.bytes`. */
  payload: number;
  /** Offset of the sender's link address, and its length (0 = none known). */
  source: number;
  sourceLength: number;
  /** Offset of the receiver's link address, −1 for cooked captures, which have none. */
  destination: number;
  /** VLAN identifiers seen, outermost first. */
  vlans: number;
};

export const emptyLink = (): LinkHeader => ({
  etherType: 0,
  payload: 0,
  source: 0,
  sourceLength: 0,
  destination: -1,
  vlans: 0,
});

/** Most VLAN tags accepted before the EtherType. */
const MAX_TAGS = 4;
const isTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100;

/**
 * Fills `out` (reused) from a frame. Codes `link-type` (this kind of capture is not read) and `link-truncated`.
 */
export function readLink(frame: CaptureFrame, out: LinkHeader = emptyLink()): Result<LinkHeader> {
  const { bytes, start, end } = frame;
  const size = end - start;
  const u16 = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
  if (frame.link === LINK_ETHERNET) {
    if (size < 14) return refuse("link-truncated", "Ethernet header needs 14 bytes", "link", size);
    out.destination = start;
    out.source = start + 6;
    out.sourceLength = 6;
    out.vlans = 0;
    let at = start + 12;
    while (isTag(u16(at))) {
      if (out.vlans === MAX_TAGS) return refuse("link-tags", "more than four VLAN tags", "link", at - start);
      if (at + 6 > end) return refuse("link-truncated", "VLAN tag is cut short", "link", size);
      out.vlans++;
      at += 4;
    }
    out.etherType = u16(at);
    out.payload = at + 2;
    return ok(out);
  }
  if (frame.link === LINK_COOKED) {
    if (size < 16) return refuse("link-truncated", "cooked header needs 16 bytes", "link", size);
    cooked(out, u16(start + 14), start + 16, start + 6, u16(start + 4));
    return ok(out);
  }
  if (frame.link === LINK_COOKED_2) {
    if (size < 20) return refuse("link-truncated", "cooked v2 header needs 20 bytes", "link", size);
    cooked(out, u16(start), start + 20, start + 12, bytes[start + 11]!);
    return ok(out);
  }
  return refuse("link-type", `link type ${frame.link} is not Ethernet or Linux cooked`, "link", 0);
}

function cooked(
  out: LinkHeader,
  etherType: number,
  payload: number,
  source: number,
  addressLength: number,
): void {
  out.etherType = etherType;
  out.payload = payload;
  out.source = source;
  out.sourceLength = Math.min(addressLength, 8);
  out.destination = -1;
  out.vlans = 0;
}
