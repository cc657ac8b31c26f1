/** VRPs as prefix PDUs (RFC 8210 sections 5.6 and 5.7) in the order of 8210bis section 11.2. */
import type { VrpFamily } from "@comity/routes";
import { IPV4_PDU, IPV6_PDU, TYPE, type Version } from "./pdu.ts";

export const rowBytes = (family: VrpFamily): number => (family.words === 1 ? IPV4_PDU : IPV6_PDU);

/** The rows `from` up to `to` of a family; announcements are written from the last row to the first. */
export function prefixRows(
  version: Version,
  announce: boolean,
  family: VrpFamily,
  from: number,
  to: number,
): Uint8Array {
  const { words, address, length, maxLength, asn } = family;
  const size = rowBytes(family);
  const bytes = new Uint8Array((to - from) * size);
  const view = new DataView(bytes.buffer);
  const head = (version << 24) | ((words === 1 ? TYPE.ipv4 : TYPE.ipv6) << 16);
  for (let n = 0, at = 0; n < to - from; n++, at += size) {
    const i = announce ? to - 1 - n : from + n;
    view.setUint32(at, head);
    view.setUint32(at + 4, size);
    view.setUint32(at + 8, ((announce ? 1 : 0) << 24) | (length[i]! << 16) | (maxLength[i]! << 8));
    for (let w = 0; w < words; w++) view.setUint32(at + 12 + 4 * w, address[i * words + w]!);
    view.setUint32(at + 12 + 4 * words, asn[i]!);
  }
  return bytes;
}

/** The same rows in another version: only the first octet of each differs. */
export function restamped(bytes: Uint8Array, version: Version, size: number): Uint8Array {
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at += size) copy[at] = version;
  return copy;
}
