/** `comity rules …` as a user runs it: answers, places, exit codes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { CONSTITUTION_SCHEMA } from "@comity/rules-lint";
import { expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

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
    out: expect.stringContaining("threshold in members: 2 of 3, where more than half is needed (4 > 3)"),
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

const council = fileURLToPath(
  new URL("../../../examples/rules/yaml/un-security-council-15.yaml", import.meta.url),
);

it("evaluate: chambers by role count whom they are told, and what would count otherwise is refused", async () => {
  const nine = ["--yes", "a,b,c,d,e,f,g,h,i", "--no", "j"];
  const procedural = rules("evaluate", council, "--class", "procedural", ...nine);
  expect(procedural).toMatchObject({ code: 0, out: expect.stringContaining("9 yes, 1 no of 10.") });
  const substantive = ["evaluate", council, "--class", "substantive", ...nine];
  expect(rules(...substantive, "--role", "permanent=j")).toMatchObject({
    code: 1,
    out: expect.stringContaining("fails: veto in security-council"),
  });
  expect(rules(...substantive, "--role", "permanent=").code).toBe(0);
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [substantive, "say it with --role permanent=a+b"],
    [[...substantive, "--role", "permanent=x"], "x (--role) is not among the members"],
    [[...substantive, "--role", "permanant=j"], "no rule asks for a role permanant"],
    [[...substantive, "--role", "permanent=a", "--role", "permanent=b"], "given twice"],
    [[...substantive, "--no", "a"], "a is named with --yes and --no"],
    [[...substantive, "--yes", "a"], "a is named twice"],
    [[...substantive, "--absent", "nosuch/k"], "the rule counts no chamber nosuch"],
    [[...substantive, "--absent", "k=3"], "leave out =3"],
    [[...substantive, "--veto", "k"], "the rule offers no veto"],
    [[...substantive, "--role", "permanent=", "--affected", "k"], "k (--affected) is not among"],
    [["evaluate", sound, "--class", "reclaim", "--yes", "a,b", "--affected", "a"], "a is recused here"],
    [["evaluate", sound, "--class", "reclaim", "--yes", "a,b", "--consents", "a"], "name it with --affected"],
    [["evaluate", sound, "--class", "ordinary"], "say who votes how"],
    [["evaluate", sound, "--class", "ordinary", "--ballots", "vote.yaml", "--yes", "a"], "leave out --yes"],
    [["lint", sound, "--size", "nosuch=15"], "there is no chamber nosuch: use one of members, panel"],
    [["lint", sound, "--size", "panel=5", "--size", "panel=6"], "given twice"],
    [["lint", sound, "--size", "panel=0"], "at least one member"],
  ];
  for (const [args, said] of refusals) {
    const asked = await inProcess("rules", ...args.map((each) => (each === sound ? join(work, each) : each)));
    expect(asked).toMatchObject({ code: 2, out: "", err: expect.stringContaining(said) });
  }
});

it("evaluate: consent and due process of who is affected", () => {
  const asked = ["evaluate", sound, "--class", "reclaim", "--affected", "a", "--absent", "a"];
  expect(rules(...asked, "--yes", "b,c").code).toBe(1);
  expect(rules(...asked, "--yes", "b,c", "--due-process").code).toBe(0);
  expect(rules(...asked, "--no", "b,c", "--consents", "a").code).toBe(0);
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

it("the constitution of the guide, written from nothing, passes every check; the guide's vote file is read", () => {
  const page = readFileSync(new URL("../../../docs/OPERATE/rules.md", import.meta.url), "utf8");
  const house = fileURLToPath(
    new URL("../../../examples/rules/tutorial/housing-cooperative.yaml", import.meta.url),
  );
  expect(rules("lint", house)).toMatchObject({ code: 0, out: expect.stringMatching(/0 errors, 0 warnings/) });
  const asked = /comity rules (evaluate housing-cooperative\.yaml .*)/.exec(page)![1]!.split(" ");
  expect(rules(...asked.with(1, house))).toMatchObject({
    code: 0,
    out: expect.stringContaining("2 of 4, where at least one third is needed"),
  });
  const vote = file("guide.yaml", /```yaml\n([^]*?)```/.exec(page)![1]!);
  // Ben consents: nobody else has to vote.
  expect(rules("evaluate", house, "--class", "reclaim", "--ballots", vote).code).toBe(0);
});

it("schema: the JSON Schema", () => {
  expect(JSON.parse(rules("schema").out)).toEqual(CONSTITUTION_SCHEMA);
});
