/**
 * DER (X.690) over asn1js: short names for building, and a reader that takes only what its own encoding gives back.
 * Trees are asn1js values; nothing is written by hand.
 */
import { ok, refuse, type Result } from "@comity/canon";
import * as asn1 from "asn1js";

export type Node = asn1.BaseBlock;

const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;

/** Values in one object. A manifest has three for each file, so that a CA may have 80,000 files. */
const MAX_VALUES = 250_000;
const LIMITS = { maxNodes: MAX_VALUES, parseEmbedded: false } as const;

export const sequence = (...value: Node[]): Node => sequenceOf(value);
/** For lists of any length: a call has room for some 100,000 arguments. */
export const sequenceOf = (value: readonly Node[]): Node => new asn1.Sequence({ value: [...value] });
/** SET OF: DER wants the encodings in ascending order. */
export const setOf = (...value: Node[]): Node =>
  new asn1.Set({ value: [...value].sort((a, b) => Buffer.compare(der(a), der(b))) });
export const integer = (value: number | bigint): Node => asn1.Integer.fromBigInt(BigInt(value));
export const oid = (value: string): Node => new asn1.ObjectIdentifier({ value });
export const octets = (bytes: Uint8Array): Node => new asn1.OctetString({ valueHex: buffer(bytes) });
export const bits = (bytes: Uint8Array, unusedBits = 0): Node =>
  new asn1.BitString({ valueHex: buffer(bytes), unusedBits });
export const nothing = (): Node => new asn1.Null();
export const yes = (): Node => new asn1.Boolean({ value: true });
export const ia5 = (value: string): Node => new asn1.IA5String({ value });
export const printable = (value: string): Node => new asn1.PrintableString({ value });
export const utcTime = (unix: number): Node => new asn1.UTCTime({ valueDate: new Date(unix * 1000) });
export const generalTime = (unix: number): Node =>
  new asn1.GeneralizedTime({ valueDate: new Date(unix * 1000) });
/** UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). */
export const time = (unix: number): Node => (unix < 2_524_608_000 ? utcTime(unix) : generalTime(unix));
/** `[n]` around or instead of a tag, constructed. */
export const tagged = (n: number, ...value: Node[]): Node =>
  new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber: n }, value: value });
/** `[n] IMPLICIT` of a primitive string type. */
export const taggedBytes = (n: number, bytes: Uint8Array): Node =>
  new asn1.Primitive({ idBlock: { tagClass: 3, tagNumber: n }, valueHex: buffer(bytes) });

export const der = (node: Node): Uint8Array => new Uint8Array(node.toBER(false));

/** DER that is already there. Only for bytes that were made or checked before. */
export function raw(bytes: Uint8Array): Node {
  const { offset, result } = asn1.fromBER(buffer(bytes), LIMITS);
  if (offset !== bytes.length) throw new TypeError(`not DER: ${result.error}`);
  return result;
}

/** One DER value and nothing after it. Code `der`. */
export function parseDer(bytes: Uint8Array, field = ""): Result<Node> {
  const bad = (why: string): Result<Node> => refuse("der", why, field);
  try {
    const { offset, result } = asn1.fromBER(buffer(bytes), LIMITS);
    if (offset === -1) return bad(`not DER: ${result.error === "" ? "it ends too early" : result.error}`);
    if (offset !== bytes.length) return bad("bytes follow after the end of the DER value");
    if (Buffer.compare(der(result), bytes) !== 0) return bad("not DER: its own encoding differs");
    return ok(result);
  } catch {
    // asn1js throws on some malformed values instead of reporting them.
    return bad("not DER");
  }
}

// ------------------------------------------------------------------ reading: `undefined` where the type is another

export function childrenOf(node: Node | undefined, tag?: number): readonly Node[] | undefined {
  if (!(node instanceof asn1.Constructed)) return undefined;
  const { tagClass, tagNumber } = node.idBlock;
  if (tag === undefined ? tagClass !== 1 : tagClass !== 3 || tagNumber !== tag) return undefined;
  return node.valueBlock.value;
}
export const isTagged = (node: Node | undefined, tag: number): boolean =>
  node !== undefined && node.idBlock.tagClass === 3 && node.idBlock.tagNumber === tag;
export const oidAt = (node: Node | undefined): string | undefined =>
  node instanceof asn1.ObjectIdentifier ? node.getValue() : undefined;
export const integerAt = (node: Node | undefined): bigint | undefined =>
  node instanceof asn1.Integer ? node.toBigInt() : undefined;
export const octetsAt = (node: Node | undefined): Uint8Array | undefined =>
  node instanceof asn1.OctetString && !node.idBlock.isConstructed
    ? Uint8Array.from(node.valueBlock.valueHexView)
    : undefined;
export const taggedBytesAt = (node: Node | undefined, tag: number): Uint8Array | undefined =>
  node instanceof asn1.Primitive && isTagged(node, tag)
    ? Uint8Array.from(node.valueBlock.valueHexView)
    : undefined;
export const bitsAt = (
  node: Node | undefined,
): { readonly bytes: Uint8Array; readonly unused: number } | undefined =>
  node instanceof asn1.BitString && !node.idBlock.isConstructed
    ? { bytes: Uint8Array.from(node.valueBlock.valueHexView), unused: node.valueBlock.unusedBits }
    : undefined;
export const textAt = (node: Node | undefined): string | undefined =>
  node instanceof asn1.IA5String || node instanceof asn1.PrintableString || node instanceof asn1.Utf8String
    ? node.getValue()
    : undefined;
/** Unix time in seconds. */
export const timeAt = (node: Node | undefined): number | undefined =>
  node instanceof asn1.UTCTime || node instanceof asn1.GeneralizedTime
    ? node.toDate().getTime() / 1000
    : undefined;
