/**
 * How long one `attest` of 400,000 records takes with native hashing: first file, the same again with 1% changed; then
 * an allocation, an answer and the list of all conflicts in that state. Run: node core/assembly/bench/attest.ts
 */
import { conflictsIn, holderOf, blocksOf } from "@comity/assembly";
import { installNative } from "@comity/native";
import { DAY, World, datasetOf } from "../test/world.ts";

await installNative();
const RECORDS = 400_000;

const address = (n: number): string => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;

function lines(changed: (i: number) => boolean): string[] {
  const out: string[] = [];
  for (let i = 0; i < RECORDS; i++) {
    const first = 0x01000000 + i * 4096;
    const holder = changed(i) ? `moved-${i}` : `holder-${i % 50_000}`;
    out.push(`ipv4|${address(first)}|${address(first + 1023)}|allocated|ZZ|2011-08-11|${holder}`);
  }
  return out;
}

const roots = datasetOf("roots", "iana", ["ipv4|0.0.0.0|255.255.255.255|allocated|||reg-a"]);
const world = new World({ founders: [{ id: "QM", label: "reg-a" }], roots });
world.join("XA");
const files = [
  datasetOf(
    "delegations",
    "reg-a",
    lines(() => false),
  ),
  datasetOf(
    "delegations",
    "reg-a",
    lines((i) => i % 100 === 0),
    { date: "2026-11-15" },
  ),
];
for (const [n, file] of files.entries()) {
  const act = world.act("QM", "attest", { dataset: world.addDataset(file) });
  const start = performance.now();
  const outcome = world.block([act], DAY / 8).outcomes[0]!;
  console.log(`file ${n + 1}: ${(performance.now() - start).toFixed(0)} ms, ${outcome.code ?? "in effect"}`);
}

const timed = (name: string, run: () => unknown): void => {
  const start = performance.now();
  const result = run();
  console.log(`${name}: ${(performance.now() - start).toFixed(1)} ms, ${String(result)}`);
};
const allocation = {
  to: "XA",
  pool: "0.0.0.0/0",
  size: { by: "length", length: 22 },
  terms: { kind: "permanent" },
};
timed("allocate", () => world.do("QM", "allocate", allocation, { cosign: ["XA"] }).code ?? "in effect");
const { state } = world.assembly;
timed("holderOf", () => holderOf(state, blocksOf("1.0.0.0/24")[0]!).grade);
timed("conflictsIn all", () => [...conflictsIn(state, blocksOf("0.0.0.0/0")[0]!)].length);
