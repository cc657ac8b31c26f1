/** Roll calls through the encoded rules: what each rule makes of the recorded votes, and who could have changed it. */
import {
  evaluate,
  type Ballot,
  type Choice,
  type Consents,
  type Electorate,
  type Evaluation,
  type Rule,
} from "@comity/rules";
import { ABSENT, ABSTAIN, NO, YES, type RollCall, type RollCalls } from "./read.ts";

export type Outcome = "passes" | "fails" | "second-vote" | "postponed";
export type Judgement = {
  readonly outcome: Outcome;
  /** Recorded votes. */
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  /** Voted at least once in the session. */
  readonly members: number;
  /** Members whose other vote, alone, would have changed the outcome. */
  readonly pivotal: readonly number[];
  /** The condition that decides, with its numbers. */
  readonly because: string;
};

const RECORD: Consents = {
  parties: [],
  dueProcess: { grounds: false, notice: false, answer: false, hearing: false },
  judgements: [],
};
const CLOSED = { now: 1, closes: [1] };
const CHOICES: readonly (Choice | null)[] = [null, "yes", "no", "abstain"];

/** `chamber` is the one chamber of the rule. */
export function judge(rule: Rule, chamber: string, data: RollCalls, call: RollCall): Judgement {
  const members = data.sessions.get(call.session)!;
  const electorate: Electorate = {
    chambers: {
      [chamber]: members.map((index) => ({ member: String(index), weight: 1, status: "voting" as const })),
    },
    affected: [],
  };
  const counts = [0, 0, 0, 0];
  const ballots: Ballot[] = [];
  for (const index of members) {
    const vote = call.votes[index]!;
    counts[vote]!++;
    const choice = CHOICES[vote];
    if (choice != null) ballots.push({ member: String(index), choice, at: 0 });
  }
  const result = evaluate(rule, electorate, ballots, RECORD, CLOSED);
  const outcome = outcomeOf(result);
  return {
    outcome,
    yes: counts[YES]!,
    no: counts[NO]!,
    abstain: counts[ABSTAIN]!,
    members: members.length,
    pivotal: isClose(result) ? pivotal(rule, electorate, ballots, call, outcome) : [],
    because: becauseOf(result),
  };
}

export function outcomeOf(result: Evaluation): Outcome {
  if (result.again === undefined) return result.outcome === "passes" ? "passes" : "fails";
  return result.again.why === "tie" ? "second-vote" : "postponed";
}

/** One member moves both sides of a comparison by a few units: far from equality nobody is pivotal. */
function isClose(result: Evaluation): boolean {
  const { condition } = result.stages[0]!;
  return (condition.of ?? [condition]).some(
    ({ left, right }) => typeof left === "number" && typeof right === "number" && Math.abs(left - right) <= 8,
  );
}

/** Members of equal weight who voted alike are alike: one of each state is tried. */
function pivotal(
  rule: Rule,
  electorate: Electorate,
  ballots: readonly Ballot[],
  call: RollCall,
  outcome: Outcome,
): readonly number[] {
  const seats = Object.values(electorate.chambers)[0]!;
  const states = new Map<number, number[]>();
  for (const { member } of seats) {
    const state = call.votes[Number(member)] ?? ABSENT;
    const list = states.get(state);
    if (list === undefined) states.set(state, [Number(member)]);
    else list.push(Number(member));
  }
  const changes = (member: number, choice: Choice): boolean => {
    const others = ballots.filter((ballot) => ballot.member !== String(member));
    const cast = [...others, { member: String(member), choice, at: 0 }];
    return (
      (outcomeOf(evaluate(rule, electorate, cast, RECORD, CLOSED)) === "passes") !== (outcome === "passes")
    );
  };
  return [...states].flatMap(([state, members]) => {
    const other = (["yes", "no"] as const).filter((choice) => CHOICES[state] !== choice);
    return other.some((choice) => changes(members[0]!, choice)) ? members : [];
  });
}

/** The first part that fails, or the last one, with its numbers. */
function becauseOf(result: Evaluation): string {
  const { condition } = result.stages[0]!;
  const parts = condition.of ?? [condition];
  const decisive = parts.find((part) => !part.holds) ?? parts.at(-1)!;
  const sign = decisive.holds ? "" : "not ";
  return `${decisive.kind}: ${sign}${decisive.left} ${decisive.comparator} ${decisive.right}`;
}
