/** Lists `header_encode_roundtrip`, `header_encode_malformed_input`, `header_decode` of the flexible-address vectors. */
import { NEXT_UDP, TTL_DATA } from "../flexible/constants.ts";
import { encodePacket } from "../flexible/encode-packet.ts";
import { Header } from "../flexible/header.ts";
import { acceptHeader, decodeHeader } from "../flexible/accept-header.ts";
import { readHeader } from "../flexible/read-header.ts";
import {
  decodeStruct,
  estimateHeader,
  referenceEncode,
  structOf,
  type AddressStruct,
} from "../reference/flexible-encode.ts";
import { REFUSALS, type RefusalNumber } from "../refusals.ts";
import { sameStruct } from "./addresses.ts";
import type { Case, JsonObject } from "./case.ts";

const DECODED = [
  "ret",
  "ret_name",
  "ttl",
  "nexthdr",
  "hdr_len",
  "hdr_real_len",
  "total_len",
  "unknown_bit",
  "inc_saddr",
  "inc_daddr",
  "inc_ttl",
  "inc_nexthdr",
  "inc_hdr_len",
  "inc_total_len",
  "daddr",
  "saddr",
] as const;

/** Reads a packet's header as the reference does and compares everything its structure would hold. */
function sameHeader(c: Case, packet: Uint8Array, expected: JsonObject): void {
  c.only(expected, ...DECODED);
  const h = new Header();
  const ret = readHeader(packet, 0, packet.length, h);
  c.same("ret", ret, c.number(expected, "ret"));
  if (expected["ret_name"] !== undefined) {
    c.same("ret_name", ret < 0 ? REFUSALS[ret as RefusalNumber].name : "", c.text(expected, "ret_name"));
  }
  const has = (bit: number): number => ((h.present & bit) === 0 ? 0 : 1);
  const fields = {
    ttl: h.ttl,
    nexthdr: h.nextHeader,
    hdr_len: h.headerLength,
    hdr_real_len: h.consumed,
    total_len: h.totalLength,
    unknown_bit: h.unknown ? 1 : 0,
    inc_ttl: has(0x40),
    inc_total_len: has(0x20),
    inc_nexthdr: has(0x10),
    inc_daddr: has(0x04),
    inc_saddr: has(0x02),
    inc_hdr_len: has(0x100),
  };
  for (const [name, value] of Object.entries(fields)) c.same(name, value, c.number(expected, name));
  // A failed address leaves what its decoder left; one that was not reached leaves nothing.
  const struct = (at: number): AddressStruct =>
    at === 0 ? structOf(new Uint8Array(0)) : decodeStruct(packet, at).address;
  sameStruct(c, "daddr", struct(h.destinationAt), c.object(expected, "daddr"));
  sameStruct(c, "saddr", struct(h.sourceAt), c.object(expected, "saddr"));
  strictly(c, packet, ret, h);
}

function strictly(c: Case, packet: Uint8Array, ret: number, h: Header): void {
  const strict = decodeHeader(packet);
  if (ret < 0) return c.same("strict", strict.ok ? 0 : (strict.error.reference ?? 0), ret);
  if (strict.ok) return c.same("strict", strict.value.payload, ret);
  const number = acceptHeader(h);
  c.same("strict", strict.error.code, number < 0 ? REFUSALS[number as RefusalNumber].code : "accepted");
  c.deviates(number === -14 ? "decode/header-length-beyond-packet" : "decode/total-length");
}

export function headerDecode(c: Case): void {
  c.only(c.vector, "id", "note", "packet", "expect");
  sameHeader(c, c.hex(c.vector, "packet"), c.expectation(...DECODED));
}

export function headerRoundTrip(c: Case): void {
  const v = c.vector;
  c.only(
    v,
    "id",
    "function",
    "daddr_class",
    "saddr_class",
    "fields",
    "header",
    "header_len",
    "total_len",
    "packet",
    "get_nip_hdr_len_estimate",
    "encode_agree",
    "decode_back",
  );
  const name = c.text(v, "function");
  const udp = name === "nip_hdr_udp_encap";
  if (!udp && name !== "nip_hdr_comm_encap+nip_update_total_len") c.fail(`unknown function ${name}`);
  const f = c.object(v, "fields");
  c.only(f, "daddr", "saddr", "ttl", "next_header", "payload");
  const destination = c.hex(f, "daddr");
  const source = c.hex(f, "saddr");
  const ttl = c.number(f, "ttl");
  const nextHeader = c.number(f, "next_header");
  const payload = c.hex(f, "payload");
  const [d, s] = [structOf(destination), structOf(source)];
  const { packet, header } = referenceEncode(d, s, ttl, nextHeader, !udp, payload);
  c.same("header", packet.subarray(0, header), c.hex(v, "header"));
  c.same("header_len", header, c.number(v, "header_len"));
  c.same("total_len", udp ? null : packet.length, v["total_len"]);
  c.same("packet", packet, c.hex(v, "packet"));
  c.same("get_nip_hdr_len_estimate", estimateHeader(d, s, !udp), c.number(v, "get_nip_hdr_len_estimate"));
  const back = c.object(v, "decode_back");
  c.only(back, "retired_bsd3", "current_gpl2", "agree");
  sameHeader(c, packet, c.object(back, "current_gpl2"));
  const strict = encodePacket({ destination, source, ttl, nextHeader, totalLength: !udp, payload });
  if (strict.ok) c.same("strict packet", strict.value, packet);
  else if (strict.error.code === "address-public") c.deviates("encode/public-address");
  else if (strict.error.code === "field-range" && ttl === 0) c.deviates("encode/ttl-zero");
  else if (strict.error.code === "address-not-canonical") c.deviates("encode/not-canonical");
  else if (/^address-(?:unknown|truncated)$/.test(strict.error.code)) c.deviates("encode/contradiction");
  else c.fail(`strict: ${strict.error.code}`);
}

/** `hex`, `hex/bitlen` (bit length forced) or `-` (bit length 0). */
function struct(c: Case, name: string): AddressStruct {
  const text = c.text(c.vector, name);
  const parts = /^(?:(-)|([0-9a-f]+)(?:\/(\d+))?)$/.exec(text);
  if (parts === null) c.fail(`${name} is no address notation`);
  const bytes = c.bytes(parts?.[2] ?? "", name);
  return structOf(bytes, parts?.[3] === undefined ? bytes.length * 8 : Number(parts[3]));
}

export function headerMalformed(c: Case): void {
  c.only(c.vector, "id", "function", "daddr", "saddr", "note", "expect");
  const name = c.text(c.vector, "function");
  if (name !== "udp" && name !== "comm") c.fail(`unknown function ${name}`);
  const comm = name === "comm";
  const expected = c.expectation("hdr_len", "total_len", "hdr", "get_nip_hdr_len");
  const [d, s] = [struct(c, "daddr"), struct(c, "saddr")];
  const payload = new Uint8Array(comm ? 1 : 0);
  const { packet, header } = referenceEncode(d, s, TTL_DATA, NEXT_UDP, comm, payload);
  c.same("hdr_len", header, c.number(expected, "hdr_len"));
  c.same("total_len", comm ? packet.length : 0, c.number(expected, "total_len"));
  c.same("hdr", packet.subarray(0, header), c.hex(expected, "hdr"));
  c.same("get_nip_hdr_len", estimateHeader(d, s, comm), c.number(expected, "get_nip_hdr_len"));
  const bytes = (a: AddressStruct): Uint8Array => a.field8.subarray(0, a.bitlen >> 3);
  const strict = encodePacket({
    destination: bytes(d),
    source: bytes(s),
    nextHeader: NEXT_UDP,
    totalLength: comm,
    payload,
  });
  if (strict.ok) c.same("strict packet", strict.value, packet);
  else if (header > 0)
    c.deviates(
      strict.error.code === "address-not-canonical" ? "encode/not-canonical" : "encode/contradiction",
    );
}
