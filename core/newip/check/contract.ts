/** Lists `encode` and `captured` of the contract vectors. */
import { ADDRESS_TYPES, CASTS, ETHERTYPE_CONTRACT, type AddressType } from "../contract/constants.ts";
import type { Contract } from "../contract/contracts.ts";
import { parseIpText } from "../contract/ip-text.ts";
import { decodeContract, encodeContract, type ShippingAddress } from "../contract/packet.ts";
import { readAsReceiver } from "../reference/contract-receiver.ts";
import { utf8 } from "../utf8.ts";
import type { Case, Json, JsonObject } from "./case.ts";

/** Link addresses of the generated frames. */
const ETHERNET = Uint8Array.of(
  2,
  0,
  0,
  0,
  0,
  2,
  2,
  0,
  0,
  0,
  0,
  1,
  ETHERTYPE_CONTRACT >> 8,
  ETHERTYPE_CONTRACT & 0xff,
);

function shipping(c: Case, name: "src" | "dst"): ShippingAddress {
  const given = c.object(c.vector, name);
  c.only(given, "type", "addr");
  const type = c.text(given, "type") as AddressType;
  if (!ADDRESS_TYPES.includes(type)) {
    c.fail(`${name}: unknown address type ${type}`);
    return { type: "8bit", bytes: new Uint8Array(1) };
  }
  const { addr } = given;
  const text = typeof addr === "number" ? String(addr) : c.text(given, "addr");
  const bytes = parseIpText(type, text);
  if (!bytes.ok) c.fail(`${name}: ${bytes.error.detail}`);
  return { type, bytes: bytes.ok ? bytes.value : new Uint8Array(0) };
}

/** Arguments that a contract of the vectors has at most. */
const ARGUMENTS = new Map([
  ["mdf", 1],
  ["lbf", 4],
  ["ping", 2],
]);

/** `["mdf", maximum = 500]`, `["lbf", minimum, maximum, delay ahead, hops ahead]`, `["ping", code, timestamp]`. */
function contract(c: Case, given: Json): Contract {
  const [kind, ...rest] = Array.isArray(given) ? given : [];
  const limit = ARGUMENTS.get(String(kind)) ?? -1;
  if (limit < 0) c.fail(`unknown contract ${JSON.stringify(kind)}`);
  if (rest.length > limit) c.fail(`${String(kind)} has ${rest.length} arguments, at most ${limit} are known`);
  const value = (i: number, otherwise: number): number => {
    const v = rest[i] ?? otherwise;
    if (typeof v !== "number") c.fail(`argument ${i + 1} of ${String(kind)} is no number`);
    return typeof v === "number" ? v : 0;
  };
  if (kind === "mdf") return { kind: "max-delay", maximum: value(0, 500), experienced: 0 };
  if (kind === "ping") {
    const timestamp = typeof rest[1] === "bigint" ? rest[1] : BigInt(value(1, 0));
    return { kind: "ping", code: value(0, 0), hops: 255, timestamp };
  }
  return {
    kind: "latency",
    minimum: value(0, 0),
    maximum: value(1, 0),
    experienced: 0,
    aheadDelay: value(2, 0),
    aheadHops: value(3, 0),
  };
}

/** The layout fields against our strict decoder, the receiver's reading in its own mode. */
function sameDecode(c: Case, newip: Uint8Array, expected: JsonObject): void {
  c.only(
    expected,
    "shipping_offset",
    "contract_offset",
    "payload_offset",
    "src_addr_type",
    "dst_addr_type",
    "addr_cast",
    "src",
    "dst",
    "payload_by_offset",
    "contract_as_receiver_reads_it",
    "error",
  );
  const decoded = decodeContract(newip);
  if (!decoded.ok) return c.fail(`strict: ${decoded.error.code}`);
  const p = decoded.value;
  c.same("shipping_offset", newip[0], c.number(expected, "shipping_offset"));
  c.same("contract_offset", newip[1], c.number(expected, "contract_offset"));
  c.same("payload_offset", newip.length - p.payload.length, c.number(expected, "payload_offset"));
  c.same("addr_cast", p.cast, c.number(expected, "addr_cast"));
  for (const [name, address] of [
    ["src", p.source],
    ["dst", p.destination],
  ] as const) {
    c.same(`${name}_addr_type`, ADDRESS_TYPES.indexOf(address.type), c.number(expected, `${name}_addr_type`));
    const given = expected[name];
    const text = typeof given === "number" ? String(given) : c.text(expected, name);
    const wanted = parseIpText(address.type, text);
    c.same(name, address.bytes, wanted.ok ? wanted.value : text);
  }
  const reading = readAsReceiver(newip);
  if (expected["error"] !== undefined) return c.same("receiver", reading.kind, "error");
  c.same("payload_by_offset", p.payload, c.hex(expected, "payload_by_offset"));
  const read = expected["contract_as_receiver_reads_it"];
  if (read === undefined) return c.same("receiver", reading.kind, "none");
  const r = c.object(expected, "contract_as_receiver_reads_it");
  if (reading.kind === "ping") {
    c.only(r, "kind", "code", "hops", "timestamp");
    c.same("kind", "ping", c.text(r, "kind"));
    c.same("code", reading.code, c.number(r, "code"));
    c.same("hops", reading.hops, c.number(r, "hops"));
    return c.same("timestamp", reading.timestamp, c.integer(r, "timestamp"));
  }
  if (reading.kind !== "latency") return c.fail(`receiver: ${reading.kind}`);
  c.only(
    r,
    "kind",
    "contract_type",
    "min_delay",
    "max_delay",
    "experienced_delay",
    "fib_todelay",
    "fib_tohops",
  );
  c.same("kind", c.text(r, "kind").startsWith("lbf"), true);
  const fields = {
    contract_type: reading.type,
    min_delay: reading.minimum,
    max_delay: reading.maximum,
    experienced_delay: reading.experienced,
    fib_todelay: reading.aheadDelay,
    fib_tohops: reading.aheadHops,
  };
  for (const [name, value] of Object.entries(fields)) c.same(name, value, c.number(r, name));
}

export function contractEncode(c: Case): void {
  c.only(c.vector, "id", "src", "dst", "addr_cast", "contracts", "content", "frame", "newip", "decode");
  const cast = c.number(c.vector, "addr_cast");
  if (CASTS[cast] === undefined) c.fail(`unknown cast ${cast}`);
  const packet = {
    source: shipping(c, "src"),
    destination: shipping(c, "dst"),
    cast,
    contracts: c.array(c.vector, "contracts").map((given) => contract(c, given)),
    payload: utf8(c.text(c.vector, "content")),
  };
  const encoded = encodeContract(packet, "reference");
  if (!encoded.ok) return c.fail(`refused: ${encoded.error.code}`);
  if (!encodeContract(packet).ok) c.deviates("contract/minimum-above-maximum");
  const newip = c.hex(c.vector, "newip");
  c.same("newip", encoded.value, newip);
  c.same("frame", Uint8Array.of(...ETHERNET, ...encoded.value), c.hex(c.vector, "frame"));
  sameDecode(c, newip, c.object(c.vector, "decode"));
}

export function contractCaptured(c: Case): void {
  c.only(c.vector, "id", "file", "n", "frame", "newip", "decode");
  const frame = c.hex(c.vector, "frame");
  const newip = c.hex(c.vector, "newip");
  c.same("EtherType", frame.subarray(12, 14), ETHERNET.subarray(12));
  c.same("frame", frame.subarray(14), newip);
  sameDecode(c, newip, c.object(c.vector, "decode"));
  const decoded = decodeContract(newip);
  const again = decoded.ok ? encodeContract(decoded.value, "reference") : decoded;
  c.same("encoded again", again.ok ? again.value : again.error.code, newip);
}
