/** Bytes of a packet from the object `packetJson` writes (or a person does). What would not decode again is refused. */
import { ADDRESS_TYPES, type AddressType } from "../contract/constants.ts";
import type { Contract } from "../contract/contracts.ts";
import { parseIpText } from "../contract/ip-text.ts";
import { encodeContract, type ShippingAddress } from "../contract/packet.ts";
import { checksum } from "../flexible/checksum.ts";
import { NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP } from "../flexible/constants.ts";
import { encodePacket } from "../flexible/encode-packet.ts";
import { decodePacket } from "../flexible/packet.ts";
import { fromHex } from "../hex.ts";
import { encodeLevels } from "../level/level.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";

type Fields = { readonly [key: string]: unknown };
const EMPTY = new Uint8Array(0);

/** Reads members; the first that is wrong is kept as the refusal. */
class Reader {
  problem: Refusal | undefined;

  fail(field: string, what: string): void {
    const refused = refuse(-70, 0, `${field} must be ${what}`, field);
    this.problem ??= refused.error;
  }
  object(from: Fields, field: string): Fields {
    const value = from[field];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
    this.fail(field, "an object");
    return {};
  }
  list(from: Fields, field: string): readonly unknown[] {
    const value = from[field];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.fail(field, "a list");
    return [];
  }
  number(from: Fields, field: string, limit: number, otherwise?: number): number {
    const value = from[field] ?? otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= limit) return value;
    this.fail(field, `a whole number from 0 to ${limit}`);
    return 0;
  }
  text(from: Fields, field: string): string {
    const value = from[field];
    if (typeof value === "string") return value;
    this.fail(field, "a text");
    return "";
  }
  hex(from: Fields, field: string, otherwise?: Uint8Array): Uint8Array {
    if (from[field] === undefined && otherwise !== undefined) return otherwise;
    const bytes = fromHex(this.text(from, field));
    if (!bytes.ok) this.fail(field, "hexadecimal");
    return bytes.ok ? bytes.value : EMPTY;
  }
}

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff];
const u32 = (value: number): readonly number[] => [
  ...u16(Math.floor(value / 65_536)),
  ...u16(value % 65_536),
];

/** Puts the checksum in: the given one when it verifies (0 and FFFF are the same number), else the computed one. */
function summed(
  r: Reader,
  f: Fields,
  bytes: Uint8Array,
  at: number,
  source: Uint8Array,
  destination: Uint8Array,
  next: number,
): Uint8Array {
  const sum = checksum(source, destination, next, bytes);
  const given = r.hex(f, "checksum", EMPTY);
  const same = sum === 0 && given.length === 2 && given[0] === 0xff && given[1] === 0xff;
  bytes.set(same ? given : u16(sum), at);
  return bytes;
}

/** The transport's bytes and its next header; an object without one has `payload`. */
function transport(
  r: Reader,
  f: Fields,
  source: Uint8Array,
  destination: Uint8Array,
): { next: number; bytes: Uint8Array; length: boolean } {
  const sum = (from: Fields, bytes: Uint8Array, at: number, next: number): Uint8Array =>
    summed(r, from, bytes, at, source, destination, next);
  if (f["udp"] !== undefined) {
    const u = r.object(f, "udp");
    const data = r.hex(u, "data", EMPTY);
    const ports = [...u16(r.number(u, "sourcePort", 0xffff)), ...u16(r.number(u, "destinationPort", 0xffff))];
    const bytes = Uint8Array.of(...ports, ...u16((8 + data.length) & 0xffff), 0, 0, ...data);
    return { next: NEXT_UDP, bytes: sum(u, bytes, 6, NEXT_UDP), length: false };
  }
  if (f["tcp"] !== undefined) {
    const t = r.object(f, "tcp");
    const options = r.hex(t, "options", EMPTY);
    if (options.length % 4 !== 0 || options.length > 40) r.fail("options", "0 to 40 bytes, a multiple of 4");
    const bytes = Uint8Array.of(
      ...u16(r.number(t, "sourcePort", 0xffff)),
      ...u16(r.number(t, "destinationPort", 0xffff)),
      ...u32(r.number(t, "sequence", 0xffffffff)),
      ...u32(r.number(t, "acknowledgement", 0xffffffff, 0)),
      ((5 + options.length / 4) << 4) | r.number(t, "reserved", 15, 0),
      r.number(t, "flags", 0xff),
      ...u16(r.number(t, "window", 0xffff)),
      0,
      0,
      ...u16(r.number(t, "urgent", 0xffff, 0)),
      ...options,
      ...r.hex(t, "data", EMPTY),
    );
    return { next: NEXT_TCP, bytes: sum(t, bytes, 16, NEXT_TCP), length: true };
  }
  const kind =
    f["solicitation"] === undefined
      ? f["advertisement"] === undefined
        ? ""
        : "advertisement"
      : "solicitation";
  if (kind === "") {
    const next = r.number(f, "nextHeader", 255);
    return { next, bytes: r.hex(f, "payload", EMPTY), length: next === NEXT_TCP || next === NEXT_NEIGHBOUR };
  }
  const n = r.object(f, kind);
  const mac = kind === "advertisement" ? r.hex(n, "mac") : EMPTY;
  const body = kind === "advertisement" ? Uint8Array.of(mac.length, ...mac) : r.hex(n, "target");
  const bytes = Uint8Array.of(kind === "solicitation" ? 1 : 2, r.number(n, "code", 255, 0), 0, 0, ...body);
  return { next: NEXT_NEIGHBOUR, bytes: sum(n, bytes, 2, NEXT_NEIGHBOUR), length: true };
}

function flexible(r: Reader, f: Fields): Result<Uint8Array> {
  const destination = r.hex(f, "destination");
  const source = r.hex(f, "source", EMPTY);
  const { next, bytes, length } = transport(r, f, source, destination);
  if (f["nextHeader"] !== undefined && r.number(f, "nextHeader", 255) !== next)
    r.fail("nextHeader", `${next}, as the payload says`);
  const payload = Uint8Array.of(...bytes, ...r.hex(f, "trailer", EMPTY));
  const padding = r.hex(f, "padding", EMPTY);
  const ttl = r.number(f, "ttl", 255, next === NEXT_NEIGHBOUR ? 64 : 128);
  // Packets `decode` wrote name the total length when they have one; a person may leave it out.
  const totalLength = f["totalLength"] !== undefined || (length && f["ok"] === undefined);
  if (r.problem !== undefined) return { ok: false, error: r.problem };
  const packet = encodePacket(
    {
      destination,
      ...(source.length === 0 ? {} : { source }),
      ttl,
      nextHeader: next,
      totalLength,
      ...(f["extension"] === undefined ? {} : { extension: r.hex(f, "extension") }),
      ...(f["bitmap"] === undefined ? {} : { bitmap: r.hex(f, "bitmap") }),
      payload,
    },
    f["ok"] === undefined ? "strict" : "any-address",
  );
  if (!packet.ok) return packet;
  const decoded = decodePacket(packet.value);
  if (!decoded.ok) return decoded;
  return ok(padding.length === 0 ? packet.value : Uint8Array.of(...packet.value, ...padding));
}

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
  if (f["format"] === "flexible") return flexible(r, f);
  if (f["format"] === "contract") return contract(r, f);
  if (f["format"] === "level") return level(r, f);
  return refuse(-70, 0, "format must be flexible, contract or level", "format");
}
