import { describe, expect, it } from "vitest";
import { concat, must, toHex, uintBytes } from "@comity/canon";
import { hashNode, hashValues, parseProof, RadixTree, verify } from "@comity/tree";
import type { End, Key, Proof, Step } from "@comity/tree";
import { coveringText, naiveCovering, type Naive } from "./reference.ts";
import { keyOf, KINDS, randomBits, randomValues, seeded, type Kind } from "./random.ts";

const MUTATIONS = process.env["COMITY_SOAK"] ? 100_000 : 5_000;
const none = new Uint8Array(0);
const bytes = (...b: number[]): Uint8Array => Uint8Array.from(b);
const junk = new Uint8Array(32).fill(0xaa);

const encodeValues = (list: Step["values"]): Uint8Array =>
  list ? concat(uintBytes(list.length, 2), ...list.flatMap((v) => [uintBytes(v.length, 4), v])) : none;
const encodeHead = (n: { plen: number; left: unknown; right: unknown }, first: unknown, more: number) =>
  concat(uintBytes(n.plen, 2), bytes((first ? 1 : 0) | (n.left ? 2 : 0) | (n.right ? 4 : 0) | more));

/** The encoding, written again from README.md, of any proof, legal or not. */
function encode({ path, end }: Proof): Uint8Array {
  const parts = path.map((step, i) =>
    concat(
      encodeHead(step, step.values, i === path.length - 1 ? 8 | (end ? 16 : 0) : 0),
      encodeValues(step.values),
      step.left ?? none,
      step.right ?? none,
    ),
  );
  if (end) {
    parts.push(
      encodeHead(end, end.value, 0),
      end.label,
      end.value ?? none,
      end.left ?? none,
      end.right ?? none,
    );
  }
  return concat(...parts);
}

function randomTree(kind: Kind, random: (n: number) => number): { tree: RadixTree; state: Naive } {
  const tree = new RadixTree(kind);
  const state: Naive = new Map();
  for (let i = random(120); i >= 0; i--) {
    const text = randomBits(kind, random, [...state.keys()]);
    const values = randomValues(random);
    tree.set(keyOf(kind, text), values);
    state.set(text, values);
  }
  return { tree, state };
}

type Mutation = (proof: Proof, random: (n: number) => number) => Proof | undefined;
const at = (proof: Proof, i: number, change: Partial<Step>): Proof => ({
  ...proof,
  path: proof.path.map((step, j) => (j === i ? { ...step, ...change } : step)),
});
const pick = (proof: Proof, random: (n: number) => number, wanted: (s: Step) => boolean): number => {
  const fitting = proof.path.flatMap((step, i) => (wanted(step) ? [i] : []));
  return fitting.length === 0 ? -1 : fitting[random(fitting.length)]!;
};
const withStep =
  (
    wanted: (s: Step) => boolean,
    change: (s: Step, random: (n: number) => number) => Partial<Step>,
  ): Mutation =>
  (proof, random) => {
    const i = pick(proof, random, wanted);
    return i < 0 ? undefined : at(proof, i, change(proof.path[i]!, random));
  };
const withEnd =
  (change: (end: End, random: (n: number) => number) => Partial<End> | undefined): Mutation =>
  (proof, random) => {
    const changed = proof.end && change(proof.end, random);
    return changed && { ...proof, end: { ...proof.end, ...changed } };
  };
const flip = (b: Uint8Array, random: (n: number) => number): Uint8Array => {
  const out = b.slice();
  out[random(out.length)]! ^= 1 << random(8);
  return out;
};
const side = (step: { left: unknown; right: unknown }): "left" | "right" => (step.left ? "left" : "right");
const hasHash = (s: Step): boolean => s.left !== undefined || s.right !== undefined;
const hasValues = (s: Step): boolean => s.values !== undefined;

const MUTATION: Record<string, Mutation> = {
  "drop all values of a node": withStep(hasValues, () => ({ values: undefined })),
  "drop one value": withStep(
    (s) => (s.values?.length ?? 0) > 1,
    (s) => ({ values: s.values!.slice(1) }),
  ),
  "add a value": withStep(
    () => true,
    (s) => ({ values: [...(s.values ?? []), new Uint8Array(600)] }),
  ),
  "reorder values": withStep(
    (s) => (s.values?.length ?? 0) > 1,
    (s) => ({ values: s.values!.toReversed() }),
  ),
  "repeat a value": withStep(hasValues, (s) => ({ values: [s.values![0]!, ...s.values!] })),
  "change a value": withStep(
    (s) => (s.values?.[0]?.length ?? 0) > 0,
    (s, random) => ({ values: [flip(s.values![0]!, random), ...s.values!.slice(1)] }),
  ),
  "drop a step": (proof, random) =>
    proof.path.length < 2
      ? undefined
      : { ...proof, path: proof.path.toSpliced(random(proof.path.length), 1) },
  "repeat a step": (proof, random) => {
    const i = random(proof.path.length);
    return { ...proof, path: proof.path.toSpliced(i, 0, proof.path[i]!) };
  },
  "change a depth": withStep(
    () => true,
    (s, random) => ({ plen: (s.plen + 1 + random(40)) & 0xffff }),
  ),
  "change a hash": withStep(hasHash, (s, random) => ({ [side(s)]: flip(s[side(s)]!, random) })),
  "drop a hash": withStep(hasHash, (s) => ({ [side(s)]: undefined })),
  "swap left and right": withStep(hasHash, (s) => ({ left: s.right, right: s.left })),
  "put a hash where there is none": withStep(
    (s) => s.left === undefined || s.right === undefined,
    (s) => ({ [s.left ? "right" : "left"]: junk }),
  ),
  "drop the end": (proof) => proof.end && { ...proof, end: undefined },
  "invent an end": (proof) =>
    proof.end
      ? undefined
      : { ...proof, end: { plen: 8, label: bytes(255), value: junk, left: undefined, right: undefined } },
  "cut the tail and present it as the end": (proof) => {
    const last = proof.path.at(-1)!;
    if (proof.path.length < 2 || last.values === undefined) return undefined;
    // The label is filled in by the caller: the first bits of the key.
    const end: End = { plen: last.plen, label: none, value: junk, left: last.left, right: last.right };
    return { path: proof.path.slice(0, -1), end };
  },
  "change the end's label": withEnd((end, random) => ({ label: flip(end.label, random) })),
  "change the end's depth": withEnd((end) => ({ plen: end.plen + (end.plen & 7 ? 1 : -1) })),
  "change the end's value hash": withEnd((end, random) => end.value && { value: flip(end.value, random) }),
  "drop the end's value hash": withEnd((end) => end.value && { value: undefined }),
  "change the end's child": withEnd((end, random) =>
    end.left || end.right ? { [side(end)]: flip(end[side(end)]!, random) } : undefined,
  ),
};

describe("mutated proofs", () => {
  it(`${MUTATIONS} of them are refused, of every kind and register`, () => {
    const counts = new Map(Object.keys(MUTATION).map((name) => [name, 0]));
    let refused = 0;
    for (let seed = 1; refused < MUTATIONS; seed++) {
      const random = seeded(seed);
      const kind = KINDS[seed % KINDS.length]!;
      const { tree, state } = randomTree(kind, random);
      const version = tree.seal();
      for (let i = 0; i < 10; i++) {
        const text = randomBits(kind, random, [...state.keys()]);
        const key = keyOf(kind, text);
        const bits = tree.prove(version, key);
        const proof = must(parseProof(bits));
        expect(toHex(encode(proof))).toBe(toHex(bits));
        for (const [name, mutate] of Object.entries(MUTATION)) {
          let mutated = mutate(proof, random);
          if (!mutated) continue;
          if (mutated.end?.label === none) {
            const last = proof.path.at(-1)!;
            const label = key.bytes.slice(0, Math.ceil(last.plen / 8));
            if (last.plen & 7) label[label.length - 1]! &= 0xff00 >> (last.plen & 7);
            const value = hashValues(kind.register, last.values!);
            mutated = { ...mutated, end: { ...mutated.end, label, value } };
          }
          const forged = encode(mutated);
          if (toHex(forged) === toHex(bits)) continue;
          const answer = verify(kind.register, version.hash, key, forged);
          expect(answer.ok, `seed ${seed}, ${name}, key ${text}`).toBe(false);
          counts.set(name, counts.get(name)! + 1);
          refused++;
        }
        // Any other byte string: flipped, cut, longer.
        for (let j = 0; j < 3; j++) {
          expect(verify(kind.register, version.hash, key, flip(bits, random)).ok, `seed ${seed}`).toBe(false);
          const cut = bits.slice(0, random(bits.length));
          expect(verify(kind.register, version.hash, key, cut).ok, `seed ${seed}`).toBe(false);
          refused += 2;
        }
        expect(verify(kind.register, version.hash, key, concat(bits, bytes(0))).ok).toBe(false);
      }
    }
    for (const [name, count] of counts) expect(count, name).toBeGreaterThan(10);
  });

  it("a proof does not answer for another key, register or version unless the answer is the same", () => {
    const random = seeded(7);
    const kind = KINDS[0]!;
    const { tree, state } = randomTree(kind, random);
    const version = tree.seal();
    for (let i = 0; i < 300; i++) {
      const text = randomBits(kind, random, [...state.keys()]);
      const proof = tree.prove(version, keyOf(kind, text));
      const other = randomBits(kind, random, [...state.keys()]);
      const answer = verify(0, version.hash, keyOf(kind, other), proof);
      if (answer.ok) expect(coveringText(answer.value)).toBe(naiveCovering(state, other));
      expect(verify(1, version.hash, keyOf(kind, text), proof).ok).toBe(false);
    }
    const key = keyOf(kind, "1");
    const before = tree.prove(version, key);
    tree.set(key, [bytes(1, 2, 3)]);
    expect(verify(0, tree.seal().hash, key, before).ok).toBe(false);
  });

  it("a family or register with the same bits has another root", () => {
    const fill = (register: number, keyBytes: 4 | 16): RadixTree => {
      const tree = new RadixTree({ register, keyBytes });
      tree.set({ bytes: bytes(10, 0, 0, 0), bits: 8 }, [bytes(1)]);
      return tree;
    };
    const [v4, v6] = [fill(0, 4), fill(1, 16)];
    const [a, b] = [v4.seal(), v6.seal()];
    const key = { bytes: bytes(10), bits: 8 };
    expect(verify(0, a.hash, key, v4.prove(a, key)).ok).toBe(true);
    expect(verify(1, a.hash, key, v4.prove(a, key)).ok).toBe(false);
    expect(verify(0, b.hash, key, v6.prove(b, key)).ok).toBe(false);
  });
});

const step = (plen: number, more: Partial<Step> = {}): Step => ({
  plen,
  values: undefined,
  left: undefined,
  right: undefined,
  ...more,
});

/** Proofs that lead to the given root, so that nothing but the rule named can refuse them. */
describe("each rule of the verifier refuses by itself", () => {
  const key: Key = { bytes: bytes(0b10100000), bits: 4 };
  const value = [bytes(1)];
  const last = (more: Partial<End> & { plen: number; label: Uint8Array }): End => ({
    value: hashValues(0, value),
    left: undefined,
    right: undefined,
    ...more,
  });
  /** The root that a dishonest tree with these nodes would have, computed without any check. */
  const rootOf = ({ path, end }: Proof, of: Key = key): Uint8Array => {
    const bit = (n: number): number => (of.bytes[n >> 3]! >> (7 - (n & 7))) & 1;
    let below = end && hashNode(0, end.plen, end.label, end.value, end.left, end.right);
    for (const s of path.toReversed()) {
      const onLeft = s.plen < of.bits && bit(s.plen) === 0;
      const onRight = s.plen < of.bits && bit(s.plen) === 1;
      const v = s.values && hashValues(0, s.values);
      below = hashNode(0, s.plen, of.bytes, v, onLeft ? below : s.left, onRight ? below : s.right);
    }
    return below!;
  };
  const code = (proof: Proof, of: Key = key): string => {
    const answer = verify(0, rootOf(proof, of), of, encode(proof));
    return answer.ok ? "ok" : answer.error.code;
  };

  it.each<[string, string, Proof]>([
    ["ok", "an honest path", { path: [step(0), step(2, { values: value })], end: undefined }],
    ["ok", "an empty tree", { path: [step(0)], end: undefined }],
    ["ok", "an end beside the key", { path: [step(0)], end: last({ plen: 4, label: bytes(0b10110000) }) }],
    ["ok", "an end below the key", { path: [step(0)], end: last({ plen: 6, label: bytes(0b10101000) }) }],
    [
      "proof-path",
      "a path that does not begin at the root",
      { path: [step(1, { values: value })], end: undefined },
    ],
    ["proof-path", "a depth that repeats", { path: [step(0), step(0)], end: undefined }],
    [
      "proof-path",
      "a depth that goes back",
      { path: [step(0), step(3, { values: value }), step(2, { values: value })], end: undefined },
    ],
    ["proof-path", "a depth beyond the key", { path: [step(0), step(5, { values: value })], end: undefined }],
    ["proof-path", "a hash on the key's side", { path: [step(0, { right: junk })], end: undefined }],
    [
      "proof-values",
      "values in the wrong order",
      { path: [step(0, { values: [bytes(2), bytes(1)] })], end: undefined },
    ],
    ["proof-values", "equal values", { path: [step(0, { values: [bytes(1), bytes(1)] })], end: undefined }],
    ["proof-shape", "a node with nothing", { path: [step(0), step(2)], end: undefined }],
    [
      "proof-shape",
      "a node with one child",
      { path: [step(0), step(2, { left: junk }), step(4)], end: undefined },
    ],
    [
      "proof-shape",
      "a last node with one child",
      { path: [step(0), step(4, { left: junk })], end: undefined },
    ],
    [
      "proof-end",
      "an end after the key itself",
      {
        path: [step(0), step(4, { values: value })],
        end: last({ plen: 6, label: bytes(0b10101000) }),
      },
    ],
    [
      "proof-end",
      "an end at the depth of the path",
      { path: [step(0), step(2, { values: value })], end: last({ plen: 2, label: bytes(0b10000000) }) },
    ],
    [
      "proof-end",
      "an end on the other branch",
      { path: [step(0)], end: last({ plen: 4, label: bytes(0b00100000) }) },
    ],
    [
      "proof-end",
      "an end that leaves the path above it",
      { path: [step(0), step(2, { values: value })], end: last({ plen: 4, label: bytes(0b11110000) }) },
    ],
    [
      "proof-end",
      "an end that covers the key",
      { path: [step(0)], end: last({ plen: 3, label: bytes(0b10100000) }) },
    ],
    [
      "proof-end",
      "an end that is the key",
      { path: [step(0)], end: last({ plen: 4, label: bytes(0b10100000) }) },
    ],
    [
      "proof-end",
      "bits after the end's label",
      { path: [step(0)], end: last({ plen: 4, label: bytes(0b10110001) }) },
    ],
    [
      "proof-shape",
      "an end with nothing",
      { path: [step(0)], end: last({ plen: 4, label: bytes(0b10110000), value: undefined }) },
    ],
    [
      "proof-shape",
      "an end with one child",
      { path: [step(0)], end: last({ plen: 4, label: bytes(0b10110000), value: undefined, left: junk }) },
    ],
  ])("%s: %s", (expected, _, proof) => expect(code(proof)).toBe(expected));

  it.each<[string, string, Uint8Array]>([
    ["proof-form", "no bytes", none],
    ["proof-form", "a step without its end", bytes(0, 0)],
    ["proof-form", "unknown presence bits", bytes(0, 0, 32 | 8)],
    ["proof-form", "an end announced before the last step", bytes(0, 0, 16)],
    ["proof-form", "values announced but none counted", bytes(0, 0, 1 | 8, 0, 0)],
    ["proof-form", "a value longer than the proof", bytes(0, 0, 1 | 8, 0, 1, 255, 255, 255, 255)],
    [
      "proof-form",
      "unknown presence bits of the end",
      concat(bytes(0, 0, 8 | 16, 0, 4, 8 | 1, 0b10110000), junk),
    ],
    ["proof-form", "an end cut short", bytes(0, 0, 8 | 16, 0, 4, 1, 0b10110000, 1)],
    ["proof-form", "bytes after the proof", bytes(0, 0, 8, 0)],
    ["proof-root", "another root", bytes(0, 0, 8)],
  ])("%s: %s", (expected, _, proof) => {
    const answer = verify(0, junk, key, proof);
    expect(answer.ok ? "ok" : answer.error.code).toBe(expected);
  });

  it("key: bits after the key's end, too few bytes, too many bits", () => {
    for (const bad of [
      { bytes: bytes(0xff), bits: 4 },
      { bytes: bytes(), bits: 1 },
      { bytes: new Uint8Array(9000), bits: 65_536 },
    ]) {
      const answer = verify(0, junk, bad, bytes(0, 0, 8));
      expect(answer.ok ? "ok" : answer.error.code).toBe("key");
    }
  });
});
