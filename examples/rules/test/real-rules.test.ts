/** The encoded rules of real bodies at their boundaries, on recorded decisions, and by kind (reference, section 12). */
import { constitutions, realConstitutions } from "@comity/example-rules";
import {
  evaluate,
  isMonotone,
  type Ballot,
  type Choice,
  type Consents,
  type Electorate,
  type Evaluation,
  type Rule,
  type Seat,
} from "@comity/rules";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RECORD, tallied, type Tally } from "./tally.ts";

const shared = (name: string) => new URL(`../../../../shared/vectors/rules/${name}`, import.meta.url);
const present = existsSync(shared("real-decisions.json"));
const suffix = present ? "" : " (skipped: shared data not present)";
const json = (name: string): unknown => JSON.parse(readFileSync(shared(name), "utf8"));

const rule = (name: string, id: string): Rule => constitutions[name]!.rules[id]!;

/** Chamber, tally (by members), expected outcome. */
type Row = readonly [tally: Tally, outcome: "passes" | "fails", again?: "tie" | "abstentions"];
const table = (name: string, id: string, chamber: string, rows: readonly Row[]): void => {
  it(`${name}, ${id}: below, at and above the boundary`, () => {
    for (const [tally, outcome, again] of rows) {
      const result = tallied(rule(name, id), chamber, tally, { heads: true });
      expect([tally, result.outcome, result.again?.why]).toEqual([tally, outcome, again]);
      const { condition } = result.stages[0]!;
      for (const each of condition.of ?? [condition]) expect(each).toHaveProperty("holds");
    }
  });
};

describe("boundaries", () => {
  const ga = "general-assembly";
  table("un-general-assembly", "ordinary", ga, [
    [{ yes: 49, no: 48 }, "passes"],
    [{ yes: 48, no: 48, abstain: 1 }, "fails", "tie"],
    [{ yes: 47, no: 48, abstain: 2 }, "fails"],
    [{ yes: 96, absent: 97 }, "fails"],
    [{ yes: 97, absent: 96 }, "passes"],
    [{ yes: 1, present: 96, absent: 96 }, "passes"],
    [{ abstain: 193 }, "fails"],
    [{ absent: 193 }, "fails"],
  ]);
  table("un-general-assembly", "important", ga, [
    [{ yes: 128, no: 64 }, "passes"],
    [{ yes: 127, no: 64 }, "fails"],
    [{ yes: 129, no: 64 }, "passes"],
    [{ abstain: 193 }, "fails"],
    [{ absent: 193 }, "fails"],
  ]);
  table("un-security-council-15", "procedural", "security-council", [
    [{ yes: 9, no: 6 }, "passes"],
    [{ yes: 8, abstain: 7 }, "fails"],
    [{ absent: 15 }, "fails"],
  ]);
  table("un-security-council-11", "procedural", "security-council", [
    [{ yes: 7, no: 4 }, "passes"],
    [{ yes: 6, no: 5 }, "fails"],
  ]);
  table("itu", "ordinary", "delegations", [
    [{ yes: 51, no: 50 }, "passes"],
    [{ yes: 50, no: 50 }, "fails"],
    [{ yes: 30, no: 20, abstain: 50 }, "passes"],
    [{ yes: 30, no: 20, abstain: 51 }, "fails", "abstentions"],
    [{ yes: 50, absent: 50 }, "fails"],
    [{ yes: 51, absent: 49 }, "passes"],
    [{ absent: 10 }, "fails"],
  ]);
  table("itu", "constitution-amendment", "delegations", [
    [{ yes: 128, absent: 64 }, "passes"],
    [{ yes: 127, absent: 65 }, "fails"],
  ]);
  table("itu", "convention-amendment", "delegations", [
    [{ yes: 97, absent: 95 }, "passes"],
    [{ yes: 96, absent: 96 }, "fails"],
  ]);
  table("eu-council", "unanimity", "council", [
    [{ yes: 1, abstain: 26 }, "passes"],
    [{ yes: 26, no: 1 }, "fails"],
    [{ abstain: 27 }, "fails"],
    [{ yes: 13, absent: 14 }, "fails"],
  ]);
  table("icann", "resolution", "board", [
    [{ yes: 9, no: 7 }, "passes"],
    [{ yes: 8, no: 8 }, "fails"],
  ]);
  table("icann", "against-government-advice", "board", [
    [{ yes: 10, no: 6 }, "passes"],
    [{ yes: 9, no: 6, absent: 1 }, "fails"],
  ]);
  table("icann", "against-policy-recommendation", "board", [
    [{ yes: 11, no: 5 }, "passes"],
    [{ yes: 10, no: 5 }, "fails"],
  ]);
  table("icann", "recall-seat", "nominating-body", [
    [{ yes: 3, no: 1 }, "passes"],
    [{ yes: 2, no: 1, absent: 1 }, "fails"],
  ]);
  table("nro-global-policy", "executive-council", "registries", [
    [{ yes: 5 }, "passes"],
    [{ yes: 4, abstain: 1 }, "fails"],
  ]);
  table("cosmos-gov", "proposal", "stake", [
    [{ yes: 334, absent: 666 }, "passes"],
    [{ yes: 333, absent: 667 }, "fails"],
    [{ yes: 501, no: 499 }, "passes"],
    [{ yes: 500, no: 500 }, "fails"],
    [{ yes: 666, veto: 334 }, "fails"],
    [{ yes: 667, veto: 333 }, "passes"],
    [{ abstain: 1000 }, "fails"],
    [{ absent: 1000 }, "fails"],
  ]);
  table("cosmos-gov", "expedited", "stake", [
    [{ yes: 667, no: 333 }, "fails"],
    [{ yes: 668, no: 332 }, "passes"],
  ]);
  table("cosmos-group", "threshold", "group", [
    [{ yes: 5, no: 90 }, "passes"],
    [{ yes: 4, abstain: 90 }, "fails"],
  ]);
  table("cosmos-group", "percentage", "group", [
    [{ yes: 5, no: 5 }, "passes"],
    [{ yes: 4, no: 5 }, "fails"],
  ]);
  table("openzeppelin-governor", "proposal", "tokens", [
    [{ yes: 3, abstain: 1, absent: 121 }, "fails"],
    // 4 % of 124 is 4.96: the contract rounds down, a share would not.
    [{ yes: 3, abstain: 1, absent: 120 }, "passes"],
    [{ yes: 3, no: 3, abstain: 9 }, "fails"],
    [{ yes: 2, no: 50, abstain: 9 }, "fails"],
  ]);
  it("compound-bravo: only for counts towards the quorum", () => {
    const run = (tally: Tally) => tallied(rule("compound-bravo", "proposal"), "tokens", tally).outcome;
    expect(run({ yes: 400_000, no: 399_999 })).toBe("passes");
    expect(run({ yes: 399_999, abstain: 9_000_000 })).toBe("fails");
    expect(run({ yes: 400_000, no: 400_000 })).toBe("fails");
  });
  table("aragon", "standard", "tokens", [
    [{ yes: 10, no: 5, absent: 85 }, "passes"],
    [{ yes: 10, no: 4, absent: 86 }, "fails"],
    [{ yes: 9, no: 6, absent: 85 }, "fails"],
    [{ yes: 20, no: 20, absent: 60 }, "fails"],
  ]);
  table("rir-governance-three-of-five", "amendment", "registries", [[{ yes: 4, absent: 1 }, "fails"]]);
});

const seats = (chamber: readonly (readonly [string, Partial<Seat>, Choice | null])[]) => ({
  seats: chamber.map(([member, more]): Seat => ({ member, weight: 1, status: "voting", ...more })),
  ballots: chamber.flatMap(([member, , choice]): Ballot[] =>
    choice === null ? [] : [{ member, choice, at: 1 }],
  ),
});
const council = (permanent: readonly (Choice | null)[], others: readonly (Choice | null)[]) =>
  seats([
    ...permanent.map((choice, i) => [`p${i}`, { roles: ["permanent"] }, choice] as const),
    ...others.map((choice, i) => [`o${i}`, {}, choice] as const),
  ]);
const fill = <T>(number: number, value: T): T[] => Array.from({ length: number }, () => value);
const run = (
  each: Rule,
  chambers: { readonly [id: string]: ReturnType<typeof seats> },
  consents: Consents = RECORD,
  stages = 1,
): Evaluation => {
  const electorate: Electorate = {
    chambers: Object.fromEntries(Object.entries(chambers).map(([id, { seats: list }]) => [id, list])),
    affected: [],
  };
  const ballots = each.stages.flatMap((_, stage) =>
    Object.values(chambers).flatMap((chamber) => chamber.ballots.map((ballot) => ({ ...ballot, stage }))),
  );
  return evaluate(each, electorate, ballots, consents, {
    now: 1_000_000_000,
    closes: fill(stages, 1_000_000_000),
  });
};

describe("Security Council", () => {
  const of = (
    id: string,
    permanent: readonly (Choice | null)[],
    others: readonly (Choice | null)[],
    size = 15,
  ) =>
    run(rule(`un-security-council-${size}`, id), { "security-council": council(permanent, others) }).outcome;

  it("a permanent no is a veto, abstention and absence are none", () => {
    expect(of("substantive", fill(5, "yes"), [...fill(4, "yes" as const), ...fill(6, "no" as const)])).toBe(
      "passes",
    );
    expect(of("substantive", ["no", ...fill(4, "yes" as const)], fill(10, "yes"))).toBe("fails");
    expect(of("procedural", ["no", ...fill(4, "yes" as const)], fill(10, "yes"))).toBe("passes");
    expect(
      of(
        "substantive",
        ["abstain", null, ...fill(3, "yes" as const)],
        [...fill(6, "yes" as const), ...fill(4, "no" as const)],
      ),
    ).toBe("passes");
    expect(
      of("substantive", fill(5, "yes"), [...fill(2, "yes" as const), ...fill(4, "no" as const)], 11),
    ).toBe("passes");
  });

  it("a party to a dispute does not vote, and is no veto", () => {
    const party = seats([
      ["p0", { roles: ["permanent", "party-to-dispute"], status: "recused" }, "no"],
      ...fill(9, "yes" as const).map((choice, i) => [`o${i}`, {}, choice] as const),
    ]);
    expect(
      run(rule("un-security-council-15", "pacific-settlement"), { "security-council": party }).outcome,
    ).toBe("passes");
  });

  it.skipIf(!present)(`the recorded procedural decisions pass 27(2) and fail 27(3)${suffix}`, () => {
    const cases = (json("real-decisions.json") as { cases: Record<string, unknown>[] }).cases;
    const recorded = cases.filter((each) => each["body"] === "UNSC" && typeof each["yes"] === "number");
    expect(recorded).toHaveLength(5);
    for (const each of recorded) {
      const size = String(each["date"]) < "1966-01-01" ? 11 : 15;
      const permanentNo = (each["permanent_no"] as readonly string[]).length;
      const no = Number(each["no"]);
      const permanent = [...fill(permanentNo, "no" as const), ...fill(5 - permanentNo, "yes" as const)];
      const others = [
        ...fill(Number(each["yes"]) - (5 - permanentNo), "yes" as const),
        ...fill(no - permanentNo, "no" as const),
        ...fill(Number(each["abstain"]), "abstain" as const),
      ];
      expect([each["id"], permanent.length + others.length]).toEqual([each["id"], size]);
      expect([
        of("procedural", permanent, others, size) === "passes",
        of("substantive", permanent, others, size) === "passes",
      ]).toEqual([each["art27_2_procedural"], each["art27_3_substantive"]]);
    }
  });
});

describe("recorded decisions of the General Assembly", () => {
  it.skipIf(!present)(`give what each rule must give${suffix}`, () => {
    const cases = (json("real-decisions.json") as { cases: Record<string, unknown>[] }).cases;
    const recorded = cases.filter((each) => each["body"] === "UNGA" && typeof each["yes"] === "number");
    expect(recorded).toHaveLength(15);
    for (const each of recorded) {
      const [yes, no, abstain, absent] = ["yes", "no", "abstain", "nonvoting"].map((key) =>
        Number(each[key]),
      );
      expect(yes! + no! + abstain! + absent!).toBe(each["members"]);
      const tally = { yes: yes!, no: no!, abstain: abstain!, absent: absent! };
      const outcome = (name: string, id: string, chamber: string) =>
        tallied(rule(name, id), chamber, tally).outcome === "passes";
      const quorum = tallied(rule("un-general-assembly", "ordinary"), "general-assembly", tally).stages[0]!
        .condition.of![0]!;
      expect({
        id: each["id"],
        simple_present_voting: outcome("un-general-assembly", "ordinary", "general-assembly"),
        two_thirds_present_voting: outcome("un-general-assembly", "important", "general-assembly"),
        two_thirds_all_members: outcome("itu", "constitution-amendment", "delegations"),
        majority_all_members: outcome("itu", "convention-amendment", "delegations"),
        majority_quorum_present_incl_abstain: quorum.holds,
      }).toEqual(
        Object.fromEntries(
          [
            "id",
            "simple_present_voting",
            "two_thirds_present_voting",
            "two_thirds_all_members",
            "majority_all_members",
            "majority_quorum_present_incl_abstain",
          ].map((key) => [key, each[key]]),
        ),
      );
    }
  });

  it("A/RES/79/243 was adopted without a vote: nobody asked for one", () => {
    const consensus = rule("un-general-assembly", "consensus");
    const chamber = seats(fill(193, 0).map((_, i) => [`m${i}`, {}, null] as const));
    const asked = (requests: readonly string[]) =>
      run(consensus, { "general-assembly": chamber }, { ...RECORD, requests }).outcome;
    expect([asked([]), asked(["m7"])]).toEqual(["passes", "fails"]);
  });

  it("the Charter is amended in two stages, and one permanent member can stop the second", () => {
    const states = (missing: string | null) =>
      seats(
        fill(193, 0).map((_, i) => {
          const roles = i < 5 ? ["permanent"] : [];
          return [`m${i}`, { roles }, i >= 129 || `m${i}` === missing ? null : "yes"] as const;
        }),
      );
    const amend = (first: ReturnType<typeof seats>, second: ReturnType<typeof seats>) =>
      run(
        rule("un-charter-amendment", "charter-amendment"),
        { "general-assembly": first, "member-states": second },
        RECORD,
        2,
      ).outcome;
    expect(amend(states(null), states(null))).toBe("passes");
    // One ballot counts in every chamber, so the absent member is missing in both stages of this test.
    expect(amend(states("m0"), states("m0"))).toBe("fails");
    expect(amend(states("m100"), states("m100"))).toBe("fails");
  });
});

describe("European Union", () => {
  type Populations = { readonly population: { readonly [member: string]: { readonly p2014a?: number } } };
  const populations = present ? Object.entries((json("eu-populations.json") as Populations).population) : [];
  const of = (id: string, choice: (member: string, index: number) => Choice | null) =>
    run(rule("eu-council", id), {
      council: seats(
        populations.map(
          ([member, { p2014a }], i) =>
            [member.toLowerCase(), { weight: p2014a! }, choice(member, i)] as const,
        ),
      ),
    }).outcome;

  it.skipIf(!present)(
    `28 members in 2014: 16 members with 65 % pass, fewer than four opponents cannot block${suffix}`,
    () => {
      expect(populations).toHaveLength(28);
      const total = populations.reduce((sum, [, { p2014a }]) => sum + p2014a!, 0);
      expect(total).toBe(5_055_725);
      const largest = [...populations]
        .sort(([, a], [, b]) => b.p2014a! - a.p2014a!)
        .map(([member]) => member);
      // Three of the largest hold more than 35 %, but they are only three.
      const three = new Set(largest.slice(0, 3));
      const held = populations
        .filter(([member]) => three.has(member))
        .reduce((sum, [, { p2014a }]) => sum + p2014a!, 0);
      expect(100 * held).toBeGreaterThan(35 * total);
      expect(of("qualified-majority", (member) => (three.has(member) ? "no" : "yes"))).toBe("passes");
      expect(of("reinforced-majority", (member) => (three.has(member) ? "no" : "yes"))).toBe("fails");
      expect(of("qualified-majority-of-participants", (member) => (three.has(member) ? "no" : "yes"))).toBe(
        "passes",
      );
      const four = new Set(largest.slice(0, 4));
      expect(of("qualified-majority", (member) => (four.has(member) ? "abstain" : "yes"))).toBe("fails");
      const sixteen = new Set(largest.slice(0, 16));
      expect(of("qualified-majority", (member) => (sixteen.has(member) ? "yes" : "no"))).toBe("passes");
      const fifteen = new Set(largest.slice(0, 15));
      expect(of("qualified-majority", (member) => (fifteen.has(member) ? "yes" : "no"))).toBe("fails");
      expect(of("unanimity", (_, i) => (i === 0 ? "yes" : "abstain"))).toBe("passes");
    },
  );
});

describe("International Monetary Fund", () => {
  it.skipIf(!present)(`only the United States blocks 85 %, nobody alone blocks 70 %${suffix}`, () => {
    const file = json("imf-top25.json") as {
      members: { member: string; votes: number }[];
      total_votes_estimate?: number;
    };
    const members = file.members;
    const total = 5_041_807;
    const rest = total - members.reduce((sum, each) => sum + each.votes, 0);
    const against = (id: string, no: string) =>
      run(
        rule("imf", id),
        {
          governors: seats([
            ...members.map(
              ({ member, votes }) => [member, { weight: votes }, member === no ? "no" : "yes"] as const,
            ),
            ["others", { weight: rest }, "yes"] as const,
          ]),
        },
        { ...RECORD, parties: [{ role: "affected", party: "x", answer: "consents" }] },
      ).outcome;
    for (const { member } of members) {
      expect([member, against("structure", member)]).toEqual([
        member,
        member === "United States" ? "fails" : "passes",
      ]);
      expect(against("charges", member)).toBe("passes");
    }
    expect(against("quota", "")).toBe("passes");
    expect(against("entrenched", "Japan")).toBe("fails");
  });

  it("no quota is changed without the consent of that member", () => {
    const all = { governors: seats(fill(9, 0).map((_, i) => [`m${i}`, {}, "yes"] as const)) };
    const asked = (answer: "consents" | "refuses" | "none") =>
      run(rule("imf", "quota"), all, { ...RECORD, parties: [{ role: "affected", party: "m0", answer }] })
        .outcome;
    expect([asked("consents"), asked("refuses"), asked("none")]).toEqual(["passes", "fails", "fails"]);
  });
});

describe("ICANN, the registries, the IETF and RIPE", () => {
  const participants = (...choices: (Choice | null)[]) =>
    seats(choices.map((choice, i) => [`ec-${i}`, i === 2 ? { roles: ["pdp-leader"] } : {}, choice] as const));
  const board = seats(fill(16, 0).map((_, i) => [`d${i}`, {}, i < 12 ? "yes" : "no"] as const));
  const bylaw = (id: string, ...choices: (Choice | null)[]) =>
    run(rule("icann", id), { board, "empowered-community": participants(...choices) }, RECORD, 2).outcome;

  it("a standard bylaw stands unless three reject it and at most one objects", () => {
    expect(bylaw("standard-bylaw", null, null, null, null, null)).toBe("passes");
    expect(bylaw("standard-bylaw", "no", "no", null, null, null)).toBe("passes");
    expect(bylaw("standard-bylaw", "no", "no", "no", "yes", null)).toBe("fails");
    expect(bylaw("standard-bylaw", "no", "no", "no", "yes", "yes")).toBe("passes");
    expect(bylaw("standard-bylaw-from-policy", "no", "no", null, "no", "yes")).toBe("passes");
    expect(bylaw("standard-bylaw-from-policy", "no", "no", "no", null, "yes")).toBe("fails");
    expect(bylaw("fundamental-bylaw", "yes", "yes", "yes", "no", null)).toBe("passes");
    expect(bylaw("fundamental-bylaw", "yes", "yes", "no", "no", "yes")).toBe("fails");
    expect(bylaw("fundamental-bylaw", "yes", "yes", null, null, null)).toBe("fails");
  });

  it("who is carved out lowers the number by one", () => {
    const four = seats([
      ["gac", { roles: ["advice-at-issue"], status: "recused" }, null],
      ...(["yes", "yes", "yes", null] as const).map((choice, i) => [`ec-${i}`, {}, choice] as const),
    ]);
    const held: Consents = {
      ...RECORD,
      judgements: [{ by: "ec-administration", question: "a-forum-held", holds: true }],
    };
    const recall = (chamber: ReturnType<typeof seats>, consents = held) =>
      run(rule("icann", "recall-board"), { "empowered-community": chamber }, consents, 4).outcome;
    expect(recall(four)).toBe("passes");
    expect(recall(four, RECORD)).toBe("fails");
    expect(recall(participants("yes", "yes", "yes", null, null))).toBe("fails");
  });

  it("a global policy: ICANN's silence is acceptance, its refusal is none", () => {
    const yes = { registries: seats(fill(5, 0).map((_, i) => [`r${i}`, {}, "yes"] as const)) };
    const all = { ...yes, communities: seats(fill(5, 0).map((_, i) => [`c${i}`, {}, "yes"] as const)) };
    const asked = (id: string, answer: "consents" | "refuses" | "none", stages: number) =>
      run(
        rule("nro-global-policy", id),
        all,
        { ...RECORD, parties: [{ role: "icann", party: "icann", answer }] },
        stages,
      ).outcome;
    expect(
      ["consents", "none", "refuses"].map((answer) => asked("global-policy", answer as "none", 3)),
    ).toEqual(["passes", "passes", "fails"]);
    expect(asked("recognition", "none", 2)).toBe("fails");
  });

  it("a registry is recognised by all, by all but the affected, or by three of five", () => {
    const registries = seats([
      ["r0", { roles: ["affected"] }, "no"],
      ...(["yes", "yes", "yes", "yes"] as const).map((choice, i) => [`r${i + 1}`, {}, choice] as const),
    ]);
    const recused = seats([
      ["r0", { status: "recused" }, "no"],
      ...registries.ballots.slice(1).map(({ member }) => [member, {}, "yes"] as const),
    ]);
    const agreed: Consents = { ...RECORD, parties: [{ role: "icann", party: "icann", answer: "consents" }] };
    const of = (variant: string, chamber: ReturnType<typeof seats>) =>
      run(rule(`rir-governance-${variant}`, "recognition"), { registries: chamber }, agreed, 2).outcome;
    expect([
      of("unanimity", registries),
      of("all-but-affected", recused),
      of("three-of-five", registries),
    ]).toEqual(["fails", "passes", "passes"]);
  });

  it("the IESG: one yes, no discuss, two thirds yes or no objection of those not recused", () => {
    const judgements = [{ by: "responsible-ad", question: "rough-consensus", holds: true }];
    const iesg = (...choices: (Choice | null)[]) =>
      run(
        rule("ietf", "working-group-document"),
        {
          iesg: {
            ...seats(choices.map((choice, i) => [`ad${i}`, {}, choice] as const)),
            ballots: choices.flatMap((choice, i): Ballot[] =>
              choice === null ? [] : [{ member: `ad${i}`, choice, at: 1, ground: "section 3 is unclear" }],
            ),
          },
        },
        { ...RECORD, judgements },
        2,
      ).outcome;
    expect(iesg("yes", "abstain", "abstain", "present", "present", "abstain")).toBe("passes");
    expect(iesg("abstain", "abstain", "abstain")).toBe("fails");
    expect(iesg("yes", "abstain", "veto")).toBe("fails");
    expect(iesg("yes", "present", "present")).toBe("fails");
  });

  it("RIPE: three phases by the chairs' judgement", () => {
    const judged = (holds: boolean): Consents => ({
      ...RECORD,
      judgements: [{ by: "working-group-chairs", question: "consensus", holds }],
    });
    expect(
      [true, false].map((holds) => run(rule("ripe-pdp", "policy"), {}, judged(holds), 3).outcome),
    ).toEqual(["passes", "fails"]);
  });
});

describe("monotone and not (test 11)", () => {
  const verdict = (name: string, id: string) => isMonotone(rule(name, id));
  it.each([
    ["un-general-assembly", "ordinary"],
    ["un-general-assembly", "important"],
    ["itu", "ordinary"],
    ["imf", "ordinary"],
    ["cosmos-gov", "proposal"],
    ["aragon", "standard"],
  ])("%s, %s: a no can help, with a case that shows it", (name, id) => {
    const { monotone, hazards } = verdict(name, id);
    expect(monotone).toBe(false);
    expect(hazards.some((each) => each.example !== null)).toBe(true);
  });
  it.each([
    ["un-security-council-15", "procedural"],
    ["un-security-council-15", "substantive"],
    ["itu", "convention-amendment"],
    ["itu", "constitution-amendment"],
    ["icann", "standard-bylaw"],
    ["icann", "fundamental-bylaw"],
    ["imf", "amendment"],
    ["cosmos-group", "threshold"],
    ["openzeppelin-governor", "proposal"],
    ["compound-bravo", "proposal"],
  ])("%s, %s: a no never helps", (name, id) => {
    expect(verdict(name, id)).toEqual({ monotone: true, hazards: [] });
  });
});

it("every real rule says what it does with no ballots at all: nothing passes by itself but silence procedures", () => {
  const silent: string[] = [];
  for (const [name, { rules }] of Object.entries(realConstitutions)) {
    for (const [id, each] of Object.entries(rules)) {
      const chambers = Object.fromEntries(
        Object.keys(each.electorates).map((chamber) => [
          chamber,
          seats(fill(9, 0).map((_, i) => [`${chamber}${i}`, {}, null] as const)),
        ]),
      );
      if (run(each, chambers, RECORD, each.stages.length).outcome === "passes") silent.push(`${name} ${id}`);
    }
  }
  expect(silent).toEqual(["un-general-assembly consensus"]);
});
