/**
 * One question about rules: whether members can stand so that all constraints hold, these rules pass and those fail.
 * z3 answers it for every size; the bounded search answers it with the real evaluator.
 */
import type { Constitution, Evaluation, Rule } from "@comity/rules";
import { concrete, type Concrete } from "./concrete.ts";
import { replay } from "./instance.ts";
import { passes } from "./pass.ts";
import type { Script } from "./prover.ts";
import type { Tally } from "./tally.ts";
import { and, holds, not, print, variablesOf, type Assignment, type Bool } from "./term.ts";
import { wellFormed } from "./well-formed.ts";

export type Judgement = {
  readonly rule: Rule;
  readonly tally: Tally;
  readonly passes: boolean;
  /** Which vote this is, where rules or questions differ: `amending by bylaws`. */
  readonly about?: string;
};
export type Question = { readonly constraints: readonly Bool[]; readonly judgements: readonly Judgement[] };

/** What is required apart from the judgements. */
export function requirements(question: Question): readonly Bool[] {
  const tallies = new Set(question.judgements.map((each) => each.tally));
  return [...[...tallies].flatMap(wellFormed), ...question.constraints];
}

/** The question as SMT-LIB, and the variables whose values answer it. */
export function smtOf(question: Question): Script {
  const side: Bool[] = [];
  const asserted: Bool[] = [...requirements(question)];
  for (const each of question.judgements) {
    const formula = passes(each.rule, each.tally, side);
    asserted.push(each.passes ? formula : not(formula));
  }
  asserted.push(...side);
  const variables = new Map<string, "int" | "bool">();
  for (const each of asserted) variablesOf(each, variables);
  const lines: string[] = [];
  for (const [name, kind] of variables) {
    lines.push(`(declare-const |${name}| ${kind === "int" ? "Int" : "Bool"})`);
    if (kind === "int") lines.push(`(assert (>= |${name}| 0))`);
  }
  for (const each of asserted) lines.push(`(assert ${print(each)})`);
  return { text: lines.join("\n"), variables: [...variables.keys()] };
}

export type Shown = {
  readonly rule: Rule;
  readonly given: Concrete;
  readonly evaluation: Evaluation;
  readonly about?: string;
};

/** The values as real cases, when the real evaluator judges every one of them as asked; else null. */
export function confirm(
  constitution: Constitution,
  question: Question,
  values: Assignment,
): readonly Shown[] | null {
  if (!holds(and(...requirements(question)), values)) return null;
  const shown: Shown[] = [];
  for (const { rule, tally, passes: expected, about } of question.judgements) {
    const given = concrete(tally, values);
    const evaluation = replay(constitution, rule, given);
    if (evaluation === null || (evaluation.outcome === "passes") !== expected) return null;
    shown.push({ rule, given, evaluation, ...(about === undefined ? {} : { about }) });
  }
  return shown;
}
