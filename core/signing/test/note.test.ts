import { concat, equalBytes, fromUtf8, must, toBase64, uintBytes, utf8 } from "@comity/canon";
import * as s from "@comity/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, hasShared, readJson, shared } from "./shared.ts";

type Kat = { notes: { vkeys: string[]; note: string }[]; vkeys_only: string[] };

const signer = (name: string, fill = 1): s.Signer =>
  s.signerOf({ name, type: "ed25519", secret: new Uint8Array(32).fill(fill) });
const ringOf = (...signers: s.Signer[]): s.KeyRing =>
  must(s.keyRing(signers.map((x) => must(s.verifierOf(x.key)))));
const noteOf = (text: string, ...signers: s.Signer[]): Uint8Array =>
  s.formatNote(must(s.signNote(utf8(text), ...signers)));
const a = signer("qm.example/a");
const b = signer("qn.example/b", 2);
const line = (name: string, signature: string): string => `— ${name} ${signature}\n`;
const junk = toBase64(concat(uintBytes(7, 4), new Uint8Array(64)));
const parse = (text: string): string => code(s.parseNote(utf8(text)));

const many = (n: number): string => "text\n\n" + line("k", junk).repeat(n);
const sized = (n: number): Uint8Array => utf8(`${"x".repeat(n)}\n\n${line("k", "AAAAAAAA")}`);
const at = (name: string, keyId: number): s.NoteSignature => ({ name, keyId, signature: Uint8Array.of(1) });

describe("known answers", () => {
  it.skipIf(!hasShared)("open (skipped: shared data not present)", () => {
    const kat = readJson(shared, "c2sp-examples/kat-notes.json") as Kat;
    for (const { vkeys, note } of kat.notes) {
      const ring = must(s.keyRing(vkeys.map((v) => must(s.verifierOf(must(s.parseVkey(v)))))));
      const opened = must(s.openNote(utf8(note), ring));
      expect(opened.lines.length).toBe(vkeys.length);
      expect(fromUtf8(s.formatNote(opened.note))).toEqual({ ok: true, value: note });
    }
    for (const vkey of kat.vkeys_only) expect(s.formatVkey(must(s.parseVkey(vkey)))).toBe(vkey);
  });
});

describe("parsing", () => {
  it("splits at the last blank line", () => {
    const note = must(s.parseNote(noteOf("one\n\ntwo\n\n\nthree\n", a)));
    expect(fromUtf8(note.text)).toEqual({ ok: true, value: "one\n\ntwo\n\n\nthree\n" });
    expect(fromUtf8(must(s.parseNote(noteOf("x\n\n", a))).text)).toEqual({ ok: true, value: "x\n\n" });
    expect(fromUtf8(must(s.parseNote(noteOf("\n", a))).text)).toEqual({ ok: true, value: "\n" });
  });

  it.each([
    ["", "note-final-newline"],
    ["text\n", "note-unsigned"],
    ["text\n\n", "note-unsigned"],
    [`text\n${line("k", junk)}`, "note-unsigned"],
    [`\n${line("k", junk)}`, "note-unsigned"],
    [`text\n\n${line("k", junk)}`.trimEnd(), "note-final-newline"],
    [`te\rxt\n\n${line("k", junk)}`, "note-control-character"],
    [`te\txt\n\n${line("k", junk)}`, "note-control-character"],
    [`te\0xt\n\n${line("k", junk)}`, "note-control-character"],
    [`text\n\n${line("k", junk)}\r\n`, "note-signature-line"],
    [`text\n\n- k ${junk}\n`, "note-signature-line"],
    [`text\n\n—k ${junk}\n`, "note-signature-line"],
    [`text\n\n— k${junk.replaceAll("=", "")}\n`, "note-signature-line"],
    [`text\n\n${line("k", junk)}— k\n`, "note-signature-line"],
    [`text\n\n— k\n${line("k", junk)}`, "note-signature-line"],
    [`text\n\n${line("", junk)}`, "key-name"],
    [`text\n\n${line("a+b", junk)}`, "key-name"],
    [`text\n\n${line("a\u00a0b", junk)}`, "key-name"],
    [`text\n\n${line("a\u0085b", junk)}`, "key-name"],
    [`text\n\n${line("a\u3000b", junk)}`, "key-name"],
    [`text\n\n${line("a\tb", junk)}`, "key-name"],
    [`text\n\n${line("k", ` ${junk}`)}`, "note-base64"],
    [`text\n\n${line("k", `${junk} `)}`, "note-base64"],
    [`text\n\n${line("k", "")}`, "note-base64"],
    [`text\n\n${line("k", junk.slice(0, -1))}`, "note-base64"],
    [`text\n\n${line("k", `${junk.slice(0, 8)}_-Aa`)}`, "note-base64"],
    [`text\n\n${line("k", "AAAAAAAB".replace("B", "é"))}`, "note-base64"],
    [`text\n\n${line("k", "AAAAAAB=")}`, "note-base64"],
    [`text\n\n${line("k", "AAAAAAA=AAAA")}`, "note-base64"],
    [`text\n\n${line("k", "AAAAAA==")}`, "note-signature-short"],
    [`text\n\n${line("k", "AAAAAAA=")}`, "ok"],
    [`text\n\n${line("k", "AAAAAAAA")}`, "ok"],
  ])("of %j gives %s", (text, want) => expect(parse(text)).toBe(want));

  it("refuses bytes that are not UTF-8, and keeps a byte order mark", () => {
    const bad = noteOf("abc\n", a);
    bad[1] = 0xff;
    expect(code(s.parseNote(bad))).toBe("utf8");
    const name = utf8(`text\n\n${line("kk", junk)}`);
    name[10] = 0xff;
    expect(code(s.parseNote(name))).toBe("utf8");
    const bom = noteOf("\u{FEFF}abc\n", a);
    expect(equalBytes(s.formatNote(must(s.parseNote(bom))), bom)).toBe(true);
    expect(must(s.parseNote(bom)).text.length).toBe(7);
  });

  it("bounds size and number of signatures", () => {
    expect(parse(many(64))).toBe("ok");
    expect(parse(many(65))).toBe("note-too-many-signatures");
    const overhead = sized(0).length;
    expect(code(s.parseNote(sized(65_535 - overhead)))).toBe("ok");
    expect(code(s.parseNote(sized(65_536 - overhead)))).toBe("note-too-large");
    expect(code(s.parseNote(sized(90_000), { ...s.NOTE_LIMITS, maxBytes: 100_000 }))).toBe("ok");
  });

  it("accepts exactly what formats to itself", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter(s.isKeyName);
    const signature = fc.record({
      name,
      keyId: fc.nat(0xffffffff),
      signature: fc.uint8Array({ minLength: 1, maxLength: 70 }),
    });
    const text = fc
      .array(fc.string({ unit: "grapheme", maxLength: 9 }), { minLength: 1, maxLength: 5 })
      .map((lines) => utf8(`${lines.join("\n")}\n`))
      .filter((bytes) => s.checkText(bytes).ok);
    fc.assert(
      fc.property(text, fc.array(signature, { minLength: 1, maxLength: 4 }), (t, signatures) => {
        const bytes = s.formatNote({ text: t, signatures });
        const note = must(s.parseNote(bytes));
        expect(note.signatures.map((x) => [x.name, x.keyId])).toEqual(
          signatures.map((x) => [x.name, x.keyId]),
        );
        expect(equalBytes(s.formatNote(note), bytes)).toBe(true);
      }),
    );
    // Damaged notes: refused, or still one spelling.
    const good = noteOf("one\n\nzwei ü\n", a, b);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(2), (at, byte, kind) => {
        const mutant = [...good];
        mutant.splice(at, kind === 0 ? 1 : kind === 1 ? 0 : 1, ...(kind === 0 ? [] : [byte]));
        const bytes = Uint8Array.from(mutant);
        const note = s.parseNote(bytes);
        if (note.ok) expect(equalBytes(s.formatNote(note.value), bytes)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("opening", () => {
  const text = "hello\n";

  it("ignores unknown keys, and needs a known one", () => {
    expect(must(s.openNote(noteOf(text, a, b), ringOf(b))).lines.map((x) => x.verifier.key.name)).toEqual([
      b.key.name,
    ]);
    expect(code(s.openNote(noteOf(text, a), ringOf(b)))).toBe("signature-unknown");
    // Another key of the same name is another key.
    expect(code(s.openNote(noteOf(text, a), ringOf(signer(a.key.name, 5))))).toBe("signature-unknown");
    expect(code(s.openNote(utf8("x\n"), ringOf(b)))).toBe("note-unsigned");
  });

  it("refuses the whole note for one bad line of a known key", () => {
    const good = must(s.signNote(utf8(text), a, b));
    const signature = good.signatures[1]!.signature.slice();
    signature[5]! ^= 1;
    const bad = { ...good, signatures: [good.signatures[0]!, { ...good.signatures[1]!, signature }] };
    expect(code(s.openNote(s.formatNote(bad), ringOf(a, b)))).toBe("signature-invalid");
    expect(code(s.openNote(s.formatNote(bad), ringOf(a)))).toBe("ok");
    // Also when a good line of the same key stands before it.
    const twice = { ...good, signatures: [good.signatures[1]!, bad.signatures[1]!] };
    expect(code(s.openNote(s.formatNote(twice), ringOf(b)))).toBe("signature-invalid");
  });

  it("counts two lines of one key once", () => {
    const note = must(s.openNote(noteOf(text, a, b, a, a), ringOf(a, b)));
    expect(note.lines.map((x) => x.line.name)).toEqual([a.key.name, b.key.name]);
    expect(note.note.signatures.length).toBe(4);
  });

  it("refuses two configured keys with one name and id", () => {
    const verifier = must(s.verifierOf(a.key));
    expect(code(s.keyRing([verifier, must(s.verifierOf(b.key)), { ...verifier }]))).toBe("key-collision");
  });

  it("opens notes of 17 and 64 signers", () => {
    const signers = Array.from({ length: 64 }, (_, i) => signer(`k${i}`, i));
    expect(must(s.openNote(noteOf(text, ...signers.slice(0, 17)), ringOf(...signers))).lines.length).toBe(17);
    expect(must(s.openNote(noteOf(text, ...signers), ringOf(...signers))).lines.length).toBe(64);
  });
});

describe("signing", () => {
  it("refuses text that cannot be a note", () => {
    expect(code(s.signNote(utf8("no newline"), a))).toBe("note-final-newline");
    expect(code(s.signNote(utf8("a\rb\n"), a))).toBe("note-control-character");
    expect(code(s.signNote(new Uint8Array(0), a))).toBe("note-text-empty");
    expect(code(s.signNote(Uint8Array.of(0xc0, 0x80, 0x0a), a))).toBe("utf8");
  });

  it("orders lines by name in bytes, then by key id", () => {
    const sorted = [
      at("a", 9),
      at("a/b", 1),
      at("b", 2),
      at("b", 0xf0000000),
      at("\uffff", 1),
      at("\u{1f600}", 1),
    ];
    expect([...sorted].reverse().sort(s.compareSignatures)).toEqual(sorted);
    expect(s.signaturesSorted(sorted)).toBe(true);
    expect(s.signaturesSorted([...sorted].reverse())).toBe(false);
    expect(s.signaturesSorted([at("a", 9), at("a", 9)])).toBe(false);
    expect(s.signaturesSorted([])).toBe(true);
  });
});
