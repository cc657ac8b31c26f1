/** A lint as JSON: what holds, what does not and by which example, each with its place in the text. */
import type { Checked, Example } from "../finding.ts";
import type { Place } from "../locate.ts";

export type LintCounts = {
  readonly proved: number;
  readonly shown: number;
  readonly searched: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
};

export function lintDocument(
  checked: readonly Checked[],
  place: (pointer: string) => Partial<Place>,
): { readonly schema: string; readonly properties: readonly object[] } & LintCounts {
  const properties = checked.map((each) => ({
    ...each,
    ...place(each.clause),
    ...(each.example === undefined ? {} : { example: each.example.map(shown) }),
  }));
  return { schema: "comity/rules-lint/v2", ...lintCounts(checked), properties };
}

/** A counter-example as data: the tallies of each stage, as the evaluator counted them. */
const shown = ({ votes, about, outcome, given, evaluation }: Example) => ({
  votes,
  ...(about === undefined ? {} : { about }),
  outcome,
  affected: given.affected,
  consents: given.consents,
  stages: evaluation.stages.map(({ name, tallies }) => ({ name, tallies })),
});

export function lintCounts(checked: readonly Checked[]): LintCounts {
  const failing = (severity: string) =>
    checked.filter((each) => !each.holds && each.severity === severity).length;
  const known = (how: string) => checked.filter((each) => each.holds && each.how === how).length;
  return {
    proved: known("proved"),
    shown: known("found"),
    searched: known("searched"),
    errors: failing("error"),
    warnings: failing("warning"),
    notes: failing("note"),
  };
}
