/** Addresses: every class, every first byte, one form per number, text both ways (reference page 3.4, tests 3). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressFromValue,
  addressKey,
  addressLength,
  addressValue,
  checkAddress,
  decodeAddress,
  formatAddress,
  isAny,
  isPublic,
  parseAddress,
  reference,
  sameAddress,
  toHex,
} from "@comity/newip";
import { code, hex, must } from "./shared.ts";

const wireOf = (first: number, tail: bigint, length: number): Uint8Array => {
  const out = new Uint8Array(length);
  out[0] = first;
  for (let i = length - 1, v = tail; i > 0; i--, v >>= 8n) out[i] = Number(v & 0xffn);
  return out;
};

/** The table of 3.4 as a second judgement. */
function accepted(first: number, tail: bigint): boolean {
  if (first <= 0xdc) return true;
  if (first <= 0xf0) return BigInt(256 * (first - 0xdd)) + tail >= 221n;
  if (first === 0xf1) return tail >= 0x1400n;
  if (first === 0xf2) return tail >= 0x10000n;
  if (first === 0xf3) return tail >= 0x100000000n;
  return first >= 0xfe;
}

describe("addresses", () => {
  it("all 256 first bytes and the edges of their tails: accepted or refused by the table", () => {
    for (let first = 0; first < 256; first++) {
      const length = addressLength(first);
      if (length === 0) {
        expect(code(decodeAddress(wireOf(first, 0n, 8)))).toBe("address-unknown");
        continue;
      }
      const top = (1n << BigInt(8 * (length - 1))) - 1n;
      const edges = [
        0n,
        1n,
        0xdcn,
        0xddn,
        0x13ffn,
        0x1400n,
        0xffffn,
        0x10000n,
        0xffffffffn,
        0x100000000n,
        top - 1n,
        top,
      ];
      for (const tail of edges.filter((t) => t <= top)) {
        const wire = wireOf(first, tail, length);
        const decoded = decodeAddress(Uint8Array.of(...wire, 0xaa));
        expect([toHex(wire), decoded.ok]).toEqual([toHex(wire), accepted(first, tail)]);
        expect(decoded.ok).toBe(reference.decodeStruct(wire).consumed === length);
        if (decoded.ok) expect(decoded.value).toEqual(wire);
        else expect(decoded.error.code).toBe("address-not-canonical");
        for (let cut = 0; cut < length; cut++)
          expect(code(decodeAddress(wire.subarray(0, cut)))).toBe("address-truncated");
      }
    }
  });

  it("each number from 0 to 2^48-1 has exactly one accepted form outside FE and FF", () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 70_000 }),
      fc.integer({ min: 0, max: 2 ** 32 + 10 }),
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    );
    fc.assert(
      fc.property(number, (value) => {
        const address = must(addressFromValue(value));
        expect(addressValue(address)).toBe(BigInt(value));
        const n = BigInt(value);
        const forms = [
          ...(n <= 0xffn ? [wireOf(Number(n), 0n, 1)] : []),
          ...(n >> 8n <= 19n ? [wireOf(0xdd + Number(n >> 8n), n & 0xffn, 2)] : []),
          ...(n <= 0xffffn ? [wireOf(0xf1, n, 3)] : []),
          ...(n <= 0xffffffffn ? [wireOf(0xf2, n, 5)] : []),
          wireOf(0xf3, n, 7),
        ].filter((form) => checkAddress(form) === undefined && addressValue(form) === n);
        expect(forms.map((f) => toHex(f))).toEqual([toHex(address)]);
      }),
      { numRuns: 2000 },
    );
    for (const bad of [-1, 2 ** 48, 0.5, Number.NaN])
      expect(code(addressFromValue(bad))).toBe("address-value");
  });

  it("text: every class both ways, either case; refused with a code", () => {
    for (const text of [
      "00",
      "dc",
      "ddde",
      "f11400",
      "f200010000",
      "f3000100000000",
      "fe00000000000001",
      "ff09",
    ]) {
      expect(formatAddress(must(parseAddress(text.toUpperCase())))).toBe(text);
    }
    const refused = {
      "": "address-text",
      "0": "address-text",
      "0x01": "address-text",
      " 01": "address-text",
      "01 ": "address-text",
      g0: "address-text",
      fe0000000000000100: "address-text",
      "0100": "address-unknown",
      f400: "address-unknown",
      de: "address-truncated",
      dddc: "address-not-canonical",
      f113ff: "address-not-canonical",
      f30000ffffffff: "address-not-canonical",
    };
    for (const [text, expected] of Object.entries(refused))
      expect([text, code(parseAddress(text))]).toEqual([text, expected]);
  });

  it("public and any; a longer address with the same beginning is neither", () => {
    expect(isPublic(hex("ff00"))).toBe(true);
    expect(isPublic(hex("fe00000000000000"))).toBe(false);
    expect(isAny(hex("ff09"))).toBe(true);
    expect(isAny(hex("ff08"))).toBe(false);
    expect(addressValue(hex("ff08"))).toBeUndefined();
  });

  it("keys and comparison tell all addresses apart", () => {
    const all = [
      "00",
      "dc",
      "ddde",
      "f0ff",
      "ff00",
      "f11400",
      "f1ffff",
      "f200010000",
      "f2ffffffff",
      "f3000100000000",
      "f3ffffffffffff",
      "fe00000000000000",
      "fe00000000000001",
    ];
    expect(new Set(all.map((a) => addressKey(hex(a)))).size).toBe(all.length);
    const buffer = hex("aa" + all.join(""));
    let at = 1;
    for (const a of all) {
      expect(addressKey(buffer, at, a.length / 2)).toBe(addressKey(hex(a)));
      for (const b of all) expect(sameAddress(buffer, at, a.length / 2, hex(b))).toBe(a === b);
      at += a.length / 2;
    }
  });
});
