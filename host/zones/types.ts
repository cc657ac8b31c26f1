/**
 * Resource record types: their numbers and what their RDATA is made of, in one table from which text is read and
 * written, wire form is read and written, and the canonical form is made. A type without a row is read and written as
 * RFC 3597 says (`TYPE65280 \# 2 abcd`).
 */

export type RdataField =
  | "name"
  | "u8"
  | "u16"
  | "u32"
  | "time"
  | "type"
  | "ipv4"
  | "ipv6"
  | "text"
  /** One or more character-strings to the end. */
  | "texts"
  /** One text without a length, to the end (CAA, URI). */
  | "rest-text"
  | "base64"
  | "hex"
  /** u8 length and hexadecimal, `-` for none (NSEC3). */
  | "salt"
  /** u8 length and base32hex (NSEC3). */
  | "hash32"
  | "types";

export type RrType = {
  readonly name: string;
  readonly number: number;
  readonly fields: readonly RdataField[];
  /** Names in RDATA are in lower case in the canonical form (RFC 4034 section 6.2, RFC 6840 section 5.1). */
  readonly lower?: true;
};

const row = (name: string, number: number, fields: string, lower = false): RrType => ({
  name,
  number,
  fields: fields.split(" ") as RdataField[],
  ...(lower ? { lower: true as const } : {}),
});

export const RR_TYPES: readonly RrType[] = [
  row("A", 1, "ipv4"),
  row("NS", 2, "name", true),
  row("CNAME", 5, "name", true),
  row("SOA", 6, "name name u32 u32 u32 u32 u32", true),
  row("PTR", 12, "name", true),
  row("HINFO", 13, "text text"),
  row("MX", 15, "u16 name", true),
  row("TXT", 16, "texts"),
  row("RP", 17, "name name", true),
  row("AFSDB", 18, "u16 name", true),
  row("AAAA", 28, "ipv6"),
  row("SRV", 33, "u16 u16 u16 name", true),
  row("NAPTR", 35, "u16 u16 text text text name", true),
  row("KX", 36, "u16 name", true),
  row("CERT", 37, "u16 u16 u8 base64"),
  row("DNAME", 39, "name", true),
  row("DS", 43, "u16 u8 u8 hex"),
  row("SSHFP", 44, "u8 u8 hex"),
  row("RRSIG", 46, "type u8 u8 u32 time time u16 name base64", true),
  row("NSEC", 47, "name types"),
  row("DNSKEY", 48, "u16 u8 u8 base64"),
  row("DHCID", 49, "base64"),
  row("NSEC3", 50, "u8 u8 u16 salt hash32 types"),
  row("NSEC3PARAM", 51, "u8 u8 u16 salt"),
  row("TLSA", 52, "u8 u8 u8 hex"),
  row("SMIMEA", 53, "u8 u8 u8 hex"),
  row("CDS", 59, "u16 u8 u8 hex"),
  row("CDNSKEY", 60, "u16 u8 u8 base64"),
  row("OPENPGPKEY", 61, "base64"),
  row("CSYNC", 62, "u32 u16 types"),
  row("ZONEMD", 63, "u32 u8 u8 hex"),
  row("SPF", 99, "texts"),
  row("URI", 256, "u16 u16 rest-text"),
  row("CAA", 257, "u8 text rest-text"),
  row("DLV", 32_769, "u16 u8 u8 hex"),
];

const BY_NAME = new Map(RR_TYPES.map((type) => [type.name, type]));
const BY_NUMBER = new Map(RR_TYPES.map((type) => [type.number, type]));

/** The number of `NS` or `TYPE65280`; undefined for no type. */
export function typeNumber(text: string): number | undefined {
  const known = BY_NAME.get(text.toUpperCase());
  if (known !== undefined) return known.number;
  const generic = /^TYPE(0|[1-9][0-9]{0,4})$/i.exec(text);
  return generic !== null && Number(generic[1]) <= 0xffff ? Number(generic[1]) : undefined;
}
export const typeText = (number: number): string => BY_NUMBER.get(number)?.name ?? `TYPE${number}`;
export const rrType = (number: number): RrType | undefined => BY_NUMBER.get(number);

export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  TXT: 16,
  AAAA: 28,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  ZONEMD: 63,
  PTR: 12,
} as const;
