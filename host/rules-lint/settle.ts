/** Settling checks: z3 for all sizes, its counter-examples replayed through the real evaluator, else bounded search. */
import type { Constitution } from "@comity/rules";
import type { Check } from "./check.ts";
import { small, tidy, undivided } from "./demands.ts";
import type { Checked, Example } from "./finding.ts";
import type { Answer, Prover } from "./prover.ts";
import { confirm, smtOf, type Question, type Shown } from "./question.ts";
import { chambersOf } from "./scene.ts";
import { search, type Limits } from "./search.ts";
import { culprit, votesOf } from "./words.ts";

/** Sizes at which counter-examples are looked for, so that people can follow them. */
const EXAMPLES = [
  { size: 4, plain: true },
  { size: 7, plain: true },
  { size: 30, plain: true },
  { size: 4, plain: false },
  { size: 16, plain: false },
];
const BATCH = 24;
const UNKNOWN: Answer = { is: "unknown" };

export async function settle(
  constitution: Constitution,
  checks: readonly Check[],
  prover: Prover | null,
  limits: Limits,
  progress: (done: number) => void = () => {},
): Promise<readonly Checked[]> {
  const settled: Checked[] = [];
  for (let i = 0; i < checks.length; i += BATCH) {
    const batch = checks.slice(i, i + BATCH);
    const questions = batch.flatMap((each) => each.questions);
    const answers = prover === null ? questions.map(() => UNKNOWN) : await prover.ask(questions.map(smtOf));
    let next = 0;
    for (const check of batch) {
      const own = answers.slice(next, next + check.questions.length);
      next += check.questions.length;
      settled.push(await judge(constitution, check, own, prover, limits));
    }
    progress(Math.min(checks.length, i + BATCH));
  }
  return settled;
}

async function judge(
  constitution: Constitution,
  check: Check,
  answers: readonly Answer[],
  prover: Prover | null,
  limits: Limits,
): Promise<Checked> {
  const { clause, severity, change } = check;
  const base = { check: check.check, clause, severity };
  if (answers.every((each) => each.is === "impossible")) {
    if (check.exists !== true) return { ...base, holds: true, how: "proved", says: check.certain };
    return { ...base, holds: false, how: "proved", says: check.found([]), change };
  }
  let upTo = Number.POSITIVE_INFINITY;
  for (const [i, answer] of answers.entries()) {
    if (answer.is === "impossible") continue;
    const question = check.questions[i]!;
    const shown = await replayed(constitution, question, answer, prover, check.exists === true);
    if (shown !== null) return confirmed(check, shown);
    const searched = search(constitution, question, limits);
    if (searched.found !== null) return confirmed(check, searched.found);
    upTo = Math.min(upTo, searched.upTo);
  }
  if (check.exists === true) {
    return { ...base, holds: false, how: "searched", upTo, says: check.found([]), change };
  }
  return { ...base, holds: true, how: "searched", upTo, says: check.certain };
}

function confirmed(check: Check, shown: readonly Shown[]): Checked {
  const { clause, severity, change } = check;
  if (check.exists === true) {
    return { check: check.check, clause, severity, holds: true, how: "found", says: check.certain };
  }
  const example = shown.map((each): Example => ({
    votes: votesOf(each),
    ...(each.about === undefined ? {} : { about: each.about }),
    outcome: each.evaluation.outcome === "passes" ? "passes" : "fails",
    given: each.given,
    evaluation: each.evaluation,
  }));
  return {
    check: check.check,
    clause: clause + placeOf(check, shown),
    severity,
    holds: false,
    how: "found",
    says: check.found(shown),
    change,
    example,
  };
}

/** The condition that fails, below the rule's clause. */
function placeOf(check: Check, shown: readonly Shown[]): string {
  const judged = check.culprit === undefined ? undefined : shown[check.culprit];
  if (judged === undefined) return "";
  const failing = judged.evaluation.stages[judged.evaluation.stage];
  return failing === undefined ? "" : culprit(failing.condition);
}

/** A small counter-example where there is one (any, for what only has to exist), judged by the real evaluator. */
async function replayed(
  constitution: Constitution,
  question: Question,
  answer: Answer,
  prover: Prover | null,
  exists: boolean,
): Promise<readonly Shown[] | null> {
  if (answer.is !== "possible" || prover === null) return null;
  if (exists) {
    const shown = confirm(constitution, question, answer.values);
    if (shown !== null) return shown;
  }
  const tallies = question.judgements.map((each) => each.tally);
  const fixed = Math.max(0, ...tallies.flatMap(chambersOf).map(({ shape }) => shape.size ?? 0));
  const asked = EXAMPLES.filter(({ size }) => size >= fixed).map(({ size, plain }) => ({
    ...question,
    constraints: [
      ...question.constraints,
      ...tallies.flatMap((tally) => [small(tally, size), undivided(tally)]),
      ...(plain ? tallies.map(tidy) : []),
    ],
  }));
  for (const smaller of asked) {
    const [said] = await prover.ask([smtOf(smaller)]);
    if (said?.is !== "possible") continue;
    const shown = confirm(constitution, question, said.values);
    if (shown !== null) return shown;
  }
  return confirm(constitution, question, answer.values);
}
