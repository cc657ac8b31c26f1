/** Checksums, UDP, TCP, neighbour messages and reception (reference page 3.6 to 3.10, tests 7, 9, 11 to 14). */
import { describe, expect, it } from "vitest";
import {
  addressesProblem,
  checksum,
  decodePacket,
  encodeAdvertisement,
  encodeSolicitation,
  encodeTcp,
  encodeUdp,
  Random,
  readMss,
  receivePacket,
  splitUdp,
  toHex,
  traffic,
  type Packet,
  type Result,
} from "@comity/newip";
import { code, hex, must } from "./shared.ts";

const ends = { destination: hex("de00"), source: hex("50"), sourcePort: 57_605, destinationPort: 9090 };
const node = { local: hex("de00"), macLength: 6, awaited: () => false };
const receive = (packet: string, more: object = {}): string =>
  code(receivePacket(hex(packet), { ...node, ...more }));

/** RFC 1071 as bytes in a row: the slow way. */
function slow(pseudo: readonly number[], data: readonly number[]): number {
  const even = (list: readonly number[]): readonly number[] => (list.length % 2 === 0 ? list : [...list, 0]);
  const all = [...even(pseudo), ...even(data)];
  let sum = 0;
  for (let i = 0; i < all.length; i += 2) sum += all[i]! * 256 + all[i + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

describe("checksums", () => {
  it("pad the pseudo-header: odd and even pseudo-headers by odd and even data", () => {
    const random = new Random(1);
    for (let i = 0; i < 300; i++) {
      const [source, destination] = [random.bytes(1 + random.below(8)), random.bytes(1 + random.below(8))];
      const data = random.bytes(random.below(70));
      const pseudo = [...source, ...destination, data.length >> 8, data.length & 255, 17];
      expect(checksum(source, destination, 17, data)).toBe(slow(pseudo, [...data]));
    }
    expect(checksum(hex("01"), hex("01"), 17, hex("e1052382000d000048656c6c6f"))).toBe(0xc58a);
    // The plain sum over the unpadded concatenation is the trap.
    expect(slow([...hex("0101000d11"), ...hex("e1052382000d000048656c6c6f")], [])).toBe(0x86c9);
  });

  it("every flipped bit under it is detected", () => {
    const next = traffic({ seed: 5, formats: ["flexible"] });
    for (let i = 0; i < 40; i++) {
      const { bytes } = next();
      const packet = must(decodePacket(bytes));
      if (packet.kind === "other" || bytes.length > 120) continue;
      for (let bit = packet.header.payload * 8; bit < packet.header.end * 8; bit++) {
        const changed = bytes.slice();
        changed[bit >> 3]! ^= 0x80 >> (bit & 7);
        expect(decodePacket(changed).ok).toBe(false);
      }
      // The addresses are under it too: another valid address of the same length is noticed.
      const moved = bytes.slice();
      moved[packet.header.destinationAt + packet.header.destinationLength - 1]! ^= 0x01;
      expect(decodePacket(moved).ok).toBe(false);
    }
  });
});

describe("UDP", () => {
  it("worked example, and what is refused", () => {
    const example = {
      destination: hex("01"),
      source: hex("01"),
      sourcePort: 57_605,
      destinationPort: 9090,
      payload: hex("48656c6c6f"),
    };
    expect(toHex(must(encodeUdp(example)))).toBe("570080110101e1052382000dc58a48656c6c6f");
    const bad = (more: object): string => code(encodeUdp({ ...example, ...more }));
    expect(bad({ sourcePort: 65_536 })).toBe("field-range");
    expect(bad({ destinationPort: -1 })).toBe("field-range");
    expect(bad({ ttl: 0 })).toBe("field-range");
    expect(bad({ ttl: 1.5 })).toBe("field-range");
    expect(bad({ destination: hex("ff00") })).toBe("address-public");
    expect(bad({ destination: hex("ff04") })).toBe("address-public");
    expect(bad({ source: hex("ff09") })).toBe("address-public");
    expect(bad({ source: hex("f10001") })).toBe("address-not-canonical");
    expect(bad({ payload: new Uint8Array(65_521) })).toBe("ok");
    expect(bad({ payload: new Uint8Array(65_522) })).toBe("packet-too-long");
    expect(decodePacket(must(encodeUdp({ ...example, payload: new Uint8Array(65_000).fill(0xff) }))).ok).toBe(
      true,
    );
  });

  it("each refusal of decoding; checksum 0 is no exemption, bytes after the datagram are ignored", () => {
    expect(code(decodePacket(hex("568011de0050e1052382")))).toBe("udp-truncated");
    expect(code(decodePacket(hex("568011de0050e105238200070000")))).toBe("udp-length-low");
    expect(code(decodePacket(hex("568011de0050e105238200090000")))).toBe("udp-length-beyond-packet");
    expect(code(decodePacket(hex("568011de0050e1052382000d000048656c6c6f")))).toBe("udp-checksum");
    expect(receive("568011de0050e1052382000d79a948656c6c6fdeadbeef")).toBe("ok");
  });

  it("splitting is on request, and never divides by zero", () => {
    expect(must(splitUdp(60, 7, 80))).toEqual({ middle: 2, last: 0, middleLength: 40, lastLength: 0 });
    expect(must(splitUdp(60, 7, 49))).toEqual({ middle: 1, last: 1, middleLength: 40, lastLength: 9 });
    expect(must(splitUdp(100, 7, 0))).toEqual({ middle: 0, last: 1, middleLength: 80, lastLength: 0 });
    for (const [mtu, header] of [
      [32, 20],
      [0, 6],
      [14, 6],
      [21, 6],
    ])
      expect(code(splitUdp(mtu!, header!, 1))).toBe("mtu-too-small");
    expect(splitUdp(22, 6, 1).ok).toBe(true);
  });
});

describe("TCP", () => {
  const segment = { ...ends, sequence: 0xffffffff, acknowledgement: 0x12345678, flags: 0x14, window: 0 };
  it("round trip with MSS and data; each refusal", () => {
    const packet = must(encodeTcp({ ...segment, mss: 1456, urgent: 3, payload: hex("0102"), ttl: 9 }));
    const decoded = must(decodePacket(packet));
    if (decoded.kind !== "tcp") throw new Error(decoded.kind);
    const { tcp, header } = decoded;
    expect([header.ttl, tcp.sequence, tcp.acknowledgement, tcp.flags, tcp.urgent]).toEqual([
      9, 0xffffffff, 0x12345678, 0x14, 3,
    ]);
    expect(must(readMss(packet, tcp.optionsAt, tcp.dataAt))).toBe(1456);
    expect(toHex(packet.subarray(tcp.dataAt, tcp.dataEnd))).toBe("0102");
    for (const field of [
      "sourcePort",
      "destinationPort",
      "sequence",
      "acknowledgement",
      "flags",
      "window",
      "urgent",
      "mss",
      "ttl",
    ]) {
      expect([field, code(encodeTcp({ ...segment, [field]: 2 ** 33 }))]).toEqual([field, "field-range"]);
    }
    expect(code(encodeTcp({ ...segment, source: hex("ff00") }))).toBe("address-public");
    expect(code(encodeTcp({ ...segment, payload: new Uint8Array(65_507) }))).toBe("ok");
    expect(code(encodeTcp({ ...segment, payload: new Uint8Array(65_508) }))).toBe("packet-too-long");
  });

  it("options: skipped, ended, broken", () => {
    const mss = (options: string): unknown => {
      const read = readMss(hex(options), 0, options.length / 2);
      return read.ok ? read.value : read.error.code;
    };
    expect(mss("0101020405b4")).toBe(1460);
    expect(mss("0303070001020405")).toBeUndefined();
    expect(mss("")).toBeUndefined();
    for (const bad of ["02", "0200", "0203ff", "0205050505", "03ff"]) expect(mss(bad)).toBe("tcp-option");
  });

  it("decoding refuses short segments, impossible offsets, wrong sums", () => {
    const packet = must(encodeTcp(segment));
    const at = packet.length - 20;
    const change = (index: number, value: number): string => {
      const changed = packet.slice();
      changed[at + index] = value;
      return code(decodePacket(changed));
    };
    expect(change(12, 0x40)).toBe("tcp-offset");
    expect(change(12, 0x60)).toBe("tcp-offset");
    expect(change(4, 0)).toBe("tcp-checksum");
    expect(code(decodePacket(hex("770080001b060201005004d200000064000000c850140000a28700")))).toBe(
      "tcp-truncated",
    );
  });
});

describe("neighbour messages", () => {
  const na = (mac: string): Uint8Array =>
    must(encodeAdvertisement({ destination: hex("de00"), source: hex("50"), mac: hex(mac) }));
  it("worked examples", () => {
    expect(toHex(must(encodeSolicitation({ target: hex("de00"), source: hex("50") })))).toBe(
      "7640000eb1ff04500100c54ede00",
    );
    const mac = hex("020000000001");
    expect(toHex(must(encodeAdvertisement({ destination: hex("50"), source: hex("de00"), mac })))).toBe(
      "76400013b150de000200bd4b06020000000001",
    );
  });

  it("encoding refuses public and broken addresses and impossible link addresses", () => {
    const ns = (more: object): string =>
      code(encodeSolicitation({ target: hex("de00"), source: hex("50"), ...more }));
    expect([
      ns({}),
      ns({ target: hex("ff00") }),
      ns({ source: hex("ff04") }),
      ns({ destination: hex("ff08") }),
      ns({ target: hex("dddc") }),
    ]).toEqual(["ok", "address-public", "address-public", "address-public", "address-not-canonical"]);
    const mac = new Uint8Array(33);
    const bad = (more: object): string =>
      code(encodeAdvertisement({ destination: hex("50"), source: hex("de00"), mac, ...more }));
    expect([bad({}), bad({ mac: hex("") }), bad({ mac: hex("01"), destination: hex("ff04") })]).toEqual([
      "neighbour-mac-length",
      "neighbour-mac-length",
      "address-public",
    ]);
  });

  it("each refusal of decoding", () => {
    const cases = {
      "7640000ab1ff04500100": "neighbour-truncated",
      "7640000eb1ff04500000c64ede00": "neighbour-type",
      "7640000eb1ff04500100c54edd00": "neighbour-target",
      "7640000db1ff04500100c54ede": "neighbour-target",
      "7640000eb1ff04500100c54fde00": "neighbour-checksum",
      "7640000cb150de000200bd4b": "neighbour-mac-truncated",
      "76400012b150de000200bd4b060200000000": "neighbour-mac-truncated",
      "7640000db150de000200ca4d00": "neighbour-mac-length",
    };
    for (const [packet, expected] of Object.entries(cases))
      expect([packet, code(decodePacket(hex(packet)))]).toEqual([packet, expected]);
    expect(code(decodePacket(na("11".repeat(32))))).toBe("ok");
    expect(code(decodePacket(na("beef"), { macLength: 6 }))).toBe("neighbour-mac-length");
    const long = Uint8Array.of(...hex("7640002eb150de0002000000"), 33, ...new Uint8Array(33));
    expect(code(decodePacket(long))).toBe("neighbour-mac-length");
  });

  it("spoofing: unsolicited, foreign, public, own and absent sources change nothing", () => {
    const advertisement = toHex(na("0a0b0c0d0e0f"));
    expect(receive(advertisement)).toBe("neighbour-unsolicited");
    expect(receive(advertisement, { awaited: (a: Uint8Array) => toHex(a) === "51" })).toBe(
      "neighbour-unsolicited",
    );
    expect(receive(advertisement, { awaited: (a: Uint8Array) => toHex(a) === "50" })).toBe("ok");
    expect(receive("7440000db1ff04010070f3de00")).toBe("neighbour-source");
    expect(receive("7700400010b1de00ff04010092f2de00")).toBe("neighbour-source");
    expect(receive("7700400010b1ff04de00010092f2de00")).toBe("neighbour-source");
    expect(receive("7640000eb1ff04500100c54ede00")).toBe("ok");
    expect(receive("7640000eb1ff04500100c54ede00", { local: hex("de01") })).toBe("neighbour-target-foreign");
  });

  it("no message of any type and code does anything but what is specified", () => {
    const random = new Random(9);
    for (let type = 0; type < 256; type++) {
      for (const body of [hex("de00"), random.bytes(7), hex("06020000000001")]) {
        const message = Uint8Array.of(type, random.below(256), 0, 0, ...body);
        const sum = checksum(hex("50"), hex("de00"), 177, message);
        message.set([sum >> 8, sum & 255], 2);
        const size = 8 + message.length;
        const packet = Uint8Array.of(0x76, 64, 0, size, 177, 0xde, 0x00, 0x50, ...message);
        const got = receivePacket(packet, node);
        if (type > 2 || type === 0) expect(code(got)).toBe("neighbour-type");
        else if (got.ok) expect(kindOf(got)).toBe("neighbour");
      }
    }
  });
});

const kindOf = (packet: Result<Packet>): string => (packet.ok ? packet.value.kind : packet.error.code);

describe("reception", () => {
  it("TTL 0, unknown next headers and reserved public addresses are dropped with a code", () => {
    expect(receive("560011de0050e1052382000d79a948656c6c6f")).toBe("ttl-expired");
    expect(receive("568001de00500800")).toBe("next-header-unknown");
    for (const reserved of ["ff01", "ff02", "ff03", "ff05", "ff06", "ff07", "ff08", "ff0a", "ffff"]) {
      const to = reference(reserved, "50");
      expect([reserved, receive(toHex(to))]).toEqual([reserved, "address-reserved"]);
      expect([reserved, receive(toHex(reference("de00", reserved)))]).toEqual([reserved, "address-reserved"]);
      expect(addressesProblem(hex(reserved), hex("50"), 17)).toBe(-68);
    }
  });

  it("loopback with the reference's command payload is an ordinary datagram", () => {
    const packet = reference("ff00", "50", "eaddeaddeaddeadd00000001");
    const got = receivePacket(packet, node);
    expect(kindOf(got)).toBe("udp");
  });
});

/** A UDP packet between any addresses, as the reference would send it. */
function reference(destination: string, source: string, data = "00"): Uint8Array {
  const udp = Uint8Array.of(0, 1, 0, 2, 0, 8 + data.length / 2, 0, 0, ...hex(data));
  const sum = checksum(hex(source), hex(destination), 17, udp);
  udp.set([sum >> 8, sum & 255], 6);
  return Uint8Array.of(0x57, 0x00, 128, 17, ...hex(destination), ...hex(source), ...udp);
}
