import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { fromHex, must, utf8 } from "@comity/canon";
import { installNative } from "@comity/native";
import {
  checkEd25519Key,
  ed25519PublicKey,
  portableEd25519,
  signEd25519,
  verifyEd25519,
  verifyMldsa,
} from "@comity/signing";
import { present, SKIPPED, vectors } from "./shared.ts";

type Cctv = { number: number; key: string; sig: string; msg: string; flags: string[] | null };
type Wycheproof = {
  testGroups: {
    publicKey: string | { pk: string };
    tests: { tcId: number; msg: string; sig: string; ctx?: string; result: string }[];
  }[];
};
const hex = (text: string): Uint8Array => must(fromHex(text));
const FORBIDDEN = new Set([
  "low_order_A",
  "low_order_R",
  "non_canonical_A",
  "non_canonical_R",
  "low_order_residue",
]);

describe.each([
  ["openssl", false],
  ["libsodium", true],
] as const)("Ed25519 through %s", (name, sodium) => {
  beforeAll(async () => {
    const { ed25519 } = await installNative({ sodium });
    expect([name, "openssl"]).toContain(ed25519);
  });

  it.skipIf(!present)(`accepts exactly the C2SP/CCTV vectors without forbidden flags${SKIPPED}`, () => {
    const cases = vectors("cctv/ed25519vectors.json") as Cctv[];
    const accepted = cases.filter((c) => verifyEd25519(hex(c.key), utf8(c.msg), hex(c.sig)));
    const oracle = cases.filter((c) => !c.flags?.some((f) => FORBIDDEN.has(f)));
    expect(accepted.map((c) => c.number)).toEqual(oracle.map((c) => c.number));
    expect(accepted.length).toBe(19);
  });

  it.skipIf(!present)(`agrees with Wycheproof${SKIPPED}`, () => {
    const { testGroups } = vectors("wycheproof/ed25519_test.json") as Wycheproof;
    for (const { publicKey, tests } of testGroups) {
      const key = hex((publicKey as { pk: string }).pk);
      for (const t of tests) {
        expect(verifyEd25519(key, hex(t.msg), hex(t.sig)), `tcId ${t.tcId}`).toBe(t.result === "valid");
      }
    }
  });

  it("registers exactly the keys that the rule allows: canonical, on the curve, without torsion", () => {
    const path = new URL("../../../vectors/ed25519/registration.json", import.meta.url);
    const { vectors: cases } = JSON.parse(readFileSync(path, "utf8")) as {
      vectors: readonly { readonly id: string; readonly key: string; readonly register: string }[];
    };
    const verdicts = cases.map(({ id, key }) => {
      const checked = checkEd25519Key(hex(key));
      return [id, checked.ok ? "ok" : checked.error.code];
    });
    expect(verdicts).toEqual(cases.map(({ id, register }) => [id, register]));
  });

  it("signs and derives keys as the portable engine does", () => {
    for (let i = 0; i < 5; i++) {
      const seed = new Uint8Array(32).fill(i + 1);
      const message = new Uint8Array(i * 50).fill(i);
      const key = ed25519PublicKey(seed);
      const signature = signEd25519(seed, message);
      expect(key).toEqual(portableEd25519.publicKey(seed));
      expect(signature).toEqual(portableEd25519.sign(seed, message));
      expect(verifyEd25519(key, message, signature)).toBe(true);
      expect(verifyEd25519(key, utf8("other"), signature)).toBe(false);
    }
  });
});

describe("ML-DSA through OpenSSL", () => {
  beforeAll(() => installNative());
  it.skipIf(!present).each([
    ["mldsa44", 77],
    ["mldsa65", 79],
  ] as const)(`agrees with Wycheproof: %s${SKIPPED}`, (set, valid) => {
    const { testGroups } = vectors(`wycheproof/mldsa_${set.slice(5)}_verify_test.json`) as Wycheproof;
    let accepted = 0;
    for (const { publicKey, tests } of testGroups) {
      for (const t of tests) {
        const context = t.ctx === undefined ? undefined : hex(t.ctx);
        const good = verifyMldsa(set, hex(publicKey as string), hex(t.msg), hex(t.sig), context);
        expect(good, `tcId ${t.tcId}`).toBe(t.result === "valid");
        if (good) accepted++;
      }
    }
    expect(accepted).toBe(valid);
  });
});
