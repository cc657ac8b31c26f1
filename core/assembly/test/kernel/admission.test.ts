/** Admission: form and traps of JSON (reference log.md 13.10). What is refused here leaves no trace in the log. */
import {
  CATALOGUE,
  MAX_ENTRY,
  actEntry,
  actText,
  formatBlockRecord,
  isBlockRecord,
  parseAct,
  parseBlockRecord,
  parseFields,
  readAct,
} from "@comity/assembly";
import { fromUtf8, must, utf8 } from "@comity/canon";
import { formatCheckpoint, parseCheckpoint } from "@comity/log";
import type { NoteSignature } from "@comity/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Kernel, NO_PREV_OF, ORIGIN, key, one, statement } from "./world-of-keys.ts";

const signer = key("QM/office");
const line = (text: Uint8Array): NoteSignature => ({
  name: signer.key.name,
  keyId: signer.key.id,
  signature: signer.sign(text),
});
const good = must(fromUtf8(actText(statement({ kind: "set-keys", body: { policy: one("QM/office") } }))));
const entryOf = (text: string, lines = [line(utf8(text))]): Uint8Array => actEntry(utf8(text), lines);
const code = (entry: Uint8Array): string => {
  const read = readAct(entry, ORIGIN);
  return read.ok ? "ok" : read.error.code;
};
/** The act text with its JSON changed. */
const changed = (from: string | RegExp, to: string): string => {
  const text = good.replace(from, to);
  expect(text).not.toBe(good);
  return text;
};

describe("the text of an act", () => {
  it("as it should be is read", () => expect(code(entryOf(good))).toBe("ok"));

  const traps: readonly (readonly [string, string])[] = [
    ["a duplicate key", changed('"by":"QM"', '"by":"QM","by":"QN"')],
    ["keys out of order", changed('"by":"QM","kind":"set-keys"', '"kind":"set-keys","by":"QM"')],
    ["a big integer", changed('"seq":1', '"seq":9007199254740993')],
    ["one more than the largest safe integer", changed('"seq":1', '"seq":9007199254740992')],
    ["a fraction", changed('"seq":1', '"seq":1.5')],
    ["a float that is whole", changed('"seq":1', '"seq":1.0')],
    ["an exponent", changed('"seq":1', '"seq":1e2')],
    ["minus zero", changed('"size":0', '"size":-0')],
    ["a negative number", changed('"seq":1', '"seq":-1')],
    ["seq 0", changed('"seq":1', '"seq":0')],
    ["null", changed('"seq":1', '"seq":null')],
    ["a number as text", changed('"seq":1', '"seq":"1"')],
    ["a lone surrogate", changed('"kind":"set-keys"', '"kind":"\\ud800"')],
    ["an escape that is not needed", changed('"by":"QM"', '"by":"\\u0051M"')],
    ["white space", changed('"by":"QM"', '"by": "QM"')],
    ["an unknown field", changed('"by":"QM"', '"bx":1,"by":"QM"')],
    ["an integer-like key", changed('{"assembly"', '{"0":1,"assembly"')],
    ["__proto__", changed('{"assembly"', '{"__proto__":{},"assembly"')],
    ["constructor", changed('"by":"QM"', '"by":"QM","constructor":1')],
    ["an unknown field of the body", changed('{"policy"', '{"more":1,"policy"')],
    ["__proto__ in the body", changed('{"policy"', '{"__proto__":1,"policy"')],
    ["an unknown kind", changed('"kind":"set-keys"', '"kind":"seize"')],
    ["the kind *", changed('"kind":"set-keys"', '"kind":"*"')],
    ["the kind constructor", changed('"kind":"set-keys"', '"kind":"constructor"')],
    ["a party with a slash", changed('"by":"QM"', '"by":"Q/M"')],
    ["another assembly", changed(ORIGIN, "example.org/other")],
    ["URL-safe base64", changed(/"prev":"[^"]+"/, `"prev":"${"-".repeat(43)}="`)],
    ["non-zero trailing bits", changed(/"prev":"[^"]+"/, `"prev":"${"A".repeat(42)}B="`)],
    ["a body that is a list", changed(/"body":\{.*\},"by"/, '"body":[],"by"')],
    ["another header", changed("comity/act/v1", "comity/act/v2")],
    ["two lines of JSON", changed('"by":"QM"', '"by":\n"QM"')],
    ["a byte order mark", `\ufeff${good}`],
    ["a carriage return", good.replace("\n", "\r\n")],
  ];
  it.each(traps)("with %s is refused", (_, text) => {
    let entry: Uint8Array;
    try {
      entry = entryOf(text);
    } catch {
      return; // not even a note
    }
    expect(code(entry)).not.toBe("ok");
  });

  it("not in NFC is refused, in NFC it is read", () => {
    const named = (name: string): Uint8Array => {
      const body = { kind: "operator", name, policy: one("QK/a") };
      return entryOf(must(fromUtf8(actText(statement({ kind: "join", by: "QK", body })))));
    };
    expect(code(named("e\u0301"))).toBe("act-not-nfc");
    expect(code(named("\u00e9"))).toBe("ok");
    // Assigned after Unicode 15.1: engines differ about its NFC.
    expect(code(named("\u{113c2}\u{113c2}"))).toBe("act-not-nfc");
    for (const control of ["\u0001", "\u0009", "\u007f", "\u0085", "\u009f"])
      expect(code(named(`a${control}`))).toBe("act-control");
    for (const shown of ["\u00a0", "\u2028", "\u200e"]) expect(code(named(`a${shown}`))).toBe("ok");
    expect(code(named("a\nb"))).toBe("field-format");
  });

  it.each([
    ["decomposed", "e\u0301", "act-not-nfc"],
    ["with a control", "\u0085", "act-control"],
  ])("a field name that is %s is refused in a constitution too", (_why, name, expected) => {
    const constitution = { [name]: 1 };
    const body = { constitution, parties: [], policy: "x" };
    expect(code(entryOf(must(fromUtf8(actText(statement({ kind: "found", body }))))))).toBe(expected);
  });

  it("with `until` missing is refused where ordering decides", () => {
    const { until: _, ...rest } = statement({
      kind: "transfer",
      body: { to: "XA", resources: ["10.0.0.0/8"] },
    });
    expect(code(entryOf(must(fromUtf8(actText(rest)))))).toBe("act-until-missing");
  });

  it("nested deeply is refused, and stops nobody", () => {
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    expect(code(entryOf(changed(/"body":\{.*\},"by"/, `"body":${deep},"by"`)))).not.toBe("ok");
  });
});

describe("an entry", () => {
  it("has at most 65,535 bytes", () => {
    const bytes = entryOf(good);
    const grow = (size: number): Uint8Array => {
      const long = new Uint8Array(size).fill(0x61);
      long.set(bytes.subarray(0, Math.min(size, bytes.length)));
      return long;
    };
    const refused = (size: number): string => {
      const read = parseAct(grow(size));
      return read.ok ? "ok" : read.error.code;
    };
    expect(refused(MAX_ENTRY + 1)).toBe("act-too-large");
    expect(refused(MAX_ENTRY)).not.toBe("act-too-large");
  });

  it("has its signatures in order, each key once", () => {
    const text = utf8(good);
    const [a, b] = ["QM/office", "QM/other"].map((name) => {
      const s = key(name);
      return { name, keyId: s.key.id, signature: s.sign(text) };
    });
    const raw = (lines: readonly NoteSignature[]): Uint8Array => {
      const whole = must(fromUtf8(actEntry(text, [a!, b!])));
      const [head, ...rest] = whole.split("\n\n");
      const each = rest.join("\n\n").trimEnd().split("\n");
      const picked = lines.map((l) => each.find((x) => x.includes(` ${l.name} `))!);
      return utf8(`${head}\n\n${picked.join("\n")}\n`);
    };
    expect(code(raw([a!, b!]))).toBe("ok");
    expect(code(raw([b!, a!]))).not.toBe("ok");
    expect(code(raw([a!, a!]))).not.toBe("ok");
    expect(code(utf8(good))).not.toBe("ok");
  });

  it("is one of three things: an act, a block record, a checkpoint", () => {
    const record = { acts: 0, height: 1, stateRoot: NO_PREV_OF(1), time: 1, void: [] };
    const block = formatBlockRecord(record);
    expect(parseAct(block).ok).toBe(false);
    expect(isBlockRecord(block)).toBe(true);
    expect(isBlockRecord(entryOf(good))).toBe(false);
    expect(parseBlockRecord(entryOf(good)).ok).toBe(false);
    const checkpoint = formatCheckpoint({
      origin: ORIGIN,
      size: 1,
      root: new Uint8Array(32),
      extensions: [],
    });
    expect(parseAct(entryOf(must(fromUtf8(checkpoint)))).ok).toBe(false);
    expect(parseCheckpoint(utf8(good)).ok).toBe(false);
    // An origin that looks like a header makes no act of a checkpoint either.
    const imitation = formatCheckpoint({
      origin: "comity/act/v1",
      size: 1,
      root: new Uint8Array(32),
      extensions: [],
    });
    expect(parseAct(entryOf(must(fromUtf8(imitation)))).ok).toBe(false);
  });

  it("no byte of a signed act can be changed: it is refused, or its signature fails", () => {
    const k = new Kernel();
    const made = k.next({ kind: "set-keys", body: { policy: one("QM/office") } }, ["QM/office"]);
    const entry = actEntry(made.text, made.signatures);
    const runs = process.env["COMITY_SOAK"] === undefined ? 500 : 20_000;
    fc.assert(
      fc.property(fc.nat(entry.length - 1), fc.integer({ min: 1, max: 255 }), (at, x) => {
        const bytes = entry.map((b, i) => (i === at ? b ^ x : b));
        const read = readAct(bytes, ORIGIN);
        if (!read.ok) return;
        expect(k.admits({ ...read.value, signers: [] })).toMatch(/^signature-/);
      }),
      { numRuns: runs },
    );
  });
});

describe("fields of every kind", () => {
  it.each(CATALOGUE.map((kind) => [kind.kind, kind] as const))(
    "%s takes no JSON it does not know",
    (_, kind) => {
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
          const read = parseFields(kind.fields, body as never);
          const known = Object.keys(body).every((name) => Object.hasOwn(kind.fields, name));
          if (!known) expect(read.ok).toBe(false);
        }),
        { numRuns: 20 },
      );
      for (const name of ["__proto__", "constructor", "toString", "t", "since"]) {
        const body = Object.fromEntries([[name, "x"]]);
        expect(parseFields(kind.fields, body).ok).toBe(false);
      }
    },
  );
});

describe("a signature line", () => {
  it("of a key nobody here has refuses the act, also beside a good one", () => {
    const k = new Kernel();
    const { prev, seq } = k.head();
    const made = k.next({ kind: "leave" }, ["QM/office"]);
    const stranger = key("QM/stranger");
    const more = { name: stranger.key.name, keyId: stranger.key.id, signature: stranger.sign(made.text) };
    expect([seq, prev.length]).toEqual([1, 44]);
    expect(k.admits({ ...made, signatures: [...made.signatures, more] })).toBe("signature-unknown");
  });
});
