import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPrefix, parsePrefix, RouteTable, type Prefix } from "@comity/newip-host";
import { must } from "./world.ts";

describe("prefixes", () => {
  it.each([
    ["default", "default"],
    ["01", "01/8"],
    ["de/8", "de/8"],
    ["dec0/10", "dec0/10"],
    ["fe640000/32", "fe640000/32"],
  ])("reads %s", (text, shown) => {
    expect(formatPrefix(must(parsePrefix(text)))).toBe(shown);
  });
  it.each([
    "",
    "/",
    "/8",
    "0/4",
    "01/",
    "01/0",
    "01/9",
    "01/-1",
    "01/8/8",
    "de01/8",
    "dec0/9",
    "0100/16",
    "dd00",
    "f4",
    "xx/8",
    "DE/8 ",
  ])("refuses %j", (text) => {
    expect(parsePrefix(text)).toMatchObject({ error: { code: "prefix" } });
  });
});

it("look-ups find the longest prefix, as a plain search over all routes does", () => {
  const prefix = fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 3 }), fc.nat(24))
    .map(([bytes, n]): Prefix => {
      const bits = Math.min(n, bytes.length * 8);
      const kept = bytes.map((b, i) =>
        8 * i + 8 <= bits ? b : 8 * i >= bits ? 0 : b & (0xff << (8 - (bits - 8 * i))),
      );
      return { bytes: kept.slice(0, Math.ceil(bits / 8)), bits };
    });
  const covers = (p: Prefix, a: Uint8Array): boolean => {
    if (p.bits > a.length * 8) return false;
    for (let i = 0; i < p.bits; i++) {
      const mask = 0x80 >> (i & 7);
      if (((p.bytes[i >> 3]! ^ a[i >> 3]!) & mask) !== 0) return false;
    }
    return true;
  };
  fc.assert(
    fc.property(
      fc.array(prefix, { maxLength: 40 }),
      fc.array(fc.nat(39), { maxLength: 10 }),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 3 }), { maxLength: 30 }),
      (list, removed, asked) => {
        const table = new RouteTable();
        const plain = new Map<string, { prefix: Prefix; port: number }>();
        for (const [port, p] of list.entries()) {
          must(table.add({ prefix: p, port }));
          plain.set(formatPrefix(p), { prefix: p, port });
        }
        for (const i of removed) {
          const p = list[i];
          if (p !== undefined) expect(table.remove(p)).toBe(plain.delete(formatPrefix(p)));
        }
        expect(table.size).toBe(plain.size);
        for (const a of asked) {
          const best = [...plain.values()]
            .filter((r) => covers(r.prefix, a))
            .sort((x, y) => y.prefix.bits - x.prefix.bits)[0];
          expect(table.lookup(a, 0, a.length)?.port).toBe(best?.port);
        }
      },
    ),
  );
});
