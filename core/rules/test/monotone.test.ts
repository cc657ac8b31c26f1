// A helper stands beside the only test that uses it.
/* oxlint-disable unicorn/consistent-function-scoping */
import {
  explainRule,
  isMonotone,
  registriesOperatorsSociety,
  simpleMajority,
  type Condition,
} from "@comity/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "@comity/rules";
import { ballots, consents, electorate, rule } from "./arbitrary.ts";
import { CLOSED, ruleOf, tallied } from "./build.ts";

const share = (num: number, den: number) => ({ num, den });
const half: Condition = {
  kind: "threshold",
  chamber: "a",
  share: share(1, 2),
  comparator: ">",
  base: "cast",
};
const participation: Condition = {
  kind: "quorum",
  chamber: "a",
  counts: ["yes", "no", "abstain"],
  need: { share: share(2, 5), comparator: ">=" },
};
const ofAll = (num: number, den: number): Condition => ({
  kind: "threshold",
  chamber: "a",
  share: share(num, den),
  comparator: ">=",
  base: "all",
});
const all = (...of: Condition[]): Condition => ({ kind: "all", of });
const any = (...of: Condition[]): Condition => ({ kind: "any", of });
const verdict = (condition: Condition) => isMonotone(ruleOf(condition));

describe("isMonotone", () => {
  it("flags a participation quorum and shows a case", () => {
    const found = verdict(all(participation, half));
    expect([found.monotone, found.hazards[0]!.path]).toEqual([false, "/stages/0/condition/of/0"]);
    const { members, yes, no, abstain, against } = found.hazards[0]!.example!;
    const outcome = (more: number) =>
      tallied(all(participation, half), members, [yes, no + more, abstain]).outcome;
    expect([against, outcome(0), outcome(1)]).toEqual(["no", "fails", "passes"]);
  });

  it("names every such condition, also where one would complete the other", () => {
    const narrow = { ...participation, counts: ["yes", "no"] as const };
    expect(verdict(all(participation, narrow)).hazards).toHaveLength(2);
  });

  it("the example of the reference: quorum 40 of 100, 39-0 fails, 39-1 passes", () => {
    expect(tallied(all(participation, half), 100, [39, 0]).outcome).toBe("fails");
    expect(tallied(all(participation, half), 100, [39, 1]).outcome).toBe("passes");
  });

  it.each<[string, Condition, boolean]>([
    ["a majority of the votes cast", half, true],
    ["an approval quorum", all(half, { ...participation, counts: ["yes"] }), true],
    ["For+Abstain", all(half, { ...participation, counts: ["yes", "abstain"] }), true],
    ["a quorum that the threshold implies (ITU 55)", all(participation, ofAll(2, 3)), true],
    ["one that it does not imply", all(participation, ofAll(1, 3)), false],
    [
      "one that another chamber implies",
      all(participation, { ...ofAll(2, 3), chamber: "b" } as Condition),
      false,
    ],
    [
      "one implied but for ties",
      all(
        { ...participation, need: { share: share(2, 5), comparator: ">" } },
        {
          kind: "threshold",
          chamber: "a",
          share: share(2, 5),
          comparator: ">",
          base: "all",
          tie: { answer: "passes" },
        },
      ),
      false,
    ],
    [
      "one implied but for an empty chamber",
      all(participation, { ...ofAll(2, 3), onZero: "holds" } as Condition),
      false,
    ],
    [
      "one beside another that votes against complete too",
      all(participation, { ...participation, counts: ["yes", "no"] }),
      false,
    ],
    ["one that is only an alternative", { kind: "any", of: [participation, ofAll(2, 3)] }, false],
    [
      "one implied by heads, not by weight",
      all(participation, { ...ofAll(2, 3), count: "members" } as Condition),
      false,
    ],
    ["one that every alternative implies", all(participation, any(ofAll(2, 3), ofAll(1, 2))), true],
    ["one that one alternative does not imply", all(participation, any(ofAll(2, 3), ofAll(1, 3))), false],
    ["one that a part of an alternative implies", all(participation, any(all(half, ofAll(2, 3)))), true],
    [
      "one that any two of three imply",
      all(participation, { kind: "at-least", number: 2, of: [half, ofAll(2, 3), ofAll(1, 2)] }),
      true,
    ],
    [
      "one that one of three does not imply",
      all(participation, { kind: "at-least", number: 1, of: [half, ofAll(2, 3), ofAll(1, 2)] }),
      false,
    ],
    ["one implied by an approval quorum", all(participation, { ...participation, counts: ["yes"] }), true],
    [
      "an objection cap",
      all(half, { kind: "limit", chamber: "a", counts: ["no", "veto"], most: { number: 1 } }),
      true,
    ],
    [
      "a veto share of the votes present",
      all(half, {
        kind: "limit",
        chamber: "a",
        counts: ["veto"],
        most: { share: share(334, 1000), comparator: "<", base: "present" },
      }),
      false,
    ],
    [
      "fewer than four who do not agree (EU)",
      { kind: "limit", chamber: "a", counts: ["no", "veto", "abstain", "absent"], most: { number: 3 } },
      true,
    ],
    [
      "at most three absent",
      { kind: "limit", chamber: "a", counts: ["absent", "abstain"], most: { number: 3 } },
      false,
    ],
  ])("%s: %j is monotone = %s", (_, condition, expected) => {
    expect(verdict(condition).monotone).toBe(expected);
  });

  describe("the Council of the European Union (a majority present; 55 % and 65 %, or fewer than four who do not agree)", () => {
    const members = { ...participation, counts: ["yes", "no", "abstain"], count: "members" } as const;
    const present: Condition = { ...members, need: { share: share(1, 2), comparator: ">" } };
    const few: Condition = {
      kind: "limit",
      chamber: "a",
      counts: ["no", "abstain", "veto", "absent"],
      most: { number: 3 },
      count: "members",
    };
    const agreed = all({ ...ofAll(55, 100), count: "members" } as Condition, ofAll(65, 100));
    const council = (change: Partial<typeof few> = {}): Condition =>
      all(present, any(agreed, { ...few, ...change }));
    const of = (size: number, condition = council()) => isMonotone(ruleOf(condition), { a: size }).monotone;

    it("is monotone with seven members and more, and not below", () => {
      expect([of(27), of(7), of(6)]).toEqual([true, true, false]);
      expect(verdict(council()).monotone).toBe(false);
      // Six members, three say yes, three are away: one who comes to say no makes them a majority.
      expect(tallied(council(), 6, [3, 0]).outcome).toBe("fails");
      expect(tallied(council(), 6, [3, 1]).outcome).toBe("passes");
    });

    it("only where the few are all who are not counted, by heads, in every round, and the base has no others", () => {
      expect(of(27, council({ counts: ["no", "abstain", "veto"] } as object))).toBe(false);
      expect(of(27, council({ count: "weight" } as object))).toBe(false);
      expect(of(27, council({ chamber: "b" }))).toBe(false);
      expect(of(27, council({ exceeded: "postpones" } as object))).toBe(false);
      expect(isMonotone(ruleOf(council()), { b: 27 }).monotone).toBe(false);
      for (const terms of ["recused", "suspended"] as const) {
        const rule = ruleOf(council());
        const a = { ...rule.electorates["a"]!, [terms]: "counted" as const };
        expect(isMonotone({ ...rule, electorates: { ...rule.electorates, a } }, { a: 27 }).monotone).toBe(
          false,
        );
      }
    });
  });

  it("a rule called monotone never passes because of one more vote against", () => {
    let tried = 0;
    fc.assert(
      fc.property(
        rule,
        electorate,
        ballots,
        consents,
        fc.constantFrom("m0", "m1", "m2", "m3"),
        fc.constantFrom("no" as const, "veto" as const),
        (each, who, drawn, record, member, choice) => {
          const cast = drawn.filter((ballot) => ballot.member !== member);
          fc.pre(each.ballot.choices.includes(choice) && isMonotone(each).monotone);
          const before = evaluate(each, who, cast, record, CLOSED).outcome;
          const after = evaluate(each, who, [...cast, { member, choice, at: 1 }], record, CLOSED).outcome;
          tried++;
          if (before === "fails") expect(after).toBe("fails");
        },
      ),
      { numRuns: 400 },
    );
    expect(tried).toBeGreaterThan(100);
  }, 20_000);

  it("every rule of the examples is monotone", () => {
    for (const { rules } of [simpleMajority, registriesOperatorsSociety]) {
      for (const each of Object.values(rules))
        expect(isMonotone(each)).toEqual({ monotone: true, hazards: [] });
    }
  });
});

describe("explainRule", () => {
  it("one sentence per clause, each with its place", () => {
    const lines = explainRule(registriesOperatorsSociety.rules["reclaim"]!);
    for (const line of lines) expect(line).toMatch(/^\/[a-z0-9/A-Z-]+: [A-Z].*\.$|^\/electorates\/.*\.$/);
    expect(new Set(lines.map((line) => line.split(": ")[0])).size).toBe(lines.length);
    expect(lines).toContain(
      "/stages/0/condition/of/0: Every party that is affected consents by its own act; silence is refusal; if there is no such party, this fails.",
    );
    expect(lines).toContain("/periods/answer: The party concerned has 30 days to answer.");
    expect(lines).toContain(
      "/appeal/levels/0: Appeal 1 goes to panel, which decides by the rule appeal within 30 days.",
    );
  });

  it("every difference between two rules changes the text", () => {
    const text = (condition: Condition) => explainRule(ruleOf(condition)).join("\n");
    const tie = (answer: "fails" | "passes"): Condition => ({ ...half, tie: { answer } });
    const limit = (more: object): Condition => ({
      kind: "limit",
      chamber: "a",
      counts: ["no"],
      most: { share: share(1, 3), comparator: "<", base: "cast" },
      ...more,
    });
    const support = (more: object): Condition => ({
      kind: "support",
      chamber: "a",
      who: { role: "r" },
      ...more,
    });
    const consent = (more: object): Condition => ({
      kind: "consent",
      role: "affected",
      share: share(1, 1),
      ...more,
    });
    const veto: Condition = { kind: "veto", chamber: "a", who: { members: ["x", "y"] }, counts: ["no"] };
    const conditions: Condition[] = [
      half,
      { ...half, comparator: ">=" },
      { ...half, base: "present" },
      { ...half, base: "all" },
      { ...half, count: "members" },
      { ...half, onZero: "holds" },
      tie("fails"),
      tie("passes"),
      { ...half, tie: { answer: "second-vote", within: 90_061 } },
      { ...half, tie: { answer: "casting", role: "chair" } },
      participation,
      { ...participation, onZero: "holds" },
      { ...participation, need: { share: share(2, 5), comparator: ">" } },
      { ...participation, need: { share: share(2, 5), comparator: ">=", round: "down" } },
      { ...participation, need: { number: 9 } },
      { ...participation, need: { number: 9, lessPerRecused: 1 } },
      limit({}),
      limit({ onZero: "fails" }),
      limit({ exceeded: "postpones" }),
      limit({ most: { number: 1 } }),
      limit({ most: { share: share(1, 3), comparator: "<=", base: "cast" } }),
      limit({ counts: ["no", "absent"] }),
      limit({ counts: ["absent"] }),
      { kind: "blocking", chamber: "a", share: share(35, 100), plus: 1 },
      veto,
      { ...veto, overriddenBy: half },
      support({}),
      support({ number: 2 }),
      support({ onNone: "holds" }),
      consent({}),
      consent({ silence: "consents" }),
      consent({ onNone: "holds" }),
      consent({ share: share(1, 2) }),
      { kind: "due-process" },
      { kind: "judged", by: "chairs", question: "rough-consensus" },
      all(half, half),
      { kind: "any", of: [half, half] },
      { kind: "at-least", number: 1, of: [half, half] },
      { kind: "if-affected", chamber: "a", condition: half },
    ];
    expect(new Set(conditions.map(text)).size).toBe(conditions.length);
    expect(text({ ...half, tie: { answer: "second-vote", within: 90_061 } })).toContain(
      "within 1 day 1 hour 1 minute 1 second",
    );
  });
});
