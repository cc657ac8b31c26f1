import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must, toHex } from "@comity/canon";
import { addressBlocks, asNumbers, readAddressBlocks, readAsNumbers } from "../resource-extensions.ts";
import {
  contains,
  NO_RESOURCES,
  parseResources,
  resourceTexts,
  subtract,
  union,
  type Span,
} from "../resources.ts";

const set = (...texts: string[]) => must(parseResources(texts));
const spans = (width: number) =>
  fc
    .array(fc.tuple(fc.bigInt(0n, (1n << BigInt(width)) - 1n), fc.bigInt(0n, 1n << BigInt(width / 2))), {
      maxLength: 6,
    })
    .map((list) =>
      list.map(([first, size]): Span => {
        const top = (1n << BigInt(width)) - 1n;
        return { first, last: first + size > top ? top : first + size };
      }),
    );

describe("resources", () => {
  it("writes the example of RFC 3779 appendix B", () => {
    // 10.0.32.0/20, 10.0.64.0/24, 10.1.0.0/16, 10.2.48.0/20, 10.2.64.0/24, 10.3.0.0/16; IPv6 inherits there.
    const blocks = set(
      "10.0.32.0/20",
      "10.0.64.0/24",
      "10.1.0.0/16",
      "10.2.48.0/20",
      "10.2.64.0/24",
      "10.3.0.0/16",
    );
    const items = "0304040a00200304000a00400303000a01300c0304040a02300304000a02400303000a03";
    expect(toHex(addressBlocks(blocks)!)).toContain(items);
  });
  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(spans(32), spans(128), spans(32), (ipv4, ipv6, asn) => {
        const all = union({ ipv4, ipv6, asn });
        const blocks = addressBlocks(all);
        const read = blocks === undefined ? {} : must(readAddressBlocks(blocks));
        expect({ ipv4: [], ipv6: [], ...read }).toEqual({ ipv4: all.ipv4, ipv6: all.ipv6 });
        const numbers = asNumbers(all);
        if (numbers !== undefined) expect(must(readAsNumbers(numbers))).toEqual(all.asn);
      }),
    );
  });
  it("is a set", () => {
    fc.assert(
      fc.property(spans(32), spans(32), (a, b) => {
        const [x, y] = [union({ ...NO_RESOURCES, ipv4: a }), union({ ...NO_RESOURCES, ipv4: b })];
        const rest = subtract(x, y);
        expect(contains(x, rest)).toBe(true);
        expect(union(rest, y)).toEqual(union(x, y));
        expect(subtract(rest, y)).toEqual(rest);
      }),
    );
  });
  it("reads and writes texts", () => {
    const texts = ["192.0.2.0/24", "198.51.100.0-198.51.100.9", "2001:db8::/32", "AS64496-AS64499"];
    expect(resourceTexts(set(...texts))).toEqual(texts);
    expect(resourceTexts(set("192.0.2.0/25", "192.0.2.128/25", "AS1", "AS2"))).toEqual([
      "192.0.2.0/24",
      "AS1-AS2",
    ]);
    for (const bad of ["192.0.2.1/24", "x", "AS", "AS5-AS4", "2001:db8::1/32"])
      expect(parseResources([bad]).ok).toBe(false);
  });
  it("refuses blocks out of order", () => {
    const good = toHex(addressBlocks(set("10.0.0.0/8", "12.0.0.0/8"))!);
    const bad = good.replace("0302000a0302000c", "0302000c0302000a");
    expect(bad).not.toBe(good);
    expect(readAddressBlocks(Uint8Array.from(Buffer.from(bad, "hex"))).ok).toBe(false);
  });
});
