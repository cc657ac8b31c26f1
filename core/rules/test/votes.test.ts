/** Divided ballots, delegated votes, presence, grounds of vetoes, adoption without a vote, what ends a proposal. */
import {
  evaluate,
  explainEvaluation,
  explainRule,
  parseConstitution,
  parseRule,
  ruleFor,
  simpleMajority,
  type Condition,
  type Consents,
  type Rule,
} from "@comity/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballots, consents, electorate, rule as anyRule } from "./arbitrary.ts";
import { chamberA, CLOSED, NO_RECORD, OPEN, ruleOf, seat, seats, tallied, vote, votes } from "./build.ts";

const half: Condition = {
  kind: "threshold",
  chamber: "a",
  share: { num: 1, den: 2 },
  comparator: ">",
  base: "cast",
};
const offer = (more: Partial<Rule["ballot"]>): Partial<Rule> => ({
  ballot: { method: "choice", choices: ["yes", "no", "abstain", "veto", "present"], revote: "last", ...more },
});

describe("divided ballots", () => {
  const divided = ruleOf(half, offer({ split: true }));
  const house = chamberA([seat("m0", { weight: 10 }), seat("m1", { weight: 3 })]);
  const of = (rule: Rule, yes: number, no: number) =>
    evaluate(
      rule,
      house,
      [vote("m0", "yes", { split: { a: { yes, no } } }), vote("m1", "no")],
      NO_RECORD,
      CLOSED,
    );

  it("count each part, and the member once", () => {
    const { outcome, stages } = of(divided, 7, 3);
    expect([outcome, stages[0]!.tallies["a"]!.weight.no, stages[0]!.tallies["a"]!.members.yes]).toEqual([
      "passes",
      6,
      1,
    ]);
    expect(of(divided, 6, 4).outcome).toBe("fails");
  });

  it("are no ballots when they do not add up, where the rule does not allow them, or beyond the member", () => {
    for (const [rule, yes, no] of [
      [divided, 9, 2],
      [divided, 9, 0],
      [divided, 11, -1],
      [ruleOf(half), 7, 3],
    ] as const) {
      expect(of(rule, yes, no).stages[0]).toMatchObject({ standing: "fails", ignored: 1 });
    }
    const stranger = [vote("m9", "yes", { split: { a: { yes: 1 } } })];
    expect(evaluate(divided, house, stranger, NO_RECORD, CLOSED).stages[0]!.ignored).toBe(1);
    const unoffered = ruleOf(half, { ballot: { ...divided.ballot, choices: ["yes", "no"] } });
    const abstaining = [vote("m0", "yes", { split: { a: { yes: 7, abstain: 3 } } })];
    expect(evaluate(unoffered, house, abstaining, NO_RECORD, CLOSED).outcome).toBe("fails");
  });

  it("one that does not add up leaves the ballot before it", () => {
    const list = [vote("m0", "yes"), vote("m0", "no", { split: { a: { no: 1 } } })];
    expect(evaluate(divided, house, list, NO_RECORD, CLOSED).outcome).toBe("passes");
  });
});

describe("delegated votes", () => {
  const terms = { transitive: false, length: 1000, most: 2 };
  const rule = (more: Partial<NonNullable<Rule["delegation"]>> = {}) =>
    ruleOf(half, { delegation: { ...terms, ...more } });
  const give = (member: string, to: string | null, from = 0, until = 1000) => ({ member, to, from, until });
  const record = (...mandates: NonNullable<Consents["mandates"]>): Consents => ({ ...NO_RECORD, mandates });
  const yes = (
    each: Rule,
    consents: Consents,
    house = seats(5),
    cast = [vote("m0", "yes")],
    moment = CLOSED,
  ) => evaluate(each, chamberA(house), cast, consents, moment).stages[0]!.tallies["a"]!.weight.yes;

  it("a delegate's ballot counts for those who gave a mandate, up to the cap", () => {
    expect(yes(rule(), record())).toBe(1);
    expect(yes(rule(), record(give("m1", "m0")))).toBe(2);
    expect(yes(rule(), record(give("m1", "m0"), give("m2", "m0"), give("m3", "m0")))).toBe(3);
    expect(yes(ruleOf(half), record(give("m1", "m0")))).toBe(1);
  });

  it("a member's own ballot overrides; what is taken back, expired, too late or to oneself does not speak", () => {
    const own = [vote("m0", "yes"), vote("m1", "no", { at: 0 })];
    expect(yes(rule(), record(give("m1", "m0")), seats(5), own)).toBe(1);
    expect(yes(rule(), record(give("m1", "m0"), give("m1", null, 5)))).toBe(1);
    expect(yes(rule(), record(give("m1", "m0", 0, 99)))).toBe(1);
    expect(yes(rule(), record(give("m1", "m0", 0, 100)))).toBe(2);
    expect(yes(rule({ length: 99 }), record(give("m1", "m0")))).toBe(1);
    expect(yes(rule(), record(give("m1", "m0", 100)))).toBe(1);
    expect(yes(rule(), record(give("m1", "m1")))).toBe(1);
  });

  it("a mandate given less than `lead` before the scheduled close buys nothing", () => {
    expect(yes(rule({ lead: 100 }), record(give("m1", "m0", 0)))).toBe(2);
    expect(yes(rule({ lead: 100 }), record(give("m1", "m0", 1)))).toBe(1);
  });

  it("a prolonged vote does not let later mandates in", () => {
    const extension = { on: ["result" as const], last: 20, by: 50 };
    const each = ruleOf(half, { delegation: { ...terms, lead: 100 }, extension });
    const run = (from: number) =>
      evaluate(each, chamberA(seats(3)), [vote("m0", "yes", { at: 99 })], record(give("m1", "m0", from)), {
        now: 150,
        closes: [100],
      }).stages[0]!;
    expect(run(0)).toMatchObject({ closes: 150, tallies: { a: { weight: { yes: 2 } } } });
    expect(run(30)).toMatchObject({ closes: 150, tallies: { a: { weight: { yes: 1 } } } });
  });

  it("is passed on only where allowed, and never in a circle", () => {
    const chain = record(give("m2", "m1"), give("m1", "m0"));
    expect(yes(rule(), chain)).toBe(2);
    expect(yes(rule({ transitive: true }), chain)).toBe(3);
    const circle = record(give("m1", "m2"), give("m2", "m1"), give("m3", "m2"));
    expect(yes(rule({ transitive: true }), circle)).toBe(1);
  });

  it("who is recused or suspended, or has left, takes no part in it", () => {
    for (const status of ["recused", "suspended"] as const) {
      expect(yes(rule(), record(give("m1", "m0")), [seat("m0", { status }), seat("m1")])).toBe(0);
      const by = [vote("m1", "yes", { by: "m0" })];
      expect(yes(rule(), NO_RECORD, [seat("m0", { status }), seat("m1")], by)).toBe(0);
    }
    expect(yes(rule(), record(give("m1", "m0")), [seat("m0"), seat("m1", { status: "left" })])).toBe(1);
  });

  it("where the record keeps mandates, a ballot by a delegate needs one", () => {
    const by = [vote("m1", "yes", { by: "m0" })];
    expect(yes(rule(), NO_RECORD, seats(3), by)).toBe(1);
    expect(yes(rule(), record(), seats(3), by)).toBe(0);
    expect(yes(rule(), record(give("m1", "m0")), seats(3), by)).toBe(1);
    const passed = record(give("m1", "m2"), give("m2", "m0"));
    expect(yes(rule(), passed, seats(3), by)).toBe(0);
    expect(yes(rule({ transitive: true }), passed, seats(3), by)).toBe(1);
  });

  it("does not settle a vote before close: it may still be taken back", () => {
    const result = evaluate(rule(), chamberA(seats(2)), [vote("m0", "yes")], record(give("m1", "m0")), OPEN);
    expect(result.outcome).toBe("open");
    const all: Condition = { ...half, share: { num: 1, den: 2 }, base: "all" };
    const three = evaluate(
      ruleOf(all, { delegation: terms, ballot: { ...ruleOf(all).ballot, revote: "first" } }),
      chamberA(seats(3)),
      [vote("m0", "yes")],
      record(give("m1", "m0")),
      OPEN,
    );
    expect(three).toMatchObject({ outcome: "open", stages: [{ standing: "passes" }] });
  });

  it("may be taken back even where every choice counts, and is no ballot that was ignored", () => {
    const both: Condition = { kind: "quorum", chamber: "a", counts: ["yes", "no"], need: { number: 2 } };
    const choices: Rule["ballot"] = { method: "choice", choices: ["yes", "no"], revote: "last" };
    const each = ruleOf(both, { delegation: terms, ballot: choices });
    const cast = [vote("m0", "yes")];
    const at = (moment: typeof OPEN) =>
      evaluate(each, chamberA(seats(2)), cast, record(give("m1", "m0")), moment);
    expect(at(OPEN)).toMatchObject({ outcome: "open", stages: [{ standing: "passes", ignored: 0 }] });
    expect(at(CLOSED)).toMatchObject({ outcome: "passes", stages: [{ ignored: 0 }] });
  });

  it("a delegate's division of its own weight is not another's", () => {
    const each = ruleOf(half, { ...offer({ split: true }), delegation: terms });
    const cast = [vote("m0", "yes", { split: { a: { yes: 1, no: 1 } } })];
    const pair = chamberA([seat("m0", { weight: 2 }), seat("m1")]);
    const { stages } = evaluate(each, pair, cast, record(give("m1", "m0")), CLOSED);
    expect(stages[0]!.tallies["a"]!.weight).toMatchObject({ yes: 2, no: 1 });
  });
});

describe("presence, vetoes with grounds", () => {
  it("present, abstaining, absent are three things", () => {
    const quorum: Condition = {
      kind: "quorum",
      chamber: "a",
      counts: ["yes", "no", "abstain", "present"],
      need: { share: { num: 1, den: 2 }, comparator: ">" },
    };
    const cast = [vote("m0", "yes"), vote("m1", "present"), vote("m2", "abstain")];
    const of = (condition: Condition) =>
      evaluate(ruleOf(condition, offer({})), chamberA(seats(5)), cast, NO_RECORD, CLOSED).stages[0]!;
    expect(of(quorum)).toMatchObject({ standing: "passes", condition: { counted: 3 } });
    expect(of(half).condition).toMatchObject({ base: 1 });
    expect(of({ ...half, base: "present" }).condition).toMatchObject({ base: 3 });
    expect(of(half).tallies["a"]!.weight).toMatchObject({ yes: 1, abstain: 1, present: 1, absent: 2 });
  });

  it("the divided part of a veto without its ground is a no too", () => {
    const cast = [vote("m0", "yes", { split: { a: { yes: 2, no: 1, veto: 4 } } })];
    const weights = (grounds: boolean) =>
      evaluate(
        ruleOf(half, offer({ split: true, grounds })),
        chamberA([seat("m0", { weight: 7 })]),
        cast,
        NO_RECORD,
        CLOSED,
      ).stages[0]!.tallies["a"]!.weight;
    expect(weights(true)).toMatchObject({ yes: 2, no: 5, veto: 0 });
    expect(weights(false)).toMatchObject({ yes: 2, no: 1, veto: 4 });
  });

  it("a veto without its ground is a no", () => {
    const capped: Condition = {
      kind: "all",
      of: [half, { kind: "limit", chamber: "a", counts: ["veto"], most: { number: 0 } }],
    };
    const of = (ground: string | undefined) =>
      evaluate(
        ruleOf(capped, offer({ grounds: true })),
        chamberA(seats(3)),
        [...votes(2), vote("m2", "veto", ground === undefined ? {} : { ground })],
        NO_RECORD,
        CLOSED,
      );
    expect(of("it takes what is mine").outcome).toBe("fails");
    for (const ground of [undefined, "", "  "]) {
      expect(of(ground).outcome).toBe("passes");
      expect(of(ground).stages[0]!.tallies["a"]!.weight).toMatchObject({ no: 1, veto: 0 });
    }
  });
});

describe("without a vote", () => {
  const condition: Condition = { kind: "without-vote", chamber: "a" };
  const of = (requests: readonly string[] | undefined, moment = CLOSED, house = seats(4)) =>
    evaluate(
      ruleOf(condition),
      chamberA(house),
      [],
      { ...NO_RECORD, ...(requests === undefined ? {} : { requests }) },
      moment,
    );

  it("is adopted when nobody asked for a vote by close", () => {
    expect(of([]).outcome).toBe("passes");
    expect(of(["m1"])).toMatchObject({ outcome: "fails", stages: [{ condition: { who: ["m1"] } }] });
    expect(of(["stranger"]).outcome).toBe("passes");
    expect(of(["m1"], CLOSED, [seat("m0"), seat("m1", { status: "recused" })]).outcome).toBe("passes");
  });

  it("never where nobody could have asked", () => {
    expect(of(undefined)).toMatchObject({ outcome: "fails", settled: true });
  });

  it("is open until close, and settled by the first request", () => {
    expect(of([], OPEN)).toMatchObject({ outcome: "open", stages: [{ condition: { toFail: 1 } }] });
    expect(of(["m1"], OPEN)).toMatchObject({ outcome: "fails", settled: true });
    const gone = [seat("m0", { status: "left" })];
    expect(of([], OPEN, gone)).toMatchObject({ outcome: "passes", settled: true });
    const two = ruleOf({ ...condition, requests: 2 });
    const record = { ...NO_RECORD, requests: ["m1"] };
    expect(evaluate(two, chamberA(seats(4)), [], record, CLOSED).outcome).toBe("passes");
    expect(evaluate(two, chamberA(seats(1)), [], { ...record, requests: [] }, OPEN).outcome).toBe("passes");
  });
});

describe("what ends a proposal, what changes it", () => {
  it("an amended rule aborts where declared, and changes nothing otherwise", () => {
    const run = (more: Partial<Rule>, amended: boolean) =>
      evaluate(ruleOf(half, more), chamberA(seats(3)), votes(3), NO_RECORD, { ...CLOSED, amended });
    expect(run({ whenAmended: "aborts" }, true)).toMatchObject({
      outcome: "fails",
      settled: true,
      aborted: true,
    });
    expect(run({ whenAmended: "aborts" }, false).outcome).toBe("passes");
    expect(run({ whenAmended: "continues" }, true)).toEqual(run({}, false));
  });

  it("says the least that still changes a condition, while anything can", () => {
    const two: Condition = { ...half, share: { num: 2, den: 3 }, comparator: ">=" };
    const at = (...counts: [yes: number, no: number]) => tallied(two, 10, counts, OPEN).stages[0]!.condition;
    expect(at(3, 3)).toMatchObject({ holds: false, toHold: 3 });
    expect(at(6, 3)).toMatchObject({ holds: true, toFail: 1 });
    // One has not voted, so two more have to change their mind.
    expect(at(3, 6)).toMatchObject({ holds: false, toHold: 4 });
    expect(tallied(two, 10, [3, 3], CLOSED).stages[0]!.condition).not.toHaveProperty("toHold");
    const cap: Condition = { kind: "limit", chamber: "a", counts: ["veto"], most: { number: 1 } };
    expect(tallied(cap, 5, [0], OPEN).stages[0]!.condition).toMatchObject({ toFail: 2 });
    expect(tallied(cap, 5, [0, 0, 0, 3], OPEN).stages[0]!.condition).toMatchObject({ toHold: 2 });
  });
});

describe("bundles and reading", () => {
  const { ordinary, admission } = simpleMajority.rules;
  const bundle = (a: Partial<Rule>, b: Partial<Rule>) => {
    const rules = { ordinary: { ...ordinary!, ...a }, admission: { ...admission!, ...b } };
    const joined = ruleFor({ ...simpleMajority, rules }, ["ordinary", "admission"]);
    if (!joined.ok) throw new Error(joined.error.detail);
    return joined.value;
  };
  const ballot = (more: Partial<Rule["ballot"]>) => ({ ballot: { ...ordinary!.ballot, ...more } });

  it("allows what every rule allows, asks what any asks", () => {
    expect(bundle(ballot({ split: true }), {}).ballot).not.toHaveProperty("split");
    expect(bundle(ballot({ split: true }), ballot({ split: true })).ballot.split).toBe(true);
    expect(bundle(ballot({ grounds: true }), {}).ballot.grounds).toBe(true);
    expect(bundle({ early: true }, {})).not.toHaveProperty("early");
    expect(bundle({ early: true }, { early: true }).early).toBe(true);
    expect(bundle({ live: 3 }, { live: 2 }).live).toBe(2);
    expect(bundle({ whenAmended: "aborts" }, {}).whenAmended).toBe("aborts");
    const terms = { transitive: false, length: 10, most: 1 };
    const delegation = bundle({ delegation: terms }, { delegation: { ...terms, lead: 5 } }).delegation;
    expect(delegation).toMatchObject({ lead: 5 });
    const backing = [{ chamber: "members", need: { number: 2 } }] as const;
    expect(bundle({ backing }, { backing }).backing).toHaveLength(2);
  });

  it("backing names a chamber of the constitution", () => {
    const backed = { ...ordinary!, backing: [{ chamber: "nowhere", need: { number: 1 } }] };
    const read = parseConstitution({
      ...simpleMajority,
      rules: { ...simpleMajority.rules, ordinary: backed },
    });
    expect(read).toMatchObject({
      ok: false,
      error: { code: "unknown-name", field: "/rules/ordinary/backing/0/chamber" },
    });
  });

  it("reads what it writes, and refuses what makes no sense", () => {
    const full: Rule = ruleOf(
      {
        kind: "all",
        of: [
          { kind: "without-vote", chamber: "a", requests: 2 },
          { ...half, chamber: "b" },
        ],
      },
      {
        ...offer({ split: true, grounds: true }),
        backing: [{ chamber: "a", need: { number: 3 }, count: "members" }],
        live: 1,
        early: true,
        whenAmended: "aborts",
        delegation: { transitive: true, length: 5, most: 5, lead: 5 },
      },
    );
    expect(parseRule(JSON.parse(JSON.stringify(full)), "")).toEqual({ ok: true, value: full });
    const field = (rule: object) => {
      const read = parseRule(JSON.parse(JSON.stringify(rule)), "");
      return read.ok ? null : read.error.field;
    };
    expect(field({ ...full, ballot: { ...full.ballot, choices: ["yes", "no"] } })).toBe("/ballot/grounds");
    expect(field({ ...full, live: 0 })).toBe("/live");
    expect(field({ ...full, whenAmended: "restarts" })).toBe("/whenAmended");
    const presence = {
      kind: "limit",
      chamber: "a",
      counts: ["present"],
      most: { share: { num: 1, den: 2 }, comparator: "<", base: "cast" },
    };
    expect(field({ ...ruleOf(half), stages: [{ name: "vote", condition: presence }] })).toMatch(/counts\/0$/);
  });
});

describe("explainEvaluation", () => {
  const lines = (rule: Rule, evaluation: ReturnType<typeof evaluate>) =>
    explainEvaluation(rule, evaluation).map(({ path, text }) => `${path} ${text}`);
  const two: Condition = { ...half, share: { num: 2, den: 3 }, comparator: ">=" };
  const rule = ruleOf({
    kind: "all",
    of: [two, { kind: "consent", role: "affected", share: { num: 1, den: 1 } }],
  });
  const record: Consents = { ...NO_RECORD, parties: [{ role: "affected", party: "qm", answer: "none" }] };

  it("says each condition's numbers at its place, and what would still change it", () => {
    const open = evaluate(rule, chamberA(seats(9)), votes(3, 3), record, OPEN);
    expect(lines(rule, open)).toEqual([
      " It is open.",
      "/stages/0 The stage vote is open, and as things stand fails: a 3 yes, 3 no, 3 absent of 9.",
      "/stages/0/condition Does not hold: 0 of 2 hold, 2 needed.",
      "/stages/0/condition/of/0 Does not hold in a: 3 of 6, where at least two thirds is needed; 3 more yes would change that.",
      "/stages/0/condition/of/1 Does not hold: 0 of 1, where all must consent (qm); it may still change.",
    ]);
  });

  it("every condition is told, for every kind, without a hole", () => {
    fc.assert(
      fc.property(
        anyRule,
        electorate,
        ballots,
        consents,
        fc.constantFrom(50, 100),
        (each, who, cast, given, now) => {
          const result = evaluate(each, who, cast, given, { now, closes: [100] });
          const told = explainEvaluation(each, result);
          const places = explainRule(each).map((line) => line.split(": ")[0]);
          for (const { path, text } of told) {
            expect(text).toMatch(/^[A-Z].*\.$/);
            expect(text).not.toMatch(/undefined|NaN|\[object/);
            if (path !== "") expect(places).toContain(path);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says why there is no result", () => {
    const many = evaluate(rule, { chambers: {}, affected: [] }, [], record, CLOSED);
    expect(lines(rule, many)[0]).toMatch(/^\/electorate\/chambers\/a This cannot be evaluated/);
    const aborting = ruleOf(half, { whenAmended: "aborts" });
    const aborted = evaluate(aborting, chamberA(seats(3)), votes(3), NO_RECORD, { ...CLOSED, amended: true });
    expect(lines(aborting, aborted)[0]).toContain("given up");
    const tie = ruleOf({ ...half, tie: { answer: "second-vote", within: 5 } });
    expect(lines(tie, evaluate(tie, chamberA(seats(2)), votes(1, 1), NO_RECORD, CLOSED))[0]).toContain(
      "second vote",
    );
  });
});
