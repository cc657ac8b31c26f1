/** How long one `attest` of 400,000 records takes with native hashing: first file, the same again with 1% changed. */
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

const world = new World({ founders: [{ id: "QM", label: "reg-a" }] });
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
