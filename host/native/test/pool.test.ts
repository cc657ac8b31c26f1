import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8 } from "@comity/canon";
import { installNative, KeyCache, parserOf, VerifyPool, type Signed } from "@comity/native";
import { ed25519PublicKey, signEd25519 } from "@comity/signing";

const signed = (i: number): Signed => {
  const seed = new Uint8Array(32).fill(i % 7);
  const message = utf8("x".repeat(i % 300) + i);
  return { key: ed25519PublicKey(seed), message, signature: signEd25519(seed, message) };
};

const filled = (i: number): Uint8Array => new Uint8Array(32).fill(i);

describe("VerifyPool", () => {
  let pool: VerifyPool;
  beforeAll(async () => {
    await installNative();
    pool = new VerifyPool(2);
  });
  afterAll(() => pool.close());

  it("gives one verdict per signature in order, across several jobs and calls at once", async () => {
    const batch = Array.from({ length: 1000 }, (_, i) => {
      const good = signed(i);
      switch (i % 10) {
        case 3:
          return { ...good, message: utf8("other") };
        case 5:
          return { ...good, key: good.key.subarray(1) };
        case 7:
          return { ...good, signature: new Uint8Array(65) };
        default:
          return good;
      }
    });
    const expected = batch.map((_, i) => ![3, 5, 7].includes(i % 10));
    const answers = await Promise.all([pool.verify(batch), pool.verify(batch.slice(0, 11)), pool.verify([])]);
    expect(answers).toEqual([expected, expected.slice(0, 11), []]);
  });

  it("applies the pinned rule: a small-order key is refused", async () => {
    const key = new Uint8Array(32);
    key[0] = 1;
    const signature = new Uint8Array(64);
    signature[0] = 1;
    expect(await pool.verify([{ key, message: utf8("any"), signature }])).toEqual([false]);
  });

  it("rejects what is open when it closes, and what comes after", async () => {
    const other = new VerifyPool(1);
    const open = other.verify(Array.from({ length: 500 }, (_, i) => signed(i)));
    const closed = expect(open).rejects.toThrow("closed");
    await other.close();
    await closed;
    await expect(other.verify([])).rejects.toThrow("closed");
  });
});

describe("KeyCache", () => {
  it("holds at most twice its capacity, and keeps what is used", () => {
    const parse = parserOf("ed25519");
    let parsed = 0;
    const cache = new KeyCache(10, (key) => {
      parsed++;
      return parse(key);
    });
    for (let i = 0; i < 100; i++) {
      cache.get(filled(i));
      cache.get(filled(0));
      expect(cache.size).toBeLessThanOrEqual(20);
    }
    expect(parsed).toBe(100);
    cache.get(filled(1));
    expect(parsed).toBe(101);
  });

  it("has no entry for bytes of another length", () => {
    const cache = new KeyCache(10, parserOf("ed25519"));
    expect(cache.get(new Uint8Array(33))).toBeUndefined();
    expect(cache.size).toBe(0);
  });
});
