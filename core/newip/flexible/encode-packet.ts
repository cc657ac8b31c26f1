/**
 * Any packet the format can say, from its fields: also layouts the reference never emits (no source, a header length
 * with unknown fields behind it, more bitmap bytes). What would not decode again is refused.
 */
import { ok, refuse, type Result } from "../result.ts";
import type { RefusalNumber } from "../refusals.ts";
import { checkAddress, type Address } from "./address.ts";
import {
  HAS_HEADER_LENGTH,
  HAS_SOURCE,
  HAS_TOTAL_LENGTH,
  MAX_BITMAPS,
  MAX_HEADER,
  MAX_PACKET,
  MORE,
  TTL_DATA,
} from "./constants.ts";
import { Header } from "./header.ts";
import { acceptHeader, headerRefusal } from "./accept-header.ts";
import { readHeader } from "./read-header.ts";
import { addressesProblem, headerSize, writeHeader } from "./write-header.ts";

export type PacketFields = {
  readonly destination: Address;
  readonly source?: Address;
  readonly ttl?: number;
  readonly nextHeader: number;
  /** Whether the header carries the total length. False when left out. */
  readonly totalLength?: boolean;
  /** Bytes of unknown fields after the known ones; a header length is then written, also for an empty extension. */
  readonly extension?: Uint8Array;
  /** The bitmap bytes, for a layout of one's own; they must agree with the fields. */
  readonly bitmap?: Uint8Array;
  readonly payload: Uint8Array;
  /** Bytes of the link behind the packet's end; they need the total length, or they are payload. */
  readonly padding?: Uint8Array;
};

const EMPTY = new Uint8Array(0);
const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;

function ownBitmap(fields: PacketFields): Uint8Array {
  const length = fields.extension === undefined ? 0 : HAS_HEADER_LENGTH;
  const first =
    0x54 |
    (fields.source === undefined ? 0 : HAS_SOURCE) |
    (fields.totalLength === true ? HAS_TOTAL_LENGTH : 0);
  return Uint8Array.of(first | MORE, length);
}

/** Whether the bytes say exactly the fields given: presence bits, continuation bits, at most 8. */
function bitmapFits(bitmap: Uint8Array, fields: PacketFields): boolean {
  if (bitmap.length === 0 || bitmap.length > MAX_BITMAPS) return false;
  const wanted =
    0x54 |
    (fields.source === undefined ? 0 : HAS_SOURCE) |
    (fields.totalLength === true ? HAS_TOTAL_LENGTH : 0);
  if ((bitmap[0]! & 0xf6) !== wanted) return false;
  if (bitmap.some((b, i) => (b & MORE) !== (i < bitmap.length - 1 ? MORE : 0))) return false;
  return bitmap.length > 1 && (bitmap[1]! & HAS_HEADER_LENGTH) !== 0
    ? fields.extension !== undefined
    : fields.extension === undefined;
}

/** `any-address` lets everything pass that decodes: public addresses, a TTL of 0. */
type Mode = "strict" | "any-address";

function problemOf(fields: PacketFields, mode: Mode): RefusalNumber | 0 {
  const { destination, source, nextHeader, ttl = TTL_DATA, bitmap } = fields;
  const form = checkAddress(destination) ?? (source === undefined ? undefined : checkAddress(source));
  if (form !== undefined) return form;
  if (mode === "strict") {
    const use = addressesProblem(destination, source ?? NO_SOURCE, nextHeader);
    if (use !== 0) return use;
    if (ttl === 0) return -70;
  }
  if (!isByte(nextHeader) || !isByte(ttl)) return -70;
  return bitmap !== undefined && !bitmapFits(bitmap, fields) ? -74 : 0;
}
/** Stands in for an absent source in the check of addresses. */
const NO_SOURCE = Uint8Array.of(0);

/** Codes `address-…`, `field-range`, `bitmap-contradiction`, `header-too-long`, `packet-too-long`, and decoding's. */
export function encodePacket(fields: PacketFields, mode: Mode = "strict"): Result<Uint8Array> {
  const problem = problemOf(fields, mode);
  if (problem !== 0) return refuse(problem);
  const { destination, source = EMPTY, extension, payload, ttl = TTL_DATA, nextHeader } = fields;
  const { padding = EMPTY } = fields;
  const plain = extension === undefined && fields.bitmap === undefined;
  if (plain) {
    const header = headerSize(destination.length, source.length, fields.totalLength === true);
    if (header + payload.length > MAX_PACKET) return refuse(-71, 0, `${header + payload.length}`);
    const size = header + payload.length;
    const out = new Uint8Array(size + padding.length);
    writeHeader(out, 0, destination, source, ttl, nextHeader, fields.totalLength === true ? size : -1);
    out.set(payload, header);
    out.set(padding, size);
    return ok(out);
  }
  const bitmap = fields.bitmap ?? ownBitmap(fields);
  const lengths = (fields.totalLength === true ? 2 : 0) + (extension === undefined ? 0 : 1);
  const header = bitmap.length + 2 + lengths + destination.length + source.length + (extension?.length ?? 0);
  if (header > MAX_HEADER) return refuse(-72, 0, `${header}`);
  const size = header + payload.length;
  if (size > MAX_PACKET) return refuse(-71, 0, `${size}`);
  const out = new Uint8Array(size + padding.length);
  const parts = [
    bitmap,
    Uint8Array.of(ttl),
    fields.totalLength === true ? Uint8Array.of(size >> 8, size & 0xff) : EMPTY,
    Uint8Array.of(nextHeader),
    destination,
    source,
    extension === undefined ? EMPTY : Uint8Array.of(header),
    extension ?? EMPTY,
    payload,
    padding,
  ];
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return decodes(out);
}

/** Unknown bits without a header length, or one that swallows the packet, are found by reading it back. */
function decodes(out: Uint8Array): Result<Uint8Array> {
  const h = new Header();
  let number = readHeader(out, 0, out.length, h);
  if (number > 0) number = acceptHeader(h);
  return number < 0 ? headerRefusal(number, h) : ok(out);
}
