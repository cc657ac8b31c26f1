import { must, toHex } from "@comity/canon";
import {
  blocks32,
  child,
  compareKeys,
  covers,
  equalKeys,
  firstFree,
  isCanonical,
  key32,
  mergeToRanges,
  minimalKeys,
  overlaps,
  parent,
  parentName,
  parseAddressRange,
  parseIpv4,
  parseKey,
  parseKeys,
  rangeKeys,
  rangeOf,
  rangeText,
  sibling,
  sizeOf,
  split,
  successor,
  textOf,
  uint32At,
  withTail,
  type Key,
  type Space,
} from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const key = (space: Space, text: string): Key => must(parseKey(space, text));
const texts = (space: Space, keys: readonly Key[]): string[] => keys.map((k) => textOf(space, k));
const uint32 = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0xffff_f000, max: 0xffff_ffff }),
);
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const big = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

describe("range to prefixes", () => {
  it.each([
    ["23.32.0.0", 2_359_296, "23.32.0.0/11 23.64.0.0/14"],
    ["24.49.176.0", 8192, "24.49.176.0/20 24.49.192.0/20"],
    ["46.175.64.0", 6144, "46.175.64.0/20 46.175.80.0/21"],
    ["91.142.129.0", 512, "91.142.129.0/24 91.142.130.0/24"],
    ["164.146.0.0", 393_216, "164.146.0.0/15 164.148.0.0/14"],
    [
      "185.1.13.0",
      62_208,
      "185.1.13.0/24 185.1.14.0/23 185.1.16.0/20 185.1.32.0/19 185.1.64.0/18 185.1.128.0/17",
    ],
    [
      "185.24.100.0",
      15_178_752,
      "185.24.100.0/22 185.24.104.0/21 185.24.112.0/20 185.24.128.0/17 185.25.0.0/16 185.26.0.0/15 185.28.0.0/14 185.32.0.0/11 185.64.0.0/10 185.128.0.0/9",
    ],
    ["0.0.0.0", 2 ** 32, "0.0.0.0/0"],
    ["128.0.0.0", 2 ** 31, "128.0.0.0/1"],
    ["255.255.255.255", 1, "255.255.255.255/32"],
    ["0.0.0.0", 1, "0.0.0.0/32"],
  ])("%s + %d", (start, count, prefixes) => {
    const first = must(parseIpv4(start));
    expect(texts("ipv4", blocks32(first, first + count - 1)).join(" ")).toBe(prefixes);
  });

  it("is a partition of the range: ascending, without gaps, and minimal", () => {
    fc.assert(
      fc.property(uint32, uint32, (a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        const keys = blocks32(first, last);
        let next = first;
        for (const k of keys) {
          expect(uint32At(k.bytes)).toBe(next);
          next += sizeOf(k);
        }
        expect(next).toBe(last + 1);
        // Minimal: no two neighbours are halves of one block.
        keys.forEach((k, i) =>
          expect(i > 0 && k.bits > 0 && equalKeys(sibling(k)!, keys[i - 1]!)).toBe(false),
        );
        const range = { first: key32(first, 32).bytes, last: key32(last, 32).bytes };
        expect(rangeKeys(range)).toEqual(keys);
        expect(mergeToRanges(keys.toReversed())).toEqual([range]);
      }),
    );
  });

  it("does the same for IPv6", () => {
    fc.assert(
      fc.property(sixteen, sixteen, fc.integer({ min: 0, max: 128 }), (x, y, shared) => {
        const b = y.map((v, i) => (i < shared / 8 ? x[i]! : v));
        const [first, last] = big(x) <= big(b) ? [x, b] : [b, x];
        const keys = rangeKeys({ first, last });
        let next = big(first);
        for (const k of keys) {
          expect(big(k.bytes)).toBe(next);
          next += 1n << BigInt(128 - k.bits);
        }
        expect(next).toBe(big(last) + 1n);
        keys.forEach((k, i) =>
          expect(i > 0 && k.bits > 0 && equalKeys(sibling(k)!, keys[i - 1]!)).toBe(false),
        );
        expect(mergeToRanges(keys)).toEqual([{ first, last }]);
      }),
    );
    expect(
      texts("ipv6", rangeKeys({ first: new Uint8Array(16), last: new Uint8Array(16).fill(255) })),
    ).toEqual(["::/0"]);
  });

  it("gives nothing for a range that ends before it starts", () => {
    expect(blocks32(5, 4)).toEqual([]);
    expect(rangeKeys({ first: key32(5, 32).bytes, last: key32(4, 32).bytes })).toEqual([]);
  });

  it("merges neighbours and drops what is inside", () => {
    const keys = ["10.0.1.0/24", "10.0.0.0/24", "10.0.0.128/25", "10.0.4.0/24"].map((t) => key("ipv4", t));
    expect(texts("ipv4", minimalKeys(keys))).toEqual(["10.0.0.0/23", "10.0.4.0/24"]);
    expect(texts("ipv4", minimalKeys([key("ipv4", "128.0.0.0/1"), key("ipv4", "0.0.0.0/1")]))).toEqual([
      "0.0.0.0/0",
    ]);
    expect(texts("ipv4", minimalKeys([key("ipv4", "255.0.0.0/8"), key("ipv4", "255.255.0.0/16")]))).toEqual([
      "255.0.0.0/8",
    ]);
  });
});

const within = (s: Space, a: string, b: string): boolean => covers(key(s, a), key(s, b));

describe("keys", () => {
  it.each([
    ["ipv4", "192.0.2.0/24"],
    ["ipv4", "0.0.0.0/0"],
    ["ipv4", "192.0.2.1/32"],
    ["ipv6", "2001:db8::/32"],
    ["ipv6", "::/0"],
    ["asn", "AS64496"],
    ["asn", "AS64496-AS64511"],
    ["asn", "AS0-AS4294967295"],
    ["names", "example.org"],
    ["names", "."],
    ["names", "xn--p1ai"],
  ] as [Space, string][])("%s %s is canonical", (space, text) => {
    expect(isCanonical(space, text)).toBe(true);
  });

  it.each([
    ["ipv4", "192.0.2.1"],
    ["ipv6", "2001:DB8::/32"],
    ["ipv6", "2001:db8:0::/32"],
    ["asn", "64496"],
    ["asn", "as1"],
    ["asn", "AS1-AS1"],
    ["names", "Example.org"],
    ["names", "example.org."],
  ] as [Space, string][])("%s %s is valid, not canonical", (space, text) => {
    expect(parseKey(space, text).ok).toBe(true);
    expect(isCanonical(space, text)).toBe(false);
  });

  it.each([
    ["ipv4", "10.0.0.1/8", "host-bits"],
    ["ipv4", "10.0.0.0/33", "prefix-length"],
    ["ipv4", "10.0.0.0/", "prefix-length"],
    ["ipv4", "10.0.0.0/08", "prefix-length"],
    ["ipv4", "10.0.0.0/-1", "prefix-length"],
    ["ipv4", "10.0.0.0/8/8", "prefix-length"],
    ["ipv4", "10/8", "ipv4"],
    ["ipv4", "::/0", "ipv4"],
    ["ipv6", "2001:db8::1/32", "host-bits"],
    ["ipv6", "::/129", "prefix-length"],
    ["ipv6", "10.0.0.0/8", "ipv6"],
    ["asn", "AS1-AS2", "range-not-aligned"],
    ["asn", "AS2-AS1", "range-order"],
    ["asn", "1.1", "asn"],
    ["names", "", "name"],
    ["names", "a..b", "name"],
    ["names", "-a.b", "name"],
    ["names", "a-.b", "name"],
    ["names", "a_b.c", "name"],
    ["names", "192.0.2.1", "name"],
    ["names", "exämple.org", "name"],
    ["names", `${"a".repeat(64)}.org`, "name"],
    ["names", `${"abcdefg.".repeat(32)}org`, "name"],
    ["names", "..", "name"],
    ["names", "a b.org", "name"],
    ["names", "KELVIN\u212A.org", "name"],
  ] as [Space, string, string][])("refuses %s %j with %s", (space, text, code) => {
    expect(parseKey(space, text, "f")).toMatchObject({ ok: false, error: { code, field: "f" } });
  });

  it("names the right prefix when host bits are set", () => {
    expect(parseKey("ipv4", "10.1.2.3/12")).toMatchObject({
      error: { detail: expect.stringContaining("10.0.0.0/12") as string },
    });
  });

  it("covers is prefix of, at label borders for names", () => {
    expect(within("ipv4", "10.0.0.0/8", "10.255.0.0/16")).toBe(true);
    expect(within("ipv4", "10.0.0.0/8", "11.0.0.0/16")).toBe(false);
    expect(within("ipv4", "10.0.0.0/16", "10.0.0.0/8")).toBe(false);
    expect(within("ipv4", "0.0.0.0/0", "255.0.0.0/8")).toBe(true);
    expect(within("names", "org", "example.org")).toBe(true);
    expect(within("names", ".", "example.org")).toBe(true);
    expect(within("names", "example.org", "badexample.org")).toBe(false);
    expect(within("names", "or", "org")).toBe(false);
    expect(within("names", "example.org", "org")).toBe(false);
  });

  it("order, covers, overlaps agree with numbers", () => {
    const arb = fc
      .tuple(uint32, fc.integer({ min: 0, max: 32 }))
      .map(([n, bits]) => ({ bytes: withTail(key32(n, 32).bytes, bits, 0), bits }));
    fc.assert(
      fc.property(arb, arb, (a, b) => {
        const [a1, b1] = [uint32At(a.bytes), uint32At(b.bytes)];
        const [a2, b2] = [a1 + sizeOf(a) - 1, b1 + sizeOf(b) - 1];
        expect(covers(a, b)).toBe(a1 <= b1 && b2 <= a2);
        expect(overlaps(a, b)).toBe(a1 <= b2 && b1 <= a2);
        expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(a1 - b1 || a.bits - b.bits));
        expect(equalKeys(a, b)).toBe(a1 === b1 && a.bits === b.bits);
        expect(uint32At(rangeOf(a).last)).toBe(a2);
        expect(textOf("ipv4", key("ipv4", textOf("ipv4", a)))).toBe(textOf("ipv4", a));
        expect(key("asn", textOf("asn", a))).toEqual(a);
      }),
    );
  });

  it("parent, child, sibling, split", () => {
    const k = key("ipv4", "10.0.2.0/23");
    expect(textOf("ipv4", parent("ipv4", k)!)).toBe("10.0.0.0/22");
    expect(textOf("ipv4", child(k, 1)!)).toBe("10.0.3.0/24");
    expect(textOf("ipv4", child(k, 0)!)).toBe("10.0.2.0/24");
    expect(textOf("ipv4", sibling(k)!)).toBe("10.0.0.0/23");
    expect(child(key("ipv4", "1.1.1.1"), 0)).toBeUndefined();
    expect(sibling(key("ipv4", "0.0.0.0/0"))).toBeUndefined();
    expect(parent("ipv4", key("ipv4", "0.0.0.0/0"))).toBeUndefined();
    expect(textOf("names", parent("names", key("names", "a.b.c"))!)).toBe("b.c");
    expect(textOf("names", parentName(key("names", "c"))!)).toBe(".");
    expect(parent("names", key("names", "."))).toBeUndefined();
    expect(texts("ipv4", must(split("ipv4", k, 25)))).toEqual([
      "10.0.2.0/25",
      "10.0.2.128/25",
      "10.0.3.0/25",
      "10.0.3.128/25",
    ]);
    expect(split("ipv4", k, 22)).toMatchObject({ error: { code: "prefix-length" } });
    expect(split("ipv4", k, 33)).toMatchObject({ error: { code: "prefix-length" } });
    expect(split("ipv4", k, 24.5)).toMatchObject({ error: { code: "prefix-length" } });
    expect(split("ipv6", key("ipv6", "::/0"), 17)).toMatchObject({ error: { code: "too-many" } });
    expect(split("names", key("names", "org"), 40)).toMatchObject({ error: { code: "split-names" } });
    expect(successor(new Uint8Array([255, 255]))).toBeUndefined();
    expect(sizeOf(key("ipv6", "::/0"))).toBe(2 ** 128);
  });

  it("ranges", () => {
    expect(texts("ipv4", must(parseKeys("ipv4", "10.0.0.0-10.0.2.255")))).toEqual([
      "10.0.0.0/23",
      "10.0.2.0/24",
    ]);
    expect(texts("ipv6", must(parseKeys("ipv6", "2001:db8::-2001:db8:2:ffff:ffff:ffff:ffff:ffff")))).toEqual([
      "2001:db8::/47",
      "2001:db8:2::/48",
    ]);
    expect(texts("ipv4", must(parseKeys("ipv4", "10.0.0.0/8")))).toEqual(["10.0.0.0/8"]);
    expect(texts("asn", must(parseKeys("asn", "AS1-AS3")))).toEqual(["AS1", "AS2-AS3"]);
    expect(texts("names", must(parseKeys("names", "a-b.org")))).toEqual(["a-b.org"]);
    expect(parseKeys("asn", "AS3-AS1")).toMatchObject({ error: { code: "range-order" } });
    expect(parseKeys("ipv4", "10.0.0.0-x")).toMatchObject({ error: { code: "ipv4" } });
    expect(parseKeys("ipv4", "10.0.0.0/8-10.1.0.0")).toMatchObject({ error: { code: "ipv4" } });
    expect(parseAddressRange("ipv4", "10.0.0.9-10.0.0.1")).toMatchObject({ error: { code: "range-order" } });
    expect(rangeText("ipv4", must(parseAddressRange("ipv4", "10.0.0.9-10.0.0.9")))).toBe("10.0.0.9");
  });

  it("name keys give their text back", () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 8 }), (labels) => {
        const text = labels.join(".");
        const k = key("names", text);
        expect(textOf("names", k)).toBe(text);
        expect(k.bits).toBe(k.bytes.length * 8);
        expect(isCanonical("names", text)).toBe(true);
      }),
    );
    for (const bytes of [[2, 97], [0], [64, ...Array<number>(64).fill(97)]]) {
      expect(() => textOf("names", { bytes: Uint8Array.from(bytes), bits: bytes.length * 8 })).toThrow(
        "not the key",
      );
    }
    expect(() => textOf("names", { bytes: Uint8Array.of(1, 97), bits: 15 })).toThrow("not the key");
  });
});

const pool = (text: string, taken: string[], bits: number): string | undefined => {
  const found = firstFree(key("ipv4", text), taken.map((t) => key("ipv4", t)).sort(compareKeys), bits);
  return found && textOf("ipv4", found);
};

describe("first free", () => {
  it.each([
    ["10.0.0.0/24", [], 26, "10.0.0.0/26"],
    ["10.0.0.0/24", ["10.0.0.0/26"], 26, "10.0.0.64/26"],
    // /26 free at .64, /25 free at .128: a /27 goes into the tighter hole, though both are free
    ["10.0.0.0/24", ["10.0.0.0/26"], 27, "10.0.0.64/27"],
    // tighter but higher hole wins
    ["10.0.0.0/24", ["10.0.0.128/26", "10.0.0.192/27"], 27, "10.0.0.224/27"],
    ["10.0.0.0/24", ["10.0.0.0/24"], 32, undefined],
    ["10.0.0.0/24", ["10.0.0.0/8"], 32, undefined],
    ["10.0.0.0/24", ["10.0.0.255/32"], 24, undefined],
    ["10.0.0.0/24", ["10.0.0.255/32"], 25, "10.0.0.0/25"],
    ["10.0.0.0/24", ["10.0.0.0/25", "10.0.0.0/26"], 25, "10.0.0.128/25"],
    ["10.0.0.0/24", [], 23, undefined],
    ["10.0.0.0/24", [], 33, undefined],
  ] as [string, string[], number, string | undefined][])(
    "%s minus %j for /%d is %s",
    (p, taken, bits, want) => {
      expect(pool(p, taken, bits)).toBe(want);
    },
  );

  it("agrees with a brute-force search", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(63), fc.integer({ min: 26, max: 32 })), { maxLength: 12 }),
        fc.integer({ min: 26, max: 32 }),
        (raw, bits) => {
          const base = must(parseIpv4("10.0.0.64"));
          const taken = raw
            .map(([n, b]) => ({ bytes: withTail(key32(base + n, 32).bytes, b, 0), bits: b }))
            .sort(compareKeys);
          const isFree = (k: Key): boolean => !taken.some((t) => overlaps(t, k));
          let want: Key | undefined;
          for (let hole = bits; hole >= 26 && want === undefined; hole--) {
            for (let n = 0; n < 64 && want === undefined; n += 2 ** (32 - hole)) {
              const k = key32(base + n, hole);
              // maximal free block of this length
              if (isFree(k) && (hole === 26 || !isFree(parent("ipv4", k)!))) want = key32(base + n, bits);
            }
          }
          expect(firstFree(key32(base, 26), taken, bits)).toEqual(want);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
