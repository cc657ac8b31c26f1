/** A check: what is asked, and what the answer means. */
import type { Constitution, Fraction } from "@comity/rules";
import type { Severity } from "./finding.ts";
import type { Question, Shown } from "./question.ts";

export type Check = {
  readonly check: string;
  readonly clause: string;
  readonly severity: Severity;
  /** The property fails when one of these is possible; or, for `exists`, when none is. */
  readonly questions: readonly Question[];
  readonly exists?: boolean;
  /** What was found; `shown` is empty when nothing could be. */
  readonly found: (shown: readonly Shown[]) => string;
  /** What is certain when the property holds. */
  readonly certain: string;
  readonly change: string;
  /** The judgement whose failing condition is the clause to look at; the check's clause when left out. */
  readonly culprit?: number;
};

export type Context = {
  readonly constitution: Constitution;
  readonly share: Fraction;
  /** Chambers whose number of members is fixed. */
  readonly sizes: { readonly [chamber: string]: number };
};

export const at = (path: string, key: string): string =>
  `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
