/**
 * Incidents in which a decision was bought, rushed, emptied or used to seize (reference, section 5): for each what the
 * language and the example constitutions do about it.
 */
import {
  checkMinimums,
  evaluate,
  freezeElectorate,
  FIXED_MINIMUMS,
  parseConstitution,
  parseRule,
  protectsHolder,
  registriesOperatorsSociety,
  ruleFor,
  simpleMajority,
  type Ballot,
  type Choice,
  type Condition,
  type Consents,
  type Constitution,
  type Electorate,
  type Member,
  type Rule,
} from "@comity/rules";
import { describe, expect, it } from "vitest";
import { chamberA, CLOSED, NO_RECORD, ruleOf, seat, seats, vote, votes } from "./build.ts";

const EXAMPLES: readonly Constitution[] = [simpleMajority, registriesOperatorsSociety];
const LATE = { now: 1_000_000_000, closes: [1_000_000_000] };
const DAY = 86_400;

const houseOf = (constitution: Constitution, size: number): Electorate => ({
  chambers: Object.fromEntries(
    Object.keys(constitution.chambers).map((id) => [
      id,
      Array.from({ length: size }, (_, i) => seat(`${id}-${i}`)),
    ]),
  ),
  affected: [],
});
const everybody = (
  house: Electorate,
  choice: Choice,
  only: (member: string) => boolean = () => true,
): Ballot[] =>
  Object.values(house.chambers)
    .flat()
    .filter(({ member }) => only(member))
    .map(({ member }) => vote(member, choice));
const holder = (answer: "consents" | "refuses" | "none", steps = true): Consents => ({
  parties: [{ role: "affected", party: "holder", answer }],
  dueProcess: { grounds: steps, notice: steps, answer: steps, hearing: steps },
  judgements: [],
});
const half: Condition = {
  kind: "threshold",
  chamber: "a",
  share: { num: 1, den: 2 },
  comparator: ">",
  base: "cast",
};

describe("Beanstalk 2022: power borrowed for one transaction, and an emergency path without delay", () => {
  it("weights are frozen at opening: what is held later weighs nothing", () => {
    const member = (id: string, networks: number): Member => ({
      id,
      chambers: ["operators"],
      roles: [],
      suspended: false,
      figures: { networks },
    });
    const before = [member("old", 100), member("other", 100), member("lender", 1)];
    const frozen = freezeElectorate(
      registriesOperatorsSociety,
      registriesOperatorsSociety.rules["ordinary"]!,
      before,
      [],
    );
    if (!frozen.ok) throw new Error(frozen.error.detail);
    // What the lender holds afterwards is not read again: the evaluation takes the frozen seats only.
    const ballots = [vote("lender", "yes"), vote("newcomer", "yes"), vote("old", "no")];
    const result = evaluate(
      registriesOperatorsSociety.rules["ordinary"]!,
      frozen.value,
      ballots,
      NO_RECORD,
      LATE,
    );
    const tally = result.stages[0]!.tallies["operators"]!;
    expect(tally.weight).toMatchObject({ yes: 1 });
    expect(tally.members).toMatchObject({ yes: 1, no: 1, absent: 1 });
    expect(result.outcome).toBe("fails");
  });

  it("an emergency takes its hours, ends by itself and cannot act on holdings, keys or members", () => {
    for (const constitution of EXAMPLES) {
      const { periods } = constitution.rules["emergency"]!;
      expect(periods.voting).toBeGreaterThanOrEqual(FIXED_MINIMUMS.emergency.voting!);
      expect(periods.lapse).toBeGreaterThan(0);
      const emergency = { ...constitution.rules["emergency"]!, periods: { ...periods, voting: 60 } };
      const rushed = { ...constitution, rules: { ...constitution.rules, emergency } };
      expect(checkMinimums(rushed).map((each) => each.field)).toEqual(["/rules/emergency/periods/voting"]);
      const reclaim = { ...constitution.rules["reclaim"]!, emergency: { renewals: 0 } };
      const seizing = { ...constitution, rules: { ...constitution.rules, reclaim } };
      expect(checkMinimums(seizing).map((each) => each.field)).toContain("/rules/reclaim/emergency");
      const unending = { ...emergency, periods: { ...periods, lapse: 0 } };
      expect(parseRule(unending, "")).toMatchObject({ ok: false, error: { code: "no-lapse" } });
    }
  });
});

describe("Build Finance 2022: a handful of votes, no notice, and the keys went to the winner", () => {
  it("yes from a third of all members is needed, so a few cannot decide in the others' absence", () => {
    for (const constitution of EXAMPLES) {
      const house = houseOf(constitution, 30);
      for (const [id, rule] of Object.entries(constitution.rules)) {
        const few = everybody(house, "yes", (member) => Number(member.split("-").at(-1)) < 9);
        expect([id, evaluate(rule, house, few, holder("refuses"), LATE).outcome]).toEqual([id, "fails"]);
      }
    }
  });

  it("notice is part of every rule but the emergency's, and keys change only in a case", () => {
    for (const constitution of EXAMPLES) {
      for (const [id, { periods, emergency }] of Object.entries(constitution.rules)) {
        if (emergency === undefined && id !== "appeal")
          expect(periods.notice).toBeGreaterThanOrEqual(7 * DAY);
      }
      expect(protectsHolder(constitution.rules["recover"]!)).toBe(true);
    }
  });
});

describe("Tornado Cash 2023: what was approved was replaced before it was carried out", () => {
  it("a decision is on these measures: another class asks for its own rule, and none is bundled in unseen", () => {
    for (const constitution of EXAMPLES) {
      const harmless = ruleFor(constitution, ["ordinary"]);
      const swapped = ruleFor(constitution, ["ordinary", "reclaim"]);
      if (!harmless.ok || !swapped.ok) throw new Error("both have rules");
      const house = houseOf(constitution, 30);
      const all = everybody(house, "yes");
      expect(evaluate(harmless.value, house, all, holder("refuses", false), LATE).outcome).toBe("passes");
      expect(evaluate(swapped.value, house, all, holder("refuses", false), LATE).outcome).toBe("fails");
      expect(swapped.value.periods.notice).toBe(constitution.rules["reclaim"]!.periods.notice);
    }
  });

  it("a rule that changes under an open vote changes nothing, or ends it where that is declared", () => {
    const frozen = evaluate(ruleOf(half), chamberA(seats(3)), votes(2, 1), NO_RECORD, {
      ...CLOSED,
      amended: true,
    });
    expect(frozen.outcome).toBe("passes");
    const aborts = evaluate(
      ruleOf(half, { whenAmended: "aborts" }),
      chamberA(seats(3)),
      votes(2, 1),
      NO_RECORD,
      {
        ...CLOSED,
        amended: true,
      },
    );
    expect(aborts).toMatchObject({ outcome: "fails", aborted: true });
  });
});

describe("Compound 289, 2024: bought delegations and a turn in the last minutes", () => {
  const rule: Rule = ruleOf(half, {
    delegation: { transitive: false, length: 1000, most: 3, lead: 100 },
    extension: { on: ["result"], last: 20, by: 50 },
  });
  const house = chamberA(seats(9));
  const mandates = (from: number) =>
    ["m4", "m5", "m6", "m7"].map((member) => ({ member, to: "m3", from, until: 1000 }));
  const cast = [vote("m0", "no"), vote("m1", "no"), vote("m3", "yes")];
  const run = (from: number, moment = { now: 200, closes: [100] }) =>
    evaluate(rule, house, cast, { ...NO_RECORD, mandates: mandates(from) }, moment);

  it("mandates given after the opening do not count, and nobody votes for more than a few", () => {
    expect(run(1).stages[0]!.tallies["a"]!.weight).toMatchObject({ yes: 1, no: 2 });
    expect(run(0).stages[0]!.tallies["a"]!.weight).toMatchObject({ yes: 4, no: 2 });
    expect(run(1).outcome).toBe("fails");
  });

  it("a late turn keeps the vote open, and the constitutions wait before they carry out", () => {
    const late = [
      ...cast.slice(0, 2),
      ...["m3", "m4", "m5"].map((member) => vote(member, "yes", { at: 99 })),
    ];
    const at = (now: number, more: readonly Ballot[] = []) =>
      evaluate(rule, house, [...late, ...more], NO_RECORD, { now, closes: [100] });
    expect(at(100)).toMatchObject({ outcome: "open", stages: [{ extended: true, closes: 150 }] });
    const answer = ["m6", "m7"].map((member) => vote(member, "no", { at: 120 }));
    expect(at(150, answer).outcome).toBe("fails");
    for (const constitution of EXAMPLES) {
      for (const id of ["ordinary", "admission", "amendment"]) {
        expect(constitution.rules[id]!.extension?.on).toContain("result");
        expect(constitution.rules[id]!.periods.waiting).toBeGreaterThanOrEqual(DAY);
      }
    }
  });
});

describe("Arbitrum 2025: votes for sale by the hour", () => {
  it("weight cannot be lent: without a delegation in the rule a ballot by another counts nothing", () => {
    for (const constitution of EXAMPLES) {
      for (const rule of Object.values(constitution.rules)) expect(rule.delegation).toBeUndefined();
      const house = houseOf(constitution, 3);
      const bought = everybody(house, "yes").map((ballot) => ({ ...ballot, by: "buyer" }));
      const result = evaluate(constitution.rules["ordinary"]!, house, bought, NO_RECORD, LATE);
      expect([result.outcome, result.stages[0]!.ignored]).toEqual(["fails", bought.length]);
    }
  });

  it("where it may be lent, it may be taken back until the close", () => {
    const rule = ruleOf(half, { delegation: { transitive: false, length: 1000, most: 9 } });
    const sold = { member: "m1", to: "m0", from: 0, until: 1000 };
    const back = { member: "m1", to: null, from: 99, until: 1000 };
    const yes = (mandates: NonNullable<Consents["mandates"]>) =>
      evaluate(rule, chamberA(seats(2)), [vote("m0", "yes")], { ...NO_RECORD, mandates }, CLOSED).stages[0]!
        .tallies["a"]!.weight.yes;
    expect([yes([sold]), yes([sold, back])]).toEqual([2, 1]);
  });

  it("no weight that can be bought decides alone: it is capped", () => {
    const { weights } = registriesOperatorsSociety.chambers["operators"]!;
    expect(weights).toMatchObject({ scale: "sqrt", cap: { num: 1, den: 10 } });
  });
});

describe("Juno 16 and 20, 2022: a holder stripped by a plurality, then to the wrong address", () => {
  it("no majority, not even everybody, takes a holding without consent or due process", () => {
    for (const constitution of EXAMPLES) {
      const house = houseOf(constitution, 12);
      const all = everybody(house, "yes");
      for (const id of FIXED_MINIMUMS.dueProcessClasses) {
        const rule = constitution.rules[id]!;
        for (const answer of ["refuses", "none"] as const) {
          expect([id, evaluate(rule, house, all, holder(answer, false), LATE).outcome]).toEqual([
            id,
            "fails",
          ]);
        }
        expect(evaluate(rule, house, all, holder("refuses", true), LATE).outcome).toBe("passes");
      }
    }
  });

  it("the plurality of Juno 16 passes its own rule and none of ours for a case", () => {
    const juno = [418, 337, 35, 217].map((weight, i) => seat(`m${i}`, { weight }));
    const cast = (["yes", "no", "veto", "abstain"] as const).map((choice, i) => vote(`m${i}`, choice));
    expect(evaluate(ruleOf(half), chamberA(juno), cast, NO_RECORD, CLOSED).outcome).toBe("passes");
    const members = { chambers: { members: juno, panel: [] }, affected: [] };
    for (const id of FIXED_MINIMUMS.dueProcessClasses) {
      expect(evaluate(simpleMajority.rules[id]!, members, cast, holder("refuses"), LATE).outcome).toBe(
        "fails",
      );
    }
  });

  it("a constitution in which a majority may seize keeps no fixed minimum", () => {
    const reclaim = { ...simpleMajority.rules["ordinary"]!, about: "Taken by majority." };
    const read = parseConstitution({ ...simpleMajority, rules: { ...simpleMajority.rules, reclaim } });
    if (!read.ok) throw new Error(read.error.detail);
    const fields = checkMinimums(read.value).map((each) => each.field);
    expect(fields).toContain("/rules/reclaim/stages");
    expect(fields).toContain("/rules/reclaim/appeal/levels");
  });
});

describe("Cosmos 82, 2022: a third's veto used as an ordinary no", () => {
  const capped: Condition = {
    kind: "all",
    of: [
      half,
      {
        kind: "limit",
        chamber: "a",
        counts: ["veto"],
        most: { share: { num: 334, den: 1000 }, comparator: "<", base: "present" },
      },
    ],
  };
  const terms = (grounds: boolean): Partial<Rule> => ({
    ballot: { method: "choice", choices: ["yes", "no", "abstain", "veto"], revote: "last", grounds },
  });
  const run = (grounds: boolean, ground?: string) =>
    evaluate(
      ruleOf(capped, terms(grounds)),
      chamberA(seats(100)),
      votes(60, 0, 0, 40).map((ballot) =>
        ballot.choice === "veto" && ground !== undefined ? { ...ballot, ground } : ballot,
      ),
      NO_RECORD,
      CLOSED,
    );

  it("a veto must state its ground; without one it is counted as the no it is", () => {
    expect(run(false).outcome).toBe("fails");
    expect(run(true).outcome).toBe("passes");
    expect(run(true, "the measure takes what is ours").outcome).toBe("fails");
    expect(run(true).stages[0]!.tallies["a"]!.weight).toMatchObject({ no: 40, veto: 0 });
  });

  it("the examples give no minority a veto at all", () => {
    const text = JSON.stringify(EXAMPLES.map((each) => each.rules));
    expect(text).not.toMatch(/"kind":"veto"|"veto"\]/);
  });
});

describe("OpenZeppelin 3561 and 4378: a parameter that reached back, a ballot that was replayed", () => {
  it("an open vote is decided by the rule it was opened under, whatever the constitution says now", () => {
    const opened = ruleFor(simpleMajority, ["ordinary"]);
    if (!opened.ok) throw new Error("it has a rule");
    const frozen = JSON.stringify(opened.value);
    const house = houseOf(simpleMajority, 9);
    const cast = everybody(house, "yes", (member) => Number(member.split("-").at(-1)) < 4);
    const before = evaluate(opened.value, house, cast, NO_RECORD, LATE);
    const rules = { ...simpleMajority.rules, ordinary: simpleMajority.rules["amendment"]! };
    const later = ruleFor({ ...simpleMajority, rules }, ["ordinary"]);
    if (!later.ok) throw new Error("it has a rule");
    expect(evaluate(later.value, house, cast, NO_RECORD, LATE).outcome).toBe("fails");
    expect(JSON.stringify(opened.value)).toBe(frozen);
    expect(evaluate(opened.value, house, cast, NO_RECORD, LATE)).toEqual(before);
    expect(before.outcome).toBe("passes");
  });

  it("the same ballot again counts once, and not in another stage", () => {
    const rule = ruleOf(half, {
      stages: [
        { name: "first", condition: half },
        { name: "second", condition: half },
      ],
    });
    const again = [...votes(2, 1), ...votes(2, 1), ...votes(2, 1)];
    const result = evaluate(rule, chamberA(seats(3)), again, NO_RECORD, { now: 300, closes: [100, 200] });
    expect(result.stages[0]!.tallies["a"]!.weight).toMatchObject({ yes: 2, no: 1 });
    expect(result.stages[1]!.tallies["a"]!.weight).toMatchObject({ yes: 0, no: 0, absent: 3 });
    expect(result.outcome).toBe("fails");
  });
});

describe("LiquidFeedback before version 4: members who were gone kept the quorum out of reach", () => {
  it("whoever is recused or suspended leaves the base, and those who stay can decide", () => {
    for (const constitution of EXAMPLES) {
      for (const [id, rule] of Object.entries(constitution.rules)) {
        for (const status of ["recused", "suspended"] as const) {
          const chambers = Object.fromEntries(
            Object.keys(constitution.chambers).map((chamber) => [
              chamber,
              Array.from({ length: 9 }, (_, i) => seat(`${chamber}-${i}`, i < 7 ? { status } : {})),
            ]),
          );
          const house = { chambers, affected: Object.keys(chambers) };
          const stayed = everybody(house, "yes", (member) => Number(member.split("-").at(-1)) >= 7);
          const { outcome } = evaluate(rule, house, stayed, holder("refuses", true), LATE);
          expect([id, status, outcome]).toEqual([id, status, "passes"]);
        }
      }
    }
  });
});
