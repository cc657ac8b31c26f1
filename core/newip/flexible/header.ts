/** A decoded flexible-address header: numbers and offsets into the buffer it was read from, nothing copied. */
import type { Address } from "./address.ts";
import { HAS_HEADER_LENGTH, HAS_TOTAL_LENGTH } from "./constants.ts";

/** Shared, because a typed array per header would cost more than reading it. */
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Reusable: `readHeader` fills it. All offsets are absolute in `bytes`. A field that is absent, or was not reached
 * before an error, is 0 and its bit in `present` is clear.
 */
export class Header {
  bytes: Uint8Array = NOTHING;
  /** The packet is `bytes[start..end)`; `end` is cut to the total length once the packet is accepted. */
  start = 0;
  end = 0;
  /** Bits of the first bitmap byte whose fields were read completely, and `0x100` for the header length. */
  present = 0;
  /** First two bitmap bytes as sent, and how many there are. */
  bitmap1 = 0;
  bitmap2 = 0;
  bitmaps = 0;
  ttl = 0;
  totalLength = 0;
  nextHeader = 0;
  headerLength = 0;
  destinationAt = 0;
  destinationLength = 0;
  sourceAt = 0;
  sourceLength = 0;
  /** Bytes of the known fields (`hdr_real_len`); 0 after an error. */
  consumed = 0;
  /** Unknown bits, or a third bitmap byte. */
  unknown = false;
  /** Where the payload begins. */
  payload = 0;
  /** Where reading failed. */
  errorAt = 0;

  /** View of the destination's wire bytes. */
  get destination(): Address {
    return this.bytes.subarray(this.destinationAt, this.destinationAt + this.destinationLength);
  }
  /** View of the source's wire bytes; undefined when the header has none. */
  get source(): Address | undefined {
    if (this.sourceLength === 0) return undefined;
    return this.bytes.subarray(this.sourceAt, this.sourceAt + this.sourceLength);
  }
  /** Bytes after the known fields that the header length skips. */
  get extension(): Uint8Array {
    return this.bytes.subarray(this.start + this.consumed, this.payload);
  }
  get hasTotalLength(): boolean {
    return (this.present & HAS_TOTAL_LENGTH) !== 0;
  }
  get hasHeaderLength(): boolean {
    return (this.present & PRESENT_HEADER_LENGTH) !== 0;
  }
  /** The reserved bit 0x08 of the first bitmap byte, which readers ignore. */
  get reserved(): boolean {
    return (this.bitmap1 & 0x08) !== 0;
  }
}

/** Bit of the header length in `present`. */
export const PRESENT_HEADER_LENGTH: number = HAS_HEADER_LENGTH << 1;
