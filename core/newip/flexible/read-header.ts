/** Fast reading of the flexible-address header (reference page 3.5): total, nothing copied, nothing allocated. */
import { addressAt } from "./address.ts";
import {
  BITMAP_INVALID,
  HAS_DESTINATION,
  HAS_HEADER_LENGTH,
  HAS_NEXT_HEADER,
  HAS_SOURCE,
  HAS_TOTAL_LENGTH,
  HAS_TTL,
  MAX_BITMAPS,
  MORE,
} from "./constants.ts";
import { PRESENT_HEADER_LENGTH, type Header } from "./header.ts";

/**
 * Reads the header of the packet `bytes[start..end)` into `h` exactly as the reference's current generation does.
 * Answers the offset of the payload from `start` (more than 0; it may lie beyond the packet: see `acceptHeader`), or
 * the reference's error number −1 … −13 with `h.errorAt` set.
 */
export function readHeader(bytes: Uint8Array, start: number, end: number, h: Header): number {
  h.bytes = bytes;
  h.start = start;
  h.end = end;
  h.present = 0;
  h.bitmap1 = 0;
  h.bitmap2 = 0;
  h.bitmaps = 0;
  h.ttl = 0;
  h.totalLength = 0;
  h.nextHeader = 0;
  h.headerLength = 0;
  h.destinationAt = 0;
  h.destinationLength = 0;
  h.sourceAt = 0;
  h.sourceLength = 0;
  h.consumed = 0;
  h.unknown = false;
  h.payload = 0;

  h.errorAt = start;
  if (start >= end) return -10;
  const bitmap1 = bytes[start]!;
  h.bitmap1 = bitmap1;
  if (bitmap1 & BITMAP_INVALID) return -1;
  let at = start + 1;
  let bitmaps = 1;
  let bitmap2 = 0;
  for (let last = bitmap1; last & MORE; bitmaps++) {
    h.errorAt = at;
    if (bitmaps === MAX_BITMAPS) return -2;
    if (at >= end) return -10;
    last = bytes[at++]!;
    if (bitmaps === 1) bitmap2 = last;
  }
  h.bitmap2 = bitmap2;
  h.bitmaps = bitmaps;

  h.errorAt = start;
  if (!(bitmap1 & HAS_TTL)) return -3;
  h.errorAt = at;
  if (at >= end) return -10;
  h.ttl = bytes[at++]!;
  let present = HAS_TTL;
  h.present = present;

  if (bitmap1 & HAS_TOTAL_LENGTH) {
    h.errorAt = at;
    if (at + 2 > end) return -10;
    h.totalLength = (bytes[at]! << 8) | bytes[at + 1]!;
    at += 2;
    present |= HAS_TOTAL_LENGTH;
    h.present = present;
  }

  h.errorAt = start;
  if (!(bitmap1 & HAS_NEXT_HEADER)) return -4;
  h.errorAt = at;
  if (at >= end) return -10;
  h.nextHeader = bytes[at++]!;
  present |= HAS_NEXT_HEADER;
  h.present = present;

  h.errorAt = start;
  if (!(bitmap1 & HAS_DESTINATION)) return -5;
  h.errorAt = at;
  h.destinationAt = at;
  const destination = addressAt(bytes, at, end);
  if (destination === 0) return -6;
  h.destinationLength = destination;
  at += destination;
  present |= HAS_DESTINATION;
  h.present = present;

  if (bitmap1 & HAS_SOURCE) {
    h.errorAt = at;
    h.sourceAt = at;
    const source = addressAt(bytes, at, end);
    if (source === 0) return -8;
    h.sourceLength = source;
    at += source;
    present |= HAS_SOURCE;
    h.present = present;
  }

  let headerLength = 0;
  if (bitmaps > 1) {
    if (bitmap2 & HAS_HEADER_LENGTH) {
      h.errorAt = at;
      if (at >= end) return -10;
      headerLength = bytes[at++]!;
      h.headerLength = headerLength;
      present |= PRESENT_HEADER_LENGTH;
      h.present = present;
    }
    h.unknown = (bitmap2 & ~(HAS_HEADER_LENGTH | MORE)) !== 0 || bitmaps > 2;
  }
  const consumed = at - start;
  if (present & PRESENT_HEADER_LENGTH) {
    h.errorAt = at - 1;
    if (present & HAS_TOTAL_LENGTH && headerLength >= end - start) return -13;
    h.consumed = consumed;
    if (headerLength < consumed) return -12;
    h.payload = start + headerLength;
    return headerLength;
  }
  h.consumed = consumed;
  h.errorAt = start + 1;
  if (h.unknown) return -11;
  h.payload = at;
  return consumed;
}
