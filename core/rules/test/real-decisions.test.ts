/** Recorded decisions of real bodies: the rule of the body must give the recorded result, from the tally alone. */
import { evaluate, type Ballot, type Choice, type Condition } from "@comity/rules";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLOSED, NO_RECORD, chamberA, ruleOf, seat, tallied, vote } from "./build.ts";

const file = new URL("../../../../shared/vectors/rules/real-decisions.json", import.meta.url);
const present = existsSync(file);
const suffix = present ? "" : " (skipped: shared data not present)";

type Case = { readonly [key: string]: unknown };
type Roll = { readonly yes: number; readonly no: number; readonly abstain: number; readonly members: number };
const cases = present ? (JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] }).cases : [];
const general = cases.filter(
  (each) => each["body"] === "UNGA" && typeof each["simple_present_voting"] === "boolean",
);

const threshold = (num: number, den: number, comparator: ">" | ">=", base: "cast" | "all"): Condition => ({
  kind: "threshold",
  chamber: "a",
  share: { num, den },
  comparator,
  base,
});
const RULES: readonly (readonly [string, Condition])[] = [
  ["simple_present_voting", threshold(1, 2, ">", "cast")],
  ["two_thirds_present_voting", threshold(2, 3, ">=", "cast")],
  ["two_thirds_all_members", threshold(2, 3, ">=", "all")],
  ["majority_all_members", threshold(1, 2, ">", "all")],
  [
    "majority_quorum_present_incl_abstain",
    {
      kind: "quorum",
      chamber: "a",
      counts: ["yes", "no", "abstain"],
      need: { share: { num: 1, den: 2 }, comparator: ">" },
    },
  ],
];

describe("General Assembly", () => {
  it.skipIf(!present)(`15 roll calls give every recorded boolean${suffix}`, () => {
    expect(general).toHaveLength(15);
    for (const each of general) {
      const { yes, no, abstain, members } = each as unknown as Roll;
      for (const [field, condition] of RULES) {
        const { outcome } = tallied(condition, members, [yes, no, abstain]);
        expect([each["id"], field, outcome === "passes"]).toEqual([each["id"], field, each[field]]);
      }
    }
  });

  it("adopted without a vote: nobody asked for one", () => {
    const condition: Condition = { kind: "limit", chamber: "a", counts: ["no", "veto"], most: { number: 0 } };
    expect(tallied(condition, 193, [0]).outcome).toBe("passes");
    expect(tallied(condition, 193, [0, 1]).outcome).toBe("fails");
  });
});

const need = (number: number): Condition => ({
  kind: "quorum",
  chamber: "a",
  counts: ["yes"],
  need: { number },
  count: "members",
});

describe("Security Council", () => {
  const council = cases.filter((each) => each["body"] === "UNSC" && Array.isArray(each["permanent_no"]));
  const veto: Condition = { kind: "veto", chamber: "a", who: { role: "permanent" }, counts: ["no"] };

  it.skipIf(!present)(`procedural decisions pass 27(2) and would fail 27(3)${suffix}`, () => {
    expect(council.length).toBeGreaterThanOrEqual(5);
    for (const each of council) {
      const { yes, no, abstain } = each as unknown as Roll;
      const permanentNo = (each["permanent_no"] as readonly string[]).length;
      const [size, number] = String(each["date"]) < "1966-01-01" ? [11, 7] : [15, 9];
      const choices: Choice[] = [
        ...Array.from({ length: no }, () => "no" as const),
        ...Array.from({ length: yes }, () => "yes" as const),
        ...Array.from({ length: abstain }, () => "abstain" as const),
      ];
      // Nos come first, so that as many permanent members say no as recorded.
      const seats = Array.from({ length: size }, (_, i) =>
        seat(`m${i}`, i < permanentNo ? { roles: ["permanent"] } : {}),
      );
      const ballots: Ballot[] = choices.map((choice, i) => vote(`m${i}`, choice));
      const outcome = (condition: Condition) =>
        evaluate(ruleOf(condition), chamberA(seats), ballots, NO_RECORD, CLOSED).outcome;
      expect([each["id"], outcome(need(number))]).toEqual([each["id"], "passes"]);
      const expected = permanentNo > 0 ? "fails" : "passes";
      expect([each["id"], outcome({ kind: "all", of: [need(number), veto] })]).toEqual([
        each["id"],
        expected,
      ]);
    }
  });
});

it("Juno 16: 41.8 against 33.7 and 3.5 with veto passes, though it is no majority of all votes", () => {
  const seats = [418, 337, 35, 217].map((weight, i) => seat(`m${i}`, { weight }));
  const ballots = (["yes", "no", "veto", "abstain"] as const).map((choice, i) => vote(`m${i}`, choice));
  const outcome = (base: "cast" | "present") =>
    evaluate(
      ruleOf({ kind: "threshold", chamber: "a", share: { num: 1, den: 2 }, comparator: ">", base }),
      chamberA(seats),
      ballots,
      NO_RECORD,
      CLOSED,
    ).outcome;
  expect([outcome("cast"), outcome("present")]).toEqual(["passes", "fails"]);
});
