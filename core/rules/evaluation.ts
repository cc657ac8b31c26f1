/** What an evaluation is given and what it answers. All plain JSON data: it can be shown, stored and hashed. */
import type { Choice } from "./rule.ts";
import type { Refusal } from "./result.ts";

/**
 * `voting`; `recused` and `suspended` do not vote (the rule says whether they stay in the base); `left` = left after
 * opening: stays in the base, a ballot cast before counts, none can come any more.
 */
export type SeatStatus = "voting" | "recused" | "suspended" | "left";

/** One member's seat in one chamber. A member may sit in several chambers; its one ballot counts in each. */
export type Seat = {
  readonly member: string;
  /** A non-negative safe integer; so is the sum over a chamber. */
  readonly weight: number;
  readonly status: SeatStatus;
  /** Roles at opening: `permanent`, `chair`, `affected`, … */
  readonly roles?: readonly string[];
};

/** Frozen at opening (SEMANTICS G2). */
export type Electorate = {
  readonly chambers: { readonly [chamber: string]: readonly Seat[] };
  /** Chambers that the measures affect. */
  readonly affected: readonly string[];
};

/** One member's vote in one stage. The list is in log order. */
export type Ballot = {
  readonly member: string;
  readonly choice: Choice;
  /** Seconds: the time that counts for deadlines (SEMANTICS C4). */
  readonly at: number;
  /** Index of the stage; default 0. */
  readonly stage?: number;
  /** The delegate that cast it, if the member did not. */
  readonly by?: string;
  /** Where the rule allows it: the weight in each state, by chamber; each adds up to the seat's weight. */
  readonly split?: { readonly [chamber: string]: { readonly [choice in Choice]?: number } };
  /** The stated ground of a veto. */
  readonly ground?: string;
};

/** A member lets another vote for it (or, with `to` null, takes that back). The list is in log order. */
export type Mandate = {
  readonly member: string;
  readonly to: string | null;
  /** Seconds; it counts from `from` until before `until`, and no longer than the rule allows. */
  readonly from: number;
  readonly until: number;
};

/** What is on the record besides ballots. */
export type Consents = {
  /** Every party that the measures bind in a role, with its answer so far. */
  readonly parties: readonly {
    readonly role: string;
    readonly party: string;
    readonly answer: "consents" | "refuses" | "none";
  }[];
  readonly dueProcess: {
    readonly grounds: boolean;
    readonly notice: boolean;
    readonly answer: boolean;
    readonly hearing: boolean;
  };
  readonly judgements: readonly { readonly by: string; readonly question: string; readonly holds: boolean }[];
  /** Members that asked for a vote; left out where nobody can ask. */
  readonly requests?: readonly string[];
  /** When given, a ballot by a delegate needs a mandate; without it the caller has checked. */
  readonly mandates?: readonly Mandate[];
};

/** Seconds on the assembly's clock. */
export type Moment = {
  readonly now: number;
  /** Scheduled close of each stage that has been opened, in order. At least one. */
  readonly closes: readonly number[];
  /** 1 = the first vote on the question; higher after a tie or a postponement. Default 1. */
  readonly round?: number;
  /** The rule has been amended since the opening. */
  readonly amended?: boolean;
};

/** A number, or its decimal text when it exceeds 2^53 - 1. */
export type Figure = number | string;

/** One condition with its numbers. */
export type Explained = {
  /** JSON pointer into the rule. */
  readonly path: string;
  readonly kind: string;
  readonly chamber?: string;
  /** As things stand. */
  readonly holds: boolean;
  /** Whether what may still come can make it hold, or fail, at close. */
  readonly mayHold: boolean;
  readonly mayFail: boolean;
  /** The comparison as it was made: both sides multiplied out to integers. */
  readonly left?: Figure;
  readonly comparator?: ">" | ">=" | "<" | "<=";
  readonly right?: Figure;
  /** Before multiplying: what was counted, against which base. */
  readonly counted?: number;
  readonly base?: number;
  /** Why it is so, where the numbers do not say it: `zero`, `tie`, `nobody`, `not-affected`, `later-round`, … */
  readonly because?: string;
  /** Members or parties that decide it: who vetoed, whose consent or support is missing. */
  readonly who?: readonly string[];
  /**
   * While the vote is open, what would still change it, in the unit that is counted. `toHold`: the least yes that
   * has to be added (by those who have not voted; for a limit: moved from the counted states). `toFail`: the least
   * that has to come against it.
   */
  readonly toHold?: Figure;
  readonly toFail?: Figure;
  readonly of?: readonly Explained[];
};

/** Counted weight (or heads) of one chamber. */
export type Tally = {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly veto: number;
  /** There and not taking part; left out where it is nobody. */
  readonly present?: number;
  /** May vote and has not, or left without a ballot. */
  readonly absent: number;
  /** Not voting: recused and suspended, whether counted in `all` or not. */
  readonly recused: number;
  readonly suspended: number;
  /** The base `all`. */
  readonly all: number;
};

export type StageEvaluation = {
  readonly name: string;
  /** `waiting`: not opened. */
  readonly outcome: "passes" | "fails" | "open" | "waiting";
  /** Seconds; with the extension. Null while the stage is not opened. */
  readonly closes: number | null;
  readonly extended: boolean;
  /** What would result if the vote closed now. */
  readonly standing: "passes" | "fails";
  /** Ballots that were not counted: late, not entitled, replaced, choice not offered. */
  readonly ignored: number;
  readonly tallies: { readonly [chamber: string]: { readonly weight: Tally; readonly members: Tally } };
  readonly condition: Explained;
};

export type Evaluation = {
  readonly outcome: "passes" | "fails" | "open";
  /** Nothing that may still come changes the outcome. */
  readonly settled: boolean;
  /** Index of the stage that decides now: the one that is open, must be opened next, or decided last. */
  readonly stage: number;
  /** After `fails`, once the stage has closed: the rule asks for another vote on the same question. */
  readonly again?: { readonly why: "tie" | "abstentions"; readonly within?: number };
  readonly stages: readonly StageEvaluation[];
  /** The rule was amended while the proposal was open, and says that this ends it (then: fails, settled). */
  readonly aborted?: true;
  /** The input cannot be evaluated (then: fails, settled). */
  readonly problem?: Refusal;
};
