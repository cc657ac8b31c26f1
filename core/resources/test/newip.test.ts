import { must } from "@comity/canon";
import { covers, newipMaxBits, newipText, parent, parseNewip, split, textOf } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const key = (text: string) => must(parseNewip(text));

describe("New IP blocks", () => {
  it.each([
    ["newip:/0", "newip:/0"],
    ["newip:05", "newip:05/8"],
    ["newip:de00", "newip:de00/16"],
    ["newip:F2A0/12", "newip:f2a0/12"],
    ["newip:fe00000000000001", "newip:fe00000000000001/64"],
  ])("%s is %s", (text, canonical) => {
    expect(newipText(key(text))).toBe(canonical);
    expect(textOf("networks", key(canonical))).toBe(canonical);
  });

  it.each([
    ["newip:f5", "newip"],
    ["newip:ff00", "newip"],
    ["newip:0", "newip"],
    ["newip:f2 a0/12", "newip"],
    ["newip:0000", "prefix-length"],
    ["newip:f2/16", "prefix-length"],
    ["newip:f2a000/12", "prefix-length"],
    ["newip:f1000000/32", "prefix-length"],
    ["newip:03/7", "host-bits"],
    ["f2", "newip"],
  ])("%s is refused: %s", (text, code) => {
    expect(parseNewip(text)).toMatchObject({ ok: false, error: { code } });
  });

  it("nest by their wire bytes, and end at the length of their class", () => {
    expect(covers(key("newip:f2/8"), key("newip:f200010000/40"))).toBe(true);
    expect(covers(key("newip:f2/8"), key("newip:f3/8"))).toBe(false);
    expect(newipMaxBits(key("newip:f2/8"))).toBe(48);
    expect(newipMaxBits(key("newip:f0/4"))).toBe(24);
    expect(newipMaxBits(key("newip:00/1"))).toBe(16);
    expect(parent("networks", key("newip:f2/8"))).toEqual(key("newip:f2/7"));
    expect(parent("networks", key("newip:/0"))).toBeUndefined();
    expect(must(split("networks", key("newip:04/7"), 16)).map(newipText)).toEqual([
      "newip:04/8",
      "newip:05/8",
    ]);
    expect(split("networks", key("newip:04/7"), 17)).toMatchObject({ error: { code: "prefix-length" } });
  });

  it("have one spelling: what parses and is written again is the same, and no text throws", () => {
    const hex = fc.uint8Array({ maxLength: 8 }).map((b) => Buffer.from(b).toString("hex"));
    fc.assert(
      fc.property(hex, fc.nat(70), fc.string(), (wire, bits, junk) => {
        for (const text of [`newip:${wire}/${bits}`, `newip:${wire}`, `newip:${junk}`]) {
          const parsed = parseNewip(text);
          if (parsed.ok) expect(key(newipText(parsed.value))).toEqual(parsed.value);
        }
      }),
    );
  });
});
