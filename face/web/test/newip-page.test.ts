import { annotate, decodePacket, fromHex } from "@comity/newip";
import { describe, expect, it } from "vitest";
import { fromFragment, toFragment } from "../fragment.ts";
import { readHex, spaced } from "../newip/read-hex.ts";
import { withChecksum } from "../newip/repair.ts";
import { SAMPLES } from "../newip/samples.ts";

const bytesOf = (hex: string): Uint8Array => {
  const read = readHex(hex);
  if (!read.ok) throw new Error(read.detail);
  return read.bytes;
};
const sample = (name: string): (typeof SAMPLES)[number] => SAMPLES.find((each) => each.name === name)!;

describe("the packet explorer", () => {
  it("reads pasted bytes in every usual spelling, and says what is none", () => {
    for (const text of ["0x0102ff", "01 02 FF", "01:02:ff", "01\n02\tff", "01-02-ff"])
      expect([...bytesOf(text)]).toEqual([1, 2, 255]);
    expect(readHex("01 0g")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("“g” at character 5"),
    });
    expect(readHex("012").ok).toBe(false);
    expect(readHex("00".repeat(65_536)).ok).toBe(false);
    expect(spaced("0102ff")).toBe("01 02 ff");
  });

  it("begins with samples of all three formats, good and bad", () => {
    expect(new Set(SAMPLES.map(({ format }) => format)).size).toBe(3);
    for (const { format, hex, name } of SAMPLES) {
      const refused = annotate(format, bytesOf(hex)).refusal !== undefined;
      expect([name, refused]).toEqual([name, ["truncated", "checksum"].includes(name)]);
    }
  });

  it("puts the right checksum in, and only where that helps", () => {
    const good = sample("udp");
    const repaired = withChecksum(annotate("flexible", bytesOf(sample("checksum").hex)));
    expect(repaired !== undefined && decodePacket(repaired).ok).toBe(true);
    expect(withChecksum(annotate("flexible", bytesOf(sample("truncated").hex)))).toBeUndefined();
    expect(fromHex(good.hex)).toBeTruthy();
  });
});

describe("state in the address", () => {
  it("comes back as it went in", async () => {
    const state = { sides: [{ name: "é “…”", list: [1, 2, 3] }] };
    expect(await fromFragment(await toFragment(state))).toEqual(state);
  });

  it("is undefined without one, and null when it cannot be read", async () => {
    expect(await fromFragment("#verify")).toBeUndefined();
    expect(await fromFragment("#s=%%%")).toBeNull();
    expect(await fromFragment("#s=AAAA")).toBeNull();
    expect(await fromFragment(await toFragment("x".repeat(2_100_000)))).toBeNull();
  });
});
