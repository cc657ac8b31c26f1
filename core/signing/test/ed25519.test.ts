import { createPrivateKey, sign } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8 } from "@comity/canon";
import * as s from "@comity/signing";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { code, hasShared, hex, nodeEd25519, own, readJson, shared } from "./shared.ts";

type OwnVector = { id: string; key: string; message: string; signature: string; accept: boolean };
type Cctv = { number: number; key: string; sig: string; msg: string; flags: string[] | null };
type Wycheproof = {
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; msg: string; sig: string; result: string }[];
  }[];
};

const engines: [string, Partial<s.Ed25519Engine>][] = [
  ["points", {}],
  ["node:crypto", nodeEd25519],
];
const ORDER = ed25519.Point.Fn.ORDER;
const seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const fails = new Set([
  "low_order_A",
  "low_order_R",
  "non_canonical_A",
  "non_canonical_R",
  "low_order_residue",
]);

afterEach(() => s.useEd25519({}));

describe.each(engines)("the acceptance rule with the equation of %s", (_, engine) => {
  it.each(["small-order.json", "torsion-keys.json"])("gives the verdicts of %s", (file) => {
    s.useEd25519(engine);
    const { vectors } = readJson(own, file) as { vectors: OwnVector[] };
    expect(vectors.length).toBe(file === "small-order.json" ? 196 : 64);
    for (const v of vectors) {
      expect(s.verifyEd25519(hex(v.key), hex(v.message), hex(v.signature)), v.id).toBe(v.accept);
    }
  });

  it.skipIf(!hasShared)(
    "agrees with the flags of every CCTV vector (skipped: shared data not present)",
    () => {
      s.useEd25519(engine);
      const vectors = readJson(shared, "cctv/ed25519vectors.json") as Cctv[];
      const accepted = vectors.filter((v) => {
        const accept = s.verifyEd25519(hex(v.key), utf8(v.msg), hex(v.sig));
        expect(accept, String(v.number)).toBe(!(v.flags ?? []).some((flag) => fails.has(flag)));
        return accept;
      });
      expect([vectors.length, accepted.length]).toEqual([468, 19]);
    },
  );

  it.skipIf(!hasShared)("passes Wycheproof (skipped: shared data not present)", () => {
    s.useEd25519(engine);
    const { testGroups } = readJson(shared, "wycheproof/ed25519_test.json") as Wycheproof;
    let valid = 0;
    for (const { publicKey, tests } of testGroups) {
      for (const t of tests) {
        const accept = s.verifyEd25519(hex(publicKey.pk), hex(t.msg), hex(t.sig));
        expect(accept, String(t.tcId)).toBe(t.result === "valid");
        if (accept) valid++;
      }
    }
    expect(valid).toBe(88);
  });
});

const accepts = (k: Uint8Array, sig: Uint8Array): boolean => {
  // An engine that accepts everything shows what the bytes alone refuse.
  s.useEd25519({ verify: () => true });
  return s.verifyEd25519(k, utf8("x"), sig);
};

describe("the byte checks", () => {
  const { vectors } = readJson(own, "registration.json") as {
    vectors: { id: string; key: string; register: string }[];
  };
  const key = s.ed25519PublicKey(seed);
  const signature = s.signEd25519(seed, utf8("x"));
  const withR = (r: Uint8Array): Uint8Array => Uint8Array.of(...r, ...signature.subarray(32));
  const withS = (n: bigint): Uint8Array =>
    Uint8Array.of(...signature.subarray(0, 32), ...hex(n.toString(16).padStart(64, "0")).reverse());

  it("accept a good key and signature", () => expect(accepts(key, signature)).toBe(true));

  it.each(vectors.filter((v) => v.key.length === 64 && v.register === "key-point" && !v.id.startsWith("y=")))(
    "refuse $id as key and as R",
    (v) => {
      expect(accepts(hex(v.key), signature)).toBe(false);
      expect(accepts(key, withR(hex(v.key)))).toBe(false);
    },
  );

  it("take S below the order only", () => {
    expect(accepts(key, withS(ORDER - 1n))).toBe(true);
    expect(accepts(key, withS(ORDER))).toBe(false);
    expect(accepts(key, withS(ORDER + 1n))).toBe(false);
    expect(accepts(key, withS(2n ** 256n - 1n))).toBe(false);
    expect(accepts(key, withS(0n))).toBe(true);
  });

  it("take y = p - 2, the greatest that is canonical and not of small order", () => {
    const greatest = hex(`eb${"ff".repeat(30)}7f`);
    expect(accepts(greatest, signature)).toBe(true);
    expect(accepts(hex(`ed${"ff".repeat(29)}fe7f`), signature)).toBe(true);
  });

  it("refuse other lengths", () => {
    expect(accepts(key.subarray(1), signature)).toBe(false);
    expect(accepts(Uint8Array.of(...key, 0), signature)).toBe(false);
    expect(accepts(key, signature.subarray(0, 63))).toBe(false);
    expect(accepts(key, Uint8Array.of(...signature, 0))).toBe(false);
  });

  it.each(vectors)("register $id: $register", (v) => {
    expect(code(s.checkEd25519Key(hex(v.key)))).toBe(v.register);
  });
});

describe("signing", () => {
  it("gives the signature of RFC 8032 section 7.1, test 1", () => {
    expect(s.ed25519PublicKey(seed)).toEqual(
      hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    );
    expect(s.signEd25519(seed, new Uint8Array(0))).toEqual(
      hex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      ),
    );
  });

  it("agrees with node:crypto, verifies, and no bit may change", () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes32, fc.uint8Array({ maxLength: 99 }), fc.nat(511), (secret, message, bit) => {
        const pkcs8 = Buffer.concat([hex("302e020100300506032b657004220420"), secret]);
        const node = sign(null, message, createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
        const signature = s.signEd25519(secret, message);
        expect(Buffer.compare(node, signature)).toBe(0);
        const key = s.ed25519PublicKey(secret);
        expect(s.checkEd25519Key(key).ok).toBe(true);
        expect(s.verifyEd25519(key, message, signature)).toBe(true);
        signature[bit >> 3]! ^= 1 << (bit & 7);
        expect(s.verifyEd25519(key, message, signature)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it("uses a given engine for signing too", () => {
    s.useEd25519({ sign: () => Uint8Array.of(1), publicKey: () => Uint8Array.of(2) });
    expect([s.signEd25519(seed, seed)[0], s.ed25519PublicKey(seed)[0]]).toEqual([1, 2]);
  });
});
