/** Short ways to write rules, electorates and ballots in tests. */
import type {
  Ballot,
  Choice,
  Condition,
  Consents,
  Electorate,
  ElectorateTerms,
  Evaluation,
  Moment,
  Rule,
  Seat,
} from "@comity/rules";
import { evaluate } from "@comity/rules";

export const TERMS: ElectorateTerms = { recuse: [], recused: "removed", suspended: "removed" };
export const PERIODS: Rule["periods"] = {
  notice: 10,
  deliberation: 20,
  voting: 100,
  waiting: 30,
  expiry: 40,
  pause: 0,
  answer: 0,
  quarantine: 0,
  lapse: 0,
};

export const ruleOf = (condition: Condition, more: Partial<Rule> = {}): Rule => ({
  about: "Test rule.",
  proposers: [],
  electorates: { a: TERMS, b: TERMS },
  stages: [{ name: "vote", condition }],
  periods: PERIODS,
  ballot: { method: "choice", choices: ["yes", "no", "abstain", "veto"], revote: "last" },
  ...more,
});

export const NO_RECORD: Consents = {
  parties: [],
  dueProcess: { grounds: false, notice: false, answer: false, hearing: false },
  judgements: [],
};
export const CLOSED: Moment = { now: 100, closes: [100] };
export const OPEN: Moment = { now: 50, closes: [100] };

export const seat = (member: string, more: Partial<Seat> = {}): Seat => ({
  member,
  weight: 1,
  status: "voting",
  ...more,
});
/** Seats m0, m1, … of weight 1. */
export const seats = (count: number): Seat[] => Array.from({ length: count }, (_, i) => seat(`m${i}`));
export const chamberA = (list: readonly Seat[], affected: readonly string[] = []): Electorate => ({
  chambers: { a: list, b: [] },
  affected,
});
export const vote = (member: string, choice: Choice, more: Partial<Ballot> = {}): Ballot => ({
  member,
  choice,
  at: 1,
  ...more,
});

/** Ballots of m0, m1, …: first the yes, then no, abstain, veto. */
export function votes(yes: number, no = 0, abstain = 0, veto = 0): Ballot[] {
  const choices: Choice[] = [
    ...Array.from({ length: yes }, () => "yes" as const),
    ...Array.from({ length: no }, () => "no" as const),
    ...Array.from({ length: abstain }, () => "abstain" as const),
    ...Array.from({ length: veto }, () => "veto" as const),
  ];
  return choices.map((choice, i) => vote(`m${i}`, choice));
}

/** The evaluation at close of a tally among `members` equal members of chamber a. */
export const tallied = (
  condition: Condition,
  members: number,
  counts: readonly [yes: number, no?: number, abstain?: number, veto?: number],
  moment: Moment = CLOSED,
  more: Partial<Rule> = {},
): Evaluation =>
  evaluate(ruleOf(condition, more), chamberA(seats(members)), votes(...counts), NO_RECORD, moment);
