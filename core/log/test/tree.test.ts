import { Defect, equalBytes, must, sha256, toBase64, utf8 } from "@comity/canon";
import * as l from "@comity/log";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { b64, code, hasShared, leavesOf, NaiveTree, readJson } from "./shared.ts";

const MAX = process.env["COMITY_SOAK"] ? 600 : 300;
const leaves = leavesOf(MAX);
const naive = new NaiveTree(leaves);
const read = l.memoryReader(leaves);
const none = (): undefined => undefined;
/** Sizes whose proofs our builder also makes from stored hashes. */
const BUILT = new Set([
  ...Array.from({ length: 40 }, (_, i) => i + 1),
  64,
  127,
  128,
  129,
  255,
  256,
  257,
  300,
]);

describe("hashes", () => {
  it("have the known answers", () => {
    expect(toBase64(l.emptyRoot())).toBe("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    expect(toBase64(l.leafHash(utf8("hello world")))).toBe("TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=");
    expect(l.rootOf([])).toEqual(l.emptyRoot());
  });

  it("separate leaves from nodes, at every length", () => {
    const [a, b] = [leaves[0]!, leaves[1]!];
    expect(l.nodeHash(a, b)).not.toEqual(l.leafHash(Uint8Array.of(...a, ...b)));
    for (const length of [0, 1, 4094, 4095, 4096, 4097, 65_535]) {
      const entry = new Uint8Array(length).fill(7);
      expect(l.leafHash(entry)).toEqual(sha256(Uint8Array.of(0, ...entry)));
    }
  });
});

describe("the frontier", () => {
  it("has the root of every size, and resumes from its hashes", () => {
    let frontier = new l.Frontier();
    for (let size = 0; size <= MAX; size++) {
      expect(equalBytes(frontier.root(), naive.root(0, size)), `size ${size}`).toBe(true);
      frontier = l.Frontier.resume(frontier.size, frontier.hashes());
      if (size < MAX) frontier.append(leaves[size]!);
    }
  });

  it("tells of every complete node once", () => {
    const seen = new Map<string, Uint8Array>();
    const frontier = new l.Frontier();
    for (const leaf of leaves) {
      frontier.append(leaf, (height, index, hash) => {
        expect(seen.has(`${height} ${index}`)).toBe(false);
        seen.set(`${height} ${index}`, hash);
      });
    }
    let count = 0;
    for (let height = 0; 2 ** height <= MAX; height++) {
      for (let i = 0; (i + 1) * 2 ** height <= MAX; i++, count++) {
        expect(seen.get(`${height} ${i}`)).toEqual(naive.root(i * 2 ** height, (i + 1) * 2 ** height));
      }
    }
    expect(seen.size).toBe(count);
  });

  it("does not resume from the wrong number of hashes", () => {
    expect(() => l.Frontier.resume(3, [leaves[0]!])).toThrow(Defect);
    expect(() => l.Frontier.resume(1, [new Uint8Array(31)])).toThrow(Defect);
  });
});

const is = (start: number, end: number): boolean => l.isSubtree(start, end);

describe("proofs against a naive tree", () => {
  it(`verify for every index and size up to ${MAX}`, () => {
    for (let size = 1; size <= MAX; size++) {
      const root = naive.root(0, size);
      for (let index = 0; index < size; index++) {
        const proof = naive.inclusion(index, 0, size);
        const verdict = l.verifyInclusion(index, size, leaves[index]!, proof, root);
        if (!verdict.ok) expect.fail(`${index} of ${size}: ${verdict.error.code}`);
        if (BUILT.has(size)) expect(must(l.inclusionProof(index, size, read))).toEqual(proof);
      }
    }
  });

  it(`are consistent for every pair of sizes up to ${MAX}`, () => {
    for (let size2 = 1; size2 <= MAX; size2++) {
      const root2 = naive.root(0, size2);
      for (let size1 = 1; size1 <= size2; size1++) {
        const proof = naive.consistency(0, size1, 0, size2);
        const verdict = l.verifyConsistency(size1, size2, proof, naive.root(0, size1), root2);
        if (!verdict.ok) expect.fail(`${size1} to ${size2}: ${verdict.error.code}`);
        if (BUILT.has(size2)) expect(must(l.consistencyProof(size1, size2, read))).toEqual(proof);
      }
    }
  });

  it("hold for every subtree up to 48 leaves", () => {
    for (let size = 1; size <= 48; size++) {
      for (let start = 0; start < size; start++) {
        for (let end = start + 1; end <= size; end++) {
          if (!l.isSubtree(start, end)) continue;
          const part = naive.root(start, end);
          const proof = naive.consistency(start, end, 0, size);
          expect(must(l.subtreeConsistencyProof(start, end, size, read))).toEqual(proof);
          const verdict = l.verifySubtreeConsistency(start, end, size, proof, part, naive.root(0, size));
          if (!verdict.ok) expect.fail(`[${start}, ${end}) in ${size}: ${verdict.error.code}`);
          if (size !== 48) continue;
          expect(must(l.subtreeRoot(start, end, read))).toEqual(part);
          for (let index = start; index < end; index++) {
            const path = must(l.subtreeInclusionProof(index, start, end, read));
            expect(path).toEqual(naive.inclusion(index, start, end));
            expect(l.verifySubtreeInclusion(index, start, end, leaves[index]!, path, part).ok).toBe(true);
          }
        }
      }
    }
  });

  it("know which intervals are subtrees", () => {
    expect([is(0, 7), is(8, 13), is(4, 8), is(3, 4), is(5, 5), is(2 ** 40, 2 ** 40 + 3)]).toEqual(
      Array.from({ length: 6 }, () => true),
    );
    expect([
      is(1, 3),
      is(2, 5),
      is(2, 6),
      is(5, 8),
      is(3, 2),
      is(-1, 0),
      is(0.5, 1),
      is(2 ** 40 + 2, 2 ** 40 + 5),
    ]).toEqual(Array.from({ length: 8 }, () => false));
  });
});

const mutate = (proof: readonly Uint8Array[], at: number, bit: number, kind: number): Uint8Array[] => {
  const i = proof.length === 0 ? 0 : at % proof.length;
  const copy = [...proof];
  if (kind === 0) copy.splice(i, 1);
  else if (kind === 1) copy.splice(i, 0, copy[i] ?? leaves[0]!);
  else if (kind === 2 && i + 1 < copy.length) [copy[i], copy[i + 1]] = [copy[i + 1]!, copy[i]!];
  else if (kind === 3) copy.push(leaves[0]!);
  else if (kind === 4) copy.unshift(leaves[0]!);
  else
    copy[i] = (copy[i] ?? leaves[0]!).with(bit >> 3, (copy[i] ?? leaves[0]!)[bit >> 3]! ^ (1 << (bit & 7)));
  return copy;
};

const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((x, i) => equalBytes(x, b[i]!));

describe("mutated proofs are refused", () => {
  const cases = fc.tuple(fc.integer({ min: 2, max: MAX }), fc.nat(), fc.nat(), fc.nat(255), fc.nat(5));

  it("of inclusion", () => {
    fc.assert(
      fc.property(cases, ([size, a, b, bit, kind]) => {
        const index = a % size;
        const root = naive.root(0, size);
        const proof = naive.inclusion(index, 0, size);
        const bad = mutate(proof, b, bit, kind);
        if (!same(bad, proof))
          expect(l.verifyInclusion(index, size, leaves[index]!, bad, root).ok).toBe(false);
        expect(l.verifyInclusion(index, size, leaves[(index + 1) % size]!, proof, root).ok).toBe(false);
        if (index + 1 < size)
          expect(l.verifyInclusion(index + 1, size, leaves[index]!, proof, root).ok).toBe(false);
        expect(l.verifyInclusion(index, size, leaves[index]!, proof, root.with(0, root[0]! ^ 1)).ok).toBe(
          false,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("of consistency", () => {
    fc.assert(
      fc.property(cases, ([size2, a, b, bit, kind]) => {
        const size1 = 1 + (a % (size2 - 1));
        const [root1, root2] = [naive.root(0, size1), naive.root(0, size2)];
        const proof = naive.consistency(0, size1, 0, size2);
        const bad = mutate(proof, b, bit, kind);
        if (!same(bad, proof)) expect(l.verifyConsistency(size1, size2, bad, root1, root2).ok).toBe(false);
        expect(l.verifyConsistency(size1, size2, proof, root2, root2).ok).toBe(false);
        expect(l.verifyConsistency(size1, size2, proof, root1, root1).ok).toBe(false);
        expect(l.verifyConsistency(size1, size2, proof, root1.with(9, root1[9]! ^ 1), root2).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("each with its own code", () => {
    const root = naive.root(0, 7);
    const proof = naive.inclusion(3, 0, 7);
    const leaf = leaves[3]!;
    const inclusion = (i: number, n: number, p = proof, x = leaf, r = root): string =>
      code(l.verifyInclusion(i, n, x, p, r));
    expect(inclusion(3, 7)).toBe("ok");
    for (const [i, n] of [
      [7, 7],
      [-1, 7],
      [0, 0],
      [1.5, 7],
      [0, 2 ** 53],
      [Number.NaN, 7],
    ]) {
      expect(inclusion(i!, n!)).toBe("proof-range");
    }
    expect(inclusion(3, 7, [...proof, leaf])).toBe("proof-too-long");
    expect(inclusion(3, 7, proof.slice(1))).toBe("proof-too-short");
    expect(
      inclusion(
        3,
        7,
        proof.map((h) => h.subarray(1)),
      ),
    ).toBe("proof-hash-length");
    expect(inclusion(3, 7, proof, leaf.subarray(1))).toBe("proof-hash-length");
    expect(inclusion(0, 1, [], new Uint8Array(0), new Uint8Array(0))).toBe("proof-hash-length");
    expect(inclusion(3, 7, proof, leaf, root.subarray(1))).toBe("proof-root");
    expect(inclusion(2, 7)).toBe("proof-root");

    const [r3, r4, path] = [naive.root(0, 3), naive.root(0, 4), naive.consistency(0, 3, 0, 7)];
    const consistency = (m: number, n: number, p = path, a = r3, b = root): string =>
      code(l.verifyConsistency(m, n, p, a, b));
    expect(consistency(3, 7)).toBe("ok");
    expect(consistency(0, 7, [], l.emptyRoot())).toBe("proof-range");
    expect(consistency(0, 0, [], l.emptyRoot(), l.emptyRoot())).toBe("proof-range");
    expect(consistency(8, 7)).toBe("proof-range");
    expect(consistency(3, 2 ** 53)).toBe("proof-range");
    expect(consistency(-1, 7)).toBe("proof-subtree");
    expect(consistency(3, 7, [])).toBe("proof-too-short");
    expect(consistency(4, 7, [], r4)).toBe("proof-too-short");
    expect(consistency(3, 7, path.slice(0, -1))).toBe("proof-too-short");
    expect(consistency(3, 7, [...path, leaf])).toBe("proof-too-long");
    expect(consistency(7, 7, [leaf], root)).toBe("proof-too-long");
    expect(consistency(7, 7, [], root)).toBe("ok");
    expect(consistency(7, 7, [], r3)).toBe("proof-root");
    expect(consistency(3, 7, path, r4)).toBe("proof-root");
    expect(consistency(3, 7, path, r3, r4)).toBe("proof-root");
    expect(consistency(3, 7, path, r3.subarray(1))).toBe("proof-hash-length");
    expect(consistency(3, 7, path, r3, root.subarray(1))).toBe("proof-hash-length");
    expect(
      consistency(
        3,
        7,
        path.map((h) => h.subarray(1)),
      ),
    ).toBe("proof-hash-length");

    const empty = l.emptyRoot();
    expect(code(l.verifySubtreeConsistency(5, 5, 7, [], empty, root))).toBe("ok");
    expect(code(l.verifySubtreeConsistency(5, 5, 7, [], leaf, root))).toBe("proof-root");
    expect(code(l.verifySubtreeConsistency(5, 5, 7, [leaf], empty, root))).toBe("proof-too-long");
    expect(code(l.verifySubtreeConsistency(1, 3, 7, [], empty, root))).toBe("proof-subtree");
    expect(code(l.verifySubtreeInclusion(1, 1, 3, leaf, proof, root))).toBe("proof-subtree");
    expect(code(l.verifySubtreeInclusion(3, 4, 8, leaf, proof, root))).toBe("proof-range");
  });

  it("are not built out of range or from missing tiles", () => {
    expect(code(l.inclusionProof(7, 7, read))).toBe("proof-range");
    expect(code(l.inclusionProof(0.5, 7, read))).toBe("proof-range");
    expect(code(l.consistencyProof(0, 7, read))).toBe("proof-range");
    expect(code(l.consistencyProof(8, 7, read))).toBe("proof-range");
    expect(code(l.subtreeConsistencyProof(1, 3, 7, read))).toBe("proof-subtree");
    expect(code(l.subtreeInclusionProof(1, 1, 3, read))).toBe("proof-subtree");
    expect(code(l.subtreeRoot(1, 3, read))).toBe("proof-subtree");
    expect(must(l.subtreeConsistencyProof(5, 5, 7, read))).toEqual([]);
    expect(must(l.treeRoot(0, read))).toEqual(l.emptyRoot());
    expect(code(l.inclusionProof(0, 7, none))).toBe("tile-missing");
    expect(code(l.consistencyProof(3, 7, none))).toBe("tile-missing");
    expect(code(l.treeRoot(7, none))).toBe("tile-missing");
  });
});

describe("sizes beyond 2^31", () => {
  // Full subtrees left of `base` are single stored hashes, so the tree needs no leaf below `base`.
  it.each([2 ** 31, 2 ** 32, 2 ** 40, 2 ** 52 - 2 ** 48])("prove the last entries after %d", (base) => {
    const far: l.HashReader = (level, index) => sha256(utf8(`${base} ${level} ${index}`));
    for (const size of [base + 1, base + 2, base + 3, base + 255]) {
      const root = must(l.treeRoot(size, far));
      for (const index of [base, size - 1]) {
        const leaf = far(0, index)!;
        const proof = must(l.inclusionProof(index, size, far));
        expect(code(l.verifyInclusion(index, size, leaf, proof, root))).toBe("ok");
        for (const wrapped of [index - 2 ** 31, index % 2 ** 31, index % 2 ** 32, index - 1]) {
          if (wrapped === index) continue;
          expect(l.verifyInclusion(wrapped, size, leaf, proof, root).ok).toBe(false);
        }
        expect(l.verifyInclusion(index % 2 ** 32, size % 2 ** 32, leaf, proof, root).ok).toBe(size < 2 ** 32);
      }
      const later = base + 255;
      const laterRoot = must(l.treeRoot(later, far));
      const proof = must(l.consistencyProof(size, later, far));
      expect(code(l.verifyConsistency(size, later, proof, root, laterRoot))).toBe("ok");
      expect(l.verifyConsistency(size % 2 ** 31, later, proof, root, laterRoot).ok).toBe(false);
    }
  });
});

describe("foreign proofs", () => {
  type Vector = { desc: string; wantErr: boolean; proof: string[] | null } & Record<string, string | number>;

  it.skipIf(!hasShared)("of golang/mod: leaf and empty root (skipped: shared data not present)", () => {
    const kat = readJson("sumdb/kat-tlog.json") as {
      leaf_hash: { data_utf8: string; sha256_00_data_b64: string };
    };
    expect(l.leafHash(utf8(kat.leaf_hash.data_utf8))).toEqual(b64(kat.leaf_hash.sha256_00_data_b64));
  });

  it.skipIf(!hasShared)(
    "of transparency-dev/merkle that a plain transcription accepts are refused (skipped: shared data not present)",
    () => {
      for (const [file, want] of [
        ["inclusion/single-entry/empty-root-and-leaf", "proof-hash-length"],
        ["consistency/additional/size1-is-zero-and-does-not-equal-size2", "proof-range"],
        ["consistency/additional/sizes-are-equal-zero-and-proof-is-empty", "proof-range"],
      ]) {
        const v = readJson(`merkle/testdata/${file}.json`) as Vector;
        const proof = (v["proof"] ?? []).map(b64);
        const result =
          "leafIdx" in v
            ? l.verifyInclusion(
                Number(v["leafIdx"]),
                Number(v["treeSize"]),
                b64(String(v["leafHash"])),
                proof,
                b64(String(v["root"])),
              )
            : l.verifyConsistency(
                Number(v["size1"]),
                Number(v["size2"]),
                proof,
                b64(String(v["root1"])),
                b64(String(v["root2"])),
              );
        expect(code(result), file).toBe(want);
      }
    },
  );
});
