/**
 * Evaluating one decision of 193 members with its explanation, and the example constitution's hardest rule.
 * Run: `node core/rules/bench/evaluate.ts`. The bare loop is what a program without an explanation would do.
 */
import {
  evaluate,
  parseConstitution,
  registriesOperatorsSociety,
  type Ballot,
  type Choice,
  type Condition,
  type Consents,
  type Electorate,
  type Rule,
  type Seat,
} from "@comity/rules";
import { bench, do_not_optimize, run, summary } from "mitata";

const MEMBERS = 193;
const seatsOf = (chamber: string, length: number): Seat[] =>
  Array.from({ length }, (_, i) => ({ member: `${chamber}-${i}`, weight: 1, status: "voting" as const }));
const choiceOf = (i: number): Choice => (i % 4 === 0 ? "no" : i % 7 === 0 ? "abstain" : "yes");
const ballotsOf = (electorate: Electorate): Ballot[] =>
  Object.values(electorate.chambers)
    .flat()
    .map(({ member }, i) => ({ member, choice: choiceOf(i), at: 1 }));

const condition: Condition = {
  kind: "all",
  of: [
    {
      kind: "quorum",
      chamber: "assembly",
      counts: ["yes", "no", "abstain"],
      need: { share: { num: 1, den: 2 }, comparator: ">" },
    },
    { kind: "threshold", chamber: "assembly", share: { num: 2, den: 3 }, comparator: ">=", base: "cast" },
  ],
};
const base = registriesOperatorsSociety.rules["ordinary"]!;
const terms = { recuse: [], recused: "removed", suspended: "removed" } as const;
const { extension: _, ...plain } = base;
const importantQuestion: Rule = {
  ...plain,
  electorates: { assembly: terms },
  stages: [{ name: "vote", condition }],
};
const consents: Consents = {
  parties: [{ role: "affected", party: "holder", answer: "refuses" }],
  dueProcess: { grounds: true, notice: true, answer: true, hearing: true },
  judgements: [],
};
const one: Electorate = { chambers: { assembly: seatsOf("assembly", MEMBERS) }, affected: [] };
const three: Electorate = {
  chambers: {
    registries: seatsOf("registries", 13),
    operators: seatsOf("operators", 120),
    society: seatsOf("society", 60),
  },
  affected: ["operators"],
};
const oneBallots = ballotsOf(one);
const threeBallots = ballotsOf(three);
const closed = { now: 10, closes: [10] };
const open = { now: 5, closes: [10] };
const reclaim = registriesOperatorsSociety.rules["reclaim"]!;
const json: unknown = JSON.parse(JSON.stringify(registriesOperatorsSociety));

summary(() => {
  bench("bare loop, 193 members, no explanation", () => {
    const last = new Map<string, Choice>();
    for (const ballot of oneBallots) last.set(ballot.member, ballot.choice);
    let yes = 0;
    let no = 0;
    for (const { member } of one.chambers["assembly"]!) {
      const choice = last.get(member);
      if (choice === "yes") yes++;
      else if (choice === "no") no++;
    }
    do_not_optimize(3 * yes >= 2 * (yes + no));
  });
  bench("evaluate, 193 members, quorum and two thirds, closed", () =>
    do_not_optimize(evaluate(importantQuestion, one, oneBallots, consents, closed)));
  bench("evaluate, 193 members, quorum and two thirds, open", () =>
    do_not_optimize(evaluate(importantQuestion, one, oneBallots, consents, open)));
  bench("evaluate, 193 members in three chambers, reclaim", () =>
    do_not_optimize(evaluate(reclaim, three, threeBallots, consents, closed)));
});
bench("parseConstitution, three chambers", () => do_not_optimize(parseConstitution(json)));

await run();
