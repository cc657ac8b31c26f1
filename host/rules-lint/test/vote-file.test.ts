/** Votes from files: what they say, and every refusal with its line. */
import { evaluate, registriesOperatorsSociety, simpleMajority, type Constitution } from "@comity/rules";
import { readVote } from "@comity/rules-lint";
import { describe, expect, it } from "vitest";
import { constitution } from "./build.ts";

const VOTE = `# a vote
members:
  - {id: QM, chambers: [members]}
  - {id: QN, chambers: [members]}
  - {id: QO, chambers: [members], suspended: true}
  - {id: QP, chambers: [members], roles: [affected]}
ballots:
  - {member: QM, choice: yes}
  - {member: QN, choice: no}
consents:
  - {role: affected, party: QP, answer: consents}
dueProcess: true
judgements:
  - {by: chair, question: consensus, holds: true}
requests: [QM]
`;
const read = (text: string, given: Constitution = simpleMajority, id = "ordinary") =>
  readVote(text, given, given.rules[id]!);
const moment = { now: 3e11, closes: [1e11] };

it("members, ballots and record reach the evaluator", () => {
  const vote = read(VOTE, simpleMajority, "reclaim");
  if (!vote.ok) throw new Error(vote.error.detail);
  const { electorate, ballots, consents } = vote.value;
  expect(electorate.chambers["members"]!.map((each) => each.status)).toEqual([
    "voting",
    "voting",
    "suspended",
    "recused",
  ]);
  expect(ballots.map((each) => each.choice)).toEqual(["yes", "no"]);
  expect(consents).toMatchObject({
    dueProcess: { hearing: true },
    requests: ["QM"],
    judgements: [{ holds: true }],
  });
  const reclaim = simpleMajority.rules["reclaim"]!;
  expect(evaluate(reclaim, electorate, ballots, consents, moment).outcome).toBe("passes");
  expect(evaluate(reclaim, electorate, ballots, { ...consents, parties: [] }, moment).outcome).toBe("fails");
});

it("declared and measured weights", () => {
  const weighted = constitution({}, { members: { weights: { kind: "declared" } } });
  const vote = read(VOTE.replace("[members]}", "[members], declared: {members: 7}}"), weighted);
  expect(vote).toMatchObject({
    ok: true,
    value: { electorate: { chambers: { members: [{ weight: 7 }, { weight: 0 }, {}, {}] } } },
  });
  const three = `members:\n${["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]
    .map((id) => `  - {id: ${id}, chambers: [operators], figures: {networks: 9}}`)
    .join("\n")}\naffected: [operators]\n`;
  expect(read(three, registriesOperatorsSociety)).toMatchObject({
    ok: true,
    value: {
      electorate: {
        affected: ["operators"],
        chambers: { operators: [{ weight: 3 }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}] },
      },
    },
  });
});

describe("refused with the line", () => {
  const cases: readonly [string, string, string, number, RegExp?][] = [
    ["an unknown voter", VOTE.replace("member: QN", "member: QX"), "unknown-name", 9, /QM|QN|QO|QP/],
    ["a ballot of a suspended member", VOTE.replace("member: QN", "member: QO"), "electorate", 9],
    ["a choice that is not offered", VOTE.replace("choice: no", "choice: veto"), "choice", 9],
    ["a stage that does not exist", VOTE.replace("choice: no", "choice: no, stage: 1"), "stage", 9],
    ["an unknown key of a ballot", VOTE.replace("choice: no", "choise: no"), "unknown-key", 9, /choice/],
    [
      "an unknown chamber",
      VOTE.replace("QN, chambers: [members]", "QN, chambers: [membres]"),
      "unknown-name",
      4,
    ],
    ["a member twice", VOTE.replace("id: QN", "id: QM"), "duplicate", 4],
    ["an identifier that is none", VOTE.replace("id: QN", 'id: "Q N"'), "name", 4],
    [
      "an unknown key of a member",
      VOTE.replace("suspended: true", "suspnded: true"),
      "unknown-key",
      5,
      /suspended/,
    ],
    ["an unknown key", `${VOTE}balots: []\n`, "unknown-key", 16, /ballots/],
    ["a chamber that is not counted", `${VOTE}affected: [panel]\n`, "unknown-name", 16],
    ["an answer that is none", VOTE.replace("answer: consents", "answer: maybe"), "shape", 11],
    ["a judgement without its question", VOTE.replace("question: consensus, ", ""), "shape", 14],
    ["due process in words", VOTE.replace("dueProcess: true", "dueProcess: done"), "shape", 12],
    ["no members", "ballots: []\n", "shape", 1],
    ["no map", "[]\n", "shape", 1],
    ["broken YAML", "members: [\n", "yaml", 2],
  ];
  it.each(cases)("%s", (_, text, code, line, instead) => {
    const vote = read(text);
    expect(vote.ok ? null : { code: vote.error.code, line: vote.error.line }).toEqual({ code, line });
    if (instead !== undefined && !vote.ok) expect(vote.error.instead).toMatch(instead);
  });

  it("weights that overflow, alone and together", () => {
    const weighted = constitution({}, { members: { weights: { kind: "declared" } } });
    const weigh = (value: string) =>
      VOTE.replaceAll("[members]}", `[members], declared: {members: ${value}}}`);
    expect(read(weigh("9007199254740993"), weighted)).toMatchObject({
      ok: false,
      error: { code: "weight", line: 3 },
    });
    expect(read(weigh("9007199254740991"), weighted)).toMatchObject({
      ok: false,
      error: { code: "overflow" },
    });
    expect(read(weigh("1.5"), weighted)).toMatchObject({ ok: false, error: { code: "weight", line: 3 } });
  });
});
