/**
 * The registers of routes with the real authorisations: building and hashing them, answering every route of the real
 * table from the tree (RFC 6811) beside the flat table of `@comity/routes`, and proofs that verify.
 * Run: node --max-old-space-size=6000 core/assembly/bench/routes.ts
 */
import { must, utf8 } from "@comity/canon";
import { decodeRecord, prefixOf, registerNumber, routeVerdict } from "@comity/assembly";
import { installNative } from "@comity/native";
import { parsePrefix, type Key } from "@comity/resources";
import { readRoutes, readVrps } from "@comity/route-files";
import { RouteValidator, stateOf, vrps } from "@comity/routes";
import { openProof, RadixTree, sortKeys, type Entry } from "@comity/tree";
import { fileURLToPath } from "node:url";

await installNative();
const data = fileURLToPath(new URL("../../../../shared/data/registry/", import.meta.url));
const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(2);

const set = must(await readVrps(`${data}rpki/vrps-20250720T093135Z.csv.gz`)).payload.vrps;
const families = [
  { space: "ipv4", register: "routes4", width: 4 },
  { space: "ipv6", register: "routes6", width: 16 },
] as const;
const all = [...vrps(set)];
const parts = families.map((family) => {
  const mine = all.filter(({ prefix }) => prefix.includes(":") === (family.width === 16));
  const bytes = new Uint8Array(mine.length * family.width);
  const bits = new Uint8Array(mine.length);
  for (const [i, { prefix }] of mine.entries()) {
    const key = must(parsePrefix(family.space, prefix));
    bytes.set(key.bytes, i * family.width);
    bits[i] = key.bits;
  }
  return { ...family, mine, bytes, bits };
});

const cpu = process.cpuUsage();
const building = performance.now();
const trees = parts.map(({ bits, bytes, mine, register, width }) => {
  const tree = new RadixTree({ register: registerNumber(register), keyBytes: width });
  function* entries(): Generator<Entry, void, void> {
    for (const i of sortKeys(width, bytes, bits)) {
      const { asn, maxLength } = mine[i]!;
      const key = { bytes: bytes.subarray(i * width, (i + 1) * width), bits: bits[i]! };
      const record = utf8(`{"asn":"AS${asn}","by":"QM","maxLength":${maxLength},"since":0,"t":"route"}`);
      yield { key, values: [record] };
    }
  }
  tree.build(entries());
  return tree;
});
const built = seconds(building);
const hashing = performance.now();
const versions = trees.map((tree) => tree.seal());
const { system, user } = process.cpuUsage(cpu);
console.log(
  `${all.length} authorisations: built in ${built} s, hashed in ${seconds(hashing)} s, ${((system + user) / 1e6).toFixed(2)} s of processor time`,
);

const flat = new RouteValidator(set);
const counts = { valid: 0, invalid: 0, notfound: 0 };
let differences = 0;
let proven = 0;
let number = 0;
let verifying = 0;
let size = 0;
const answering = performance.now();
await readRoutes(`${data}bgp/routeviews-20210416-prefix-origin.tsv.gz`, (route) => {
  const n = route.family === 1 ? 0 : 1;
  const width = families[n].width;
  const bytes = new Uint8Array(width);
  for (let w = 0; w < width / 4; w++) new DataView(bytes.buffer).setUint32(4 * w, route.words[w]!);
  const key: Key = { bytes, bits: route.length };
  const tree = trees[n]!;
  const found = tree.covering(key).map(({ bits, values }) => ({
    key: prefixOf(bytes, bits),
    records: values.map(decodeRecord),
  }));
  const { state } = routeVerdict(key, `AS${route.origin}`, found);
  counts[state]++;
  const table = n === 0 ? flat.v4 : flat.v6;
  if (stateOf(table.validate(route.words, 0, route.length, route.origin)) !== state) differences++;
  if (number++ % 100 !== 0) return;
  const begin = performance.now();
  const proof = tree.prove(versions[n]!, key);
  const opened = openProof(registerNumber(families[n].register), key, proof);
  const root = opened.ok && Buffer.from(opened.value.root).equals(versions[n]!.hash);
  if (root && opened.value.proven.length === found.length) proven++;
  size += proof.length;
  verifying += performance.now() - begin;
});
console.log(
  `${number} routes: ${JSON.stringify(counts)}, ${differences} differences to the flat table, ${seconds(answering)} s`,
);
const sampled = Math.ceil(number / 100);
console.log(
  `${proven} of ${sampled} proofs verify, ${(size / sampled).toFixed(0)} bytes and ${(verifying / sampled).toFixed(3)} ms each (made and verified)`,
);
