/** Whether a party can be stripped without its consent or due process (reference S4, SEMANTICS G5). */
import { FIXED_MINIMUMS, type Rule } from "@comity/rules";
import { at, type Check, type Context } from "../check.ts";
import { noMajority } from "../demands.ts";
import { shapesOf } from "../electorate.ts";
import { chambersOf } from "../scene.ts";
import { freeTally, type Answers } from "../tally.ts";
import { atLeast, not, ONE, sum } from "../term.ts";

const NOBODY: Answers = { given: ONE, silent: ONE, refused: ONE };

export function holderChecks(context: Context, id: string, rule: Rule): readonly Check[] {
  if (!FIXED_MINIMUMS.dueProcessClasses.includes(id)) return [];
  const vote = freeTally("vote", [rule], shapesOf(context, [rule]));
  const { silent, refused } = vote.consents["affected"] ?? NOBODY;
  const unwilling = atLeast(sum(silent, refused), ONE);
  const judgements = [{ rule, tally: vote, passes: true }];
  const change = "let every way to pass need the consent of all affected, or due process and a majority";
  return [
    {
      check: "seizure",
      clause: at("/rules", id),
      severity: "error",
      questions: [{ constraints: [unwilling, not(vote.dueProcess)], judgements }],
      found: () => `${id} acts on a party that does not consent, without due process.`,
      certain: `${id} never acts on a party without its consent or due process.`,
      change,
    },
    {
      check: "seizure-by-few",
      clause: at("/rules", id),
      severity: "error",
      questions: [{ constraints: [unwilling, ...chambersOf(vote).map(noMajority)], judgements }],
      found: () => `${id} acts on a party that does not consent, and no chamber has a majority for it.`,
      certain: `${id} never acts on a party without its consent or a majority of the votes in a chamber.`,
      change,
    },
  ];
}
