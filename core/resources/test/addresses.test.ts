import { isIPv4, isIPv6, SocketAddress } from "node:net";
import { toHex } from "@comity/canon";
import { ipv4Text, ipv6Text, parseAsn, parseAsnRange, parseIpv4, parseIpv6 } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const sixteen = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc
    .array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0x2001, 0xdb8), { minLength: 8, maxLength: 8 })
    .map((groups) => Uint8Array.from(groups.flatMap((g) => [g >> 8, g & 255]))),
);

describe("IPv4", () => {
  it("agrees with node:net on the text of every number", () => {
    fc.assert(
      fc.property(uint32, (n) => {
        expect(isIPv4(ipv4Text(n))).toBe(true);
        expect(parseIpv4(ipv4Text(n))).toEqual({ ok: true, value: n });
      }),
    );
  });

  it.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    "256.1.1.1",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.00",
    "094.031.1.1",
    "0x1.2.3.4",
    " 1.2.3.4",
    "1.2.3.4 ",
    "1.2.3.4/8",
    "+1.2.3.4",
    "1,2,3,4",
    "1.2.3.4:5",
    "1.2.3.-4",
    "1.2.3/4",
    "1.2.3.1000",
  ])("refuses %j", (text) => {
    expect(parseIpv4(text, "f")).toMatchObject({ ok: false, error: { code: "ipv4", field: "f" } });
  });
});

describe("IPv6", () => {
  it("writes what node:net writes and reads it back", () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        const text = ipv6Text(bytes);
        // The platform also writes ::a.b.c.d for the deprecated IPv4-compatible addresses; RFC 5952 does not ask for it.
        const compatible = bytes.subarray(0, 12).every((b) => b === 0) && (bytes[12]! | bytes[13]!) !== 0;
        if (!compatible) expect(text).toBe(new SocketAddress({ address: text, family: "ipv6" }).address);
        const back = parseIpv6(text);
        expect(back.ok && toHex(back.value)).toBe(toHex(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["2001:0DB8::0001", "2001:db8::1"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["::FFFF:c000:201", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ])("reads %s as %s", (text, canonical) => {
    const bytes = parseIpv6(text);
    expect(bytes.ok && ipv6Text(bytes.value)).toBe(canonical);
  });

  it.each([
    "",
    ":",
    ":::",
    "1:",
    ":1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "12345::",
    "::12345",
    "g::",
    "fe80::1%eth0",
    "fe80::1%1",
    "[::1]",
    "::1.2.3",
    "::1.2.3.04",
    "1.2.3.4",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "1:2:3:4:5:6::1.2.3.4",
    "::1.2.3.4:5",
    " ::1",
    "::1 ",
    "::1/64",
    "1:::2",
    "::1:",
  ])("refuses %j", (text) => {
    expect(parseIpv6(text, "f")).toMatchObject({ ok: false, error: { code: "ipv6", field: "f" } });
  });

  it("accepts and refuses like node:net, zones aside", () => {
    const piece = fc.constantFrom("0", "1", "ffff", "db8", ":", "::", "1.2.3.4", ".", "g", "00000");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 17 }), (pieces) => {
        const text = pieces.join("");
        expect(parseIpv6(text).ok, text).toBe(isIPv6(text));
        expect(parseIpv4(text).ok, text).toBe(isIPv4(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("ASN", () => {
  it.each([
    ["AS64496", 64496],
    ["as0", 0],
    ["4294967295", 0xffff_ffff],
  ])("reads %s", (text, value) => {
    expect(parseAsn(text)).toEqual({ ok: true, value });
  });
  it.each(["", "AS", "AS-1", "1.10", "AS01", "4294967296", "ASAS1", "AS 1", "99999999999", "A1"])(
    "refuses %j",
    (text) => {
      expect(parseAsn(text, "f")).toMatchObject({ ok: false, error: { code: "asn", field: "f" } });
    },
  );
  it("reads ranges", () => {
    expect(parseAsnRange("AS5-AS9")).toEqual({ ok: true, value: { first: 5, last: 9 } });
    expect(parseAsnRange("5-9")).toEqual({ ok: true, value: { first: 5, last: 9 } });
    expect(parseAsnRange("AS7")).toEqual({ ok: true, value: { first: 7, last: 7 } });
    expect(parseAsnRange("9-5")).toMatchObject({ ok: false, error: { code: "range-order" } });
    expect(parseAsnRange("5-x")).toMatchObject({ ok: false, error: { code: "asn" } });
    expect(parseAsnRange("x-5")).toMatchObject({ ok: false, error: { code: "asn" } });
  });
});
