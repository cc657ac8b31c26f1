/** What a second decoder, written from the page alone, found on 1,651,638 packets: two differences, both ours. */
import { describe, expect, it } from "vitest";
import { decodePacket, fromHex, packetFromJson, packetJson, toHex } from "@comity/newip";

const bytesOf = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  if (!bytes.ok) throw new Error(hex);
  return bytes.value;
};

describe("found by a second reader", () => {
  it("link padding behind a header that fills the packet comes back", () => {
    const hex = "7780400009fd01020900";
    const json = JSON.parse(`{${packetJson("flexible", bytesOf(hex))}}`) as Record<string, unknown>;
    expect(json).toMatchObject({ ok: true, padding: "00" });
    const again = packetFromJson(json);
    expect(again.ok && toHex(again.value)).toBe(hex);
    const { padding: _, ...bare } = json;
    expect(packetFromJson(bare)).toMatchObject({ ok: false });
  });
  it("a TCP segment whose length does not fit its checksum's two bytes is refused", () => {
    // No total length, so that nothing else bounds the segment.
    const head = bytesOf("5640060201");
    const packet = new Uint8Array(head.length + 65_536);
    packet.set(head);
    packet[head.length + 12] = 0x50;
    const decoded = decodePacket(packet);
    expect(decoded).toMatchObject({ ok: false, error: { code: "tcp-too-long" } });
  });
});
