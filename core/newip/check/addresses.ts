/** Lists `address_struct`, `address_wire_decode`, `address_text_nip_get_addr` of the flexible-address vectors. */
import { addressValue, checkAddress, decodeAddress, addressLength } from "../flexible/address.ts";
import { parseAddress } from "../flexible/address-text.ts";
import { referenceParseAddress } from "../reference/address-text.ts";
import {
  buildAddress,
  decodeStruct,
  structIsAny,
  structIsPublic,
  structOf,
  structValidity,
  type AddressStruct,
} from "../reference/flexible-encode.ts";
import { REFUSALS } from "../refusals.ts";
import type { Case, JsonObject } from "./case.ts";

const NAMES: readonly string[] = [
  "CURRENT_ADDR_VALID",
  ...([-61, -62, -63, -64, -65, -66] as const).map((n) => REFUSALS[n].name ?? ""),
];

/** Compares a structure {bitlen, field8} with ours. */
export function sameStruct(c: Case, name: string, got: AddressStruct, expected: JsonObject): void {
  c.only(expected, "bitlen", "field8");
  c.same(`${name}.bitlen`, got.bitlen, c.number(expected, "bitlen"));
  c.same(`${name}.field8`, got.field8, c.hex(expected, "field8"));
}

export function addressStruct(c: Case): void {
  c.only(c.vector, "id", "class", "bytes", "bitlen", "numeric_value_doc_formula", "expect");
  const bytes = c.hex(c.vector, "bytes");
  const bitlen = c.number(c.vector, "bitlen");
  const expected = c.expectation("invalid", "invalid_name", "public", "any", "len", "built", "addr");
  const struct = structOf(bytes, bitlen);
  const validity = structValidity(struct);
  c.same("invalid", validity, c.number(expected, "invalid"));
  if (expected["invalid_name"] !== undefined)
    c.same("invalid_name", NAMES[validity], c.text(expected, "invalid_name"));
  c.same("public", structIsPublic(struct) ? 1 : 0, c.number(expected, "public"));
  c.same("any", structIsAny(struct) ? 1 : 0, c.number(expected, "any"));
  c.same("len", addressLength(struct.field8[0]!), c.number(expected, "len"));
  const built = buildAddress(struct);
  c.same("built", built ?? null, expected["built"] === null ? null : c.hex(expected, "built"));
  sameStruct(c, "addr", struct, c.object(expected, "addr"));
  // Strict: an address is its bytes; the same verdict, and the same number.
  const address = struct.field8.subarray(0, bitlen >> 3);
  if (bitlen % 8 === 0 && bytes.length * 8 === bitlen) {
    c.same("strict", checkAddress(address) === undefined, validity === 0);
  }
  const value = c.vector["numeric_value_doc_formula"];
  if (value !== null)
    c.same(
      "numeric_value_doc_formula",
      addressValue(address),
      c.integer(c.vector, "numeric_value_doc_formula"),
    );
}

export function addressWire(c: Case): void {
  c.only(c.vector, "id", "class", "bytes", "expect");
  const bytes = c.hex(c.vector, "bytes");
  const expected = c.expectation("consumed", "addr", "invalid");
  const consumed = expected["consumed"] === null ? null : c.number(expected, "consumed");
  const got = decodeStruct(bytes);
  c.same("consumed", got.consumed ?? null, consumed);
  c.same("invalid", structValidity(got.address), c.number(expected, "invalid"));
  sameStruct(c, "addr", got.address, c.object(expected, "addr"));
  const strict = decodeAddress(bytes);
  c.same("strict", strict.ok ? strict.value.length : null, consumed);
}

export function addressText(c: Case): void {
  c.only(c.vector, "id", "text", "expect");
  const text = c.text(c.vector, "text");
  const expected = c.expectation("ret", "bitlen", "field8");
  const { ret, address } = referenceParseAddress(text);
  c.same("ret", ret, c.number(expected, "ret"));
  sameStruct(c, "addr", address, { bitlen: expected["bitlen"] ?? null, field8: expected["field8"] ?? null });
  const strict = parseAddress(text);
  if (strict.ok && ret === 0) c.same("strict", strict.value, address.field8.subarray(0, address.bitlen >> 3));
  else if (strict.ok) {
    c.same("strict class", strict.value.length, 8);
    c.deviates("text/eight-bytes");
  } else if (ret === 0) {
    c.same("strict", strict.error.code, "address-not-canonical");
    c.deviates("text/not-canonical");
  }
}
