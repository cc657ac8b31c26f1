/**
 * How long one `attest` of the whole RPKI (723,521 VRPs) takes with native hashing, then of what changed half an hour
 * later (+9/-6), and of that set as a whole. Run: node --max-old-space-size=6000 core/assembly/bench/attest-sets.ts
 */
import { must } from "@comity/canon";
import { writeSet } from "@comity/import";
import { installNative } from "@comity/native";
import { readVrps, vrpLinesOf } from "@comity/route-files";
import { fileURLToPath } from "node:url";
import { DAY, World } from "../test/world.ts";

await installNative();
const data = fileURLToPath(new URL("../../../../shared/data/registry/rpki/", import.meta.url));

async function setOf(name: string): Promise<{ kind: "vrps"; lines: ReturnType<typeof vrpLinesOf> }> {
  return { kind: "vrps", lines: vrpLinesOf(must(await readVrps(data + name)).payload.vrps) };
}
const before = await setOf("vrps-20250720T093135Z.csv.gz");
const after = await setOf("vrps-20250720T100145Z.csv.gz");
const original = { name: "vrps", sha256: "0".repeat(64), bytes: new Uint8Array(0) };
const origin = (serial: string) => ({ source: "rpki", date: "2025-07-20", serial, original });
const written = performance.now();
const first = must(writeSet(origin("20250720093135"), before));
console.log(`written and read in ${(performance.now() - written).toFixed(0)} ms`);
const changes = must(writeSet(origin("20250720100145"), after, { hash: first.hash, set: before }));
const second = must(writeSet(origin("20250720100146"), before));

const world = new World({ founders: [{ id: "QM", label: "reg-a" }] });
for (const [name, { bytes }] of Object.entries({ first, changes, second })) {
  const act = world.act("QM", "attest", { dataset: world.addDataset(bytes) });
  const start = performance.now();
  const outcome = world.block([act], DAY / 8).outcomes[0]!;
  const memory = (process.memoryUsage().rss / 1e6).toFixed(0);
  console.log(
    `${name}: ${bytes.length} bytes, ${(performance.now() - start).toFixed(0)} ms, ${outcome.code ?? "in effect"}, rss ${memory} MB`,
  );
}
