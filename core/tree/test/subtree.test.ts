import { describe, expect, it } from "vitest";
import { concat, must, toHex, uintBytes } from "@comity/canon";
import { hashNode, hashValues, RadixTree, verifySubtree, type Key } from "@comity/tree";
import { bitString, naiveWithin, type Naive } from "./reference.ts";
import { keyOf, KINDS, randomBits, randomValues, seeded } from "./random.ts";

const ROUNDS = process.env["COMITY_SOAK"] ? 2000 : 100;
const bytes = (...b: number[]): Uint8Array => Uint8Array.from(b);

describe.each(KINDS)("everything below, $name", (kind) => {
  it("agrees with the naive tree; any flipped, cut or longer proof is refused", () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = seeded(seed);
      const tree = new RadixTree(kind);
      const state: Naive = new Map();
      for (let i = random(40); i > 0; i--) {
        const text = randomBits(kind, random, [...state.keys()]);
        const values = randomValues(random);
        tree.set(keyOf(kind, text), values);
        state.set(text, values);
      }
      const version = tree.seal();
      for (let i = 0; i < 6; i++) {
        const text = i === 0 ? "" : randomBits(kind, random, [...state.keys()]);
        const key = keyOf(kind, text);
        const proof = tree.proveSubtree(version, key);
        const check = (p: Uint8Array, register = kind.register) =>
          verifySubtree(register, version.hash, key, p);
        const proven = must(check(proof));
        expect(
          proven.map((e) => bitString(e.key)),
          `seed ${seed} ${text}`,
        ).toEqual(naiveWithin(state, text));
        for (const { key: at, values } of proven) expect(values).toEqual(tree.get(at));
        for (let j = 0; j < 10; j++) {
          const flipped = proof.slice();
          flipped[random(flipped.length)]! ^= 1 << random(8);
          expect(check(flipped).ok, `seed ${seed} ${text}`).toBe(false);
        }
        expect(check(proof.slice(0, random(proof.length))).ok).toBe(false);
        expect(check(concat(proof, bytes(0))).ok).toBe(false);
        expect(check(proof, 14).ok).toBe(false);
        // For another key the answer is that key's, or none.
        const other = randomBits(kind, random, [...state.keys()]);
        const moved = verifySubtree(kind.register, version.hash, keyOf(kind, other), proof);
        if (moved.ok) {
          expect(
            moved.value.map((e) => bitString(e.key)),
            `seed ${seed} ${text} ${other}`,
          ).toEqual(naiveWithin(state, other));
        }
      }
    }
  });
});

const values = (list: Uint8Array[]) =>
  concat(uintBytes(list.length, 2), ...list.flatMap((v) => [uintBytes(v.length, 4), v]));

/** Subtree proofs that lead to the given root, so that nothing but the rule named can refuse them. */
describe("each rule refuses by itself", () => {
  const key: Key = { bytes: bytes(0b10100000), bits: 4 };
  const value = [bytes(1)];
  const hash = (
    plen: number,
    label: number,
    left?: Uint8Array,
    right?: Uint8Array,
    v: Uint8Array[] | null = value,
  ) => hashNode(0, plen, bytes(label), v ? hashValues(0, v) : undefined, left, right);
  const node = (plen: number, has: number, label: number, v: Uint8Array[] = value): Uint8Array =>
    concat(bytes(0, plen, has, label), has & 1 ? values(v) : bytes());
  const path = bytes(1, 0, 1, 0, 0, 0); // nodes below; one step: the bare root
  const under = (below: Uint8Array): Uint8Array => hashNode(0, 0, bytes(), undefined, undefined, below);
  const deep = hash(6, 0b10101000);
  const other = hash(6, 0b10100000);

  it.each<[string, string, Uint8Array, Uint8Array]>([
    ["ok", "an honest leaf", concat(path, node(5, 1, 0b10101000)), under(hash(5, 0b10101000))],
    [
      "ok",
      "an honest fork",
      concat(path, node(4, 6, 0b10100000), node(6, 1, 0b10100000), node(6, 1, 0b10101000)),
      under(hash(4, 0b10100000, other, deep, null)),
    ],
    [
      "proof-below",
      "a subtree above the key",
      concat(path, node(3, 1, 0b10100000)),
      under(hash(3, 0b10100000)),
    ],
    [
      "proof-below",
      "a subtree beside the key",
      concat(path, node(5, 1, 0b10111000)),
      under(hash(5, 0b10111000)),
    ],
    ["proof-below", "label padding", concat(path, node(5, 1, 0b10101001)), under(hash(5, 0b10101001))],
    [
      "proof-below",
      "children on each other's side",
      concat(path, node(4, 6, 0b10100000), node(6, 1, 0b10101000), node(6, 1, 0b10100000)),
      under(hash(4, 0b10100000, deep, other, null)),
    ],
    [
      "proof-below",
      "a child that leaves its parent",
      concat(path, node(5, 3, 0b10101000), node(6, 1, 0b10100000)),
      under(hash(5, 0b10101000, other)),
    ],
    [
      "proof-below",
      "a child at its parent's depth",
      concat(path, node(5, 3, 0b10100000), node(5, 1, 0b10100000)),
      under(hash(5, 0b10100000, hash(5, 0b10100000))),
    ],
    [
      "proof-values",
      "values out of order",
      concat(path, node(5, 1, 0b10101000, [bytes(2), bytes(1)])),
      under(hash(5, 0b10101000, undefined, undefined, [bytes(2), bytes(1)])),
    ],
    [
      "proof-shape",
      "a bare leaf",
      concat(path, node(5, 0, 0b10101000)),
      under(hash(5, 0b10101000, undefined, undefined, null)),
    ],
    [
      "proof-shape",
      "a bare node with one child",
      concat(path, node(4, 2, 0b10100000), node(6, 1, 0b10100000)),
      under(hash(4, 0b10100000, other, undefined, null)),
    ],
    [
      "proof-shape",
      "a bare path node with one child",
      concat(bytes(1, 0, 2, 0, 0, 0, 0, 2, 0), node(5, 1, 0b10101000)),
      under(hash(2, 0b10000000, undefined, hash(5, 0b10101000), null)),
    ],
    [
      "proof-path",
      "a hash where the path goes on",
      concat(bytes(1, 0, 1, 0, 0, 4), deep, node(5, 1, 0b10101000)),
      under(hash(5, 0b10101000)),
    ],
    [
      "proof-path",
      "a path that reaches the key",
      concat(bytes(1, 0, 2, 0, 0, 0, 0, 4, 1), values(value), node(6, 1, 0b10101000)),
      under(hash(4, 0b10100000, undefined, deep)),
    ],
    [
      "proof-shape",
      "a subtree without path that is not the root",
      concat(bytes(1, 0, 0), node(5, 1, 0b10101000)),
      hash(5, 0b10101000),
    ],
    [
      "proof-below",
      "'nothing below' with a node at the key",
      concat(bytes(0, 0, 0, 0, 0, 4, 9), values(value)),
      under(hash(4, 0b10100000)),
    ],
    [
      "proof-below",
      "'nothing below' with a node below the key",
      concat(bytes(0, 0, 0, 24, 0, 5, 1, 0b10101000), hashValues(0, value)),
      under(hash(5, 0b10101000)),
    ],
    ["proof-root", "another root", concat(path, node(5, 1, 0b10101000)), under(deep)],
    ["proof-form", "an unknown first byte", bytes(2), deep],
    ["proof-form", "no bytes", bytes(), deep],
    ["proof-form", "unknown presence bits of a step", concat(bytes(1, 0, 1, 0, 0, 8), node(5, 1, 0)), deep],
    ["proof-form", "unknown presence bits of a node", concat(path, bytes(0, 5, 8, 0)), deep],
    ["proof-form", "cut short", concat(path, node(5, 1, 0b10101000).subarray(0, 9)), deep],
    ["proof-form", "bytes after it", concat(path, node(5, 1, 0b10101000), bytes(0)), deep],
  ])("%s: %s", (expected, _, proof, root) => {
    const answer = verifySubtree(0, root, key, proof);
    expect(answer.ok ? "ok" : answer.error.code).toBe(expected);
  });

  it("key", () => {
    const answer = verifySubtree(0, deep, { bytes: bytes(255), bits: 4 }, path);
    expect(answer.ok ? "ok" : answer.error.code).toBe("key");
  });

  it("a whole register is a list of its entries", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    const all = { bytes: bytes(), bits: 0 };
    expect(must(verifySubtree(0, tree.version.hash, all, tree.proveSubtree(tree.version, all)))).toEqual([]);
    for (let i = 0; i < 50; i++) tree.set({ bytes: bytes(i, 0, 0, 0), bits: 8 }, [bytes(i)]);
    const version = tree.seal();
    const entries = must(verifySubtree(0, version.hash, all, tree.proveSubtree(version, all)));
    expect(entries.map((e) => toHex(e.values[0]!))).toEqual(
      Array.from({ length: 50 }, (_, i) => toHex(bytes(i))),
    );
  });
});
