import { must, sha256, toBase64, toHex, utf8 } from "@comity/canon";
import * as s from "@comity/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, hex } from "./shared.ts";

const seed = new Uint8Array(32).fill(3);
const point = hex(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
);
const webauthn = s.webauthnKeyMaterial({ rpId: "qm.example", origins: ["https://qm.example"], point });
const materials: [s.KeyType, Uint8Array, string][] = [
  ["ed25519", s.ed25519PublicKey(seed), "01"],
  ["ed25519-cosignature", s.ed25519PublicKey(seed), "04"],
  ["mldsa44-cosignature", s.mldsaPublicKey("mldsa44", seed), "06"],
  ["comity-mldsa44", s.mldsaPublicKey("mldsa44", seed), `ff0e${toHex(utf8("comity-mldsa44"))}`],
  ["comity-mldsa65", s.mldsaPublicKey("mldsa65", seed), `ff0e${toHex(utf8("comity-mldsa65"))}`],
  ["comity-webauthn", webauthn, `ff0f${toHex(utf8("comity-webauthn"))}`],
];

describe.each(materials)("a key of type %s", (type, material, typeHex) => {
  const key = must(s.verifierKey("qm.example/k", type, material));

  it("has the key id of the specification", () => {
    const input = Buffer.concat([utf8("qm.example/k\n"), hex(typeHex), material]);
    expect(s.hex8(key.id)).toBe(toHex(sha256(input)).slice(0, 8));
  });

  it("round-trips as vkey and may be registered", () => {
    const vkey = s.formatVkey(key);
    expect(must(s.parseVkey(vkey))).toEqual(key);
    expect(s.checkKey(key).ok).toBe(true);
    const wrong = vkey.replace(s.hex8(key.id), s.hex8((key.id ^ 1) >>> 0));
    expect(code(s.parseVkey(wrong))).toBe("vkey-id");
    expect(code(s.parseVkey(vkey.replace("qm.example", "qn.example")))).toBe("vkey-id");
  });

  it("has exactly its length", () => {
    const want = type === "comity-webauthn" ? "webauthn-key" : "key-length";
    expect(code(s.verifierKey("k", type, material.subarray(0, -1)))).toBe(want);
    expect(code(s.verifierKey("k", type, Uint8Array.of(...material, 0)))).toBe(want);
  });
});

/** A vkey of any type bytes with the right id. */
const raw = (...typed: number[]): string => {
  const bytes = Uint8Array.from(typed);
  return `k+${s.hex8(s.keyIdOf("k", bytes))}+${toBase64(bytes)}`;
};

describe("vkeys", () => {
  const good = s.formatVkey(must(s.verifierKey("k", "ed25519", s.ed25519PublicKey(seed))));

  it.each([
    ["", "vkey"],
    ["k", "vkey"],
    ["k+00000000", "vkey"],
    [good.replace("+", "+0"), "vkey"],
    [good.toUpperCase(), "vkey"],
    [`k${good}`, "vkey-id"],
    [good.slice(1), "key-name"],
    [` ${good}`, "key-name"],
    [`${good}\n`, "base64"],
    [good.slice(0, -1), "base64"],
    [raw(2, 1, 2, 3), "key-type"],
    [raw(0xff, 3, 1, 2, 3), "key-type"],
    [raw(), "key-type"],
    ["k+00000000+AgECAw==", "vkey-id"],
    [raw(1, 2, 3), "key-length"],
  ])("%j: %s", (text, want) => expect(code(s.parseVkey(text))).toBe(want));

  it("are refused or format to themselves", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 2 }), (at, insert) => {
        const text = good.slice(0, at) + insert + good.slice(at + 1);
        const key = s.parseVkey(text);
        if (key.ok) expect(s.formatVkey(key.value)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("name only what a name may be", () => {
    for (const name of ["", "a b", "a+b", "a\u2003b", "a\nb", "\ud800", "a\u0085b"]) {
      expect(s.isKeyName(name), JSON.stringify(name)).toBe(false);
      expect(code(s.verifierKey(name, "ed25519", s.ed25519PublicKey(seed)))).toBe("key-name");
    }
    for (const name of ["a", "example.org/log", "ü", "oid/1.2.3"]) expect(s.isKeyName(name)).toBe(true);
  });

  it("check points at registration", () => {
    const torsion = hex("0976d28f62f1bf074069055dcd6d6b81b12cd74d0d70441a51c9a7dd7081afe3");
    for (const type of ["ed25519", "ed25519-cosignature"] as const) {
      expect(code(s.checkKey(must(s.verifierKey("k", type, torsion))))).toBe("key-torsion");
    }
    const off = webauthn.slice();
    off[off.length - 1]! ^= 1;
    expect(code(s.checkKey(must(s.verifierKey("k", "comity-webauthn", off))))).toBe("key-point");
    expect(code(s.checkWebauthnKey(off.subarray(1)))).toBe("webauthn-key");
  });

  it("of cosigners do not verify plain notes", () => {
    for (const [type, material] of materials) {
      const verifier = s.verifierOf(must(s.verifierKey("k", type, material)));
      expect(code(verifier), type).toBe(type.endsWith("-cosignature") ? "key-type" : "ok");
    }
  });
});

describe("private key files", () => {
  it.each(s.KEY_FILE_TYPES)("of type %s sign notes their public key opens", (type) => {
    const text = s.formatKeyFile({ name: "qm.example/k", type, secret: seed });
    const signer = s.signerOf(must(s.parseKeyFile(text)));
    const note = must(s.signNote(utf8("x\n"), signer));
    const ring = must(s.keyRing([must(s.verifierOf(must(s.parseVkey(s.formatVkey(signer.key)))))]));
    expect(s.openNote(s.formatNote(note), ring).ok).toBe(true);
    const other = { ...note, text: utf8("y\n") };
    expect(code(s.openNote(s.formatNote(other), ring))).toBe("signature-invalid");
  });

  const good = s.formatKeyFile({ name: "k", type: "ed25519", secret: seed });
  it.each([
    ["", "key-file"],
    [good.trimEnd(), "key-file"],
    [`${good}\n`, "key-file"],
    [good.replace("v1", "v2"), "key-file"],
    [good.replace("ed25519", "rsa"), "key-file"],
    [good.replace('"k"', "1"), "key-file"],
    [good.replace('"k"', '"a b"'), "key-name"],
    [good.replace("{", '{"extra":1,'), "key-file"],
    [good.replace("{", "{ "), "json-not-canonical"],
    [good.replace("AwMD", "AwM"), "base64"],
    [good.replace(/"secret":"[^"]*"/, '"secret":"AAAA"'), "key-file"],
    ["comity/key/v1\nnull\n", "key-file"],
    ["comity/key/v1\n[]\n", "key-file"],
    ["comity/key/v1\nx\n", "json"],
  ])("%j: %s", (text, want) => {
    const result = s.parseKeyFile(text);
    expect(code(result)).toBe(want);
    if (!result.ok) expect(result.error.detail).not.toContain("AwMD");
  });
});
