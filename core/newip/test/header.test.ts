/** Reading headers: the second decoder, every truncation, what strict reading adds (reference page 3.5). */
import { describe, expect, it } from "vitest";
import {
  acceptHeader,
  decodeHeader,
  decodePacket,
  encodePacket,
  Header,
  Random,
  readHeader,
  REFUSALS,
  toHex,
  traffic,
} from "@comity/newip";
import { naiveHeader } from "./naive.ts";
import { code, hex, must, SOAK } from "./shared.ts";

const h = new Header();

function agree(bytes: Uint8Array): void {
  const ret = readHeader(bytes, 0, bytes.length, h);
  const naive = naiveHeader(bytes);
  const same =
    ret === naive.ret &&
    h.ttl === (naive.ttl ?? 0) &&
    h.totalLength === (naive.total ?? 0) &&
    h.nextHeader === (naive.next ?? 0) &&
    h.destinationLength === (naive.destination?.length ?? 0) &&
    h.sourceLength === (naive.source?.length ?? 0) &&
    (ret > 0 || (h.errorAt >= 0 && h.errorAt <= bytes.length));
  if (!same) throw new Error(`${toHex(bytes)}: ${ret}, the slow reading says ${JSON.stringify(naive)}`);
}

describe("headers", () => {
  it("the fast and the slow reading agree on random and on mutated input", () => {
    const seed = 20_261_124;
    const random = new Random(seed);
    const next = traffic({ seed, formats: ["flexible"], nearValid: 80 });
    for (let i = 0; i < (SOAK ? 1_000_000 : 15_000); i++) {
      const bytes = random.bytes(random.below(40));
      if (bytes.length > 0 && !random.once(8)) bytes[0] = (bytes[0]! | 0x54) & 0x7f;
      agree(bytes);
      agree(next().bytes);
    }
  }, 600_000);

  it("every truncation of every valid packet is a refusal with an offset inside", () => {
    const next = traffic({ seed: 3, formats: ["flexible"] });
    for (let i = 0; i < 60; i++) {
      const { bytes } = next();
      const whole = must(decodePacket(bytes));
      if (whole.kind === "other" && !whole.header.hasTotalLength) continue;
      for (let cut = 0; cut < bytes.length; cut++) {
        const decoded = decodePacket(bytes.subarray(0, cut));
        if (decoded.ok) throw new Error(`${toHex(bytes)} decodes when cut to ${cut}`);
        expect(decoded.error.offset).toBeLessThanOrEqual(cut);
      }
    }
  });

  it("reads only its own part of a larger buffer", () => {
    const packet = hex("570080110101e1052382000dc58a48656c6c6f");
    for (let cut = 0; cut <= packet.length; cut++) {
      const padded = Uint8Array.of(0xff, 0xff, ...packet.subarray(0, cut), ...packet.subarray(cut), 0xff);
      const inside = decodePacket(padded, { start: 2, end: 2 + cut });
      expect(code(inside)).toBe(code(decodePacket(packet.subarray(0, cut))));
      if (!inside.ok)
        expect(inside.error).toEqual(decodePacket(packet.subarray(0, cut)).ok ? {} : refusalOf(packet, cut));
    }
  });

  it("each header code, with its offset", () => {
    const cases: readonly (readonly [string, number, number])[] = [
      ["", -10, 0],
      ["d680", -1, 0],
      ["5701010101010101", -2, 8],
      ["1611", -3, 0],
      ["46800102", -4, 0],
      ["5080110102", -5, 0],
      ["568011fd", -6, 3],
      ["56801101dd00", -8, 4],
      ["56", -10, 1],
      ["57", -10, 1],
      ["768000", -10, 2],
      ["5680", -10, 2],
      ["5780801101", -8, 5],
      ["574080110102", -11, 1],
      ["57808011010206", -12, 6],
      ["77808000091101020aaa", -13, 8],
    ];
    for (const [packet, number, offset] of cases) {
      const decoded = decodeHeader(hex(packet));
      const error = decoded.ok ? undefined : decoded.error;
      expect([packet, error?.reference, error?.offset]).toEqual([packet, number, offset]);
      expect(error?.code).toBe(REFUSALS[number as -1].code);
    }
  });

  it("strict reading adds: offset beyond the packet, total length beyond it or below the header", () => {
    expect(code(decodeHeader(hex("578080110102ffaa")))).toBe("header-length-beyond-packet");
    expect(decodeHeader(hex("578080110102ffaa"), "reference").ok).toBe(true);
    expect(code(decodeHeader(hex("7680000901 01 02 aa")))).toBe("total-length-beyond-packet");
    expect(code(decodeHeader(hex("76800006010102aa")))).toBe("total-length-below-header");
    const cut = must(decodeHeader(hex("7680000801 01 02 aa bbcc")));
    expect([cut.end, cut.payload]).toEqual([8, 7]);
    readHeader(hex("7680000701 01 02"), 0, 7, h);
    expect(acceptHeader(h)).toBe(0);
  });

  it("unknown fields are skipped by the header length; the reserved bit is ignored but told", () => {
    const skipped = must(decodeHeader(hex("57c08011010209eeeeaa")));
    expect([skipped.payload, toHex(skipped.extension), skipped.unknown]).toEqual([9, "eeee", true]);
    expect(must(decodeHeader(hex("5e80110102aa"))).reserved).toBe(true);
    expect(must(decodeHeader(hex("5680110102aa"))).reserved).toBe(false);
    expect(must(decodeHeader(hex("54801101aa"))).source).toBeUndefined();
  });

  it("encoding refuses what would not decode, and decodes to what was asked for", () => {
    const base = { destination: hex("de00"), source: hex("01"), nextHeader: 99, payload: hex("aa") };
    const bad = (more: object): string => code(encodePacket({ ...base, ...more }));
    expect(bad({})).toBe("ok");
    expect(bad({ destination: hex("dddc") })).toBe("address-not-canonical");
    expect(bad({ source: hex("f400") })).toBe("address-unknown");
    expect(bad({ source: hex("0100") })).toBe("address-unknown");
    expect(bad({ source: hex("") })).toBe("address-truncated");
    expect(bad({ source: hex("ff04") })).toBe("address-public");
    expect(bad({ destination: hex("ff04") })).toBe("address-public");
    expect(bad({ destination: hex("ff04"), nextHeader: 177 })).toBe("ok");
    expect(bad({ destination: hex("ff08"), nextHeader: 177 })).toBe("address-public");
    expect(bad({ ttl: 0 })).toBe("field-range");
    expect(bad({ ttl: 256 })).toBe("field-range");
    expect(bad({ nextHeader: 256 })).toBe("field-range");
    expect(bad({ bitmap: hex("54") })).toBe("bitmap-contradiction");
    expect(bad({ bitmap: hex("5700") })).toBe("ok");
    expect(bad({ bitmap: hex("5e") })).toBe("ok");
    expect(bad({ bitmap: hex("5701") })).toBe("bitmap-contradiction");
    expect(bad({ bitmap: hex("5780") })).toBe("bitmap-contradiction");
    expect(bad({ bitmap: hex("5740") })).toBe("unknown-without-length");
    expect(bad({ bitmap: hex("57c0"), extension: hex("eeee") })).toBe("ok");
    expect(bad({ bitmap: hex("") })).toBe("bitmap-contradiction");
    expect(bad({ bitmap: hex("5781010101010100"), extension: hex("") })).toBe("ok");
    expect(bad({ bitmap: hex("578101010101010100"), extension: hex("") })).toBe("bitmap-contradiction");
    // 2 bitmap bytes, TTL, next header, addresses of 2 and 1, header length: 8, and 247 more make 255.
    expect(bad({ extension: new Uint8Array(247) })).toBe("ok");
    expect(bad({ extension: new Uint8Array(248) })).toBe("header-too-long");
    expect(bad({ extension: hex(""), totalLength: true, payload: hex("") })).toBe(
      "header-length-out-of-range",
    );
    expect(bad({ payload: new Uint8Array(65_529) })).toBe("ok");
    expect(bad({ payload: new Uint8Array(65_530) })).toBe("packet-too-long");
    expect(bad({ payload: new Uint8Array(65_526), extension: hex("00") })).toBe("ok");
    expect(bad({ payload: new Uint8Array(65_527), extension: hex("00") })).toBe("packet-too-long");
    expect(bad({ payload: new Uint8Array(65_530), extension: hex("00") })).toBe("packet-too-long");
    const made = must(
      decodeHeader(must(encodePacket({ ...base, extension: hex("eeee"), totalLength: true, ttl: 7 }))),
    );
    expect([
      made.ttl,
      toHex(made.extension),
      toHex(made.destination),
      toHex(made.source!),
      made.totalLength,
    ]).toEqual([7, "eeee", "de00", "01", made.end]);
  });
});

function refusalOf(packet: Uint8Array, cut: number): unknown {
  const decoded = decodePacket(packet.subarray(0, cut));
  return decoded.ok ? undefined : decoded.error;
}
