/** Writes MRT table dumps for tests (RFC 6396, RFC 8050). */
import { must } from "@comity/canon";
import { parsePrefix } from "@comity/resources";

export type Segment = readonly [type: number, ases: readonly number[]];
export const sequence = (...ases: number[]): Segment => [2, ases];
export const set = (...ases: number[]): Segment => [1, ases];

const u16 = (n: number): Buffer => Buffer.from([n >> 8, n & 255]);
const u32 = (n: number): Buffer => Buffer.from([n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);

export const record = (type: number, subtype: number, body: Uint8Array): Buffer =>
  Buffer.concat([u32(1_600_000_000), u16(type), u16(subtype), u32(body.length), body]);

/** An AS_PATH (or AS4_PATH) attribute. */
export function path(segments: readonly Segment[], bytes: 2 | 4, type = 2): Buffer {
  const body = Buffer.concat(
    segments.map(([t, ases]) =>
      Buffer.concat([Buffer.from([t, ases.length]), ...ases.map(bytes === 2 ? u16 : u32)]),
    ),
  );
  return Buffer.concat([Buffer.from([0x40, type, body.length]), body]);
}

function prefixOf(text: string): { bytes: Uint8Array; bits: number } {
  return must(parsePrefix(text.includes(":") ? "ipv6" : "ipv4", text));
}

/** One record of TABLE_DUMP_V2 with an entry for each path. */
export function rib(
  subtype: number,
  prefix: string,
  paths: readonly (readonly Segment[])[],
  addPath = false,
): Buffer {
  const { bytes, bits } = prefixOf(prefix);
  const generic = subtype === 6 || subtype === 12;
  const entries = paths.map((segments, i) => {
    const attributes = path(segments, 4);
    return Buffer.concat([u16(i), u32(0), ...(addPath ? [u32(i)] : []), u16(attributes.length), attributes]);
  });
  return record(
    13,
    subtype,
    Buffer.concat([
      u32(1),
      ...(generic ? [u16(bytes.length === 4 ? 1 : 2), Buffer.from([1])] : []),
      Buffer.from([bits]),
      bytes.subarray(0, (bits + 7) >> 3),
      u16(paths.length),
      ...entries,
    ]),
  );
}

/** One entry of TABLE_DUMP without view and sequence. */
export function entry(prefix: string, segments: readonly Segment[], four?: readonly Segment[]): Buffer {
  const { bytes, bits } = prefixOf(prefix);
  const attributes = Buffer.concat([path(segments, 2), ...(four === undefined ? [] : [path(four, 4, 17)])]);
  return Buffer.concat([
    bytes,
    Buffer.from([bits, 1]),
    u32(0),
    Buffer.alloc(bytes.length),
    u16(7),
    u16(attributes.length),
    attributes,
  ]);
}

export const tableDump = (afi: 1 | 2, entries: Uint8Array): Buffer =>
  record(12, afi, Buffer.concat([Buffer.alloc(4), entries]));
