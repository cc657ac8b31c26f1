/**
 * `node --expose-gc core/tree/bench/tree.bench.ts [prefixes]`: build, updates, proofs and memory at a million
 * prefixes with 40-byte holders, beside one object per node in the same run. The fastest engines are installed.
 */
import { installNative } from "@comity/native";
import { RadixTree, sortKeys, useLaneEngine, verify, type Entry, type Key } from "@comity/tree";
import { hashTree, insert, objectNode } from "./object-tree.ts";
import { clusteredPrefixes, type Packed } from "./prefixes.ts";

const COUNT = Number(process.argv[2] ?? 1_000_000);
const now = (): number => performance.now();
const row = (what: string, value: string): void => console.log(what.padEnd(52), value);
const rate = (n: number, ms: number): string => `${Math.round((n / ms) * 1000).toLocaleString("en")}/s`;
const collect = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};

const holder = (i: number): Uint8Array => {
  const value = new Uint8Array(40).fill(i & 255);
  value[0] = i >>> 24;
  value[1] = (i >>> 16) & 255;
  value[2] = (i >>> 8) & 255;
  return value;
};

/** Entries in key order through one object, as an importer would hand them over. */
function* entriesOf(packed: Packed, order: Uint32Array): Generator<Entry> {
  const bytes = new Uint8Array(4);
  const key = { bytes, bits: 0 };
  const value = new Uint8Array(40);
  const entry = { key, values: [value] };
  for (const index of order) {
    for (let i = 0; i < 4; i++) bytes[i] = packed.bytes[index * 4 + i]!;
    key.bits = packed.bits[index]!;
    value.fill(index & 255);
    value[0] = index >>> 24;
    value[1] = (index >>> 16) & 255;
    value[2] = (index >>> 8) & 255;
    yield entry;
  }
}

const keyAt = (packed: Packed, i: number): Key => ({
  bytes: packed.bytes.slice(i * 4, i * 4 + 4),
  bits: packed.bits[i]!,
});

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.floor((sorted.length - 1) * p)]!;

function build(packed: Packed, label: string): RadixTree {
  const start = now();
  const order = sortKeys(4, packed.bytes, packed.bits);
  const sorted = now();
  const tree = new RadixTree({ register: 0, keyBytes: 4 });
  tree.build(entriesOf(packed, order));
  const built = now();
  tree.seal();
  const end = now();
  row(
    `build ${packed.count.toLocaleString("en")} (${label})`,
    `sort ${(sorted - start).toFixed(0)} + structure ${(built - sorted).toFixed(0)} + hash ${(end - built).toFixed(0)} = ${(end - start).toFixed(0)} ms`,
  );
  return tree;
}

console.log(`node ${process.version}, engines ${JSON.stringify(await installNative())}`);
const packed = clusteredPrefixes(COUNT);
const before = collect();
let tree = build(packed, "native, first run");
row(
  "memory over the input, after build",
  `${(collect() - before).toFixed(0)} MB RSS, ${JSON.stringify(tree.usage())}`,
);
const peakBefore = process.resourceUsage().maxRSS / 1024;
row(
  "peak RSS of the process so far",
  `${peakBefore.toFixed(0)} MB (input and runtime ${before.toFixed(0)} MB)`,
);
tree = build(packed, "native, warm");
const nativeRoot = tree.version.hash;

const reader = tree.reader();
const sample = Math.min(100_000, COUNT);
const step = Math.max(1, Math.floor(COUNT / sample));
const keys = Array.from({ length: sample }, (_, i) => keyAt(packed, i * step));
for (const run of [1, 2]) {
  const sizes: number[] = [];
  const proofs: Uint8Array[] = [];
  let start = now();
  for (const key of keys) proofs.push(reader.prove(key));
  row(`proofs of everything that covers, run ${run}`, rate(sample, now() - start));
  for (const proof of proofs) sizes.push(proof.length);
  sizes.sort((a, b) => a - b);
  if (run === 1) {
    row(
      "proof bytes p50 / p95 / p99 / max",
      [0.5, 0.95, 0.99, 1].map((p) => percentile(sizes, p)).join(" / "),
    );
  }
  const checks = Math.min(sample, 20_000);
  start = now();
  for (let i = 0; i < checks; i++) {
    if (!verify(0, nativeRoot, keys[i]!, proofs[i]!).ok) throw new Error("proof refused");
  }
  row(`verify, run ${run}`, `${(((now() - start) * 1000) / checks).toFixed(1)} us`);
  start = now();
  let values = 0;
  for (const key of keys) values += reader.covering(key).length;
  row(`covering, run ${run}`, `${rate(sample, now() - start)} (${values} answers)`);
}

for (const batch of [1, 100, 1000, 10_000]) {
  const updates = batch === 1 ? 20_000 : 100_000;
  const start = now();
  for (let i = 0; i < updates; i++) {
    tree.set(keys[(i * 7919) % sample]!, [holder(i ^ batch)]);
    if (i % batch === batch - 1) tree.seal();
  }
  row(`updates, ${batch} per seal`, rate(updates, now() - start));
}
const compactStart = now();
tree.compact();
row("compaction", `${(now() - compactStart).toFixed(0)} ms`);

useLaneEngine();
const portable = build(packed, "one hash call per message").version.hash;
if (portable.some((b, i) => b !== nativeRoot[i])) throw new Error("engines disagree");

console.log("\none object per node:");
const objectsBefore = collect();
const root = objectNode(0, new Uint8Array(4));
let start = now();
for (let i = 0; i < COUNT; i++) {
  const { bytes, bits } = keyAt(packed, i);
  insert(root, bytes, bits, [holder(i)]);
}
const inserted = now();
const hash = hashTree(root, 0);
row("build", `insert ${(inserted - start).toFixed(0)} + hash ${(now() - inserted).toFixed(0)} ms`);
row("memory over the input", `${(collect() - objectsBefore).toFixed(0)} MB RSS`);
if (hash.some((b, i) => b !== nativeRoot[i])) throw new Error("trees disagree");
start = now();
for (let i = 0; i < 100_000; i++) {
  const key = keys[(i * 7919) % sample]!;
  insert(root, key.bytes, key.bits, [holder(i)]);
  if (i % 1000 === 999) hashTree(root, 0);
}
row("updates, 1000 per root", rate(100_000, now() - start));
