/**
 * The published files of 2013-04-09 and 2013-07-30, whole, attested by demonstration parties: time, and conflicts.
 * Needs the shared data folder beside the checkout. Run: node core/assembly/bench/real-files.ts
 */
import { readFileSync } from "node:fs";
import { blocksOf, conflictsIn } from "@comity/assembly";
import { importFile } from "@comity/import";
import { installNative } from "@comity/native";
import { DAY, World } from "../test/world.ts";

await installNative();
const shared = new URL("../../../../shared/data/registry/rir/", import.meta.url);
const parties = { apnic: "QM", arin: "QN", lacnic: "QO", ripencc: "QP" };
const world = new World({ founders: Object.entries(parties).map(([label, id]) => ({ id, label })) });

function conflicts(): string {
  const all = ["0.0.0.0/0", "::/0", "AS0-AS4294967295"].flatMap((text) => [
    ...conflictsIn(world.assembly.state, blocksOf(text)[0]!),
  ]);
  return String(all.length);
}

for (const day of ["20130409", "20130730"]) {
  for (const [label, id] of Object.entries(parties)) {
    const path = `plain-${day}/delegated-${label}`;
    const { dataset } = importFile({ path, bytes: readFileSync(new URL(`${path}.gz`, shared)) });
    const act = world.act(id, "attest", { dataset: world.addDataset(dataset!.bytes) });
    const start = performance.now();
    const { code } = world.block([act]).outcomes[0]!;
    const took = (performance.now() - start).toFixed(0);
    console.log(`${path}: ${dataset!.records.length} records, ${took} ms, ${code ?? "in effect"}`);
  }
  console.log(`conflicts after ${day}: ${conflicts()}`);
}
world.wait(14 * DAY);
console.log(`conflicts when notice is over: ${conflicts()}`);
