/** The game of a rule passes exactly what the evaluator passes when everybody else votes against. */
import { evaluate, isMonotone, type Ballot, type Consents, type Electorate, type Rule } from "@comity/rules";
import { fraction, gameOfRule, powerOf, ternaryOfRule, ternaryOfWeights, wins } from "@comity/rules/power";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { electorate, rule } from "../arbitrary.ts";
import { chamberA, ruleOf, seat, seats } from "../build.ts";

/** Consent, due process and judgements are given, as the game assumes. */
const GIVEN: Consents = {
  parties: [{ role: "affected", party: "p", answer: "consents" }],
  dueProcess: { grounds: true, notice: true, answer: true, hearing: true },
  judgements: [{ by: "x", question: "q", holds: true }],
};

/** Who left one chamber left the other: otherwise its ballot there would count as one that came before. */
function consistent(among: Electorate): Electorate {
  const left = Object.values(among.chambers)
    .flat()
    .filter(({ status }) => status === "left")
    .map(({ member }) => member);
  const chambers = Object.entries(among.chambers).map(([id, all]) => [
    id,
    all.map((each) => (left.includes(each.member) ? { ...each, status: "left" as const } : each)),
  ]);
  return { ...among, chambers: Object.fromEntries(chambers) as Electorate["chambers"] };
}

function passes(
  of: Rule,
  among: Electorate,
  members: readonly string[],
  coalition: readonly string[],
): boolean {
  const requests = members.filter((member) => !coalition.includes(member));
  const moment = { now: 100, closes: of.stages.map(() => 100) };
  const offered = (["no", "veto"] as const).filter((choice) => of.ballot.choices.includes(choice));
  return offered.every((against) => {
    const ballots: Ballot[] = members.map((member) => ({
      member,
      choice: coalition.includes(member) ? "yes" : against,
      at: 1,
      ground: "stated",
    }));
    return evaluate(of, among, ballots, { ...GIVEN, requests }, moment).outcome === "passes";
  });
}

const SOAK = process.env["COMITY_SOAK"] !== undefined;

describe("the game of a rule", () => {
  it("is what the evaluator says, for every coalition", () => {
    let compared = 0;
    fc.assert(
      fc.property(rule, electorate.map(consistent), (of, among) => {
        const game = gameOfRule(of, among, { turnout: "full" });
        if (!game.ok) {
          expect(game.error.code).toBe("game-size");
          return;
        }
        const { members } = game.value.game;
        for (let mask = 0; mask < 2 ** members.length; mask++) {
          const places = members.map((_, i) => i).filter((i) => ((mask >>> i) & 1) === 1);
          const coalition = places.map((i) => members[i]!);
          expect([coalition, wins(game.value.game, places)]).toEqual([
            coalition,
            passes(of, among, members, coalition),
          ]);
          compared++;
        }
      }),
      { numRuns: SOAK ? 20_000 : 500 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it("is refused where a vote against can help, with the reason, unless everybody is taken to vote", () => {
    const participation = ruleOf({
      kind: "all",
      of: [
        {
          kind: "quorum",
          chamber: "a",
          counts: ["yes", "no"],
          need: { share: { num: 2, den: 5 }, comparator: ">=" },
        },
        { kind: "threshold", chamber: "a", share: { num: 1, den: 2 }, comparator: ">", base: "cast" },
      ],
    });
    const among = chamberA(seats(5));
    expect(isMonotone(participation).monotone).toBe(false);
    const refused = gameOfRule(participation, among);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "non-monotone", field: "/stages/0/condition/of/0" },
    });
    expect(!refused.ok && refused.error.detail).toContain("a vote against can complete the quorum");
    const full = gameOfRule(participation, among, { turnout: "full" });
    expect(full).toMatchObject({
      ok: true,
      value: { assumptions: [expect.stringContaining("everybody votes")] },
    });
  });

  it("is not refused where the number of members makes the quorum certain: 4 of 7 are a majority, 2 of 5 are not", () => {
    const council = ruleOf({
      kind: "all",
      of: [
        {
          kind: "quorum",
          chamber: "a",
          counts: ["yes", "no", "abstain", "veto"],
          need: { share: { num: 1, den: 2 }, comparator: ">" },
          count: "members",
        },
        {
          kind: "limit",
          chamber: "a",
          counts: ["no", "abstain", "veto", "absent"],
          most: { number: 3 },
          count: "members",
        },
      ],
    });
    expect(gameOfRule(council, chamberA(seats(7)))).toMatchObject({ ok: true });
    expect(gameOfRule(council, chamberA(seats(5)))).toMatchObject({
      ok: false,
      error: { code: "non-monotone" },
    });
    // Who is recused is in no quorum.
    const [first, ...rest] = seats(7);
    const out = chamberA([{ ...first!, status: "recused" }, ...rest]);
    expect(gameOfRule(council, out)).toMatchObject({ ok: false, error: { code: "non-monotone" } });
  });

  it("names what ballots do not decide", () => {
    const game = gameOfRule(
      ruleOf({
        kind: "all",
        of: [
          { kind: "consent", role: "affected", share: { num: 1, den: 1 } },
          { kind: "due-process" },
          { kind: "judged", by: "chair", question: "consensus" },
          { kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 1 } },
        ],
      }),
      chamberA(seats(2)),
    );
    expect(game).toMatchObject({
      ok: true,
      value: {
        assumptions: [
          "the consent asked of affected is given",
          "due process is on the record",
          "chair judges: consensus",
        ],
      },
    });
  });

  it("has every stage", () => {
    const stage = (number: number) => ({
      name: `${number}`,
      condition: { kind: "quorum" as const, chamber: "a", counts: ["yes" as const], need: { number } },
    });
    const of = { ...ruleOf(stage(1).condition), stages: [stage(1), stage(3)] };
    const game = gameOfRule(of, chamberA(seats(4)));
    expect(game.ok && wins(game.value.game, [0, 1])).toBe(false);
    expect(game.ok && wins(game.value.game, [0, 1, 2])).toBe(true);
  });

  it("needs its chambers", () => {
    const of = ruleOf({ kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 1 } });
    const game = gameOfRule(of, { chambers: { b: seats(2) }, affected: [] });
    expect(game).toMatchObject({ ok: false, error: { code: "chamber-missing" } });
  });
});

describe("with abstention", () => {
  /** Every one of 3^n votes, by the predicate. */
  function brute(n: number, wins: (votes: readonly number[]) => boolean): readonly string[] {
    const full = 3 ** n;
    const votesOf = (code: number): number[] =>
      Array.from({ length: n }, (_, i) => (Math.floor(code / 3 ** i) % 3) - 1);
    return Array.from({ length: n }, (_, i) => {
      let turns = 0;
      for (let code = 0; code < full; code++) {
        const votes = votesOf(code);
        if (votes[i] !== 1) continue;
        if (wins(votes) && !wins(votes.with(i, -1))) turns++;
      }
      return `${turns}/${3 ** (n - 1)}`;
    });
  }
  const value = (text: string): number =>
    text
      .split("/")
      .map(Number)
      .reduce((a, b) => a / b);

  it("counts what the definition counts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }), (weights) => {
        const found = ternaryOfWeights(
          weights.map(String).map((w, i) => `${i}:${w}`),
          weights,
          { num: 2, den: 3 },
          ">=",
        );
        const expected = brute(weights.length, (votes) => {
          const yes = votes.reduce((sum, vote, i) => sum + (vote === 1 ? weights[i]! : 0), 0);
          const no = votes.reduce((sum, vote, i) => sum + (vote === -1 ? weights[i]! : 0), 0);
          return yes > 0 && 3 * yes >= 2 * (yes + no);
        });
        if (!found.ok) throw new Error(found.error.detail);
        expect(found.value.power.map((each) => value(fraction(each)))).toEqual(expected.map(value));
      }),
      { numRuns: 40 },
    );
  });

  it("agrees with the rule itself, and its two steps add up", () => {
    const of = ruleOf({
      kind: "threshold",
      chamber: "a",
      share: { num: 2, den: 3 },
      comparator: ">=",
      base: "cast",
    });
    const weights = [3, 2, 2, 1];
    const among = chamberA(weights.map((weight, i) => seat(`m${i}`, { weight })));
    const byRule = ternaryOfRule(of, among, GIVEN);
    const byWeights = ternaryOfWeights(
      weights.map((_, i) => `m${i}`),
      weights,
      { num: 2, den: 3 },
      ">=",
    );
    expect(byRule).toEqual(byWeights);
    if (!byRule.ok) throw new Error(byRule.error.detail);
    const { power, noToAbstain, abstainToYes } = byRule.value;
    for (const [i, each] of power.entries()) {
      const [a, b] = [noToAbstain[i]!, abstainToYes[i]!];
      expect(each.num * a.den * b.den).toBe(each.den * (a.num * b.den + b.num * a.den));
    }
  });

  it("is refused for too many different members, and without abstention on the ballot", () => {
    const many = Array.from({ length: 30 }, (_, i) => i + 1);
    expect(ternaryOfWeights(many.map(String), many, { num: 1, den: 2 }, ">")).toMatchObject({
      ok: false,
      error: { code: "power-states" },
    });
    const of = ruleOf(
      { kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 1 } },
      { ballot: { method: "choice", choices: ["yes", "no"], revote: "last" } },
    );
    expect(ternaryOfRule(of, chamberA(seats(3)), GIVEN)).toMatchObject({
      ok: false,
      error: { code: "power-abstain" },
    });
  });

  it("is exact for the General Assembly", () => {
    const of = ruleOf({
      kind: "threshold",
      chamber: "a",
      share: { num: 2, den: 3 },
      comparator: ">=",
      base: "cast",
    });
    const found = ternaryOfWeights(
      Array.from({ length: 193 }, (_, i) => `${i}`),
      Array.from({ length: 193 }, () => 1),
      { num: 2, den: 3 },
      ">=",
    );
    expect(found.ok && found.value.collectivity.den).toBe(3n ** 193n);
    expect(
      powerOf({
        members: ["a"],
        axes: [{ name: "x", weights: [1] }],
        wins: { kind: "reaches", axis: 0, quota: 1 },
      }).ok,
    ).toBe(true);
    expect(gameOfRule(of, chamberA(seats(193))).ok).toBe(true);
  });
});

it("who left is absent: a limit that counts the absent counts them with the opponents", () => {
  const share = { num: 2, den: 5 };
  const of = ruleOf({
    kind: "limit",
    chamber: "a",
    counts: ["no", "absent"],
    most: { share, comparator: "<=", base: "all" },
  });
  const among = chamberA([...seats(4), seat("gone", { status: "left" })]);
  const game = gameOfRule(of, among, { turnout: "full" });
  expect(game.ok && [wins(game.value.game, [0, 1]), wins(game.value.game, [0, 1, 2])]).toEqual([false, true]);
});

it("two pairs that each pass alone are improper, though fewer than half of all coalitions win", () => {
  const pair = (axis: number) => ({ kind: "reaches" as const, axis, quota: 2 });
  const axes = [
    { name: "ab", weights: [1, 1, 0, 0] },
    { name: "cd", weights: [0, 0, 1, 1] },
  ];
  const wins = { kind: "at-least" as const, number: 1, of: [pair(0), pair(1)] };
  const power = powerOf({ members: ["a", "b", "c", "d"], axes, wins });
  expect(power).toMatchObject({ ok: true, value: { winning: 7n, proper: false } });
});
