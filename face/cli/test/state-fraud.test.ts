/** A log with a false state in it, through the real command: the audit finds it, and its evidence convinces others. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256, toBase64, utf8 } from "@comity/canon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, logOf, says } from "../../../host/watch/test/log-of.ts";
import { keyFile, policyOf, World } from "../../../core/assembly/test/world.ts";

const main = new URL("../main.ts", import.meta.url).pathname;
let work: string;
let log: string;
const comity = (...args: readonly string[]) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [main, ...args], {
    cwd: work,
    encoding: "utf8",
  });
  return { code: status, err: stderr, out: stdout };
};

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "comity-fraud-"));
  const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
  for (const id of ["XA", "XB"]) w.block([w.act(id, "join", { kind: "operator", policy: policyOf(id) })]);
  log = await logOf(w, at(1, says({ stateRoot: toBase64(sha256(utf8("another state"))) })));
  writeFileSync(join(work, "assembly.key"), keyFile());
});
afterAll(() => {
  for (const folder of [work, log]) rmSync(folder, { recursive: true, force: true });
});

it("is found by an audit, which writes what others check", () => {
  const plain = comity("audit", log);
  expect(plain).toMatchObject({ code: 3, out: "" });
  expect(plain.err).toContain("state-root");
  expect(plain.err).toContain("--evidence FILE");
  const told = comity("audit", log, "--evidence", "false.evidence", "--json");
  expect(told.code).toBe(3);
  expect(JSON.parse(told.out || told.err)).toMatchObject({
    error: { code: "state-root", next: expect.stringContaining("comity verify false.evidence") },
  });
  const verified = comity("verify", "false.evidence", "--key", "assembly.key");
  expect(verified.out).toContain("replay the log to entry 3");
  // Somebody who forges it is not believed.
  const forged = readFileSync(join(work, "false.evidence"), "utf8").replace('"index":3', '"index":1');
  writeFileSync(join(work, "forged.evidence"), forged);
  expect(comity("verify", "forged.evidence", "--key", "assembly.key").code).not.toBe(0);
});

it("two histories become an evidence file, of one size and of two; checkpoints that agree are none", async () => {
  const told = async (prefix: string, blocks: number): Promise<string> => {
    const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
    for (let i = 0; i < blocks; i++)
      w.block([w.act(`${prefix}${i}`, "join", { kind: "operator", policy: policyOf(`${prefix}${i}`) })]);
    return logOf(w);
  };
  const logs = [await told("X", 2), await told("Y", 2), await told("X", 3), await told("Y", 4)];
  const [x2, y2, x3, y4] = logs.map((folder) => join(folder, "log", "checkpoint")) as [
    string,
    string,
    string,
    string,
  ];
  const made = (name: string, ...args: readonly string[]) => {
    const { code, err } = comity("evidence", "checkpoints", ...args, "--out", name);
    expect(err).toContain("comity verify");
    expect(code).toBe(0);
    return comity("verify", name, "--key", "assembly.key");
  };
  expect(made("same.evidence", x2, y2).code).toBe(0);
  expect(made("fork.evidence", x2, y4, "--log", join(logs[3]!, "log")).code).toBe(0);
  expect(comity("evidence", "checkpoints", x2, y4)).toMatchObject({ code: 2 });
  const agree = comity("evidence", "checkpoints", x2, x3, "--log", join(logs[2]!, "log"));
  expect(agree.err).toContain("evidence-none");
  expect(comity("evidence", "checkpoints", x2, y4, "--log", join(logs[2]!, "log")).code).not.toBe(0);
  for (const folder of logs) rmSync(folder, { recursive: true, force: true });
});
