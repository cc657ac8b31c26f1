/** P2: the state is the fold of the log; replaying it gives the same root on every machine, locale and time zone. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toBase64 } from "@comity/canon";
import { afterAll, describe, expect, it } from "vitest";
import {
  DAY,
  HASH,
  HOLDER,
  MEMBERS,
  castAll,
  decidedCase,
  house,
  propose,
  settle,
  yes,
} from "../core/assembly/test/decisions/house.ts";
import { node26 } from "./node-26.ts";
import { Proven } from "../core/assembly/test/proofs/proven.ts";
import { datasetOf } from "../core/assembly/test/world.ts";

const here = fileURLToPath(new URL("replay-here.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "comity-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A history with text in many scripts, files, a case, a silence and void acts. */
const world = house();
const adopted = propose(world, "QN", "adopt", { title: "Iıİi Straße ﬁ 東京".normalize("NFC"), text: HASH });
castAll(world, adopted, yes(MEMBERS));
settle(world, adopted);
for (const day of ["14", "15"]) {
  const line = (n: number, holder: string): string =>
    `ipv4|10.${n}.0.0|10.${n}.255.255|allocated|ZZ|2020-01-01|${holder}`;
  const lines = [line(10, "H1"), line(11, day === "14" ? "H2" : "H3")];
  const file = datasetOf("delegations", "north", lines, { date: `2026-11-${day}`, serial: `202611${day}` });
  world.must(world.act("QM", "attest", { dataset: world.addDataset(file) }));
}
const kase = decidedCase(world);
world.must(world.act(HOLDER, "appeal", { decision: kase, grounds: HASH }));
world.block([], 30 * DAY);
settle(world, kase);
world.do("QM", "return", { resources: ["10.1.0.0/16"] });
world.block();

const entries = new Proven(world).entries.map((entry) => toBase64(entry));
const datasets = [...world.datasets.values()].map((bytes) => toBase64(bytes));
function recording(name: string, of: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ entries: of, datasets }));
  return path;
}
const whole = recording("log.json", entries);
const rootIn = (env: { readonly [name: string]: string }, node: string = process.execPath): string =>
  execFileSync(node, [here, whole], { env: { ...process.env, ...env }, encoding: "utf8" }).trim();
const root = world.blocks.at(-1)!.block.record.stateRoot;

describe("replay of a recorded log, every signature checked, in a process of its own", () => {
  it.each([
    { TZ: "UTC", LANG: "C", LC_ALL: "C" },
    { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    { TZ: "America/St_Johns", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" },
    { TZ: "Pacific/Apia", LANG: "th_TH.UTF-8", LC_ALL: "th_TH.UTF-8" },
  ])("gives the same root: $TZ $LANG", (env) => expect(rootIn(env)).toBe(root));

  const other = node26();
  it.skipIf(other === undefined)(
    "gives the same root on Node 26 (skipped: it cannot be installed from the npm registry, and COMITY_NODE_26 names none)",
    () => {
      expect(execFileSync(other!, ["--version"], { encoding: "utf8" })).toMatch(/^v26\./);
      expect(rootIn({}, other)).toBe(root);
    },
  );

  it("stops where an entry was taken away afterwards", () => {
    for (const at of [1, 4, Math.floor(entries.length / 2)]) {
      const changed = recording("changed.json", entries.toSpliced(at, 1));
      expect(() => execFileSync(process.execPath, [here, changed], { stdio: "pipe" })).toThrow();
    }
  });
});
