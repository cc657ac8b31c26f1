/** `comity power` and `comity rules check` as a user runs them: answers, refusals, exit codes. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simpleMajority } from "@comity/rules";
import { expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-power-"));
const comity = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};
const file = (name: string, value: unknown): string => {
  writeFileSync(join(work, name), JSON.stringify(value));
  return name;
};

it("plain weights: a table, and what colluders, a bloc and one more member change", () => {
  const { code, out } = comity(
    "power",
    "--quota",
    "2/3",
    "--weights",
    "4,3,2,1",
    "--collude",
    "2,3",
    "--add",
    "new=2",
  );
  expect(code).toBe(0);
  expect(out).toMatch(/^1 +4 +1\/2 = 50\.00 % +5\/8 = 62\.50 % +7\/12 = 58\.33 %/m);
  expect(out).toContain("If 2, 3 always vote alike, they can block anything alone, not pass it.");
  expect(out).toMatch(/^3 +1\/10 = 10\.00 % +1\/6 = 16\.67 % +\+6\.67 points$/m);
  const bloc = comity("power", "--quota", "2/3", "--weights", "4,3,2,1", "--blocs", "small=3+4", "--json");
  expect(JSON.parse(bloc.out)).toMatchObject({
    schema: "comity/power/v1",
    members: ["small", "1", "2"],
    normalised: { exact: true, values: ["1/5", "3/5", "1/5"] },
    nakamoto: { win: 2, block: 1 },
  });
});

it("a game file of several criteria, with populations", () => {
  const game = file("game.json", {
    members: ["a", "b", "c", "d"],
    criteria: [
      { name: "members", weights: [1, 1, 1, 1], quota: "55%" },
      { name: "people", weights: [50, 30, 20, 10], quota: "65%" },
    ],
    populations: [50, 30, 20, 10],
  });
  const { code, out } = comity("power", game, "--coalitions", "--abstain");
  expect(code).toBe(1);
  expect(out).toBe("");
  const plain = comity("power", game, "--coalitions");
  expect(plain.code).toBe(0);
  expect(plain.out).toContain("Minimal winning coalitions:\n  a, b, c\n");
  expect(plain.out).toContain("has / fair");
  const odd = file("odd.json", { criteria: [], quota: 3 });
  expect(comity("power", odd)).toMatchObject({ code: 1, out: expect.stringContaining("remove this key") });
});

it("a constitution's rule over so many seats, and one that has no power index", () => {
  const sound = file("sound.json", simpleMajority);
  const [chamber] = Object.keys(simpleMajority.chambers);
  const [name] = Object.keys(simpleMajority.rules);
  const asked = comity(
    "power",
    sound,
    "--class",
    name!,
    "--seats",
    `${chamber}=5`,
    "--json",
    "--full-turnout",
  );
  expect(asked.code).toBe(0);
  expect(JSON.parse(asked.out)).toMatchObject({ shapley: { values: ["1/5", "1/5", "1/5", "1/5", "1/5"] } });
  expect(comity("power", sound, "--class", name!)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`--seats ${chamber}=n`),
  });
  const text = structuredClone(simpleMajority) as unknown as {
    rules: { [name: string]: { stages: { condition: unknown }[] } };
  };
  const stage = text.rules[name!]!.stages[0]!;
  const counts = ["yes", "no"];
  const quorum = { kind: "quorum", chamber, counts, need: { share: { num: 2, den: 5 }, comparator: ">=" } };
  stage.condition = { kind: "all", of: [quorum, stage.condition] };
  const paradox = file("paradox.json", text);
  const refused = comity("power", paradox, "--class", name!, "--seats", `${chamber}=5`);
  expect(refused).toMatchObject({ code: 1, out: "", err: expect.stringContaining("[non-monotone]") });
});

it("usage mistakes say what to write", async () => {
  for (const [args, said] of [
    [["--quota", "3/2", "--weights", "1"], "is not a quota"],
    [["--quota", "1/2"], "give a file, or --quota and --weights"],
    [["--quota", "1/2", "--weights", "1,2", "--blocs", "x"], "write name=a+b+c"],
    [["--quota", "0", "--weights", "1,2"], "is not a quota"],
    [["--quota", ">1/1", "--weights", "1,2"], "is not a quota"],
    [["--quota", "4", "--weights", "1,2"], "exceeds all votes together, 3"],
    [["--quota", "1/2", "--weights", "0,0"], "all weights are 0"],
    [["--quota", "1/2", "--weights", "1,2", "--collude", "1"], "name two or more"],
    [["--quota", "1/2", "--weights", "1,2", "--samples", "1"], "at least 2 samples"],
    [["--quota", "1/2", "--weights", "1x17", "--coalitions"], "at most 16"],
    [["--quota", "1/2", "--weights", "1,2", "--full-turnout"], "leave out --full-turnout"],
    [
      ["--quota", "1/2", "--weights", "1,2", "--populations", "1,2", "--blocs", "x=1+2"],
      "fairness is said of members",
    ],
  ] as const) {
    expect(await inProcess("power", ...args)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
  }
});

it("seats and roles: what would give another answer than the one meant is refused", async () => {
  const council = fileURLToPath(
    new URL("../../../examples/rules/yaml/un-security-council-15.yaml", import.meta.url),
  );
  const substantive = ["power", council, "--class", "substantive"];
  for (const [args, said] of [
    [["--seats", "security-council=15"], "--role security-council/permanent=5"],
    [["--seats", "security-council=15", "--role", "security-council/permanent=16"], "has 15 members"],
    [["--seats", "security-council=15", "--role", "security-council/permanant=5"], "only for"],
    [["--seats", "security-council=15", "--seats", "security-council=11"], "given twice"],
    [["--seats", "general-assembly=193"], "only security-council"],
    [["--seats", "security-council=0"], "1 to 1000"],
    [["--quota", "1/2", "--seats", "security-council=15"], "leave out --quota"],
  ] as const) {
    expect(await inProcess(...substantive, ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(said),
    });
  }
  const charter = fileURLToPath(
    new URL("../../../examples/rules/yaml/un-charter-amendment.yaml", import.meta.url),
  );
  const asked = [
    "power",
    charter,
    "--class",
    "charter-amendment",
    "--seats",
    "general-assembly=20",
    "--json",
  ];
  const { out } = comity(...asked, "--role", "general-assembly/permanent=2");
  expect(JSON.parse(out).members).toHaveLength(20);
  expect(comity(...asked, "--seats", "member-states=20")).toMatchObject({
    code: 2,
    err: expect.stringContaining("who sits in member-states sits in general-assembly"),
  });
});

it("a game file that is refused names the line", () => {
  writeFileSync(join(work, "twice.json"), '{\n"criteria": [\n{"weights": [1.5], "quota": 1}]}');
  expect(comity("power", "twice.json")).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^twice\.json:3:1: error/),
  });
});

const vectors = fileURLToPath(new URL("../../../../shared/vectors/rules", import.meta.url));
const present = existsSync(vectors);

it.skipIf(!present)(
  `rules check: all vectors pass, the last line counts${present ? "" : " (skipped: shared data not present)"}`,
  () => {
    const { code, out } = comity(
      "rules",
      "check",
      ...readdirSync(vectors).map((name) => join(vectors, name)),
    );
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^[0-9]{3} passed, 0 failed$/);
  },
);

it("rules check: what fails and what is no vector file end with 1", () => {
  const wrong = file("wrong.json", {
    cases: [{ name: "x", quota: 2, weights: [1, 1], win: "sum >= quota", banzhaf_raw: [1, 2] }],
  });
  const { code, out } = comity("rules", "check", wrong, file("strange.json", { a: 1 }));
  expect(code).toBe(1);
  expect(out).toContain("FAILED: x: banzhaf_raw");
  expect(out).toContain("[check-format]");
  expect(out.endsWith("0 passed, 2 failed\n")).toBe(true);
});
