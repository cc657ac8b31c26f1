/** The contract format: strict decoding, router, receiver; level addresses (reference page 4, 5, tests 15, 16, 18). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeContract,
  decodeLevels,
  encodeContract,
  encodeLevels,
  formatIpText,
  forwardContract,
  parseIpText,
  reference,
  toHex,
  traffic,
  type Contract,
} from "@comity/newip";
import { code, hex, must } from "./shared.ts";

const ipv4 = (text: string) => ({ type: "ipv4" as const, bytes: must(parseIpText("ipv4", text)) });
const base = {
  source: ipv4("10.0.1.2"),
  destination: ipv4("10.0.2.2"),
  cast: 0,
  contracts: [] as Contract[],
  payload: hex("6869"),
};
const latency = {
  kind: "latency",
  minimum: 500,
  maximum: 800,
  experienced: 0,
  aheadDelay: 0,
  aheadHops: 3,
} as const;
const ping = { kind: "ping", code: 0, hops: 255, timestamp: 1n } as const;

describe("contract packets", () => {
  it("each rule of strict decoding refuses, with an offset", () => {
    const good = "030e1a0000000a0001020a000202000201f403200000000000036869";
    expect(code(decodeContract(hex(good)))).toBe("ok");
    const cases: readonly (readonly [string, string, number])[] = [
      ["0300", "contract-truncated", 2],
      ["030e0e", "shipping-truncated", 3],
      ["040e0e0000000a0001020a000202", "shipping-offset", 0],
      ["030e0e0000", "shipping-truncated", 5],
      ["030e0e0300000a0001020a000202", "address-type", 3],
      ["030e0e0003000a0001020a000202", "address-type", 4],
      ["030e0e0000000a0001020a0002", "shipping-truncated", 13],
      ["030d1a0000000a0001020a000202", "contract-offset", 1],
      ["03000f0000000a0001020a00020200", "payload-offset", 2],
      ["030e0e0000000a0001020a000202", "payload-offset", 2],
      ["030e1a0000000a0001020a0002020002", "payload-offset-beyond-packet", 2],
      ["030e190000000a0001020a000202000201f4032000000000006869", "contract-short", 14],
      ["030e0f0000000a0001020a00020200", "contract-short", 14],
    ];
    for (const [packet, expected, offset] of cases) {
      const got = decodeContract(hex(packet));
      expect([packet, code(got), got.ok ? -1 : got.error.offset]).toEqual([packet, expected, offset]);
    }
    for (let cut = 0; cut < 26; cut++) expect(decodeContract(hex(good).subarray(0, cut)).ok).toBe(false);
  });

  it("an unknown contract is kept whole up to the payload", () => {
    const packet = must(decodeContract(hex("030e120000000a0001020a000202 0009aabb 6869")));
    expect(packet.contracts).toEqual([{ kind: "unknown", type: 9, bytes: hex("0009aabb") }]);
    expect(toHex(must(encodeContract(packet)))).toBe("030e120000000a0001020a0002020009aabb6869");
  });

  it("encoding refuses what would not decode, and contracts nothing can meet", () => {
    const bad = (more: object, mode?: "reference"): string =>
      code(encodeContract({ ...base, ...more }, mode));
    expect(bad({ cast: 256 })).toBe("field-range");
    expect(bad({ source: { type: "ipv6", bytes: hex("00") } })).toBe("address-type");
    for (const field of ["minimum", "maximum", "experienced", "aheadDelay", "aheadHops"]) {
      expect([field, bad({ contracts: [{ ...latency, [field]: 65_536 }] })]).toEqual([
        field,
        "contract-value",
      ]);
      expect([field, bad({ contracts: [{ ...latency, [field]: 65_536 }] }, "reference")]).toEqual([
        field,
        "contract-value",
      ]);
    }
    expect(bad({ contracts: [{ ...latency, minimum: 900 }] })).toBe("contract-value");
    expect(bad({ contracts: [{ ...latency, minimum: 900 }] }, "reference")).toBe("ok");
    expect(bad({ contracts: [{ ...latency, minimum: 900, maximum: 0 }] })).toBe("ok");
    expect(bad({ contracts: [{ ...ping, timestamp: 1n << 64n }] })).toBe("contract-value");
    expect(bad({ contracts: [{ ...ping, hops: -1 }] })).toBe("contract-value");
    expect(bad({ contracts: [{ kind: "max-delay", maximum: 1.5, experienced: 0 }] })).toBe("contract-value");
    const unknown = { kind: "unknown", type: 9, bytes: hex("0009") };
    expect(bad({ contracts: [unknown, ping] })).toBe("contract-value");
    expect(bad({ contracts: [ping, unknown] })).toBe("ok");
    expect(bad({ contracts: [{ ...unknown, type: 8 }] })).toBe("contract-value");
    expect(bad({ contracts: [{ kind: "unknown", type: 3, bytes: hex("0003") }] })).toBe("contract-value");
    expect(bad({ contracts: Array.from({ length: 18 }, () => ping) })).toBe("header-too-long");
    expect(bad({ contracts: Array.from({ length: 17 }, () => ping) })).toBe("ok");
  });

  it("what decodes encodes to the same bytes", () => {
    const next = traffic({ seed: 8, formats: ["contract", "level"], nearValid: 60 });
    for (let i = 0; i < 4000; i++) {
      const { format, bytes } = next();
      if (format === "contract") {
        const decoded = decodeContract(bytes);
        if (decoded.ok) expect(toHex(must(encodeContract(decoded.value, "reference")))).toBe(toHex(bytes));
      } else {
        const decoded = decodeLevels(bytes);
        if (decoded.ok) expect(toHex(must(encodeLevels(decoded.value)))).toBe(toHex(bytes));
      }
    }
  });

  it("timestamps keep 64 bits", () => {
    const packet = must(
      encodeContract({ ...base, contracts: [{ ...ping, timestamp: 0xfedcba9876543210n }] }),
    );
    expect(must(decodeContract(packet)).contracts[0]).toEqual({ ...ping, timestamp: 0xfedcba9876543210n });
  });
});

describe("router and receiver", () => {
  it("strict forwarding refuses what does not decode, and pings without hops; hops never wrap", () => {
    const hops = (n: number): Uint8Array =>
      must(encodeContract({ ...base, contracts: [latency, { ...ping, hops: n }] }));
    const out = must(forwardContract(hops(1)));
    expect(must(decodeContract(out.packet)).contracts[1]).toEqual({ ...ping, hops: 0 });
    expect(formatIpText(out.destination.type, out.destination.bytes)).toBe("10.0.2.2");
    expect(code(forwardContract(hops(0)))).toBe("hops-exhausted");
    expect(code(forwardContract(hex("051000ffff0000000a0001020a000202")))).toBe("shipping-offset");
    const bare = must(encodeContract({ ...base, contracts: [ping], payload: hex("") }));
    expect(forwardContract(bare).ok).toBe(true);
    const plain = must(encodeContract(base));
    expect(must(forwardContract(plain)).packet).toBe(plain);
  });

  it("the reference: wraps hops, drops a short ping, reads the destination at a fixed offset", () => {
    const frame = (packet: string): Uint8Array => hex(`02000000000202000000000188b6${packet}`);
    const wrapped = reference.referenceRoute(
      frame("030e1c0000000a0001020a00020200030000000000000180000000004849"),
    );
    expect(toHex(wrapped.out.subarray(32, 34))).toBe("ffff");
    expect(
      reference.referenceRoute(frame("030e1c0000000a0001020a0002020003000000ff0000018000000000")).action,
    ).toBe("drop");
    expect(reference.referenceRoute(frame("")).action).toBe("drop");
    expect(reference.referenceRoute(hex("0200")).action).toBe("pass");
    for (let cut = 0; cut < 40; cut++)
      reference.referenceRoute(
        frame("030e1c0000000a0001020a0002020003000000ff0000018000000000").subarray(0, cut),
      );
  });

  it("the reference's receiver reads another contract than was sent; ours reads both", () => {
    const packet = must(
      encodeContract({
        ...base,
        contracts: [
          { kind: "max-delay", maximum: 500, experienced: 0 },
          { ...latency, minimum: 1, maximum: 2 },
        ],
      }),
    );
    expect(reference.readAsReceiver(packet)).toEqual({
      kind: "latency",
      type: 1,
      minimum: 500,
      maximum: 0,
      experienced: 2,
      aheadDelay: 1,
      aheadHops: 2,
    });
    expect(must(decodeContract(packet)).contracts.map((c) => c.kind)).toEqual(["max-delay", "latency"]);
    expect(reference.readAsReceiver(hex("0303"))).toEqual({ kind: "error" });
    expect(reference.readAsReceiver(hex(""))).toEqual({ kind: "none" });
  });
});

describe("address texts", () => {
  it("IPv6 both ways, all groups", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.array(fc.nat(7)), (bytes, zeros) => {
        const sparse = bytes.slice();
        for (const z of zeros) sparse.fill(0, 2 * z, 2 * z + 2);
        expect(must(parseIpText("ipv6", formatIpText("ipv6", sparse)))).toEqual(sparse);
      }),
    );
  });
  it("known texts, and what is refused", () => {
    const of = (text: string): string => formatIpText("ipv6", must(parseIpText("ipv6", text)));
    expect(
      ["10::2:2", "::", "::1", "1::", "2001:DB8:0:0:1:0:0:1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"].map((t) =>
        of(t),
      ),
    ).toEqual(["10::2:2", "::", "::1", "1::", "2001:db8::1:0:0:1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"]);
    for (const bad of [
      "",
      ":",
      ":::",
      "1::2::3",
      "1:2:3",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7::8:9",
      "g::",
      "12345::",
      "1.2.3.4",
      "::1.2.3",
      "1:2:3:4:5:6:7:8::",
    ]) {
      expect([bad, parseIpText("ipv6", bad).ok]).toEqual([bad, false]);
    }
    for (const bad of ["1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", " 1.2.3.4"])
      expect(parseIpText("ipv4", bad).ok).toBe(false);
    for (const bad of ["256", "", "x", "-1"]) expect(parseIpText("8bit", bad).ok).toBe(false);
    expect(formatIpText("8bit", hex("ff"))).toBe("255");
  });
});

describe("level addresses", () => {
  it("over-long, short and trailing input is refused; 70 bytes are accepted", () => {
    const cases = {
      "": "level-truncated",
      "01": "level-truncated",
      "030101": "level-type",
      "010101": "level-size",
      "0100": "level-count",
      "010100": "level-size",
      "01030101": "level-length",
      "0102010100": "level-length",
      "010a01010101010101010101": "level-count",
      "01020201": "level-size",
      [`0112${"11".padEnd(36, "0")}`]: "level-size",
    };
    for (const [wire, expected] of Object.entries(cases))
      expect([wire, code(decodeLevels(hex(wire)))]).toEqual([wire, expected]);
    const levels = Array.from({ length: 4 }, () => new Uint8Array(16).fill(0xff));
    const longest = must(encodeLevels({ type: "source", levels }));
    expect(longest.length).toBe(70);
    expect(must(decodeLevels(longest)).levels).toEqual(levels);
    expect(code(encodeLevels({ type: "source", levels: [] }))).toBe("level-count");
    expect(code(encodeLevels({ type: "source", levels: [...levels, hex("00")] }))).toBe("level-count");
    expect(code(encodeLevels({ type: "source", levels: [hex("")] }))).toBe("level-size");
    expect(code(encodeLevels({ type: "source", levels: [new Uint8Array(17)] }))).toBe("level-size");
  });
});
