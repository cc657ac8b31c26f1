/* oxlint-disable oxc/no-map-spread -- small test data */
// A helper stands beside the only test that uses it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { evaluate, type Condition, type Evaluation } from "@comity/rules";
import { describe, expect, it } from "vitest";
import {
  CLOSED,
  NO_RECORD,
  OPEN,
  TERMS,
  chamberA,
  ruleOf,
  seat,
  seats,
  tallied,
  vote,
  votes,
} from "./build.ts";

const threshold = (
  num: number,
  den: number,
  comparator: ">" | ">=",
  base: "cast" | "present" | "all",
): Condition => ({ kind: "threshold", chamber: "a", share: { num, den }, comparator, base });
const root = (evaluation: Evaluation) => evaluation.stages[0]!.condition;

describe("thresholds", () => {
  it("zero votes fail unless the rule says they hold", () => {
    const twoThirds = threshold(2, 3, ">=", "cast");
    expect(tallied(twoThirds, 5, [0]).outcome).toBe("fails");
    expect(root(tallied(twoThirds, 5, [0])).because).toBe("zero");
    expect(tallied({ ...twoThirds, onZero: "holds" } as Condition, 5, [0]).outcome).toBe("passes");
    expect(tallied(twoThirds, 5, [0, 0, 3]).outcome).toBe("fails");
  });

  it.each([
    [32, 16, 11],
    [104, 52, 15],
  ])("exactly two thirds (%i-%i-%i) holds with >= and not with >", (yes, no, abstain) => {
    expect(tallied(threshold(2, 3, ">=", "cast"), 193, [yes, no, abstain]).outcome).toBe("passes");
    expect(tallied(threshold(2, 3, ">", "cast"), 193, [yes, no, abstain]).outcome).toBe("fails");
    expect(tallied(threshold(2, 3, ">=", "cast"), 193, [yes, no + 1, abstain]).outcome).toBe("fails");
  });

  it("the base decides", () => {
    const half = (base: "cast" | "present" | "all") =>
      tallied(threshold(1, 2, ">", base), 20, [5, 4, 2]).outcome;
    expect([half("cast"), half("present"), half("all")]).toEqual(["passes", "fails", "fails"]);
    expect(tallied(threshold(1, 2, ">", "present"), 20, [6, 3, 2]).outcome).toBe("passes");
    expect(tallied(threshold(1, 2, ">", "all"), 20, [11, 0, 0]).outcome).toBe("passes");
    // A veto is a no in the base.
    expect(tallied(threshold(1, 2, ">", "cast"), 20, [5, 3, 0, 2]).outcome).toBe("fails");
  });

  it("334/1000 is not 1/3", () => {
    expect(tallied(threshold(1, 3, ">=", "all"), 3, [1]).outcome).toBe("passes");
    expect(tallied(threshold(334, 1000, ">=", "all"), 3, [1]).outcome).toBe("fails");
  });

  it("says its numbers", () => {
    expect(root(tallied(threshold(2, 3, ">=", "cast"), 9, [4, 2, 1]))).toEqual({
      path: "/stages/0/condition",
      kind: "threshold",
      chamber: "a",
      holds: true,
      mayHold: true,
      mayFail: false,
      left: 12,
      comparator: ">=",
      right: 12,
      counted: 4,
      base: 6,
    });
  });

  it("decides exactly beyond 2^53", () => {
    const weight = 30_000_000_000_000;
    const list = Array.from({ length: 200 }, (_, i) =>
      seat(`m${i}`, { weight: i === 0 ? weight + 1 : weight }),
    );
    const exact: Condition = threshold(500_000, 1_000_000, ">", "all");
    const run = (yes: number) => evaluate(ruleOf(exact), chamberA(list), votes(yes), NO_RECORD, CLOSED);
    expect(run(100).outcome).toBe("passes");
    expect(root(run(100)).left).toBe("3000000000000001000000");
    expect(root(run(100)).right).toBe("3000000000000000500000");
    const others = evaluate(
      ruleOf(exact),
      chamberA(list),
      Array.from({ length: 100 }, (_, i) => vote(`m${i + 1}`, "yes")),
      NO_RECORD,
      CLOSED,
    );
    expect(others.outcome).toBe("fails");
  });

  it("counts heads where the rule says so", () => {
    const list = [seat("m0", { weight: 10 }), seat("m1"), seat("m2")];
    const run = (count: "weight" | "members") =>
      evaluate(
        ruleOf({ ...threshold(1, 2, ">", "all"), count } as Condition),
        chamberA(list),
        [vote("m0", "yes")],
        NO_RECORD,
        CLOSED,
      ).outcome;
    expect([run("weight"), run("members")]).toEqual(["passes", "fails"]);
  });
});

describe("ties", () => {
  const tied = (tie: Extract<Condition, { kind: "threshold" }>["tie"]): Condition => ({
    kind: "threshold",
    chamber: "a",
    share: { num: 1, den: 2 },
    comparator: ">",
    base: "cast",
    ...(tie === undefined ? {} : { tie }),
  });

  it("fail by default, pass where declared", () => {
    expect(tallied(tied(undefined), 9, [3, 3]).outcome).toBe("fails");
    expect(tallied(tied({ answer: "fails" }), 9, [3, 3]).outcome).toBe("fails");
    expect(tallied(tied({ answer: "passes" }), 9, [3, 3]).outcome).toBe("passes");
    expect(tallied(tied({ answer: "passes" }), 9, [3, 4]).outcome).toBe("fails");
    expect(root(tallied(tied(undefined), 9, [3, 3])).because).toBe("tie");
  });

  it("ask for one second vote", () => {
    const again = tied({ answer: "second-vote", within: 48 });
    const first = tallied(again, 9, [3, 3]);
    expect([first.outcome, first.again]).toEqual(["fails", { why: "tie", within: 48 }]);
    const second = tallied(again, 9, [3, 3], { ...CLOSED, round: 2 });
    expect([second.outcome, second.again]).toEqual(["fails", undefined]);
    expect(tallied(again, 9, [3, 4]).again).toBeUndefined();
    expect(tallied(again, 9, [3, 3], OPEN).again).toBeUndefined();
    // A tie that would not have helped asks for nothing.
    const quorum: Condition = { kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 5 } };
    expect(tallied({ kind: "all", of: [again, quorum] }, 9, [3, 3]).again).toBeUndefined();
    expect(tallied({ kind: "any", of: [again, quorum] }, 9, [3, 3]).again).toEqual({
      why: "tie",
      within: 48,
    });
    expect(tallied({ kind: "at-least", number: 2, of: [again, quorum] }, 9, [3, 3]).again).toBeUndefined();
  });

  it("are broken by a casting vote", () => {
    const list = [...seats(4), seat("chair", { roles: ["chair"] })];
    const run = (choice: "yes" | "no" | "abstain", yes: number, no: number) =>
      evaluate(
        ruleOf(tied({ answer: "casting", role: "chair" })),
        chamberA(list),
        [...votes(yes, no), vote("chair", choice)],
        NO_RECORD,
        CLOSED,
      ).outcome;
    expect(run("yes", 1, 2)).toBe("passes");
    expect(run("no", 2, 1)).toBe("fails");
    expect(run("abstain", 2, 2)).toBe("fails");
    expect(run("yes", 0, 2)).toBe("fails");
  });
});

describe("quorums and limits", () => {
  const quorum = (counts: readonly ("yes" | "no" | "abstain" | "veto")[], number: number): Condition => ({
    kind: "quorum",
    chamber: "a",
    counts,
    need: { number },
  });

  it("count the states they name; absence is not abstention", () => {
    expect(tallied(quorum(["yes", "no", "abstain", "veto"], 4), 9, [1, 1, 1, 1]).outcome).toBe("passes");
    expect(tallied(quorum(["yes", "no", "veto"], 4), 9, [1, 1, 1, 1]).outcome).toBe("fails");
    expect(tallied(quorum(["yes", "abstain"], 2), 9, [1, 0, 1]).outcome).toBe("passes");
    expect(tallied(quorum(["yes", "abstain"], 2), 9, [1, 0, 0]).outcome).toBe("fails");
  });

  it("round down only where declared", () => {
    const share = { num: 1, den: 2 };
    const of = (round?: "down"): Condition => ({
      kind: "quorum",
      chamber: "a",
      counts: ["yes"],
      need: { share, comparator: ">=", ...(round === undefined ? {} : { round }) },
    });
    expect(tallied(of(), 5, [2]).outcome).toBe("fails");
    expect(tallied(of("down"), 5, [2]).outcome).toBe("passes");
    expect(tallied(of("down"), 5, [1]).outcome).toBe("fails");
    expect(tallied(of(), 0, [0]).outcome).toBe("fails");
    expect(tallied({ ...of(), onZero: "holds" } as Condition, 0, [0]).outcome).toBe("passes");
  });

  it("drop by one for each recused member (carve-out), never to nothing", () => {
    const condition: Condition = {
      kind: "quorum",
      chamber: "a",
      counts: ["yes"],
      need: { number: 4, lessPerRecused: 1 },
    };
    const run = (recused: number, yes: number) =>
      evaluate(
        ruleOf(condition),
        chamberA(seats(8).map((each, i) => (i >= 8 - recused ? { ...each, status: "recused" } : each))),
        votes(yes),
        NO_RECORD,
        CLOSED,
      ).outcome;
    expect([run(0, 3), run(0, 4), run(1, 3), run(1, 2)]).toEqual(["fails", "passes", "passes", "fails"]);
    expect([run(6, 0), run(6, 1)]).toEqual(["fails", "passes"]);
  });

  it("objection caps, unanimity with abstentions, silence procedure", () => {
    const cap = (number: number): Condition => ({
      kind: "limit",
      chamber: "a",
      counts: ["no", "veto"],
      most: { number },
    });
    expect(tallied(cap(1), 9, [3, 1]).outcome).toBe("passes");
    expect(tallied(cap(1), 9, [3, 1, 0, 1]).outcome).toBe("fails");
    expect(tallied(cap(0), 9, [0, 0, 5]).outcome).toBe("passes");
    expect(tallied(cap(0), 9, [0]).outcome).toBe("passes");
    expect(tallied(cap(0), 9, [0], OPEN).outcome).toBe("open");
  });

  it("a veto share below one third of the votes present", () => {
    const condition: Condition = {
      kind: "limit",
      chamber: "a",
      counts: ["veto"],
      most: { share: { num: 334, den: 1000 }, comparator: "<", base: "present" },
    };
    expect(tallied(condition, 9, [2, 0, 0, 1]).outcome).toBe("passes");
    expect(tallied(condition, 9, [1, 0, 0, 1]).outcome).toBe("fails");
    expect(tallied(condition, 9, [0]).outcome).toBe("passes");
    expect(tallied({ ...condition, onZero: "fails" }, 9, [0]).outcome).toBe("fails");
  });

  it("excessive abstention postpones once (ITU)", () => {
    const condition: Condition = {
      kind: "all",
      of: [
        {
          kind: "limit",
          chamber: "a",
          counts: ["abstain"],
          most: { share: { num: 1, den: 2 }, comparator: "<=", base: "present" },
          exceeded: "postpones",
        },
        threshold(1, 2, ">", "cast"),
      ],
    };
    expect(tallied(condition, 193, [21, 8, 29]).outcome).toBe("passes");
    const first = tallied(condition, 193, [54, 5, 118]);
    expect([first.outcome, first.again]).toEqual(["fails", { why: "abstentions" }]);
    const later = tallied(condition, 193, [54, 5, 118], { ...CLOSED, round: 2 });
    expect([later.outcome, root(later).of![0]!.because]).toEqual(["passes", "later-round"]);
  });

  it("fewer than four members cannot block (EU)", () => {
    const opposed: Condition = {
      kind: "limit",
      chamber: "a",
      counts: ["no", "abstain", "absent"],
      most: { number: 3 },
      count: "members",
    };
    expect(tallied(opposed, 27, [24, 1, 1]).outcome).toBe("passes");
    expect(tallied(opposed, 27, [23, 1, 1]).outcome).toBe("fails");
  });

  it("a blocking minority has a minimum size", () => {
    const blocking: Condition = { kind: "blocking", chamber: "a", share: { num: 35, den: 100 }, plus: 1 };
    // 30 + 30 of 100 exceed 35: two members and one more are needed to block.
    const list = [30, 30, 10, 10, 10, 10].map((weight, i) => seat(`m${i}`, { weight }));
    const run = (yes: number) => evaluate(ruleOf(blocking), chamberA(list), votes(yes), NO_RECORD, CLOSED);
    expect([run(4).outcome, run(3).outcome]).toEqual(["passes", "fails"]);
    expect([root(run(3)).left, root(run(3)).comparator, root(run(3)).right]).toEqual([3, "<", 3]);
  });
});

describe("named members, consents, the record", () => {
  const list = [...seats(3), seat("p1", { roles: ["permanent"] }), seat("p2", { roles: ["permanent"] })];

  it("a veto by a no, not by absence or abstention", () => {
    const veto: Condition = { kind: "veto", chamber: "a", who: { role: "permanent" }, counts: ["no"] };
    const run = (...ballots: ReturnType<typeof vote>[]) =>
      evaluate(ruleOf(veto), chamberA(list), ballots, NO_RECORD, CLOSED);
    expect(run(vote("p1", "abstain"), vote("m0", "no")).outcome).toBe("passes");
    const vetoed = run(vote("p1", "no"));
    expect([vetoed.outcome, root(vetoed).who]).toEqual(["fails", ["p1"]]);
    const over: Condition = { ...veto, overriddenBy: threshold(2, 3, ">=", "all") };
    const overridden = evaluate(
      ruleOf(over),
      chamberA(list),
      [...votes(3), vote("p1", "no"), vote("p2", "yes")],
      NO_RECORD,
      CLOSED,
    );
    expect([overridden.outcome, root(overridden).because]).toEqual(["passes", "overridden"]);
  });

  it("required supporters", () => {
    const support = (more: object): Condition => ({
      kind: "support",
      chamber: "a",
      who: { role: "permanent" },
      ...more,
    });
    const run = (condition: Condition, ballots: ReturnType<typeof vote>[]) =>
      evaluate(ruleOf(condition), chamberA(list), ballots, NO_RECORD, CLOSED);
    const one = [vote("p1", "yes"), vote("p2", "abstain")];
    expect(run(support({}), one).outcome).toBe("fails");
    expect(root(run(support({}), one)).who).toEqual(["p2"]);
    expect(run(support({ number: 1 }), one).outcome).toBe("passes");
    expect(run(support({ who: { role: "nobody" } }), one).outcome).toBe("fails");
    expect(run(support({ who: { role: "nobody" }, onNone: "holds" }), one).outcome).toBe("passes");
    expect(run(support({ who: { members: ["p1"] } }), one).outcome).toBe("passes");
  });

  it("consent of the affected parties", () => {
    const consent = (more: object): Condition => ({
      kind: "consent",
      role: "affected",
      share: { num: 1, den: 1 },
      ...more,
    });
    const run = (condition: Condition, answers: readonly ("consents" | "refuses" | "none")[]) =>
      evaluate(
        ruleOf(condition),
        chamberA(list),
        [],
        {
          ...NO_RECORD,
          parties: [
            { role: "other", party: "x", answer: "refuses" },
            ...answers.map((answer, i) => ({ role: "affected", party: `h${i}`, answer })),
          ],
        },
        CLOSED,
      );
    expect(run(consent({}), ["consents", "consents"]).outcome).toBe("passes");
    expect(root(run(consent({}), ["consents", "none"])).who).toEqual(["h1"]);
    expect(run(consent({}), []).outcome).toBe("fails");
    expect(run(consent({ onNone: "holds" }), []).outcome).toBe("passes");
    expect(run(consent({ silence: "consents" }), ["consents", "none"]).outcome).toBe("passes");
    expect(run(consent({ silence: "consents" }), ["consents", "refuses"]).outcome).toBe("fails");
    expect(run(consent({ share: { num: 1, den: 2 } }), ["consents", "refuses"]).outcome).toBe("passes");
  });

  it.each(["grounds", "notice", "answer", "hearing"] as const)("due process needs %s", (step) => {
    const run = (done: boolean) =>
      evaluate(
        ruleOf({ kind: "due-process" }),
        chamberA(list),
        [],
        {
          ...NO_RECORD,
          dueProcess: { grounds: true, notice: true, answer: true, hearing: true, [step]: done },
        },
        CLOSED,
      );
    expect(run(true).outcome).toBe("passes");
    expect(run(false).outcome).toBe("fails");
    expect(root(run(false)).because).toBe(`missing: ${step}`);
  });

  it("a named body's judgement, the last one", () => {
    const judged: Condition = { kind: "judged", by: "chairs", question: "rough-consensus" };
    const run = (...holds: boolean[]) =>
      evaluate(
        ruleOf(judged),
        chamberA(list),
        [],
        {
          ...NO_RECORD,
          judgements: [
            { by: "chairs", question: "else", holds: true },
            { by: "others", question: "rough-consensus", holds: true },
            ...holds.map((each) => ({ by: "chairs", question: "rough-consensus", holds: each })),
          ],
        },
        CLOSED,
      ).outcome;
    expect([run(), run(true), run(true, false)]).toEqual(["fails", "passes", "fails"]);
  });

  it("a chamber that is not affected is not asked", () => {
    const condition: Condition = {
      kind: "if-affected",
      chamber: "a",
      condition: threshold(1, 2, ">", "all"),
    };
    const run = (affected: readonly string[]) =>
      evaluate(ruleOf(condition), chamberA(list, affected), [], NO_RECORD, CLOSED);
    expect([run([]).outcome, run(["b"]).outcome, run(["a"]).outcome]).toEqual(["passes", "passes", "fails"]);
  });
});

describe("who counts", () => {
  const half = threshold(1, 2, ">", "all");

  it("recused and suspended members leave the base where the rule removes them; who left stays", () => {
    const run = (status: "recused" | "suspended" | "left", terms: "removed" | "counted") =>
      evaluate(
        ruleOf(half, { electorates: { a: { recuse: [], recused: terms, suspended: terms } } }),
        chamberA([...seats(3), seat("x", { status }), seat("y", { status })]),
        [...votes(2), vote("x", "no")],
        NO_RECORD,
        CLOSED,
      );
    expect(run("recused", "removed").outcome).toBe("passes");
    expect(run("recused", "counted").outcome).toBe("fails");
    expect(run("suspended", "removed").outcome).toBe("passes");
    expect(run("suspended", "counted").outcome).toBe("fails");
    expect(run("left", "removed").outcome).toBe("fails");
    // A ballot cast before leaving counts, one of a recused member does not.
    expect(run("left", "removed").stages[0]!.tallies["a"]!.weight).toMatchObject({
      no: 1,
      absent: 2,
      all: 5,
    });
    expect(run("recused", "counted").stages[0]!.tallies["a"]!.weight).toMatchObject({
      no: 0,
      recused: 2,
      all: 5,
    });
    expect(run("recused", "counted").stages[0]!.ignored).toBe(1);
    expect(run("suspended", "removed").stages[0]!.tallies["a"]!.members).toMatchObject({
      suspended: 2,
      all: 3,
    });
  });

  it("the last ballot before close counts, or the first where ballots are final", () => {
    const ballots = [vote("m0", "no"), vote("m0", "yes", { at: 99 }), vote("m0", "no", { at: 100 })];
    const run = (revote: "last" | "first") =>
      evaluate(
        ruleOf(half, { ballot: { method: "choice", choices: ["yes", "no"], revote } }),
        chamberA(seats(1)),
        ballots,
        NO_RECORD,
        CLOSED,
      );
    expect([run("last").outcome, run("last").stages[0]!.ignored]).toEqual(["passes", 2]);
    expect(run("first").outcome).toBe("fails");
  });

  it("strangers, choices not offered and other stages do not count", () => {
    const run = evaluate(
      ruleOf(half, { ballot: { method: "choice", choices: ["yes", "no"], revote: "last" } }),
      chamberA(seats(3)),
      [vote("z", "yes"), vote("m0", "abstain"), vote("m1", "yes", { stage: 1 }), vote("m2", "yes")],
      NO_RECORD,
      CLOSED,
    );
    expect(run.stages[0]!.tallies["a"]!.weight).toMatchObject({ yes: 1, abstain: 0, absent: 2 });
    expect(run.stages[0]!.ignored).toBe(2);
  });

  it("delegates vote for others up to the cap; a member's own ballot overrides", () => {
    const delegation = { transitive: false, length: 10, most: 2 };
    const ballots = [
      vote("m0", "no"),
      vote("m0", "yes", { by: "d" }),
      vote("m1", "yes", { by: "d" }),
      vote("m2", "yes", { by: "d" }),
    ];
    const tally = (more: object, list = ballots) =>
      evaluate(ruleOf(half, more), chamberA(seats(3)), list, NO_RECORD, CLOSED).stages[0]!.tallies["a"]!
        .weight;
    expect(tally({ delegation })).toMatchObject({ yes: 1, no: 1, absent: 1 });
    expect(tally({})).toMatchObject({ yes: 0, no: 1, absent: 2 });
    const first = { delegation, ballot: { method: "choice", choices: ["yes", "no"], revote: "first" } };
    const own = [vote("m1", "yes", { by: "d" }), vote("m1", "no"), vote("m1", "yes")];
    expect(tally(first, own)).toMatchObject({ yes: 0, no: 1 });
  });

  it("a member of two chambers casts one ballot that counts in both", () => {
    const condition: Condition = {
      kind: "all",
      of: [
        half,
        { kind: "threshold", chamber: "b", share: { num: 1, den: 2 }, comparator: ">", base: "all" },
      ],
    };
    const electorate = { chambers: { a: [seat("x")], b: [seat("x", { weight: 5 })] }, affected: [] };
    const run = evaluate(ruleOf(condition), electorate, [vote("x", "yes")], NO_RECORD, CLOSED);
    expect([run.outcome, run.stages[0]!.ignored]).toEqual(["passes", 0]);
  });
});

describe("time and stages", () => {
  const half = threshold(1, 2, ">", "cast");

  it("a ballot at close is late", () => {
    expect(tallied(half, 3, [1], { now: 100, closes: [1] }).outcome).toBe("fails");
    expect(tallied(half, 3, [1], { now: 100, closes: [2] }).outcome).toBe("passes");
    expect(tallied(half, 3, [1], { now: 99, closes: [100] }).outcome).toBe("open");
    expect(tallied(half, 3, [1], { now: 100, closes: [100] }).outcome).toBe("passes");
  });

  it("stages pass in order, each with its own ballots", () => {
    const rule = ruleOf(half, {
      stages: [
        { name: "assembly", condition: half },
        { name: "ratification", condition: threshold(2, 3, ">=", "all") },
      ],
    });
    const run = (closes: readonly number[], second: number, now = 100) =>
      evaluate(
        rule,
        chamberA(seats(3)),
        [...votes(2), ...votes(second).map(({ member, choice, at }) => ({ member, choice, at, stage: 1 }))],
        NO_RECORD,
        { now, closes },
      );
    const first = run([100], 3);
    expect([first.outcome, first.settled, first.stage]).toEqual(["open", false, 1]);
    expect(first.stages.map((each) => each.outcome)).toEqual(["passes", "waiting"]);
    // Ballots for a stage that is not opened do not count.
    expect(first.stages[1]!.tallies["a"]!.weight.yes).toBe(0);
    expect(run([100, 200], 2).outcome).toBe("open");
    expect(run([100, 200], 2, 200).outcome).toBe("passes");
    const failed = run([100, 200], 1, 200);
    expect([failed.outcome, failed.stage]).toEqual(["fails", 1]);
  });

  it("a late quorum or a late turn keeps the vote open once", () => {
    const quorum: Condition = { kind: "quorum", chamber: "a", counts: ["yes", "no"], need: { number: 3 } };
    const run = (on: readonly ("quorum" | "result")[], last: "yes" | "no", at: number, now: number) =>
      evaluate(
        ruleOf({ kind: "all", of: [quorum, half] }, { extension: { on, last: 10, by: 25 } }),
        chamberA(seats(9)),
        [vote("m0", "yes"), vote("m1", "no"), vote("m2", last, { at })],
        NO_RECORD,
        { now, closes: [100] },
      );
    const late = run(["quorum"], "no", 95, 100);
    expect([late.outcome, late.stages[0]!.closes, late.stages[0]!.extended]).toEqual(["open", 125, true]);
    expect(run(["quorum"], "no", 95, 125).outcome).toBe("fails");
    expect(run(["quorum"], "no", 90, 100).stages[0]!.extended).toBe(true);
    expect(run(["quorum"], "no", 89, 100).stages[0]!.closes).toBe(100);
    expect(run(["result"], "no", 95, 100).stages[0]!.extended).toBe(false);
    expect(run(["result"], "yes", 95, 100).stages[0]!.extended).toBe(true);
    // Only once: a ballot inside the extension counts and does not extend it again.
    const inside = run(["quorum"], "yes", 110, 125);
    expect([inside.stages[0]!.closes, inside.outcome]).toEqual([100, "fails"]);
  });

  it("input that cannot be evaluated fails with a problem", () => {
    const run = (list: ReturnType<typeof seats>, closes: readonly number[] = [100]) =>
      evaluate(ruleOf(half), chamberA(list), [], NO_RECORD, { now: 100, closes }).problem?.code;
    expect(run([seat("m0", { weight: 0.5 })])).toBe("electorate");
    expect(run([seat("m0", { weight: -1 })])).toBe("electorate");
    expect(run([seat("m0", { weight: Number.MAX_SAFE_INTEGER }), seat("m1")])).toBe("electorate");
    expect(run([seat("m0"), seat("m0")])).toBe("electorate");
    expect(run(seats(1), [])).toBe("moment");
    expect(run(seats(1), [1, 2])).toBe("moment");
    expect(run(seats(1), [Number.NaN])).toBe("moment");
    const missing = evaluate(ruleOf(half), { chambers: {}, affected: [] }, [], NO_RECORD, CLOSED);
    expect([missing.outcome, missing.settled, missing.problem?.code]).toEqual([
      "fails",
      true,
      "chamber-missing",
    ]);
    const noTerms = evaluate(
      ruleOf(half, { electorates: { b: TERMS } }),
      chamberA([]),
      [],
      NO_RECORD,
      CLOSED,
    );
    expect(noTerms.problem?.code).toBe("chamber-missing");
  });
});

describe("what may still come", () => {
  it("steps may still be recorded while the vote is open, not after", () => {
    const may = (moment: typeof OPEN) =>
      root(evaluate(ruleOf({ kind: "due-process" }), chamberA(seats(1)), [], NO_RECORD, moment)).mayHold;
    expect([may(OPEN), may(CLOSED)]).toEqual([true, false]);
  });

  it("another vote is asked for only once this one has closed", () => {
    const condition: Condition = {
      kind: "all",
      of: [
        {
          kind: "limit",
          chamber: "a",
          counts: ["abstain"],
          most: { share: { num: 1, den: 2 }, comparator: "<=", base: "present" },
          exceeded: "postpones",
        },
        { kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 100 } },
      ],
    };
    const open = tallied(condition, 9, [0, 0, 3], OPEN);
    expect([open.outcome, open.settled, open.again]).toEqual(["fails", true, undefined]);
    expect(tallied(condition, 9, [0, 0, 3]).again).toEqual({ why: "abstentions" });
  });

  it("a later stage that can never pass settles the whole", () => {
    const ofB: Condition = { kind: "quorum", chamber: "b", counts: ["yes"], need: { number: 1 } };
    const ofA: Condition = { kind: "quorum", chamber: "a", counts: ["yes"], need: { number: 1 } };
    const stages = [
      { name: "one", condition: ofA },
      { name: "two", condition: ofB },
    ];
    const run = evaluate(ruleOf(ofA, { stages }), chamberA(seats(2)), [], NO_RECORD, OPEN);
    expect([run.outcome, run.settled, run.stage]).toEqual(["fails", true, 1]);
  });

  it("a limit that only an empty base breaks may still fail while nobody has voted", () => {
    const condition: Condition = {
      kind: "limit",
      chamber: "a",
      counts: ["no"],
      most: { share: { num: 1, den: 1 }, comparator: "<=", base: "cast" },
      onZero: "fails",
    };
    expect(root(tallied(condition, 3, [0], OPEN))).toMatchObject({ mayHold: true, mayFail: true });
  });
});
