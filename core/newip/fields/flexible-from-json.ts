/** A flexible-address packet from the object `packetJson` writes (or a person does). */
import { checksum } from "../flexible/checksum.ts";
import { NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP } from "../flexible/constants.ts";
import { encodePacket } from "../flexible/encode-packet.ts";
import { decodePacket } from "../flexible/packet.ts";
import { ok, type Result } from "../result.ts";
import { EMPTY, type Fields, type Reader } from "./json-reader.ts";

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

export function flexibleFromJson(r: Reader, f: Fields): Result<Uint8Array> {
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
      padding,
    },
    f["ok"] === undefined ? "strict" : "any-address",
  );
  if (!packet.ok) return packet;
  const decoded = decodePacket(packet.value);
  return decoded.ok ? ok(packet.value) : decoded;
}
