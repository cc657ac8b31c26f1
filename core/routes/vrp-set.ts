/**
 * Validated ROA payloads (RFC 6811 section 2) as columns of typed arrays. The identity of a VRP is (prefix, maxLength,
 * ASN); trust anchor and expiry are attributes of the file it came from and are not kept here. Sets are sorted and
 * hold no VRP twice, so equal sets have equal bytes.
 */
import { Defect, ok, refuse, type Result } from "@comity/canon";
import { ipv4Text, ipv6Text, parseAsn, parsePrefix, uint32At } from "@comity/resources";

/**
 * The VRPs of one family, ascending by (address, maxLength, length, ASN), unsigned: the order in which an RTR cache
 * withdraws, and read backwards the order in which it announces (draft-ietf-sidrops-8210bis section 11.2).
 */
export type VrpFamily = {
  /** 32-bit words of an address: 1 for IPv4, 4 for IPv6. */
  readonly words: 1 | 4;
  readonly count: number;
  /** `words` big-endian words for each VRP, bits after the length are zero. */
  readonly address: Uint32Array;
  readonly length: Uint8Array;
  readonly maxLength: Uint8Array;
  readonly asn: Uint32Array;
};

export type VrpSet = { readonly v4: VrpFamily; readonly v6: VrpFamily };

/** One VRP as text: canonical prefix, `maxLength` always present. */
export type Vrp = { readonly prefix: string; readonly maxLength: number; readonly asn: number };

export const vrpCount = (set: VrpSet): number => set.v4.count + set.v6.count;

/** Bits of an address of the family. */
export const widthOfFamily = (family: VrpFamily): 32 | 128 => (family.words === 1 ? 32 : 128);

/** The canonical prefix of VRP `i`. */
export function vrpPrefix(family: VrpFamily, i: number): string {
  const { words, address, length } = family;
  if (words === 1) return `${ipv4Text(address[i]!)}/${length[i]!}`;
  return `${wordsText(address, 4 * i)}/${length[i]!}`;
}

/** RFC 5952 text of four words. */
export function wordsText(words: Uint32Array, at: number): string {
  const bytes = new Uint8Array(16);
  for (let w = 0; w < 4; w++) {
    const value = words[at + w]!;
    bytes[4 * w] = value >>> 24;
    bytes[4 * w + 1] = value >>> 16;
    bytes[4 * w + 2] = value >>> 8;
    bytes[4 * w + 3] = value;
  }
  return ipv6Text(bytes);
}

export function vrpAt(family: VrpFamily, i: number): Vrp {
  if (i < 0 || i >= family.count) throw new Defect("no such VRP");
  return { prefix: vrpPrefix(family, i), maxLength: family.maxLength[i]!, asn: family.asn[i]! };
}

/** Every VRP as text, IPv4 first, ascending. */
export function* vrps(set: VrpSet): Generator<Vrp> {
  for (const family of [set.v4, set.v6]) for (let i = 0; i < family.count; i++) yield vrpAt(family, i);
}

/** A prefix as the arenas hold it. */
export type Block = { readonly words: readonly number[]; readonly length: number };

/** A prefix of either family. Codes as `parsePrefix` of `@comity/resources`, and `prefix-length` for a bare address. */
export function parseBlock(text: string, field = ""): Result<Block> {
  if (!text.includes("/"))
    return refuse("prefix-length", "expected a prefix with its length, like 192.0.2.0/24", field);
  const key = parsePrefix(text.includes(":") ? "ipv6" : "ipv4", text, field);
  if (!key.ok) return key;
  const words: number[] = [];
  for (let at = 0; at < key.value.bytes.length; at += 4) words.push(uint32At(key.value.bytes, at));
  return ok({ words, length: key.value.bits });
}

/** One VRP from text, for commands and tests. Without `maxLength` the prefix length applies (RFC 9582 section 4.3.2.2). */
export function parseVrp(
  record: { readonly prefix: string; readonly maxLength?: number; readonly asn: number | string },
  field = "",
): Result<Block & { readonly maxLength: number; readonly asn: number }> {
  const block = parseBlock(record.prefix, field);
  if (!block.ok) return block;
  const asn = parseAsn(String(record.asn), field);
  if (!asn.ok) return asn;
  const { words, length } = block.value;
  const maxLength = record.maxLength ?? length;
  if (!Number.isInteger(maxLength) || maxLength < length || maxLength > words.length * 32) {
    return refuse("max-length", `expected a maximum length of ${length} to ${words.length * 32}`, field);
  }
  return ok({ words, length, maxLength, asn: asn.value });
}
