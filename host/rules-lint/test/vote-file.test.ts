/** Votes from files: what they say, and every refusal with its line. */
import {
  evaluate,
  registriesOperatorsSociety,
  simpleMajority,
  type Condition,
  type Constitution,
  type Rule,
} from "@comity/rules";
import { readVote } from "@comity/rules-lint";
import { describe, expect, it } from "vitest";
import { all, constitution, ruleWith, sound, yes } from "./build.ts";

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
requests: [QM]
`;
/** Two stages, votes for others, divided votes, vetoes with grounds, a judgement. */
const { extension: _, ...RICH } = ruleWith(
  { kind: "any", of: [sound, { kind: "judged", by: "chair", question: "consensus" }] },
  {
    ballot: { method: "choice", choices: ["yes", "no", "veto"], revote: "last", split: true, grounds: true },
    delegation: { transitive: false, length: 1000, most: 2 },
  },
);
const STAGED: Rule = { ...RICH, stages: [RICH.stages[0]!, { ...RICH.stages[0]!, name: "second" }] };
const rich = constitution({ ordinary: STAGED }, { members: { weights: { kind: "declared" } } });
const TIMED = `members:
  - {id: QM, chambers: [members], declared: {members: 5}}
  - {id: QN, chambers: [members], declared: {members: 3}}
  - {id: QO, chambers: [members], declared: {members: 1}}
time: {closes: [100, 200], now: 150}
ballots:
  - {member: QM, choice: yes, at: 10, split: {members: {yes: 3, no: 2}}}
  - {member: QM, choice: no, at: 20}
  - {member: QN, choice: veto, at: 99, ground: against the agreed purpose}
  - {member: QN, choice: yes, at: 120, stage: 1}
mandates:
  - {member: QO, to: QN, from: 5, until: 500}
judgements:
  - {by: chair, question: consensus, holds: true}
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
  expect(consents).toMatchObject({ dueProcess: { hearing: true }, requests: ["QM"] });
  const reclaim = simpleMajority.rules["reclaim"]!;
  expect(evaluate(reclaim, electorate, ballots, consents, moment).outcome).toBe("passes");
  expect(evaluate(reclaim, electorate, ballots, { ...consents, parties: [] }, moment).outcome).toBe("fails");
});

it("times, stages, divided votes, mandates, grounds and judgements reach the evaluator", () => {
  const vote = read(TIMED, rich);
  if (!vote.ok) throw new Error(vote.error.detail);
  const { electorate, ballots, consents } = vote.value;
  const [first, second] = evaluate(STAGED, electorate, ballots, consents, vote.value.moment!).stages;
  expect(first).toMatchObject({
    outcome: "passes",
    ignored: 1,
    tallies: { members: { weight: { yes: 0, no: 5, veto: 4 } } },
  });
  expect(second).toMatchObject({ outcome: "open", tallies: { members: { weight: { yes: 4, absent: 5 } } } });
});

it("a member that is recused in one chamber votes in the other", () => {
  const terms = { recuse: ["affected"], recused: "removed", suspended: "removed" } as const;
  const free = { ...terms, recuse: [] };
  const both = ruleWith(all(sound, { ...yes(1, 2, ">"), chamber: "panel" } as Condition), {
    electorates: { members: free, panel: terms },
  });
  const text = `members: [{id: QM, chambers: [members, panel], roles: [affected]}]\nballots: [{member: QM, choice: yes}]\n`;
  expect(read(text, constitution({ ordinary: both }))).toMatchObject({ ok: true });
});

it("declared and measured weights", () => {
  const weighted = constitution({}, { members: { weights: { kind: "declared" } } });
  const vote = read(VOTE.replace("[members]}", "[members], declared: {members: 7}}"), weighted, "reclaim");
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
    ["an unknown key", `${VOTE}balots: []\n`, "unknown-key", 14, /ballots/],
    ["a chamber that is not counted", `${VOTE}affected: [panel]\n`, "unknown-name", 14],
    ["a voter without a seat", VOTE.replace("QN, chambers: [members]", "QN"), "electorate", 9],
    [
      "a voter with a seat elsewhere",
      VOTE.replace("QN, chambers: [members]", "QN, chambers: [panel]"),
      "electorate",
      9,
    ],
    ["two ballots of one member", VOTE.replace("member: QN", "member: QM"), "duplicate", 9],
    ["a role nobody asks for", VOTE.replace("[affected]", "[afected]"), "unknown-name", 6, /affected/],
    [
      "a weight where all are equal",
      VOTE.replace("suspended: true", "declared: {members: 3}"),
      "unknown-weight",
      5,
    ],
    [
      "a figure nobody measures",
      VOTE.replace("suspended: true", "figures: {networks: 3}"),
      "unknown-weight",
      5,
    ],
    ["a time without closes", VOTE.replace("choice: no", "choice: no, at: 7"), "time", 9],
    [
      "a vote for another where that is not allowed",
      VOTE.replace("choice: no", "choice: no, by: QM"),
      "delegation",
      9,
    ],
    [
      "a divided vote where that is not allowed",
      VOTE.replace("choice: no", "choice: no, split: {}"),
      "split",
      9,
    ],
    ["mandates where there are none", `${VOTE}mandates: []\n`, "delegation", 14],
    [
      "a role that is not asked for consent",
      VOTE.replace("role: affected", "role: proposer"),
      "unknown-name",
      11,
      /affected/,
    ],
    [
      "an answer given twice",
      VOTE.replace("dueProcess", "  - {role: affected, party: QP, answer: refuses}\ndueProcess"),
      "duplicate",
      12,
    ],
    [
      "an odd key of an answer",
      VOTE.replace("answer: consents", "answer: consents, at: 3"),
      "unknown-key",
      11,
    ],
    ["a request by a stranger", VOTE.replace("[QM]", "[QX]"), "unknown-name", 13],
    [
      "a judgement nobody asked for",
      `${VOTE}judgements:\n  - {by: chair, question: consensus, holds: true}\n`,
      "unknown-name",
      15,
    ],
    ["an answer that is none", VOTE.replace("answer: consents", "answer: maybe"), "shape", 11],
    ["a judgement without its question", `${VOTE}judgements:\n  - {by: chair, holds: true}\n`, "shape", 15],
    ["due process in words", VOTE.replace("dueProcess: true", "dueProcess: done"), "shape", 12],
    ["no members", "ballots: []\n", "shape", 1],
    ["no map", "[]\n", "shape", 1],
    ["broken YAML", "members: [\n", "yaml", 2],
  ];
  it.each(cases)("%s", (_, text, code, line, instead) => {
    const vote = read(text, simpleMajority, "reclaim");
    expect(vote.ok ? null : { code: vote.error.code, line: vote.error.line }).toEqual({ code, line });
    if (instead !== undefined && !vote.ok)
      expect(`${vote.error.detail}; ${vote.error.instead ?? ""}`).toMatch(instead);
  });

  const timed: readonly [string, string, string, number][] = [
    ["a ballot after the close", TIMED.replace("at: 99", "at: 100"), "outside-time", 9],
    ["a ballot before its stage", TIMED.replace("at: 120", "at: 99"), "outside-time", 10],
    ["a ballot from the future", TIMED.replace("at: 120", "at: 151"), "outside-time", 10],
    ["a ballot of a stage that is not open", TIMED.replace("[100, 200]", "[100]"), "outside-time", 10],
    ["a ballot without its time", TIMED.replace(", at: 20", ""), "time", 8],
    ["closes out of order", TIMED.replace("[100, 200]", "[100, 100]"), "time", 5],
    ["more closes than stages", TIMED.replace("[100, 200]", "[100, 200, 300]"), "time", 5],
    ["no moment", TIMED.replace(", now: 150", ""), "time", 5],
    ["round 0", TIMED.replace("now: 150", "now: 150, round: 0"), "time", 5],
    ["amended in words", TIMED.replace("now: 150", "now: 150, amended: no-idea"), "shape", 5],
    ["an odd key of the time", TIMED.replace("now: 150", "now: 150, close: 3"), "unknown-key", 5],
    ["a divided vote that is more than the member has", TIMED.replace("no: 2", "no: 3"), "split", 7],
    [
      "a divided vote in another chamber",
      TIMED.replace("split: {members", "split: {panel"),
      "unknown-name",
      7,
    ],
    ["a divided vote for what is not offered", TIMED.replace("no: 2", "abstain: 2"), "choice", 7],
    ["a veto without its ground", TIMED.replace(", ground: against the agreed purpose", ""), "ground", 9],
    ["a mandate to a stranger", TIMED.replace("to: QN", "to: QX"), "unknown-name", 12],
    ["a mandate of a stranger", TIMED.replace("{member: QO, to", "{member: QX, to"), "unknown-name", 12],
    ["a mandate to oneself", TIMED.replace("to: QN", "to: QO"), "delegation", 12],
    ["a mandate that ends before it begins", TIMED.replace("until: 500", "until: 5"), "time", 12],
    [
      "a judgement given twice",
      `${TIMED}  - {by: chair, question: consensus, holds: false}\n`,
      "duplicate",
      15,
    ],
  ];
  it.each(timed)("%s", (_, text, code, line) => {
    const vote = read(text, rich);
    expect(vote.ok ? null : { code: vote.error.code, line: vote.error.line }).toEqual({ code, line });
  });

  it("a seat in a chamber that seats by role, or is made of others, says where to write it", () => {
    const role = constitution({}, { members: { membership: { by: "role", role: "delegate" } } });
    expect(read(VOTE, role)).toMatchObject({
      ok: false,
      error: { code: "seated-by-role", line: 3, detail: expect.stringContaining("roles: [delegate]") },
    });
    const made = constitution({}, { members: { membership: { by: "chambers", of: ["panel"] } } });
    expect(read(VOTE, made)).toMatchObject({
      ok: false,
      error: { code: "seated-elsewhere", line: 3, detail: expect.stringContaining("panel") },
    });
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
