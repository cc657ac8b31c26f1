/** `comity newip sim`, `node`, `gateway` and `dissector` as a user runs them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const scenario = (name: string): string =>
  fileURLToPath(new URL(`../../../host/newip-host/scenarios/files/${name}.json`, import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-newip-net-"));
const newip = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "newip", ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};

describe("newip sim", () => {
  it("runs scenarios, writes plots, and tells when something expected does not hold", () => {
    const good = newip("sim", "--svg", "plots", scenario("header-overhead"));
    expect(good.code).toBe(0);
    expect(good.out).toContain("−24.1 %");
    expect(readFileSync(join(work, "plots/header-overhead-1.svg"), "utf8")).toContain("</svg>");
    const json = newip("sim", "--json", "--seed", "9", scenario("misbehaving-router"));
    const { results } = JSON.parse(json.out) as { results: { seed: number }[] };
    expect([json.code, results[0]!.seed]).toEqual([0, 9]);
    const strict = readFileSync(scenario("misbehaving-router"), "utf8").replace(
      '"least": 0.75',
      '"least": 0.84',
    );
    writeFileSync(join(work, "strict.json"), strict);
    const bad = newip("sim", "strict.json");
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("FAILS ");
  });

  it("refuses files that are none", () => {
    writeFileSync(join(work, "none.json"), "{}");
    expect(newip("sim", "none.json")).toMatchObject({ code: 1, out: "" });
    expect(newip("sim", "nothing.json").err).toContain("[file-unreadable]");
    expect(newip("sim").code).toBe(2);
  });
});

describe("newip node and gateway", () => {
  it("make keys once, readable by their owner alone, and refuse configurations with a reason", () => {
    const key = newip("node", "--new-key", "node.key");
    expect(key.out).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(join(work, "node.key")).mode & 0o777).toBe(0o600);
    expect(newip("node", "--new-key", "node.key").code).toBe(1);
    writeFileSync(
      join(work, "bad.json"),
      `{"format":"comity-newip-node/v1","interfaces":[{"device":"lo","addresses":["01"]}]}`,
    );
    const bad = newip("node", "bad.json");
    expect(bad.code).toBe(1);
    expect(bad.err).toMatch(/\[(node-config|interface-permission)\]/);
    writeFileSync(
      join(work, "mapping.json"),
      `{"format":"comity-newip-gateway/v1","records":[{"newip":"ff00","ip":"::1"}]}`,
    );
    expect(newip("gateway", "bad.json", "mapping.json").err).toContain("[mapping-address]");
  });
});

describe("newip dissector", () => {
  it("prints Lua for all three formats", () => {
    const { code, out } = newip("dissector");
    expect(code).toBe(0);
    for (const part of ["T.FLEXIBLE", "T.LATENCY_CONTRACT", "T.LEVEL", 'DissectorTable.get("ethertype")'])
      expect(out).toContain(part);
  });
});
