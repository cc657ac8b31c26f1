/**
 * Random routes of the real table through the validator, and the VRP file's way to a set, beside npm's
 * `longest-prefix-match` when PEER names a folder where it is installed. The peer gets its prefixes as ready texts and only
 * finds what covers them; ours also reads lines, origins too, and judges.
 * `PEER=FOLDER node --expose-gc host/route-files/bench/routes.bench.ts`
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { must } from "@comity/canon";
import { parseRoutes, readRoutes, readVrps, routePrefix } from "@comity/route-files";
import { RouteBatch, RouteValidator, vrpCount, vrps } from "@comity/routes";

const base = new URL("../../../../shared/data/registry/", import.meta.url);
const real = (name: string): string => new URL(name, base).pathname;
const VRPS = "rpki/vrps-20250720T093135Z.csv.gz";
const seconds = (from: number): number => (performance.now() - from) / 1000;
const best = (times: readonly number[]): string => Math.min(...times).toFixed(3);

type Lpm = {
  addPrefix: (prefix: string, data: object) => void;
  getMatch: (prefix: string, all: boolean) => object[];
};

async function main(): Promise<void> {
  if (!existsSync(base)) return console.log("shared data not present");
  const dir = mkdtempSync(join(tmpdir(), "comity-bench-"));
  const jsonPath = join(dir, "vrps.json");
  const lines = gunzipSync(readFileSync(real(VRPS)))
    .toString()
    .trim()
    .split("\n")
    .slice(1);
  const records = lines.map((line) => {
    const [asn, prefix, maxLength, ta, expires] = line.split(",");
    return `{ "asn": ${asn!.slice(2)}, "prefix": "${prefix}", "maxLength": ${maxLength}, "ta": "${ta}", "expires": ${expires} }`;
  });
  writeFileSync(jsonPath, `{\n"roas": [\n${records.join(",\n")}\n]}\n`);
  const size = statSync(jsonPath).size;

  const loads: number[] = [];
  let set = must(await readVrps(jsonPath)).payload.vrps;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    set = must(await readVrps(jsonPath)).payload.vrps;
    loads.push(seconds(start));
  }
  console.log(`JSON of ${(size / 1e6).toFixed(0)} MB to a set of ${vrpCount(set)}: ${best(loads)} s`);
  const parse = performance.now();
  JSON.parse(readFileSync(jsonPath, "utf8"));
  console.log(`JSON.parse alone of the same file: ${seconds(parse).toFixed(3)} s`);
  rmSync(dir, { recursive: true });

  const start = performance.now();
  const validator = new RouteValidator(set);
  console.log(`compile the validator: ${seconds(start).toFixed(3)} s`);

  const address: number[] = [];
  const length: number[] = [];
  const origin: number[] = [];
  const family: number[] = [];
  const texts: string[] = [];
  await readRoutes(real("bgp/routeviews-20210416-prefix-origin.tsv.gz"), (r) => {
    for (let w = 0; w < 4; w++) address.push(w < r.family ? r.words[w]! : 0);
    length.push(r.length);
    origin.push(r.origin);
    family.push(r.family);
    texts.push(routePrefix(r));
  });
  const n = length.length;
  // A fixed shuffle: every run asks in the same random order.
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let seed = 1;
  for (let i = n - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = seed % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const words = new Uint32Array(4 * n);
  const lengths = new Uint8Array(n);
  const origins = new Uint32Array(n);
  const families = new Uint8Array(n);
  for (const [i, from] of order.entries()) {
    for (let w = 0; w < 4; w++) words[4 * i + w] = address[4 * from + w]!;
    lengths[i] = length[from]!;
    origins[i] = origin[from]!;
    families[i] = family[from]!;
  }
  const counts = [0, 0, 0, 0];
  const judged: number[] = [];
  for (let round = 0; round < 10; round++) {
    counts.fill(0);
    const from = performance.now();
    for (let i = 0; i < n; i++) {
      const f = families[i] === 1 ? validator.v4 : validator.v6;
      counts[f.validate(words, 4 * i, lengths[i]!, origins[i]!)]!++;
    }
    judged.push(seconds(from));
  }
  const ours = n / Math.min(...judged);
  const median = n / judged.toSorted((a, b) => a - b)[5]!;
  console.log(
    `validate ${n} routes in random order: ${Math.round(ours)}/s best, ${Math.round(median)}/s median (${counts.join(", ")})`,
  );

  const text = Buffer.from(Array.from(order, (i) => `${texts[i]}\t${origin[i]}\n`).join(""));
  const fromText: number[] = [];
  for (let round = 0; round < 10; round++) {
    const found = [0, 0, 0, 0];
    const begin = performance.now();
    const batch = new RouteBatch(validator, (_, outcome) => found[outcome]!++);
    must(parseRoutes(text, (r) => void batch.add(r.family, r.words, r.length, r.origin)));
    batch.flush();
    fromText.push(seconds(begin));
    if (found.join() !== counts.join()) throw new Error(`other answers from text: ${found.join(", ")}`);
  }
  const textRate = n / Math.min(...fromText);
  console.log(`the same from text, parsing included: ${Math.round(textRate)}/s best`);

  const peer = process.env["PEER"];
  if (peer === undefined) return;
  const Trie = createRequire(`${peer}/`)("longest-prefix-match") as new () => Lpm;
  const from = performance.now();
  const trie = new Trie();
  for (const v of vrps(set)) trie.addPrefix(v.prefix, v);
  console.log(`longest-prefix-match: load ${seconds(from).toFixed(3)} s`);
  for (const all of [true, false]) {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const begin = performance.now();
      for (let i = 0; i < 300_000; i++) trie.getMatch(texts[order[i]!]!, all);
      times.push(seconds(begin));
    }
    const rate = 300_000 / Math.min(...times);
    console.log(
      `longest-prefix-match ${all ? "all covering" : "longest only"}: ${Math.round(rate)}/s; ours is ${(ours / rate).toFixed(1)} times that by numbers, ${(textRate / rate).toFixed(1)} from text`,
    );
  }
}

await main();
