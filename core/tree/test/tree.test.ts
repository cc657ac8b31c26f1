import { describe, expect, it } from "vitest";
import { must, toHex } from "@comity/canon";
import { compareKeys, RadixTree, verify, type Entry } from "@comity/tree";
import { coveringText, naiveCovering, naiveRoot, naiveWithin, bitString, type Naive } from "./reference.ts";
import { keyOf, KINDS, randomBits, randomValues, seeded, type Kind } from "./random.ts";

const TREES = process.env["COMITY_SOAK"] ? 300 : 12;
const bytes = (...b: number[]): Uint8Array => Uint8Array.from(b);

/** A random tree, sometimes written over several blocks with deletions, and the state it must have. */
function grow(kind: Kind, seed: number): { tree: RadixTree; state: Naive; random: (n: number) => number } {
  const random = seeded(seed);
  const tree = new RadixTree({ ...kind, minNodes: 16, maxGarbage: 0.3 });
  const state: Naive = new Map();
  const writes = random(160);
  for (let i = 0; i < writes; i++) {
    const known = [...state.keys()];
    const text = randomBits(kind, random, known);
    if (random(4) === 0) {
      tree.set(keyOf(kind, text), []);
      state.delete(text);
    } else {
      const values = randomValues(random);
      tree.set(keyOf(kind, text), values);
      state.set(text, values);
    }
    if (random(10) === 0) tree.seal();
  }
  return { tree, state, random };
}

describe.each(KINDS)("random trees: $name", (kind) => {
  it("agree with the naive tree in root, answers, pages and proofs", () => {
    for (let seed = 1; seed <= TREES; seed++) {
      const { tree, state, random } = grow(kind, seed);
      const version = tree.seal();
      expect(toHex(version.hash), `seed ${seed}`).toBe(toHex(naiveRoot(kind.register, state)));
      expect(version.entries).toBe(state.size);
      const reader = tree.reader();
      for (let i = 0; i < 60; i++) {
        const text = randomBits(kind, random, [...state.keys()]);
        const key = keyOf(kind, text);
        const covering = naiveCovering(state, text);
        expect(coveringText(tree.covering(key)), `seed ${seed}`).toBe(covering);
        const proof = reader.prove(key);
        expect(coveringText(must(verify(kind.register, version.hash, key, proof))), `seed ${seed}`).toBe(
          covering,
        );
        const exact = state.get(text);
        expect(tree.get(key).length > 0).toBe(exact !== undefined);
        const within = naiveWithin(state, text);
        expect(
          [...reader.within(key)].map((e) => bitString(e.key)),
          `seed ${seed}`,
        ).toEqual(within);
        const after = randomBits(kind, random, [...state.keys()]);
        expect(
          [...tree.within(key, keyOf(kind, after))].map((e) => bitString(e.key)),
          `seed ${seed} within ${text} after ${after}`,
        ).toEqual(within.filter((k) => k > after));
      }
    }
  });

  it("have the root of a bulk build, of any order, and of one block or many", () => {
    for (let seed = 1; seed <= TREES; seed++) {
      const { tree, state, random } = grow(kind, seed);
      const hash = toHex(tree.seal().hash);
      const entries: Entry[] = [...state].map(([text, values]) => ({ key: keyOf(kind, text), values }));
      const built = new RadixTree(kind);
      built.build(entries.toSorted((a, b) => compareKeys(a.key, b.key)));
      expect(toHex(built.seal().hash), `seed ${seed}`).toBe(hash);
      expect(built.entries).toBe(state.size);
      const shuffled = new RadixTree(kind);
      for (let i = entries.length - 1; i > 0; i--) {
        const j = random(i + 1);
        [entries[i], entries[j]] = [entries[j]!, entries[i]!];
      }
      for (const { key, values } of entries) {
        shuffled.set(key, values.toReversed());
        if (random(2) === 0) shuffled.seal();
      }
      expect(toHex(shuffled.seal().hash), `seed ${seed}`).toBe(hash);
      for (const { key } of entries) shuffled.set(key, []);
      expect(toHex(shuffled.seal().hash)).toBe(toHex(new RadixTree(kind).version.hash));
      expect(shuffled.usage()).toMatchObject({ reachable: 1, words: 0 });
    }
  });
});

describe("values", () => {
  const key = { bytes: bytes(10, 0, 0, 0), bits: 8 };
  it("are a set: order and duplicates do not change the root", () => {
    const a = new RadixTree({ register: 0, keyBytes: 4 });
    const b = new RadixTree({ register: 0, keyBytes: 4 });
    a.set(key, [bytes(2), bytes(1), bytes(2), bytes(1, 0)]);
    b.set(key, [bytes(1), bytes(1, 0), bytes(2)]);
    expect(a.seal().hash).toEqual(b.seal().hash);
    expect(a.get(key)).toEqual([bytes(1), bytes(1, 0), bytes(2)]);
  });

  it("may be empty strings and long ones", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    const long = new Uint8Array(100_000).fill(7);
    tree.set(key, [bytes(), long]);
    const version = tree.seal();
    const proven = must(verify(0, version.hash, key, tree.prove(version, key)));
    expect(proven).toEqual([{ bits: 8, values: [bytes(), long] }]);
    expect(version.hash).toEqual(naiveRoot(0, new Map([["00001010", [bytes(), long]]])));
  });

  it("are copies: changing what was given or got changes nothing", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    const given = bytes(1);
    tree.set(key, [given]);
    given[0] = 9;
    tree.get(key)[0]![0] = 9;
    expect(tree.get(key)).toEqual([bytes(1)]);
  });
});

describe("defects of the caller are thrown", () => {
  const tree = new RadixTree({ register: 0, keyBytes: 4 });
  const set = (b: Uint8Array, bits: number) => () => tree.set({ bytes: b, bits }, [bytes(1)]);
  it.each([
    ["too long for the register", set(new Uint8Array(5), 33)],
    ["negative length", set(new Uint8Array(4), -1)],
    ["bits that are not an integer", set(new Uint8Array(4), 1.5)],
    ["bytes too short", set(new Uint8Array(2), 17)],
    ["padding in the last byte", set(bytes(1, 1, 0, 0), 15)],
    ["padding after it", set(bytes(1, 0, 0, 1), 16)],
    ["register 15", () => new RadixTree({ register: 15, keyBytes: 4 })],
    ["too many values", () => tree.set({ bytes: bytes(0, 0, 0, 0), bits: 0 }, many)],
  ])("%s", (_, act) => expect(act).toThrow("tree"));
  const many = Array.from({ length: 65_536 }, (_, i) => bytes(i >> 8, i & 255));
});

const entry = (first: number, bits: number): Entry => ({
  key: { bytes: bytes(first, 0, 0, 0), bits },
  values: [bytes(1)],
});

describe("build", () => {
  it.each([
    ["a key before its predecessor", [entry(2, 8), entry(1, 8)]],
    ["a prefix after what it covers", [entry(1, 8), entry(0, 4)]],
    ["the root last", [entry(1, 8), entry(0, 0)]],
    ["an entry without values", [{ ...entry(1, 8), values: [] }]],
  ])("refuses %s", (_, entries) => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    expect(() => tree.build(entries)).toThrow("tree build");
    tree.discard();
    tree.build([entry(1, 8)]);
    expect(tree.entries).toBe(1);
  });

  it("joins the values of equal keys, the root's too", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.build([
      entry(0, 0),
      { ...entry(0, 0), values: [bytes(3)] },
      { ...entry(1, 8), values: [bytes(9)] },
      entry(1, 8),
      entry(1, 8),
    ]);
    expect(tree.get(entry(0, 0).key)).toEqual([bytes(1), bytes(3)]);
    expect(tree.get(entry(1, 8).key)).toEqual([bytes(1), bytes(9)]);
    expect(tree.entries).toBe(2);
  });

  it("keeps nothing of what it was given: one entry object may serve for all", () => {
    const one = { key: { bytes: bytes(0, 0, 0, 0), bits: 8 }, values: [bytes(0)] };
    function* entries(): Generator<Entry> {
      for (let i = 1; i < 9; i++) {
        one.key.bytes[0] = i >> 1;
        one.values[0]![0] = i;
        yield one;
      }
    }
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.build(entries());
    expect(tree.entries).toBe(5);
    expect(tree.get(entry(0, 8).key)).toEqual([bytes(1)]);
    expect(tree.get(entry(2, 8).key)).toEqual([bytes(4), bytes(5)]);
    expect(tree.get(entry(4, 8).key)).toEqual([bytes(8)]);
  });

  it("wants an empty tree", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.set(entry(1, 8).key, [bytes(1)]);
    expect(() => tree.build([])).toThrow("not empty");
  });
});
