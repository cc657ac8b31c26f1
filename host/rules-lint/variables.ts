/** The free variables of a question, in the order in which a search gives them values: those that matter most last. */
import { requirements, type Question } from "./question.ts";
import { PLACES, type Counts, type Tally } from "./tally.ts";
import { variablesOf, type Bool, type Int } from "./term.ts";

export type Variable = { readonly name: string; readonly kind: "int" | "bool"; readonly weight: boolean };

export function freeVariables(question: Question): readonly Variable[] {
  const found = new Map<string, "int" | "bool">();
  const weights = new Set<string>();
  const add = (term: Int | Bool): void => void variablesOf(term, found);
  for (const { tally } of question.judgements) addTally(tally, add, weights);
  for (const each of requirements(question)) add(each);
  return [...found].map(([name, kind]) => ({ name, kind, weight: weights.has(name) }));
}

function addTally(tally: Tally, add: (term: Int | Bool) => void, weights: Set<string>): void {
  for (const each of Object.values(tally.affected)) add(each);
  for (const each of Object.values(tally.judged)) add(each);
  for (const term of [tally.dueProcess, tally.later, tally.kept]) add(term);
  for (const { given, silent, refused } of Object.values(tally.consents))
    for (const each of [given, silent, refused]) add(each);
  const counts = (given: Counts): void => {
    for (const place of PLACES) add(given[place]);
  };
  for (const stage of tally.stages) {
    for (const { shape, heads, weight, named } of Object.values(stage)) {
      counts(heads);
      if (!shape.equal) {
        counts(weight);
        for (const place of PLACES)
          for (const name of variablesOf(weight[place], new Map()).keys()) weights.add(name);
      }
      for (const group of named) counts(group);
    }
  }
  for (const each of Object.values(tally.requests)) add(each);
}
