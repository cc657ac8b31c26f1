/** Lists `packet_tx`, `checksum_…` and `udp_segmentation_…` of the flexible-address vectors. */
import { checksum } from "../flexible/checksum.ts";
import { NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP, TTL_DATA, TTL_NEIGHBOUR } from "../flexible/constants.ts";
import { encodeAdvertisement, encodeSolicitation } from "../flexible/neighbour.ts";
import { encodeTcp, TCP_FLAGS } from "../flexible/tcp.ts";
import { encodeUdp } from "../flexible/udp.ts";
import { estimateHeader, referenceEncode, structOf } from "../reference/flexible-encode.ts";
import { splitUdp } from "../reference/split.ts";
import { toHex } from "../hex.ts";
import type { Result } from "../result.ts";
import type { Case, JsonObject } from "./case.ts";

/**
 * A packet of the strict encoder; where that refuses an address, what the reference sends: `data` is the transport part
 * with its checksum, at `sumAt`, still zero.
 */
function one(
  c: Case,
  strict: Result<Uint8Array>,
  f: JsonObject,
  next: number,
  data: readonly number[],
  sumAt: number,
): readonly Uint8Array[] {
  if (strict.ok) return [strict.value];
  if (strict.error.code === "address-public") c.deviates("encode/public-address");
  else if (strict.error.code === "address-not-canonical") c.deviates("encode/not-canonical");
  else c.fail(`refused: ${strict.error.code}`);
  const [destination, source] = [c.hex(f, "daddr"), c.hex(f, "saddr")];
  const payload = Uint8Array.from(data);
  const sum = checksum(source, destination, next, payload);
  payload.set([sum >> 8, sum & 0xff], sumAt);
  const ttl = next === NEXT_NEIGHBOUR ? TTL_NEIGHBOUR : TTL_DATA;
  return [
    referenceEncode(structOf(destination), structOf(source), ttl, next, next !== NEXT_UDP, payload).packet,
  ];
}

const u16 = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff];
const u32 = (value: number): readonly number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];

/** The datagrams of a payload, split as the reference splits it; undefined when the MTU leaves no room. */
function datagrams(c: Case, f: JsonObject): readonly Uint8Array[] | undefined {
  const destination = c.hex(f, "daddr");
  const source = c.hex(f, "saddr");
  const payload = c.hex(f, "payload");
  const header = estimateHeader(structOf(destination), structOf(source), false);
  const split = splitUdp(c.number(f, "mtu"), header, payload.length);
  if (!split.ok) return undefined;
  const { middle, last, middleLength, lastLength } = split.value;
  const lengths = [...Array<number>(middle).fill(middleLength), ...(last === 1 ? [lastLength] : [])];
  if (lengths.length > 1) c.deviates("send/split");
  let at = 0;
  return lengths.flatMap((length) => {
    const part = payload.subarray(at, at + length);
    at += length;
    const [sourcePort, destinationPort] = [c.number(f, "sport"), c.number(f, "dport")];
    const strict = encodeUdp({ destination, source, sourcePort, destinationPort, payload: part });
    const data = [...u16(sourcePort), ...u16(destinationPort), ...u16(8 + part.length), 0, 0, ...part];
    return one(c, strict, f, NEXT_UDP, data, 6);
  });
}

function flagBits(c: Case, text: string): number {
  let bits = 0;
  for (const name of text.split("|").filter((n) => n !== "")) {
    const bit = new Map(Object.entries(TCP_FLAGS)).get(name.toLowerCase());
    if (bit === undefined) c.fail(`unknown flag ${name}`);
    bits |= bit ?? 0;
  }
  return bits;
}

function build(c: Case, kind: string, f: JsonObject): readonly Uint8Array[] | undefined {
  if (kind === "udp" || kind === "udp-segmented") {
    c.only(f, "saddr", "daddr", "sport", "dport", "mtu", "payload");
    return datagrams(c, f);
  }
  if (kind === "ns-broadcast" || kind === "ns-unicast") {
    c.only(f, "target", "daddr", "saddr");
    const target = c.hex(f, "target");
    const strict = encodeSolicitation({ target, source: c.hex(f, "saddr"), destination: c.hex(f, "daddr") });
    return one(c, strict, f, NEXT_NEIGHBOUR, [1, 0, 0, 0, ...target], 2);
  }
  if (kind === "na") {
    c.only(f, "daddr", "saddr", "mac");
    const mac = c.hex(f, "mac");
    const strict = encodeAdvertisement({ destination: c.hex(f, "daddr"), source: c.hex(f, "saddr"), mac });
    return one(c, strict, f, NEXT_NEIGHBOUR, [2, 0, 0, 0, mac.length, ...mac], 2);
  }
  if (kind === "tcp-rst") {
    c.only(f, "saddr", "daddr", "sport", "dport", "seq", "ack", "win", "flags");
    const [sourcePort, destinationPort] = [c.number(f, "sport"), c.number(f, "dport")];
    const [sequence, acknowledgement] = [c.number(f, "seq"), c.number(f, "ack")];
    const [window, flags] = [c.number(f, "win"), flagBits(c, c.text(f, "flags"))];
    const ends = { destination: c.hex(f, "daddr"), source: c.hex(f, "saddr"), sourcePort, destinationPort };
    const strict = encodeTcp({ ...ends, sequence, acknowledgement, window, flags });
    const head = [...u16(sourcePort), ...u16(destinationPort), ...u32(sequence), ...u32(acknowledgement)];
    return one(c, strict, f, NEXT_TCP, [...head, 0x50, flags, ...u16(window), 0, 0, 0, 0], 16);
  }
  c.fail(`unknown kind ${kind}`);
  return [];
}

export function packetTx(c: Case): void {
  c.only(c.vector, "id", "kind", "fields", "packets", "crash", "agree_both_generations");
  // A remark in parentheses may follow the kind.
  const kind = c.text(c.vector, "kind").replace(/ \(.*\)$/, "");
  const got = build(c, kind, c.object(c.vector, "fields"));
  const crash = c.vector["crash"] ?? null;
  // The reference dies of a division by zero where no payload fits; here that is a refusal.
  if (crash !== null)
    return got === undefined ? c.deviates("send/split") : c.fail("the reference crashes, we do not refuse");
  if (got === undefined) return c.fail("refused: mtu-too-small");
  c.same(
    "packets",
    got.map((p) => toHex(p)),
    c.array(c.vector, "packets"),
  );
}

export function checksums(c: Case): void {
  c.only(c.vector, "id", "data", "daddr", "saddr", "next_header", "pseudo_header", "checksum", "agree");
  const source = c.hex(c.vector, "saddr");
  const destination = c.hex(c.vector, "daddr");
  const data = c.hex(c.vector, "data");
  const nextHeader = c.number(c.vector, "next_header");
  const pseudo = Uint8Array.of(...source, ...destination, data.length >> 8, data.length & 0xff, nextHeader);
  c.same("pseudo_header", pseudo, c.hex(c.vector, "pseudo_header"));
  const sum = checksum(source, destination, nextHeader, data);
  c.same("checksum", Uint8Array.of(sum >> 8, sum & 0xff), c.hex(c.vector, "checksum"));
}

export function segmentation(c: Case): void {
  c.only(c.vector, "id", "mtu", "hdr_len", "user_len", "expect");
  const v = c.vector;
  const split = splitUdp(c.number(v, "mtu"), c.number(v, "hdr_len"), c.number(v, "user_len"));
  const expect = c.object(v, "expect");
  const crash = (expect["current_gpl2"] as JsonObject | undefined)?.["crash"];
  if (crash !== undefined)
    return split.ok ? c.fail("the reference crashes, we do not refuse") : c.deviates("send/split");
  const expected = c.expectation("mid_num", "last_num", "mid_len", "last_len");
  if (!split.ok) return c.fail(`refused: ${split.error.code}`);
  c.same("mid_num", split.value.middle, c.number(expected, "mid_num"));
  c.same("last_num", split.value.last, c.number(expected, "last_num"));
  c.same("mid_len", split.value.middleLength, c.number(expected, "mid_len"));
  c.same("last_len", split.value.lastLength, c.number(expected, "last_len"));
}
