/** The rules that `real-decisions.json` names, in our language, and an electorate of one chamber to try them. */
import { evaluate } from "../evaluate.ts";
import type { Ballot, Consents, Electorate, Seat } from "../evaluation.ts";
import type { Choice, Condition, Fraction, Rule } from "../rule.ts";

const CHAMBER = "body";

const threshold = (share: Fraction, comparator: ">" | ">=", base: "cast" | "all"): Condition => ({
  kind: "threshold",
  chamber: CHAMBER,
  share,
  comparator,
  base,
});

/** General Assembly: Charter 18(2) and 18(3), and the bases with which they are confused. */
export const GENERAL_ASSEMBLY: { readonly [field: string]: Condition } = {
  simple_present_voting: threshold({ num: 1, den: 2 }, ">", "cast"),
  two_thirds_present_voting: threshold({ num: 2, den: 3 }, ">=", "cast"),
  two_thirds_all_members: threshold({ num: 2, den: 3 }, ">=", "all"),
  majority_all_members: threshold({ num: 1, den: 2 }, ">", "all"),
  majority_quorum_present_incl_abstain: {
    kind: "quorum",
    chamber: CHAMBER,
    counts: ["yes", "no", "abstain"],
    need: { share: { num: 1, den: 2 }, comparator: ">" },
  },
};

/** Adopted without a vote: nobody asked for one. */
export const WITHOUT_A_VOTE: Condition = {
  kind: "limit",
  chamber: CHAMBER,
  counts: ["no", "veto"],
  most: { number: 0 },
};

/** Members and votes needed by the Security Council: Charter 27, and before its amendment. */
export const councilOf = (date: string): { readonly size: number; readonly votes: number } =>
  date < "1966-01-01" ? { size: 11, votes: 7 } : { size: 15, votes: 9 };

/** Charter 27(2), 27(3): a permanent no is a veto in the second only; abstention and absence never are. */
export const securityCouncil = (votes: number): { readonly [field: string]: Condition } => {
  const procedural: Condition = {
    kind: "quorum",
    chamber: CHAMBER,
    counts: ["yes"],
    need: { number: votes },
    count: "members",
  };
  const veto: Condition = { kind: "veto", chamber: CHAMBER, who: { role: "permanent" }, counts: ["no"] };
  return { art27_2_procedural: procedural, art27_3_substantive: { kind: "all", of: [procedural, veto] } };
};

/** Cosmos x/gov: a majority of what is not abstaining, and less than the veto share of all that voted. */
export const cosmos = (majority: Fraction, veto: Fraction): Condition => ({
  kind: "all",
  of: [
    threshold(majority, ">", "cast"),
    {
      kind: "limit",
      chamber: CHAMBER,
      counts: ["veto"],
      most: { share: veto, comparator: "<", base: "present" },
    },
  ],
});

/** A share of the total voting power (IMF). */
export const ofAllVotes = (share: Fraction): Condition => threshold(share, ">=", "all");

export type Voter = {
  readonly choice: Choice | null;
  readonly weight?: number;
  readonly permanent?: boolean;
};

/** Whether the condition holds at close, by the evaluator; a choice of null is no ballot. */
export function outcome(condition: Condition, voters: readonly Voter[]): boolean {
  const seats: Seat[] = voters.map(({ weight = 1, permanent = false }, i) => ({
    member: `m${i}`,
    weight,
    status: "voting",
    roles: permanent ? ["permanent"] : [],
  }));
  const ballots: Ballot[] = voters.flatMap(({ choice }, i) =>
    choice === null ? [] : [{ member: `m${i}`, choice, at: 0 }],
  );
  const electorate: Electorate = { chambers: { [CHAMBER]: seats }, affected: [] };
  return (
    evaluate(ruleOf(condition), electorate, ballots, NO_RECORD, { now: 1, closes: [1] }).outcome === "passes"
  );
}

const NO_RECORD: Consents = {
  parties: [],
  dueProcess: { grounds: false, notice: false, answer: false, hearing: false },
  judgements: [],
};

const ruleOf = (condition: Condition): Rule => ({
  about: "A recorded decision.",
  proposers: [],
  electorates: { [CHAMBER]: { recuse: [], recused: "removed", suspended: "removed" } },
  stages: [{ name: "vote", condition }],
  periods: {
    notice: 0,
    deliberation: 0,
    voting: 1,
    waiting: 0,
    expiry: 1,
    pause: 0,
    answer: 0,
    quarantine: 0,
    lapse: 0,
  },
  ballot: { method: "choice", choices: ["yes", "no", "abstain", "veto"], revote: "last" },
});

/** So many voters of weight 1. */
export const voters = (count: number, choice: Choice | null): readonly Voter[] =>
  Array.from({ length: count }, () => ({ choice }));
