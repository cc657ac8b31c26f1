/** What a lint says: one entry per check and clause, with how it is known. */
import type { Evaluation } from "@comity/rules";
import type { Concrete } from "./concrete.ts";

/** `error`: the constitution does not do what it promises. `warning`: a risk to decide about. `note`: good to know. */
export type Severity = "error" | "warning" | "note";

export type Checked = {
  readonly check: string;
  /** JSON pointer into the constitution. */
  readonly clause: string;
  /** Whether the property holds. */
  readonly holds: boolean;
  /** `proved`: for all sizes. `searched`: for chambers of up to `upTo` members. `found`: by the counter-example. */
  readonly how: "proved" | "searched" | "found";
  readonly upTo?: number;
  /** Of what does not hold. */
  readonly severity: Severity;
  /** What was found, or what is certain, in words. */
  readonly says: string;
  /** What to write instead. */
  readonly change?: string;
  readonly example?: readonly Example[];
  /** Of the clause, in the file. */
  readonly line?: number;
  readonly column?: number;
};

/** One vote of a counter-example, as the evaluator judged it. */
export type Example = {
  readonly votes: string;
  /** Which vote this is, where an example has several. */
  readonly about?: string;
  readonly outcome: "passes" | "fails";
  readonly given: Concrete;
  readonly evaluation: Evaluation;
};

/** Of what the text says about itself: certain by reading. */
export const textFinding = (
  check: string,
  clause: string,
  severity: Severity,
  says: string,
  change: string,
): Checked => ({
  check,
  clause,
  holds: false,
  how: "proved",
  severity,
  says,
  change,
});
