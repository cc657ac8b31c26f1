import { existsSync, readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as c from "@comity/canon";

const vectors = new URL("../../../../shared/vectors/log/jcs/testdata/", import.meta.url);

describe("jcs", () => {
  it.skipIf(!existsSync(vectors))(
    "gives the outputs of the RFC 8785 vectors (skipped: shared data not present)",
    () => {
      const names = readdirSync(new URL("input/", vectors));
      expect(names.length).toBeGreaterThanOrEqual(6);
      for (const name of names) {
        const input = JSON.parse(readFileSync(new URL(`input/${name}`, vectors), "utf8")) as c.Json;
        const want = readFileSync(new URL(`output/${name}`, vectors), "utf8");
        expect(c.jcs(input), name).toBe(want);
        const hex = readFileSync(new URL(`outhex/${name.replace(".json", ".txt")}`, vectors), "utf8");
        expect(c.toHex(c.jcsBytes(input)), name).toBe(hex.replaceAll(/\s/g, ""));
      }
    },
  );

  it.each([
    ['{"a":1,"a":2}', "json-not-canonical"],
    ["9007199254740993", "json-not-canonical"],
    ["-0", "json-not-canonical"],
    ["1.0", "json-not-canonical"],
    ["1e2", "json-not-canonical"],
    ["1e999", "json"],
    ['{"a":[-1e999]}', "json"],
    ['{"b":1,"a":2}', "json-not-canonical"],
    ['{"a": 1}', "json-not-canonical"],
    [String.raw`"\ud800"`, "json"],
    ["\uFEFF1", "json"],
    ["{", "json"],
    ["[".repeat(100_000), "json-nested"],
    [`${"[".repeat(65)}${"]".repeat(65)}`, "json-nested"],
    ["", "json"],
  ])("refuses %s with %s", (text, code) => {
    expect(c.parseJcs(text)).toMatchObject({ ok: false, error: { code } });
  });

  it("reads nesting up to its bound, and brackets in strings are no nesting", () => {
    expect(c.parseJcs(`${"[".repeat(64)}${"]".repeat(64)}`).ok).toBe(true);
    expect(c.parseJcs(JSON.stringify("[".repeat(100))).ok).toBe(true);
  });

  it("orders integer-like and __proto__ keys by code units", () => {
    expect(c.jcs(JSON.parse('{"10":1,"9":2,"__proto__":3,"a":4}'))).toBe(
      '{"10":1,"9":2,"__proto__":3,"a":4}',
    );
    expect(c.parseJcs('{"10":1,"9":2,"__proto__":3}').ok).toBe(true);
  });

  it("round-trips every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (v) => {
        const text = c.jcs(v as c.Json);
        const back = c.parseJcs(text);
        expect(back.ok && c.jcs(back.value)).toBe(text);
      }),
    );
  });
});

describe("base64", () => {
  it.each(["AB==", "AAB=", "A", "AA=A", "AA==AAAA", "A_-A", "AAAA\n", " AAAA", "====", "AA"])(
    "refuses %j",
    (t) => {
      expect(c.fromBase64(t)).toMatchObject({ ok: false, error: { code: "base64" } });
    },
  );
  it("agrees with the runtime on all bytes and accepts only its own output", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (b) => {
        const t = c.toBase64(b);
        expect(t).toBe(Buffer.from(b).toString("base64"));
        expect(c.must(c.fromBase64(t))).toEqual(b);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (t) => {
        const r = c.fromBase64(t);
        if (r.ok) expect(c.toBase64(r.value)).toBe(t);
      }),
    );
  });
});

describe("decimal, hex, utf8", () => {
  it.each(["", "0x10", " 12 ", "+1", "-0", "01", "1.0", "٣", "1".repeat(28), "9007199254740992"])(
    "refuses %j",
    (t) => {
      expect(c.decimal(t).ok).toBe(false);
    },
  );
  it("accepts 0 and 2^53-1", () => {
    expect(c.decimal("0")).toEqual({ ok: true, value: 0 });
    expect(c.decimal("9007199254740991")).toEqual({ ok: true, value: 2 ** 53 - 1 });
    expect(c.decimal("256", "", 255)).toMatchObject({ error: { code: "too-large" } });
  });
  it("hex is lower case and even", () => {
    expect(c.fromHex("AA").ok).toBe(false);
    expect(c.fromHex("a").ok).toBe(false);
    expect(c.toHex(c.must(c.fromHex("00ff")))).toBe("00ff");
  });
  it("keeps a BOM and refuses broken UTF-8", () => {
    expect(c.must(c.fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)))).toBe("\uFEFFa");
    expect(c.fromUtf8(Uint8Array.of(0xc0, 0x80)).ok).toBe(false);
  });
});

describe("civil", () => {
  it("agrees with the runtime's calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000_000, max: 200_000_000_000 }), (s) => {
        const want = new Date(s * 1000).toISOString().replace(".000Z", "Z");
        expect(c.toTimestamp(s)).toBe(want);
        expect(c.fromTimestamp(want)).toEqual({ ok: true, value: s });
      }),
    );
  });
  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", ""])(
    "refuses %j",
    (t) => {
      expect(c.fromTimestamp(t)).toMatchObject({ ok: false, error: { code: "date" } });
    },
  );
});

describe("bytes", () => {
  it("compares bytewise, prefix first", () => {
    expect(c.compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(c.compareBytes(Uint8Array.of(2), Uint8Array.of(1, 255))).toBeGreaterThan(0);
    expect(c.equalBytes(Uint8Array.of(1), Uint8Array.of(1))).toBe(true);
    expect(c.equalBytes(Uint8Array.of(1), Uint8Array.of(2))).toBe(false);
  });
  it("writes and reads big-endian integers up to 2^53-1", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(c.readUint(c.uintBytes(n, 8), 0, 8)).toBe(n);
      }),
    );
    expect(c.readUint(new Uint8Array(8).fill(255), 0, 8)).toBeNaN();
  });
});

describe("sha256", () => {
  it("knows the empty string and 'abc'", () => {
    expect(c.toHex(c.sha256(c.utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

describe("NFC", () => {
  it.each([
    "",
    "plain",
    "é",
    "Örtliche Gruppe",
    "東京",
    "한국",
    "😀",
    "\ue000",
    "क़".normalize("NFC"),
    "\u{2ebf0}",
  ])("accepts %j", (text) => {
    expect(c.isNfc(text)).toBe(true);
  });
  it.each([
    ["decomposed", "e\u0301"],
    ["a composition exclusion", "\u0958"],
    ["a singleton", "\u212b"],
    ["marks in another order", "a\u0301\u0316"],
    ["unassigned", "\u0378"],
    ["a noncharacter", "\uffff"],
    // Assigned in Unicode 16 with a composition: engines differ.
    ["of a later version", "\u{113c2}\u{113c2}"],
    ["of a later version, alone", "\u{16d68}"],
    ["the last code point", "\u{10ffff}"],
  ])("refuses what is %s", (_why, text) => {
    expect(c.isNfc(text)).toBe(false);
  });
  it("knows 15.1: 289,394 code points are assigned, controls and private use among them", () => {
    let assigned = 0;
    for (let p = 0; p < 0x110000; p++) {
      const char = String.fromCodePoint(p);
      if (c.isNfc(char) || char.normalize("NFC") !== char) assigned++;
    }
    // Of what is unassigned in 15.1 the engine's own version may decompose a few.
    expect(assigned).toBeGreaterThanOrEqual(289_394);
    expect(assigned).toBeLessThan(289_394 + 40);
  });
});
