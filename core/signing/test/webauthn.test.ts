import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { concat, must, sha256, utf8 } from "@comity/canon";
import { p256 } from "@noble/curves/nist.js";
import * as s from "@comity/signing";
import { afterEach, describe, expect, it } from "vitest";
import { code } from "./shared.ts";

const secret = new Uint8Array(32).fill(5);
const point = p256.getPublicKey(secret, false);
const key: s.WebauthnKey = {
  rpId: "qm.example",
  origins: ["https://qm.example", "https://vote.qm.example"],
  point,
};
const message = utf8("comity/act/v1\n{}\n");
const ORDER = p256.Point.Fn.ORDER;

type Changes = {
  type?: unknown;
  challenge?: unknown;
  origin?: unknown;
  crossOrigin?: unknown;
  rpId?: string;
  flags?: number;
  json?: string;
  extra?: number;
};

/** An assertion as an authenticator makes it, with changes. */
function assert(changes: Changes = {}): s.Assertion {
  const client = {
    type: "webauthn.get",
    challenge: s.toBase64Url(s.webauthnChallenge(message)),
    origin: key.origins[0],
    crossOrigin: false,
    ...changes,
  };
  const json = changes.json ?? JSON.stringify({ ...client, rpId: undefined, flags: undefined });
  const clientDataJSON = utf8(json);
  const head = concat(
    sha256(utf8(changes.rpId ?? key.rpId)),
    Uint8Array.of(changes.flags ?? 0x05, 0, 0, 0, 9),
  );
  const authenticatorData = concat(head, new Uint8Array(Math.max(0, changes.extra ?? 0))).subarray(
    0,
    head.length + (changes.extra ?? 0),
  );
  const signed = concat(authenticatorData, sha256(clientDataJSON));
  const signature = p256.sign(signed, secret, { prehash: true, lowS: true, format: "compact" });
  return { authenticatorData, clientDataJSON, signature };
}

const check = (changes?: Changes): string =>
  code(s.checkAssertion(key, message, must(s.encodeAssertion(assert(changes)))));

afterEach(() => s.useP256(s.portableP256));

describe("assertions", () => {
  it("verify", () => {
    expect(check()).toBe("ok");
    expect(check({ origin: key.origins[1] })).toBe("ok");
    expect(check({ crossOrigin: undefined })).toBe("ok");
    expect(check({ extra: 30, flags: 0x85 })).toBe("ok");
    expect(s.verifyAssertion(key, message, must(s.encodeAssertion(assert())))).toBe(true);
    expect(s.verifyAssertion(key, utf8("other\n"), must(s.encodeAssertion(assert())))).toBe(false);
  });

  it.each<[Changes, string]>([
    [{ type: "webauthn.create" }, "webauthn-type"],
    [{ type: undefined }, "webauthn-type"],
    [{ challenge: "AAAA" }, "webauthn-challenge"],
    [{ challenge: `${s.toBase64Url(sha256(message))}=` }, "webauthn-challenge"],
    [{ origin: "https://qm.example.evil" }, "webauthn-origin"],
    [{ origin: "https://qm.exampl" }, "webauthn-origin"],
    [{ origin: undefined }, "webauthn-origin"],
    [{ crossOrigin: true }, "webauthn-cross-origin"],
    [{ rpId: "qn.example" }, "webauthn-rp"],
    [{ extra: -1 }, "webauthn-rp"],
    [{ flags: 0x04 }, "webauthn-presence"],
    [{ json: "[]" }, "webauthn-client-data"],
    [{ json: "null" }, "webauthn-client-data"],
    [{ json: "{" }, "webauthn-client-data"],
    [{ json: "\u{FEFF}{}" }, "webauthn-client-data"],
  ])("with %j are refused: %s", (changes, want) => expect(check(changes)).toBe(want));

  it("refuse a changed part, a changed signature, another key", () => {
    const good = assert();
    const data = good.authenticatorData.slice();
    data[36]! ^= 1;
    const signature = good.signature.slice();
    signature[3]! ^= 1;
    for (const bad of [
      { ...good, authenticatorData: data },
      { ...good, signature },
    ]) {
      expect(code(s.checkAssertion(key, message, must(s.encodeAssertion(bad))))).toBe("signature-invalid");
    }
    const other = { ...key, point: p256.getPublicKey(new Uint8Array(32).fill(6), false) };
    expect(s.verifyAssertion(other, message, must(s.encodeAssertion(good)))).toBe(false);
    const off = { ...key, point: key.point.with(64, key.point[64]! ^ 1) };
    expect(s.verifyAssertion(off, message, must(s.encodeAssertion(good)))).toBe(false);
  });

  it("have one spelling", () => {
    const bytes = must(s.encodeAssertion(assert()));
    const back = must(s.decodeAssertion(bytes));
    expect(must(s.encodeAssertion(back))).toEqual(bytes);
    for (const bad of [
      bytes.subarray(1),
      Uint8Array.of(...bytes, 0),
      bytes.subarray(0, 3),
      new Uint8Array(0),
    ]) {
      expect(code(s.decodeAssertion(bad))).toBe("webauthn-signature");
    }
    expect(code(s.encodeAssertion({ ...assert(), clientDataJSON: new Uint8Array(65_536) }))).toBe(
      "webauthn-signature",
    );
    expect(code(s.encodeAssertion({ ...assert(), authenticatorData: new Uint8Array(65_536) }))).toBe(
      "webauthn-signature",
    );
  });
});

const high = (signature: Uint8Array): Uint8Array => {
  const n = ORDER - BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
  return concat(signature.subarray(0, 32), Buffer.from(n.toString(16).padStart(64, "0"), "hex"));
};

const at = (n: bigint): Uint8Array =>
  concat(new Uint8Array(32).fill(1), Buffer.from(n.toString(16).padStart(64, "0"), "hex"));

describe("low s", () => {
  it("is required in stored signatures and made by the helper", () => {
    const good = assert();
    const bad = { ...good, signature: high(good.signature) };
    expect(code(s.encodeAssertion(bad))).toBe("webauthn-signature");
    const bytes = must(s.encodeAssertion(good));
    bytes.set(bad.signature, bytes.length - 64);
    expect(code(s.decodeAssertion(bytes))).toBe("webauthn-signature");
    expect(must(s.normaliseLowS(bad.signature))).toEqual(good.signature);
    expect(must(s.normaliseLowS(good.signature))).toEqual(good.signature);
    s.useP256(() => true);
    expect(s.verifyP256(point, message, bad.signature)).toBe(false);
    expect(s.verifyP256(point, message, good.signature)).toBe(true);
    expect(s.verifyP256(point.subarray(1), message, good.signature)).toBe(false);
    expect(s.verifyP256(point.with(0, 2), message, good.signature)).toBe(false);
  });

  it("draws the line at half the order", () => {
    expect(s.hasLowS(at(ORDER >> 1n))).toBe(true);
    expect(s.hasLowS(at((ORDER >> 1n) + 1n))).toBe(false);
    expect(s.hasLowS(at(1n).subarray(1))).toBe(false);
    for (const bad of [at(0n), at(ORDER), at(1n).subarray(1), new Uint8Array(0)]) {
      expect(code(s.normaliseLowS(bad))).toBe("ecdsa-signature");
    }
  });

  it("comes out of DER signatures of another implementation", () => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const spki = pair.publicKey.export({ type: "spki", format: "der" });
    const theirs = Uint8Array.from(spki.subarray(-65));
    for (let i = 0; i < 8; i++) {
      const signature = must(s.p256FromDer(sign("sha256", utf8(`m${i}`), pair.privateKey)));
      expect(s.hasLowS(signature)).toBe(true);
      expect(s.verifyP256(theirs, utf8(`m${i}`), signature)).toBe(true);
      expect(s.verifyP256(theirs, utf8(`n${i}`), signature)).toBe(false);
    }
    expect(code(s.p256FromDer(Uint8Array.of(0x30, 0)))).toBe("ecdsa-signature");
  });
});

const parse = (k: Partial<s.WebauthnKey>): string =>
  code(s.parseWebauthnKey(s.webauthnKeyMaterial({ ...key, ...k })));

describe("passkey keys", () => {
  it("round-trip", () => {
    expect(must(s.parseWebauthnKey(s.webauthnKeyMaterial(key)))).toEqual(key);
    expect(createHash("sha256").update(s.webauthnKeyMaterial(key)).digest().length).toBe(32);
  });

  it.each<[string, Partial<s.WebauthnKey>]>([
    ["no rpId", { rpId: "" }],
    ["a space", { rpId: "qm example" }],
    ["not ASCII", { rpId: "qm.éxample" }],
    ["no origins", { origins: [] }],
    ["an empty origin", { origins: [""] }],
    ["an origin twice", { origins: ["https://a", "https://a"] }],
    ["a compressed point", { point: p256.getPublicKey(secret, true) }],
    ["a point of another form", { point: point.with(0, 6) }],
    ["a byte too many", { point: Uint8Array.of(...point, 0) }],
  ])("with %s are refused", (_, change) => expect(parse(change)).toBe("webauthn-key"));
});
