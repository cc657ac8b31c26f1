import { describe, expect, it } from "vitest";
import { must, toHex, type Result } from "@comity/canon";
import { RadixTree, verify, type Key, type TreeReader, type Version } from "@comity/tree";
import { coveringText, naiveCovering, naiveRoot, bitString, type Naive } from "./reference.ts";
import { keyOf, KINDS, randomBits, randomValues, seeded } from "./random.ts";

const BLOCKS = process.env["COMITY_SOAK"] ? 2000 : 150;
const bytes = (...b: number[]): Uint8Array => Uint8Array.from(b);
const tenth = (i: number): Key => ({ bytes: bytes(10, i & 255, i >> 8, 0), bits: 24 });

/** How often the nodes move while 2000 versions are all kept. */
const moves = (minNodes: number): number => {
  const tree = new RadixTree({ register: 0, keyBytes: 4, minNodes });
  let count = 0;
  let buffer = tree.share().arena.nodes[0];
  for (let i = 0; i < 2000; i++) {
    tree.set(tenth(i % 100), [bytes(i & 255, i >> 8)]);
    tree.retain(tree.seal());
    const now = tree.share().arena.nodes[0];
    if (now !== buffer) count++;
    buffer = now;
  }
  return count;
};

type Kept = { version: Version; state: Naive; reader: TreeReader };

describe.each(KINDS)("versions of $name", (kind) => {
  it("answer the same after later writes, discards and compactions; readers even after release", () => {
    const random = seeded(99);
    const tree = new RadixTree({ ...kind, minNodes: 64, maxGarbage: 0.4 });
    const state: Naive = new Map();
    let kept: Kept[] = [];
    const released: Kept[] = [];
    let moved = 0;
    for (let block = 0; block < BLOCKS; block++) {
      const undo = random(5) === 0;
      const work: Naive = new Map(state);
      for (let i = random(20); i >= 0; i--) {
        const text = randomBits(kind, random, [...work.keys()]);
        const values = random(3) === 0 ? [] : randomValues(random);
        if (values.length === 0) work.delete(text);
        else work.set(text, values);
        tree.set(keyOf(kind, text), values);
      }
      if (undo) {
        tree.discard();
        expect(tree.entries).toBe(state.size);
        continue;
      }
      state.clear();
      for (const [k, v] of work) state.set(k, v);
      const used = tree.usage().used;
      const version = tree.seal();
      if (tree.usage().used < used) moved++;
      if (random(4) === 0) {
        tree.retain(version);
        kept.push({ version, state: new Map(state), reader: tree.reader(version) });
      }
      if (kept.length > 6) {
        const gone = kept.splice(random(kept.length), 1)[0]!;
        tree.release(gone.version);
        const isNewest = gone.version.id === tree.version.id;
        if (!isNewest) expect(() => tree.share(gone.version)).toThrow("released");
        released.push(gone);
      }
    }
    expect(moved).toBeGreaterThan(1);
    expect(toHex(tree.version.hash)).toBe(toHex(naiveRoot(kind.register, state)));
    kept = kept.map((k) => ({ ...k, reader: tree.reader(k.version) })).concat(released, kept);
    for (const { version, state: then, reader } of kept) {
      expect(toHex(reader.hash)).toBe(toHex(naiveRoot(kind.register, then)));
      expect([...reader.within(keyOf(kind, ""))].map((e) => bitString(e.key))).toEqual(
        [...then.keys()].sort(),
      );
      for (let i = 0; i < 5; i++) {
        const text = randomBits(kind, random, [...then.keys()]);
        const key = keyOf(kind, text);
        const answer: Result<Parameters<typeof coveringText>[0]> = verify(
          kind.register,
          version.hash,
          key,
          reader.prove(key),
        );
        expect(coveringText(must(answer))).toBe(naiveCovering(then, text));
      }
    }
  });
});

describe("retain and release", () => {
  it("count holders, and refuse what is not held", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    const first = tree.version;
    expect(() => tree.release(first)).toThrow("not retained");
    tree.retain(first);
    tree.retain(first);
    tree.set(tenth(1), [bytes(1)]);
    tree.seal();
    tree.release(first);
    expect(tree.reader(first).entries).toBe(0);
    tree.release(first);
    expect(() => tree.reader(first)).toThrow("released");
    expect(() => tree.retain(first)).toThrow("released");
    const [one, two] = [0, 1].map((register) => new RadixTree({ register, keyBytes: 4 }));
    expect(two!.version.id).toBe(one!.version.id);
    expect(() => two!.reader(one!.version)).toThrow("another tree");
    const newest = tree.version;
    tree.retain(newest);
    tree.release(newest);
    expect(tree.reader(newest).entries).toBe(1);
  });

  it("a version that was cloned on its way names the same state", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.set(tenth(1), [bytes(1)]);
    const version = structuredClone(tree.seal());
    tree.retain(version);
    expect(tree.reader(version).get(tenth(1))).toEqual([bytes(1)]);
  });

  it("compact keeps unsealed writes from being lost by refusing", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.set(tenth(1), [bytes(1)]);
    expect(() => tree.compact()).toThrow("seal or discard first");
  });

  it("reclaims space: rewriting the same keys for ever does not grow", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4, minNodes: 1000 });
    let most = 0;
    for (let i = 0; i < 3000; i++) {
      tree.set(tenth(i % 100), [bytes(i & 255, i >> 8)]);
      tree.seal();
      most = Math.max(most, tree.usage().used);
    }
    expect(most).toBeLessThan(1100);
    expect(tree.usage().reachable).toBeLessThan(201);
  });

  it("moves nothing below minNodes, and not again for what versions hold", () => {
    expect(moves(1_000_000)).toBe(0);
    // Nothing is ever free here: each move waits for half as many nodes again.
    expect(moves(100)).toBeGreaterThan(2);
    expect(moves(100)).toBeLessThan(20);
  });

  it("a write that changes nothing costs nothing", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    tree.set(tenth(1), [bytes(2), bytes(1)]);
    tree.seal();
    const before = tree.usage();
    tree.set(tenth(1), [bytes(1), bytes(2)]);
    tree.set(tenth(2), []);
    expect(tree.usage()).toEqual(before);
  });

  it("reclaims values and long keys too: a large value rewritten for ever does not grow", () => {
    const tree = new RadixTree({ register: 0, keyBytes: "text" });
    for (let i = 0; i < 3000; i++) {
      tree.set(tenth(1), [new Uint8Array(10_000).fill(i)]);
      tree.seal();
    }
    expect(tree.usage().bytes).toBeLessThan(16 * 2 ** 20);
  });
});

describe("mark and rollback", () => {
  it("undo one act of a block and leave the others", () => {
    const kind = KINDS[0]!;
    const random = seeded(5);
    const tree = new RadixTree(kind);
    const state: Naive = new Map();
    for (let act = 0; act < 300; act++) {
      const mark = tree.mark();
      const work: Naive = new Map(state);
      for (let i = random(6); i >= 0; i--) {
        const text = randomBits(kind, random, [...work.keys()]);
        const values = random(3) === 0 ? [] : randomValues(random);
        if (values.length === 0) work.delete(text);
        else work.set(text, values);
        tree.set(keyOf(kind, text), values);
      }
      if (random(2) === 0) tree.rollback(mark);
      else {
        state.clear();
        for (const [k, v] of work) state.set(k, v);
      }
      if (random(20) === 0) {
        expect(toHex(tree.seal().hash)).toBe(toHex(naiveRoot(kind.register, state)));
      }
    }
    expect(tree.entries).toBe(state.size);
    expect(toHex(tree.seal().hash)).toBe(toHex(naiveRoot(kind.register, state)));
  });

  it("a mark is void after seal, discard, and a rollback to before it", () => {
    const tree = new RadixTree({ register: 0, keyBytes: 4 });
    const early = tree.mark();
    tree.set(tenth(1), [bytes(1)]);
    const late = tree.mark();
    tree.rollback(early);
    expect(() => tree.rollback(late)).toThrow("rollback");
    tree.seal();
    expect(() => tree.rollback(early)).toThrow("rollback");
    const again = tree.mark();
    tree.discard();
    expect(() => tree.rollback(again)).toThrow("rollback");
  });
});
