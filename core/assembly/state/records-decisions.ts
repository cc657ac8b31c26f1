/** Records of the register `decisions` about what is decided: proposals, cases, ballots (SEMANTICS G). */
import type { Json } from "@comity/canon";
import type { Choice, Seat } from "@comity/rules";
import type { Measure } from "../acts/fields.ts";

export type Phase =
  | "notice"
  | "voting"
  | "appeal"
  | "waiting"
  | "carried-out"
  | "rejected"
  | "annulled"
  | "withdrawn"
  | "expired"
  | "void";
/** One vote: a stage of the rule (in a round), or the vote of an appeal body. Ballots count from `opens` to before `closes`. */
export type Poll = {
  readonly kind: "vote" | "appeal";
  readonly stage: number;
  readonly round: number;
  readonly opens: number;
  readonly closes: number;
  /** It turned late and was prolonged, which happens once. */
  readonly extended?: true;
};
/** `proposal/<id>`; a case of due process (SEMANTICS G5) is a proposal with `case`. Polls are numbered from 0. */
export type ProposalRecord = {
  readonly t: "proposal";
  readonly id: string;
  readonly by: string;
  readonly title: string;
  readonly text?: string;
  readonly measures: readonly Measure[];
  /** base64 of SHA-256 of the JCS of the measures: what was voted on is what is carried out. */
  readonly measuresHash: string;
  readonly classes: readonly string[];
  readonly affected: readonly string[];
  /** Constitution versions whose rules all have to pass: the one at opening, and those that protect what is touched. */
  readonly versions: readonly number[];
  /** Forced by a surviving old key that contests a recovery (SEMANTICS B6). */
  readonly contest?: true;
  readonly phase: Phase;
  readonly opened: number;
  readonly polls: readonly Poll[];
  /** When the clock looks at it next. */
  readonly due?: number;
  readonly decidedAt?: number;
  readonly effectAt?: number;
  readonly expires?: number;
  readonly case?: CaseState;
  /** Why it was decided as it was: the explanation trees of the rules. */
  readonly outcome?: Json;
  readonly reason?: string;
  readonly since: number;
};
export type CaseState = {
  /** Hash of the grounds (non-erasable, redacted). */
  readonly grounds: string;
  readonly answerCloses: number;
  /** The blocks whose holdings it marked when it was opened, the widest of them. */
  readonly marked?: readonly string[];
  readonly answers: readonly { readonly by: string; readonly text: string; readonly since: number }[];
  readonly hearing?: string;
  /** The appeal level that runs or ran last, from 0. */
  readonly level?: number;
  /** End of the running level, and until when an appeal may be filed in it. */
  readonly levelEnds?: number;
  readonly filingEnds?: number;
  readonly appeals: readonly {
    readonly by: string;
    readonly grounds: string;
    readonly level: number;
    readonly since: number;
  }[];
};
type Seats = { readonly [chamber: string]: readonly Seat[] };
/** `electorate/<id>`: frozen at opening (SEMANTICS G2), appeal bodies included. */
export type ElectorateRecord = {
  readonly t: "electorate";
  readonly chambers: Seats;
  readonly affected: readonly string[];
  /** The chambers as older versions constitute them, where those protect what is touched (SEMANTICS G6). */
  readonly older?: {
    readonly [version: string]: { readonly chambers: Seats; readonly affected: readonly string[] };
  };
  readonly since: number;
};
/** `ballot/<id>/<poll>/<party>`: the last one before close counts (SEMANTICS G3). */
export type BallotRecord = Cast & {
  readonly t: "ballot";
  /** The ballots it replaced that stood when a vote could first turn late: whether it did is judged by them. */
  readonly earlier?: readonly Cast[];
  readonly since: number;
};
export type Cast = {
  readonly choice: Choice;
  readonly at: number;
  /** Hash of the ground of a veto. */
  readonly ground?: string;
  /** The weight in each state, by chamber, where the rule lets members divide it. */
  readonly split?: { readonly [chamber: string]: { readonly [choice in Choice]?: number } };
};
/** `mandate/<id>/<party>`: every word it gave in this decision, in order; `to` null takes the one before back. */
export type MandateRecord = {
  readonly t: "mandate";
  readonly given: readonly { readonly to: string | null; readonly at: number; readonly index: number }[];
  readonly since: number;
};
/** `request/<id>/<party>`: the party asks for a vote where the rule decides without one. */
export type RequestRecord = { readonly t: "request"; readonly since: number };
/** `paused/<hash of the measures>`: they failed, and may not be proposed again until then. */
export type PausedRecord = {
  readonly t: "paused";
  readonly until: number;
  readonly decision: string;
  readonly since: number;
};
/** `consent/<id>/<party>` */
export type ConsentRecord = { readonly t: "consent"; readonly given: boolean; readonly since: number };
export type ProposalRegisterRecord =
  | ProposalRecord
  | ElectorateRecord
  | BallotRecord
  | ConsentRecord
  | MandateRecord
  | RequestRecord
  | PausedRecord;
