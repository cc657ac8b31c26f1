import { evaluate, type Ballot, type Condition, type Explained, type Rule } from "@comity/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballots, CHOICES, consents, electorate, rule } from "./arbitrary.ts";
import { chamberA, NO_RECORD, ruleOf, seats } from "./build.ts";
import { passesNaively } from "./naive.ts";

const runs = process.env["COMITY_SOAK"] === undefined ? 1 : 50;
const CLOSE = 100;
const closed = { now: CLOSE, closes: [CLOSE] };
const open = { now: 50, closes: [CLOSE] };

const nodes = (explained: Explained): Explained[] => [explained, ...(explained.of ?? []).flatMap(nodes)];

/** Without conditions whose last word is not a ballot: the brute force below tries ballots only. */
const ballotsOnly = (each: Rule): boolean =>
  !/"(consent|due-process|judged|without-vote)"/.test(JSON.stringify(each.stages));

/** Every ballot list that may still come: each member that can vote casts one of the choices or nothing. */
function* completions(
  each: Rule,
  cast: readonly Ballot[],
  members: readonly string[],
): Generator<readonly Ballot[]> {
  const [member, ...rest] = members;
  if (member === undefined) {
    yield cast;
    return;
  }
  yield* completions(each, cast, rest);
  for (const choice of each.ballot.choices) {
    yield* completions(each, [...cast, { member, choice, at: 60, ground: "stated" }], rest);
  }
}

describe("random rules", () => {
  it("agree with a second, plain implementation", () => {
    fc.assert(
      fc.property(
        rule,
        electorate,
        ballots,
        consents,
        fc.integer({ min: 1, max: 2 }),
        (each, who, cast, record, round) => {
          const result = evaluate(each, who, cast, record, { ...closed, round });
          const expected = passesNaively(each, who, cast, record, CLOSE, round) ? "passes" : "fails";
          expect(result.outcome).toBe(expected);
          expect(result.settled).toBe(true);
          for (const node of nodes(result.stages[0]!.condition)) {
            expect([node.mayHold, node.mayFail]).toEqual([node.holds, !node.holds]);
          }
        },
      ),
      { numRuns: 3000 * runs },
    );
  }, 300_000);

  it("are plain JSON, equal each time, and `standing` is the result if the vote closed now", () => {
    fc.assert(
      fc.property(rule, electorate, ballots, consents, (each, who, cast, record) => {
        const now = evaluate(each, who, cast, record, open);
        expect(JSON.parse(JSON.stringify(now))).toEqual(now);
        expect(evaluate(each, who, cast, record, open)).toEqual(now);
        expect(now.stages[0]!.standing).toBe(evaluate(each, who, cast, record, closed).outcome);
      }),
      { numRuns: 500 * runs },
    );
  });

  it("settled and `may` agree with brute force over all remaining ballots", () => {
    let settledPasses = 0;
    let settledFails = 0;
    fc.assert(
      fc.property(rule.filter(ballotsOnly), electorate, ballots, consents, (each, who, drawn, record) => {
        const cast = drawn.filter((ballot) => ballot.at < 50);
        const result = evaluate(each, who, cast, record, open);
        const root = result.stages[0]!.condition;
        const free = [...new Set(Object.values(who.chambers).flat())]
          .filter((seat) => seat.status === "voting")
          .map((seat) => seat.member);
        // One seat may have left while the other has not: then the ballot cannot come, so such cases are left out.
        const gone = Object.values(who.chambers)
          .flat()
          .filter((seat) => seat.status === "left");
        fc.pre(!gone.some((seat) => free.includes(seat.member)));
        const seen = new Set<boolean>();
        for (const all of completions(each, cast, [...new Set(free)])) {
          seen.add(passesNaively(each, who, all, record, CLOSE, 1));
        }
        // Exact towards passing; never too small towards failing.
        expect(root.mayHold).toBe(seen.has(true));
        if (seen.has(false)) expect(root.mayFail).toBe(true);
        // Exact for single conditions and where all of them are needed.
        // A mandate may also be taken back, which the ballots alone do not try.
        const mandated = each.delegation !== undefined && record.mandates!.length > 0;
        if (!mandated && !/"(any|at-least)"|overriddenBy/.test(JSON.stringify(each.stages))) {
          expect(root.mayFail).toBe(seen.has(false));
        }
        if (result.settled) {
          expect(seen.size).toBe(1);
          expect(result.outcome).toBe(seen.has(true) ? "passes" : "fails");
          if (seen.has(true)) settledPasses++;
          else settledFails++;
        } else expect(result.outcome).toBe("open");
      }),
      { numRuns: 700 * runs },
    );
    // The property is not empty: both kinds of early result occur.
    expect(settledPasses).toBeGreaterThan(0);
    expect(settledFails).toBeGreaterThan(0);
  }, 300_000);

  it("what would still change a condition is the least that does", () => {
    const SUPPORT = ["absent", "abstain", "present", "no", "veto"] as const;
    let told = 0;
    fc.assert(
      fc.property(
        fc.constantFrom("cast" as const, "present" as const, "all" as const),
        fc.constantFrom(">" as const, ">=" as const),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.constantFrom(...CHOICES), { maxLength: 9 }),
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom("threshold" as const, "quorum" as const),
        (base, comparator, num, cast, silent, kind) => {
          const share = { num, den: 10 };
          const condition: Condition =
            kind === "threshold"
              ? { kind, chamber: "a", share, comparator, base }
              : { kind, chamber: "a", counts: ["yes", "abstain"], need: { share, comparator } };
          const each = ruleOf(condition, {
            ballot: { method: "choice", choices: CHOICES, revote: "last" },
          });
          const who = chamberA(seats(cast.length + silent));
          const list = cast.map((choice, i): Ballot => ({ member: `m${i}`, choice, at: 1 }));
          const state = (of: readonly Ballot[], i: number) =>
            of.find((ballot) => ballot.member === `m${i}`)?.choice ?? "absent";
          const holds = (of: readonly Ballot[]) =>
            evaluate(each, who, of, NO_RECORD, open).stages[0]!.condition.holds;
          const { toHold, mayHold } = evaluate(each, who, list, NO_RECORD, open).stages[0]!.condition;
          if (holds(list)) {
            expect(toHold).toBeUndefined();
            return;
          }
          let moving = [...list];
          let least: number | undefined;
          for (const from of SUPPORT) {
            for (let i = 0; i < cast.length + silent && least === undefined; i++) {
              if (state(list, i) !== from) continue;
              moving = [
                ...moving.filter((b) => b.member !== `m${i}`),
                { member: `m${i}`, choice: "yes", at: 2 },
              ];
              if (holds(moving)) least = moving.filter((b) => b.at === 2).length;
            }
          }
          expect([toHold, mayHold]).toEqual([least, least !== undefined]);
          told++;
        },
      ),
      { numRuns: 300 * runs },
    );
    expect(told).toBeGreaterThan(50);
  });

  it("support never hurts", () => {
    fc.assert(
      fc.property(
        rule,
        electorate,
        ballots,
        consents,
        fc.constantFrom("m0", "m1", "m2", "m3"),
        (each, who, cast, record, member) => {
          const first = { ...each, ballot: { ...each.ballot, revote: "last" as const } };
          const before = evaluate(first, who, cast, record, closed).outcome;
          const more = [...cast, { member, choice: "yes" as const, at: 99 }];
          if (before === "passes") expect(evaluate(first, who, more, record, closed).outcome).toBe("passes");
        },
      ),
      { numRuns: 1000 * runs },
    );
  });
});
