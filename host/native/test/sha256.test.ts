import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256, toHex } from "@comity/canon";
import { installNative, wasmSha256 } from "@comity/native";
import { areaAt, RadixTree, useLaneEngine } from "@comity/tree";

const expected = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const message = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + length * 7 + seed * 101) & 255);

const root = (): string => {
  const tree = new RadixTree({ register: 1, keyBytes: "text" });
  for (let i = 0; i < 3000; i++) {
    const bytes = Uint8Array.from({ length: 2 + (i % 400) }, (_, j) => (j < 2 ? i >> (8 * j) : i) & 255);
    tree.set({ bytes, bits: bytes.length * 8 }, [message(i % 700), message(3)]);
    if (i % 777 === 0) tree.seal();
  }
  return toHex(tree.seal().hash);
};

describe("SHA-256 in WebAssembly", () => {
  const wasm = wasmSha256()!;
  it("equals OpenSSL for every length to 1,000 and around powers of two", () => {
    const lengths = Array.from({ length: 1001 }, (_, i) => i);
    for (const n of [4096, 8192, 16_384, 32_768]) lengths.push(n - 9, n - 8, n - 1, n);
    for (const n of lengths) expect(toHex(wasm.sha256(message(n))), `length ${n}`).toBe(expected(message(n)));
  });

  it("equals OpenSSL in each lane, for every block count and number of filled lanes", () => {
    const { input, output, run } = wasm.lanes;
    for (let blocks = 1; blocks <= 7; blocks++) {
      for (let count = 1; count <= 4; count++) {
        const messages = Array.from({ length: count }, (_, i) => message(blocks * 64 - 9 - i, i));
        for (let i = 0; i < count; i++) {
          const at = areaAt(4, blocks) + i * blocks * 64;
          const bytes = messages[i]!;
          input.fill(0, at, at + blocks * 64);
          input.set(bytes, at);
          input[at + bytes.length] = 0x80;
          input[at + blocks * 64 - 2] = (bytes.length * 8) >>> 8;
          input[at + blocks * 64 - 1] = (bytes.length * 8) & 255;
        }
        run(blocks, count);
        for (let i = 0; i < count; i++) {
          expect(toHex(output.subarray(32 * i, 32 * i + 32))).toBe(expected(messages[i]!));
        }
      }
    }
  });
});

describe("after installNative", () => {
  it("sha256 answers the same, on both sides of the change of engine", async () => {
    const engines = await installNative();
    expect(engines.sha256).toBe("wasm and openssl");
    for (const n of [0, 1, 319, 320, 321, 100_000]) {
      const digest = sha256(message(n));
      expect(toHex(digest)).toBe(expected(message(n)));
      expect(digest.length).toBe(32);
    }
  });

  it("the tree has the same roots as before", async () => {
    const native = root();
    useLaneEngine();
    expect(root()).toBe(native);
    await installNative();
  });
});
