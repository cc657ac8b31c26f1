/**
 * Every defect the reference page lists (3.9, 4.6, 5), by its name there: a test that we do not have it. What belongs to a
 * node with state (forwarding loops, buffers of sockets) is tested in `host/newip-host`.
 */
import { describe, expect, it } from "vitest";
import {
  annotate,
  checksum,
  decodeContract,
  decodePacket,
  encodeAdvertisement,
  encodeContract,
  encodeLevels,
  encodePacket,
  forwardContract,
  holdWindow,
  HoldQueue,
  parseIpText,
  receivePacket,
  splitUdp,
  toHex,
  type Contract,
} from "@comity/newip";
import { code, hex, must } from "./shared.ts";

const node = { local: hex("de00"), macLength: 6, awaited: () => false };
const ipv4 = { type: "ipv4" as const, bytes: must(parseIpText("ipv4", "10.0.1.2")) };
const contract = (contracts: readonly Contract[], payload = ""): Uint8Array =>
  must(encodeContract({ source: ipv4, destination: ipv4, cast: 0, contracts, payload: hex(payload) }));
const latency = {
  kind: "latency",
  minimum: 0,
  maximum: 800,
  experienced: 0,
  aheadDelay: 0,
  aheadHops: 3,
} as const;

/** A buffer that ends where the packet ends: reading past it is `undefined`, which no field may become. */
const exact = (packet: string): Uint8Array => hex(packet).slice();

describe("flexible addresses (3.9)", () => {
  it("out-of-bounds read on every truncated header or address", () => {
    const whole = exact("778080001411fe00000000000001fe000000000000021800eeee");
    for (let cut = 0; cut < whole.length; cut++) {
      const decoded = decodePacket(whole.slice(0, cut));
      expect(decoded.ok).toBe(false);
      const { spans } = annotate("flexible", whole.slice(0, cut));
      expect(
        spans.every((s) => s.end <= cut && !s.value.includes("undefined") && !s.value.includes("NaN")),
      ).toBe(true);
    }
  });

  it("a link address longer than 32 bytes overflows a stack buffer", () => {
    for (const length of [33, 64, 255]) {
      const body = Uint8Array.of(2, 0, 0, 0, length, ...new Uint8Array(length));
      const sum = checksum(hex("50"), hex("de00"), 177, body);
      body.set([sum >> 8, sum & 255], 2);
      const packet = Uint8Array.of(0x56, 64, 177, 0xde, 0x00, 0x50, ...body);
      expect(code(decodePacket(packet))).toBe("neighbour-mac-length");
    }
  });

  it("UDP length below 8 or beyond the packet is over-read", () => {
    expect(code(decodePacket(exact("568011de0050e105238200070000")))).toBe("udp-length-low");
    expect(code(decodePacket(exact("568011de0050e1052382ffff0000")))).toBe("udp-length-beyond-packet");
  });

  it("TTL ignored", () => {
    expect(code(receivePacket(hex("560011de0050e1052382000d79a948656c6c6f"), node))).toBe("ttl-expired");
  });

  it("an unknown or short neighbour message leaks its buffer: here it is a refusal to count", () => {
    expect(code(receivePacket(hex("7640000eb1ff04500000c64ede00"), node))).toBe("neighbour-type");
    for (const short of ["7640000ab1ff04500100", "76400008b1ff0450"])
      expect(code(receivePacket(hex(short), node))).toBe("neighbour-truncated");
  });

  it("division by zero when no payload fits the MTU", () => {
    expect(code(splitUdp(32, 20, 100))).toBe("mtu-too-small");
  });

  it("encoding an invalid address and then updating the total length writes through NULL", () => {
    const fields = {
      destination: hex("de00"),
      source: hex("fd00"),
      nextHeader: 6,
      totalLength: true,
      payload: hex("00"),
    };
    expect(code(encodePacket(fields))).toBe("address-unknown");
    expect(code(encodePacket({ ...fields, destination: hex("f400"), source: hex("01") }))).toBe(
      "address-unknown",
    );
  });

  it("an unauthenticated, unsolicited advertisement overrides a neighbour", () => {
    const forged = must(
      encodeAdvertisement({ destination: hex("de00"), source: hex("50"), mac: hex("020000000001") }),
    );
    expect(code(receivePacket(forged, node))).toBe("neighbour-unsolicited");
  });

  it("a total length smaller than the header is accepted and the packet lost silently", () => {
    const got = decodePacket(hex("76800003110150de00"));
    expect(got.ok ? {} : { code: got.error.code, offset: got.error.offset }).toEqual({
      code: "total-length-below-header",
      offset: 2,
    });
  });
});

describe("contracts (4.6)", () => {
  it("late packets are dropped only at the last hop, by another packet's hop count", () => {
    const queue = new HoldQueue();
    queue.enqueue(contract([{ ...latency, maximum: 3 }]), 0);
    queue.enqueue(contract([{ ...latency, aheadHops: 1 }]), 0);
    const out = queue.dequeue(2000);
    expect(out.discarded.map((r) => r.code)).toEqual(["late"]);
    expect(out.packet).toBeDefined();
  });

  it("an early discard is not freed", () => {
    const queue = new HoldQueue();
    for (let i = 0; i < 100; i++) queue.enqueue(contract([{ ...latency, experienced: 8001 }]), 0);
    expect([queue.length, queue.discards.get("delay-exceeded")]).toEqual([0, 100]);
  });

  it("a maximum above 6,553 ms overflows", () => {
    expect(must(holdWindow([{ ...latency, maximum: 6554, aheadHops: 1 }])).latest).toBe(6_554_000);
  });

  it("hops are decremented in network byte order", () => {
    const queue = new HoldQueue();
    queue.enqueue(contract([{ ...latency, aheadHops: 256 }]), 0);
    const [left] = must(decodeContract(queue.dequeue(0).packet!)).contracts;
    expect(left).toMatchObject({ aheadHops: 255 });
  });

  it("a maximum delay of 500 ms is compared with scheduler ticks", () => {
    const queue = new HoldQueue();
    queue.enqueue(contract([{ kind: "max-delay", maximum: 500, experienced: 0 }]), 0);
    expect(must(decodeContract(queue.dequeue(500_000).packet!)).contracts).toEqual([
      { kind: "max-delay", maximum: 500, experienced: 500 },
    ]);
    queue.enqueue(contract([{ kind: "max-delay", maximum: 500, experienced: 0 }]), 0);
    expect(queue.dequeue(500_001).discarded.map((r) => r.code)).toEqual(["late"]);
  });

  it("packets without a contract are read at offset 0", () => {
    const plain = contract([], "0002000000000000000000006869");
    const queue = new HoldQueue();
    expect(queue.enqueue(plain, 0)).toBeUndefined();
    expect(toHex(queue.dequeue(0).packet!)).toBe(toHex(plain));
  });

  it("the receiver reads every contract but a ping as latency, and throws on a short one", () => {
    const decoded = must(decodeContract(contract([{ kind: "max-delay", maximum: 500, experienced: 0 }])));
    expect(decoded.contracts).toEqual([{ kind: "max-delay", maximum: 500, experienced: 0 }]);
  });

  it("the router: destination at a fixed offset, ping padding, hops that wrap", () => {
    expect(code(forwardContract(hex("051000ffff0000000a0001020a000202")))).toBe("shipping-offset");
    const ping = { kind: "ping", code: 0, hops: 1, timestamp: 0n } as const;
    expect(code(forwardContract(contract([ping])))).toBe("ok");
    expect(code(forwardContract(contract([{ ...ping, hops: 0 }])))).toBe("hops-exhausted");
  });
});

it("level addresses (5): four levels of 128 bits overrun 50 bytes; here they have their 70", () => {
  const levels = Array.from({ length: 4 }, () => new Uint8Array(16));
  expect(must(encodeLevels({ type: "destination", levels })).length).toBe(70);
});
