/** Annotation, pictures and JSON: every byte has its field, and comes back (tests 19, 20 of the reference page). */
import { describe, expect, it } from "vitest";
import {
  annotate,
  contractFields,
  encodeUdp,
  explainSvg,
  explainText,
  flexibleFields,
  packetFromJson,
  packetJson,
  toHex,
  traffic,
  type Format,
  type HeaderTable,
} from "@comity/newip";
import { code, hex, listOf, must, present } from "./shared.ts";

const json = (format: Format, bytes: Uint8Array): unknown => JSON.parse(`{${packetJson(format, bytes)}}`);
const value = (format: Format, packet: string, key: string): string | undefined =>
  annotate(format, hex(packet)).spans.find((s) => s.key === key)?.value;

describe("annotation", () => {
  it("covers every byte once, for any input, and points at the refused byte", () => {
    const next = traffic({ seed: 11, formats: ["flexible", "contract", "level"], nearValid: 70 });
    for (let i = 0; i < 4000; i++) {
      const { format, bytes } = next();
      const { spans, refusal } = annotate(format, bytes);
      let at = 0;
      for (const span of spans) {
        if (span.start !== at || span.end <= at) throw new Error(`${format} ${toHex(bytes)}: gap at ${at}`);
        at = span.end;
      }
      expect(at).toBe(bytes.length);
      if (refusal !== undefined) expect(refusal.offset).toBeLessThanOrEqual(bytes.length);
      else if (i % 20 === 0) explainSvg(annotate(format, bytes));
    }
  });

  it("has none of the reference dissector's bugs", () => {
    // Third and later bitmap bytes are bitmap bytes.
    const eight = annotate("flexible", hex("5781010101010100801101020daa"));
    expect(eight.spans.slice(0, 9).map((s) => s.key)).toEqual([
      "bitmap1",
      "bitmap2",
      "bitmap3",
      "bitmap4",
      "bitmap5",
      "bitmap6",
      "bitmap7",
      "bitmap8",
      "ttl",
    ]);
    // The header length's extension is skipped.
    const skipped = annotate("flexible", hex("57c08063010209eeeeaa"));
    expect(skipped.spans.map((s) => [s.key, s.value]).slice(-2)).toEqual([
      ["extension", "eeee"],
      ["payload", "aa"],
    ]);
    // A form that is not canonical is marked.
    const shown = annotate("flexible", hex("568011dddc02aa"));
    expect(shown.spans.find((s) => s.key === "destination")?.note).toContain("not valid");
    expect(explainText(shown)).toContain("✗ destination-invalid");
    // Link addresses of other lengths are shown whole.
    const long = `7640002db150de000200793c20${"11".repeat(32)}`;
    expect(value("flexible", long, "mac")).toBe(Array(32).fill("11").join(":"));
    expect(value("flexible", "7640000fb150de000200d68e02beef", "mac")).toBe("be:ef");
  });

  it("says what is padding, what is ignored, what a public address is", () => {
    const padded = annotate("flexible", hex("76400013b150de000200bd4b060200000000010000"));
    expect(padded.spans.at(-1)?.key).toBe("padding");
    const trailer = annotate("flexible", hex("568011de0050e1052382000d79a948656c6c6fdeadbeef"));
    expect(trailer.spans.at(-1)?.key).toBe("trailer");
    expect(explainText(annotate("flexible", hex("7640000eb1ff04500100c54ede00")))).toContain(
      "public: address resolution",
    );
    expect(explainText(annotate("flexible", hex("5680 63 ff01 02")))).toContain(
      "access authentication, dropped here",
    );
  });

  it("field tables name each field once per header, with positive sizes", () => {
    const tables = [...Object.values(flexibleFields), ...Object.values(contractFields)].filter(
      (t): t is HeaderTable => "rows" in t,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { rows } of tables) expect(new Set(rows.map((r) => r.key)).size).toBe(rows.length);
  });

  it("the picture is well-formed, escaped, and says when it shows a part", () => {
    const svg = explainSvg(annotate("flexible", hex(`570080110101e10523820009${"00".repeat(400)}`)));
    expect(svg).toContain("the first 256 shown");
    expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
    const open = svg.match(/<(?!\/|\?)[a-z]+/g)!.length;
    const closed = svg.match(/<\/[a-z]+>|\/>/g)!.length;
    expect(open).toBe(closed);
    expect(svg).not.toContain("<script");
  });
});

describe("JSON", () => {
  it("bytes to JSON to bytes is the identity, also for what is refused", () => {
    const next = traffic({ seed: 21, formats: ["flexible", "contract", "level"], nearValid: 50 });
    for (let i = 0; i < 4000; i++) {
      const { format, bytes } = next();
      const back = packetFromJson(json(format, bytes));
      expect([format, toHex(must(back))]).toEqual([format, toHex(bytes)]);
    }
  });

  it.skipIf(!present)(
    `every vector's packet comes back${present ? "" : " (skipped: shared data not present)"}`,
    () => {
      const back = (format: Format, packet: string): void =>
        expect(toHex(must(packetFromJson(json(format, hex(packet)))))).toBe(packet);
      for (const list of ["header_decode", "packet_rx", "header_encode_roundtrip"]) {
        for (const v of listOf("flexible-address.json", list)) back("flexible", v["packet"]!);
      }
      for (const v of listOf("flexible-address.json", "packet_tx"))
        for (const p of v["packets"]! as string[]) back("flexible", p);
      for (const v of [...listOf("contract.json", "encode"), ...listOf("contract.json", "captured")])
        back("contract", v["newip"]!);
      for (const v of listOf("level-prototype.json", "vectors")) back("level", v["wire"]!);
    },
  );

  it("a checksum of FFFF that verifies stays; one that does not is computed", () => {
    for (let sourcePort = 0; sourcePort < 65_536; sourcePort++) {
      const bytes = must(
        encodeUdp({
          destination: hex("01"),
          source: hex("01"),
          sourcePort,
          destinationPort: 2,
          payload: hex(""),
        }),
      );
      if (bytes[12] !== 0 || bytes[13] !== 0) continue;
      const other = bytes.slice();
      other.fill(0xff, 12, 14);
      expect(toHex(must(packetFromJson(json("flexible", other))))).toBe(toHex(other));
      return;
    }
    throw new Error("no checksum of 0 found");
  });

  it("a person's object: defaults, and refusals that name the field", () => {
    const made = (o: object): string => {
      const packet = packetFromJson({ format: "flexible", destination: "de00", source: "50", ...o });
      return packet.ok ? toHex(packet.value) : `${packet.error.code} ${packet.error.field}`;
    };
    expect(made({ solicitation: { target: "de00" }, destination: "ff04" })).toBe(
      "7640000eb1ff04500100c54ede00",
    );
    expect(made({ udp: { sourcePort: 1, destinationPort: 2, data: "zz" } })).toBe("field-range data");
    expect(made({ udp: { sourcePort: 1 } })).toBe("field-range destinationPort");
    expect(made({ udp: 1 })).toBe("field-range udp");
    expect(made({ udp: { sourcePort: 1, destinationPort: 2 }, nextHeader: 6 })).toBe(
      "field-range nextHeader",
    );
    expect(made({ udp: { sourcePort: 1, destinationPort: 2 }, destination: "ff00" })).toBe(
      "address-public address",
    );
    expect(
      made({ tcp: { sourcePort: 1, destinationPort: 2, sequence: 1, flags: 2, window: 1, options: "00" } }),
    ).toBe("field-range options");
    expect(made({ payload: "00" })).toBe("field-range nextHeader");
    for (const bad of [
      1,
      null,
      [],
      {},
      { format: "x" },
      { bytes: 5 },
      { format: "level", type: "x", levels: [] },
      { format: "contract", contracts: 1 },
    ]) {
      expect(code(packetFromJson(bad))).toBe("field-range");
    }
    const contract = {
      format: "contract",
      source: { type: "ipv4", address: "1.2.3.4" },
      destination: { type: "8bit", address: 300 },
    };
    const refused = packetFromJson(contract);
    expect(refused.ok ? "" : refused.error.field).toBe("destination/address");
  });
});
