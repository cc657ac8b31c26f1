/** `comity rules …` as a user runs it: answers, places, exit codes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { CONSTITUTION_SCHEMA } from "@comity/rules-lint";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-rules-"));
const rules = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "rules", ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};
const file = (name: string, value: unknown): string => {
  writeFileSync(join(work, name), typeof value === "string" ? value : JSON.stringify(value, undefined, 2));
  return name;
};
const sound = file("sound.json", simpleMajority);

it("lint: a sound constitution, and one whose rule anybody passes", () => {
  expect(rules("lint", sound)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/proved.*0 errors, 0 warnings/),
  });
  const text = JSON.stringify(simpleMajority, undefined, 1).replace(
    '"comparator": ">"',
    '"comparator": ">="',
  );
  const { code, out } = rules("lint", file("tie.json", text), "--json");
  expect(code).toBe(1);
  const { errors, properties } = JSON.parse(out);
  expect(errors).toBe(1);
  const found = properties.find(
    (each: { holds: boolean; severity: string }) => !each.holds && each.severity === "error",
  );
  expect(found).toMatchObject({ check: "improper", how: "found", clause: "/rules/ordinary", column: 3 });
  expect(text.split("\n")[found.line - 1]).toContain('"ordinary"');
});

it("lint: a file that is refused names line, column and what to write", () => {
  const bad = file(
    "bad.yaml",
    JSON.stringify(simpleMajority, undefined, 1).replace('"num": 1', '"num": 0.5'),
  );
  const { code, out } = rules("lint", bad);
  expect(code).toBe(1);
  expect(out).toMatch(/^bad\.yaml:\d+:\d+: error: .*\{num: 2, den: 3\}.*\[integer\]\n$/);
  expect(rules("lint", sound, "--share", "4/3")).toMatchObject({ code: 2, out: "" });
});

it("explain: sentences with their clauses", () => {
  const { code, out } = rules("explain", sound, "--class", "reclaim");
  expect(code).toBe(0);
  expect(out).toContain("[/rules/reclaim/stages/0/condition/of/0]");
  expect(out).not.toContain("[/rules/ordinary");
  expect(rules("explain", sound, "--class", "nothing")).toMatchObject({ code: 2, out: "" });
});

it("evaluate: named members, or a file, with every number", () => {
  const passes = rules("evaluate", sound, "--class", "ordinary", "--yes", "a,b", "--no", "c");
  expect(passes).toMatchObject({
    code: 0,
    out: expect.stringContaining("threshold in members; 4 > 3; 2 of 3"),
  });
  expect(rules("evaluate", sound, "--class", "ordinary", "--yes", "a", "--no", "b,c").code).toBe(1);
  const vote = file(
    "vote.yaml",
    "members:\n  - {id: a, chambers: [members]}\nballots:\n  - {member: b, choice: yes}\n",
  );
  const refused = rules("evaluate", sound, "--class", "ordinary", "--ballots", vote);
  expect(refused).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^vote\.yaml:4:6: error: no such member/),
  });
});

it("diff: what changes and what protection falls", () => {
  const reclaim = registriesOperatorsSociety.rules["reclaim"]!;
  const weaker = { ...reclaim, periods: { ...reclaim.periods, notice: reclaim.periods.notice - 1 } };
  const before = file("before.json", registriesOperatorsSociety);
  const after = file("after.json", {
    ...registriesOperatorsSociety,
    rules: { ...registriesOperatorsSociety.rules, reclaim: weaker },
  });
  const { code, out } = rules("diff", before, after);
  expect(code).toBe(1);
  expect(out).toContain("protection of existing holdings may fall");
  expect(out).toContain("entrenchment");
});

it("schema: the JSON Schema", () => {
  expect(JSON.parse(rules("schema").out)).toEqual(CONSTITUTION_SCHEMA);
});
