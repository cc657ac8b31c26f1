import { createPublicKey, verify } from "node:crypto";
import { utf8 } from "@comity/canon";
import * as s from "@comity/signing";
import { afterEach, describe, expect, it } from "vitest";
import { hasShared, hex, readJson, shared } from "./shared.ts";

type Test = { tcId: number; msg: string; sig: string; result: string; ctx?: string };
type Wycheproof = { testGroups: { publicKey: string; tests: Test[] }[] };

const seed = new Uint8Array(32).fill(9);

afterEach(() => s.useMldsa({}));

describe.each([
  ["mldsa44", 180, 77],
  ["mldsa65", 210, 79],
] as const)("%s", (set, count, valid) => {
  it.skipIf(!hasShared)("passes Wycheproof (skipped: shared data not present)", () => {
    const file = `wycheproof/mldsa_${set.slice(-2)}_verify_test.json`;
    const { testGroups } = readJson(shared, file) as Wycheproof;
    const verdicts = testGroups.flatMap(({ publicKey, tests }) =>
      tests.map((t) => {
        const accept = s.verifyMldsa(set, hex(publicKey), hex(t.msg), hex(t.sig), hex(t.ctx ?? ""));
        expect(accept, String(t.tcId)).toBe(t.result === "valid");
        return accept;
      }),
    );
    expect([verdicts.length, verdicts.filter(Boolean).length]).toEqual([count, valid]);
  });

  it("signs deterministically, as node:crypto verifies", () => {
    const message = utf8("act\n");
    const signature = s.signMldsa(set, seed, message);
    const key = s.mldsaPublicKey(set, seed);
    expect([key.length, signature.length]).toEqual(Object.values(s.MLDSA_LENGTHS[set]));
    expect(s.signMldsa(set, seed, message)).toEqual(signature);
    expect(s.verifyMldsa(set, key, message, signature)).toBe(true);
    expect(s.verifyMldsa(set, key, utf8("other\n"), signature)).toBe(false);
    expect(s.verifyMldsa(set, key, message, signature, Uint8Array.of(1))).toBe(false);
    const x = { kty: "AKP", alg: `ML-DSA-${set.slice(-2)}`, pub: Buffer.from(key).toString("base64url") };
    expect(verify(null, message, createPublicKey({ key: x, format: "jwk" }), signature)).toBe(true);
  });

  it("checks lengths itself, whatever the engine says", () => {
    s.useMldsa({ verify: () => true });
    const { key, signature } = s.MLDSA_LENGTHS[set];
    const accepts = (k: number, n: number, context = 0): boolean =>
      s.verifyMldsa(set, new Uint8Array(k), seed, new Uint8Array(n), new Uint8Array(context));
    expect(accepts(key, signature, 255)).toBe(true);
    for (const [k, n, c] of [
      [key - 1, signature, 0],
      [key + 1, signature, 0],
      [key, signature - 1, 0],
      [key, signature + 1, 0],
      [key, signature, 256],
    ]) {
      expect(accepts(k!, n!, c), `${k} ${n} ${c}`).toBe(false);
    }
  });
});
