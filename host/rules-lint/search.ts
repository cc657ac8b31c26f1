/**
 * Bounded exhaustive search with the real evaluator: every way in which at most n members per chamber can stand.
 * Variables are given values one after another; a constraint is checked as soon as its last variable has one.
 */
import type { Constitution } from "@comity/rules";
import { confirm, requirements, type Question, type Shown } from "./question.ts";
import { everybodyOf } from "./tally.ts";
import { atMost, holds, number, variablesOf, type Bool } from "./term.ts";
import { freeVariables } from "./variables.ts";

export type Searched = { readonly upTo: number; readonly found: readonly Shown[] | null };

/** Members in the largest chamber that is looked at, and steps of one search. */
export type Limits = { readonly members: number; readonly steps: number };

export function search(constitution: Constitution, question: Question, { members, steps }: Limits): Searched {
  const budget = { left: steps };
  let upTo = 0;
  for (let n = 1; n <= members; n++) {
    const found = within(constitution, question, n, budget);
    if (found !== null) return { upTo: n, found };
    if (budget.left <= 0) break;
    upTo = n;
  }
  return { upTo, found: null };
}

function within(
  constitution: Constitution,
  question: Question,
  n: number,
  budget: { left: number },
): readonly Shown[] | null {
  const sizes = question.judgements.flatMap(({ tally }) =>
    tally.stages.flatMap((stage) =>
      Object.values(stage).flatMap((chamber) => [
        atMost(everybodyOf(chamber.heads), number(n)),
        atMost(everybodyOf(chamber.weight), number(2 * n)),
      ]),
    ),
  );
  const constraints = [...sizes, ...requirements(question)];
  const variables = freeVariables(question);
  const order = new Map(variables.map(({ name }, i) => [name, i]));
  const due: Bool[][] = variables.map(() => []);
  for (const each of constraints) {
    const last = Math.max(
      -1,
      ...[...variablesOf(each, new Map()).keys()].map((name) => order.get(name) ?? -1),
    );
    if (last >= 0) due[last]!.push(each);
    else if (!holds(each, new Map())) return null;
  }
  const values = new Map<string, number | boolean>();
  const step = (i: number): readonly Shown[] | null => {
    if (--budget.left <= 0) return null;
    const variable = variables[i];
    if (variable === undefined) return confirm(constitution, question, values);
    const top = variable.kind === "bool" ? 1 : variable.weight ? 2 * n : n;
    for (let value = 0; value <= top; value++) {
      values.set(variable.name, variable.kind === "bool" ? value === 1 : value);
      if (!due[i]!.every((each) => holds(each, values))) continue;
      const found = step(i + 1);
      if (found !== null || budget.left <= 0) return found;
    }
    values.delete(variable.name);
    return null;
  };
  return step(0);
}
