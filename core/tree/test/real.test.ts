/** The real sets of the reference page 6.5, and the deepest paths there can be. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { must, toHex, utf8 } from "@comity/canon";
import { RadixTree, sortKeys, verify, type Entry, type Key } from "@comity/tree";

const REGISTRY = new URL("../../../../shared/data/registry/", import.meta.url);
const present = existsSync(REGISTRY);
const SKIPPED = present ? "" : " (skipped: shared data not present)";
const lines = (name: string): string[] =>
  gunzipSync(readFileSync(new URL(name, REGISTRY)))
    .toString("latin1")
    .split("\n");

function address(text: string, width: 4 | 16): Uint8Array {
  const out = new Uint8Array(width);
  if (width === 4) out.set(text.split(".").map(Number));
  else {
    const [head, tail] = text.split("::").map((part) => (part === "" ? [] : part.split(":")));
    const groups = tail
      ? [...head!, ...Array<string>(8 - head!.length - tail.length).fill("0"), ...tail]
      : head!;
    groups.forEach((group, i) =>
      out.set([Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255], 2 * i),
    );
  }
  return out;
}

const prefix = (text: string): Key => {
  const [host, bits] = text.split("/");
  return { bytes: address(host!, text.includes(":") ? 16 : 4), bits: Number(bits) };
};

/** A 10-byte value for each authorisation, as the sizes of the reference page assume. */
function authorisation(asn: number, max: number, i: number): Uint8Array {
  return Uint8Array.of(
    asn >>> 24,
    (asn >>> 16) & 255,
    (asn >>> 8) & 255,
    asn & 255,
    max,
    i >> 8,
    i & 255,
    0,
    0,
    0,
  );
}

/** Prefixes in packed form with their values, sorted and built. */
function treeOf(
  register: number,
  width: 4 | 16,
  records: readonly (readonly [Key, Uint8Array])[],
): RadixTree {
  const bytes = new Uint8Array(records.length * width);
  const bits = new Uint8Array(records.length);
  records.forEach(([key], i) => {
    bytes.set(key.bytes, i * width);
    bits[i] = key.bits;
  });
  const order = sortKeys(width, bytes, bits);
  const tree = new RadixTree({ register, keyBytes: width });
  function* entries(): Generator<Entry> {
    for (const i of order) yield { key: records[i]![0], values: [records[i]![1]] };
  }
  tree.build(entries());
  tree.seal();
  return tree;
}

const percentile = (sizes: number[], p: number): number =>
  sizes.toSorted((a, b) => a - b)[Math.floor((sizes.length - 1) * p)]!;

const read = (family: ":" | "."): (readonly [Key, Uint8Array])[] => {
  const seen = new Set<string>();
  const records: (readonly [Key, Uint8Array])[] = [];
  for (const line of lines("rpki/vrps-20250720T100145Z.csv.gz")) {
    if (!line.includes(family)) continue;
    const [asn, text, max] = line.split(",", 3);
    const name = `${asn},${text},${max}`;
    if (seen.has(name)) continue;
    seen.add(name);
    records.push([prefix(text!), authorisation(Number(asn!.slice(2)), Number(max), 0)]);
  }
  return records;
};
const depth = (tree: RadixTree, key: Key): number => stepsOf(tree.prove(tree.version, key));

describe.skipIf(!present)(`real route authorisations of 2025-07-20${SKIPPED}`, { timeout: 60_000 }, () => {
  it("IPv4: prefixes, nodes, sizes, the prefix with most authorisations and the deepest", () => {
    const records = read(".");
    const tree = treeOf(4, 4, records);
    expect(tree.entries).toBe(512_046);
    expect(tree.usage().reachable).toBe(940_914);
    const sizes: number[] = [];
    for (let i = 0; i < records.length; i += 500) {
      const [key, value] = records[i]!;
      const proof = tree.prove(tree.version, key);
      sizes.push(proof.length);
      const proven = must(verify(4, tree.version.hash, key, proof)).at(-1)!;
      expect(proven.bits).toBe(key.bits);
      expect(proven.values.map(toHex)).toContain(toHex(value));
    }
    expect(percentile(sizes, 0.5)).toBeLessThan(900);
    expect(percentile(sizes, 0.99)).toBeLessThan(1_400);
    expect(tree.get(prefix("199.7.71.0/24")).length).toBe(127);
    const covering = tree.covering(prefix("199.7.71.30/32"));
    expect(covering.reduce((n, c) => n + c.values.length, 0)).toBe(249);
    const host = prefix("199.7.71.30/32");
    expect(must(verify(4, tree.version.hash, host, tree.prove(tree.version, host)))).toEqual(covering);
    expect(depth(tree, prefix("90.245.91.8/32"))).toBe(33);
  });

  it("IPv6: prefixes, nodes, the deepest", () => {
    const records = read(":");
    const tree = treeOf(5, 16, records);
    expect(tree.entries).toBe(128_671);
    expect(tree.usage().reachable).toBe(241_293);
    const deep = prefix("2001:c10:0:1::60/128");
    expect(depth(tree, deep)).toBe(114);
    expect(must(verify(5, tree.version.hash, deep, tree.prove(tree.version, deep))).at(-1)!.bits).toBe(128);
    expect(tree.get(prefix("2620:0:5050::/48")).length).toBe(127);
  });
});

describe.skipIf(!present)(`real delegations of 2023-03-24${SKIPPED}`, () => {
  it("IPv4 of LACNIC and AFRINIC as aligned blocks: one holder for each address, absence elsewhere", () => {
    const records: (readonly [Key, Uint8Array])[] = [];
    const seen = new Set<string>();
    for (const registry of ["lacnic", "afrinic"]) {
      for (const line of lines(`rir/ext-20230324/delegated-${registry}-extended.gz`)) {
        const [, , type, start, count, , status, holder] = line.split("|");
        if (type !== "ipv4" || (status !== "allocated" && status !== "assigned")) continue;
        let at = address(start!, 4).reduce((n, b) => n * 256 + b, 0);
        for (let left = Number(count); left > 0;) {
          const size = Math.min(at === 0 ? 2 ** 32 : at & -at, 2 ** Math.floor(Math.log2(left)));
          const block = size < 0 ? 2 ** 31 : size;
          const bytes = Uint8Array.of(at >>> 24, (at >>> 16) & 255, (at >>> 8) & 255, at & 255);
          const name = `${at}/${block}`;
          if (!seen.has(name))
            records.push([{ bytes, bits: 32 - Math.log2(block) }, utf8(holder!.padEnd(40))]);
          seen.add(name);
          at += block;
          left -= block;
        }
      }
    }
    const tree = treeOf(0, 4, records);
    expect(tree.entries).toBe(23_813);
    const sizes: number[] = [];
    for (let i = 0; i < records.length; i += 10) {
      const [key, holder] = records[i]!;
      const host = { bytes: key.bytes, bits: 32 };
      const proof = tree.prove(tree.version, host);
      sizes.push(proof.length);
      const answer = must(verify(0, tree.version.hash, host, proof));
      expect(toHex(answer.at(-1)!.values[0]!)).toBe(toHex(holder));
    }
    expect(percentile(sizes, 0.5)).toBeLessThan(800);
    expect(
      must(
        verify(0, tree.version.hash, prefix("1.1.1.1/32"), tree.prove(tree.version, prefix("1.1.1.1/32"))),
      ),
    ).toEqual([]);
  });
});

describe("the deepest trees", () => {
  it.each([
    ["ipv4", 0, 4, 32],
    ["ipv6", 1, 16, 128],
    ["text of 301 bytes", 10, "text", 2408],
    ["the longest text", 10, "text", 65_535],
  ] as const)("%s: a value at every length", (_, register, keyBytes, width) => {
    const tree = new RadixTree({ register, keyBytes });
    const built = new RadixTree({ register, keyBytes });
    const step = width > 3000 ? 97 : 1;
    const entries: Entry[] = [];
    const key = (bits: number): Key => {
      const bytes = new Uint8Array(Math.ceil((width > 128 ? bits : width) / 8)).fill(0xff, 0, bits >> 3);
      if (bits & 7) bytes[bits >> 3] = 0xff00 >> (bits & 7);
      return { bytes, bits };
    };
    for (let bits = 0; bits <= width; bits += step)
      entries.push({ key: key(bits), values: [Uint8Array.of(bits)] });
    for (const entry of entries.toReversed()) tree.set(entry.key, entry.values);
    built.build(entries);
    const version = tree.seal();
    expect(toHex(built.seal().hash)).toBe(toHex(version.hash));
    const deepest = entries.at(-1)!.key;
    const proof = tree.prove(version, deepest);
    expect(stepsOf(proof)).toBe(entries.length);
    expect(must(verify(register, version.hash, deepest, proof)).length).toBe(entries.length);
    expect([...tree.within(key(0))].length).toBe(entries.length);
    tree.compact();
    expect(must(verify(register, version.hash, deepest, tree.prove(version, deepest))).length).toBe(
      entries.length,
    );
    for (const entry of entries) tree.set(entry.key, []);
    expect(tree.usage().reachable).toBe(1);
  });
});

/** Steps of a proof, counted from the bytes. */
function stepsOf(proof: Uint8Array): number {
  let steps = 0;
  for (let at = 0, last = false; !last; steps++) {
    const has = proof[at + 2]!;
    at += 3;
    if (has & 1) {
      const count = proof[at]! * 256 + proof[at + 1]!;
      at += 2;
      for (let i = 0; i < count; i++) at += 4 + proof[at + 2]! * 256 + proof[at + 3]!;
    }
    at += (has & 2 ? 32 : 0) + (has & 4 ? 32 : 0);
    last = (has & 8) !== 0;
  }
  return steps;
}
