/** Bytes of a packet from the object `packetJson` writes (or a person does). What would not decode again is refused. */
import { ADDRESS_TYPES, type AddressType } from "../contract/constants.ts";
import type { Contract } from "../contract/contracts.ts";
import { parseIpText } from "../contract/ip-text.ts";
import { encodeContract, type ShippingAddress } from "../contract/packet.ts";
import { encodeLevels } from "../level/level.ts";
import { ok, refuse, type Result } from "../result.ts";
import { flexibleFromJson } from "./flexible-from-json.ts";
import { EMPTY, Reader, type Fields } from "./json-reader.ts";

function shipping(r: Reader, f: Fields, name: string): ShippingAddress {
  const given = r.object(f, name);
  const type = r.text(given, "type") as AddressType;
  if (!ADDRESS_TYPES.includes(type)) r.fail(`${name}/type`, ADDRESS_TYPES.join(", "));
  const bytes = ADDRESS_TYPES.includes(type) ? parseIpText(type, String(given["address"])) : ok(EMPTY);
  if (!bytes.ok) r.fail(`${name}/address`, `the text of an ${type} address`);
  return { type, bytes: bytes.ok ? bytes.value : EMPTY };
}

function contractOf(r: Reader, given: unknown): Contract {
  const c = (typeof given === "object" && given !== null ? given : {}) as Fields;
  const n = (field: string, otherwise?: number): number => r.number(c, field, 0xffff, otherwise);
  switch (c["kind"]) {
    case "max-delay":
      return { kind: "max-delay", maximum: n("maximum"), experienced: n("experienced", 0) };
    case "latency":
      return {
        kind: "latency",
        minimum: n("minimum"),
        maximum: n("maximum"),
        experienced: n("experienced", 0),
        aheadDelay: n("aheadDelay", 0),
        aheadHops: n("aheadHops"),
      };
    case "ping": {
      const stamp = String(c["timestamp"]);
      if (!/^\d{1,20}$/.test(stamp)) r.fail("timestamp", "a whole number, as a text when it is large");
      return {
        kind: "ping",
        code: n("code"),
        hops: n("hops", 255),
        timestamp: /^\d{1,20}$/.test(stamp) ? BigInt(stamp) : 0n,
      };
    }
    case "unknown":
      return { kind: "unknown", type: n("type"), bytes: r.hex(c, "bytes") };
    default:
      r.fail("contracts", "objects of kind max-delay, latency, ping or unknown");
      return { kind: "max-delay", maximum: 0, experienced: 0 };
  }
}

function contract(r: Reader, f: Fields): Result<Uint8Array> {
  const packet = {
    source: shipping(r, f, "source"),
    destination: shipping(r, f, "destination"),
    cast: r.number(f, "cast", 255, 0),
    contracts: (f["contracts"] === undefined ? [] : r.list(f, "contracts")).map((c) => contractOf(r, c)),
    payload: r.hex(f, "payload", EMPTY),
  };
  if (r.problem !== undefined) return { ok: false, error: r.problem };
  return encodeContract(packet, f["ok"] === undefined ? "strict" : "reference");
}

function level(r: Reader, f: Fields): Result<Uint8Array> {
  const type = r.text(f, "type");
  if (type !== "source" && type !== "destination") r.fail("type", "source or destination");
  const levels = r.list(f, "levels").map((l) => r.hex({ level: l }, "level"));
  if (r.problem !== undefined) return { ok: false, error: r.problem };
  return encodeLevels({ type: type === "source" ? "source" : "destination", levels });
}

/**
 * The packet of an object. One with `bytes` (a refused or foreign packet of a capture) is those bytes. An object written
 * by `packetJson` (it has `ok`) may hold what strict sending refuses but decoding accepts, like public addresses.
 */
export function packetFromJson(value: unknown): Result<Uint8Array> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(-70, 0, "a packet is an object", "packet");
  const f = value as Fields;
  const r = new Reader();
  if (f["bytes"] !== undefined) {
    const bytes = r.hex(f, "bytes");
    return r.problem === undefined ? ok(bytes) : { ok: false, error: r.problem };
  }
  if (f["format"] === "flexible") return flexibleFromJson(r, f);
  if (f["format"] === "contract") return contract(r, f);
  if (f["format"] === "level") return level(r, f);
  return refuse(-70, 0, "format must be flexible, contract or level", "format");
}
