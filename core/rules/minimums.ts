/**
 * Whether a constitution keeps what the fold imposes on all of them (SEMANTICS A4, G5): minimum periods, bounded
 * emergencies, and the shape of due process.
 */
import type { Constitution } from "./constitution.ts";
import { duration } from "./duration.ts";
import { FIXED_MINIMUMS } from "./fixed-minimums.ts";
import { at } from "./read.ts";
import type { Refusal } from "./result.ts";
import type { Periods, Rule } from "./rule.ts";
import { protectsHolder } from "./protection.ts";

/** Every shortfall; empty when the constitution may be used. */
export function checkMinimums(constitution: Constitution): readonly Refusal[] {
  const { rules, amendment, parameters } = constitution;
  const found = below(parameters, FIXED_MINIMUMS.parameters, "/parameters");
  found.push(...above(parameters, FIXED_MINIMUMS.parametersMost, "/parameters"));
  for (const [id, rule] of Object.entries(rules)) {
    const path = at("/rules", id);
    const emergency = rule.emergency !== undefined;
    found.push(...periodsBelow(rule, emergency ? FIXED_MINIMUMS.emergency : FIXED_MINIMUMS.everyRule, path));
    if (emergency) found.push(...emergencyShape(rule, path));
  }
  for (const id of amendment.order) {
    const rule = rules[id];
    if (rule !== undefined) found.push(...periodsBelow(rule, FIXED_MINIMUMS.amendment, at("/rules", id)));
  }
  for (const id of FIXED_MINIMUMS.dueProcessClasses) {
    const path = at("/rules", id);
    const rule = Object.hasOwn(rules, id) ? rules[id] : undefined;
    // Without a rule the measure cannot be proposed at all, which protects holders best.
    if (rule !== undefined) found.push(...dueProcessShape(rule, path));
  }
  return found;
}

function dueProcessShape(rule: Rule, path: string): readonly Refusal[] {
  const found = periodsBelow(rule, FIXED_MINIMUMS.dueProcess, path);
  if (rule.emergency !== undefined) {
    found.push(
      shortfall("an emergency rule cannot act on holdings, membership or keys", `${path}/emergency`),
    );
  }
  if (rule.proposers.length === 0) {
    const detail =
      "a case marks holdings and takes their holder's time: name the chambers whose members open it";
    found.push(shortfall(detail, `${path}/proposers`));
  }
  if (!protectsHolder(rule)) {
    const detail =
      "every way to pass must include the consent of all affected parties, or due process and a majority of a chamber";
    found.push(shortfall(detail, `${path}/stages`));
  }
  const unrecused = Object.entries(rule.electorates).find(([, terms]) => !terms.recuse.includes("affected"));
  if (unrecused !== undefined) {
    const field = `${at(`${path}/electorates`, unrecused[0])}/recuse`;
    found.push(shortfall("who is affected does not vote on its own case: recuse `affected`", field));
  }
  const levels = rule.appeal?.levels ?? [];
  if (levels.length < FIXED_MINIMUMS.appealLevels) {
    found.push(
      shortfall(
        `a case has at least ${FIXED_MINIMUMS.appealLevels} level of appeal`,
        `${path}/appeal/levels`,
      ),
    );
  }
  for (const [i, level] of levels.entries()) {
    if (level.length < FIXED_MINIMUMS.appealLength) {
      found.push(tooShort(FIXED_MINIMUMS.appealLength, `${path}/appeal/levels/${i}/length`));
    }
  }
  if (rule.appeal?.suspends === false) {
    found.push(shortfall("an appeal suspends the effect", `${path}/appeal/suspends`));
  }
  return found;
}

function emergencyShape(rule: Rule, path: string): readonly Refusal[] {
  const found: Refusal[] = [];
  if (rule.periods.lapse > FIXED_MINIMUMS.emergencyLapse) {
    const detail = `an emergency lapses after at most ${FIXED_MINIMUMS.emergencyLapse} s (${duration(FIXED_MINIMUMS.emergencyLapse)})`;
    found.push(shortfall(detail, `${path}/periods/lapse`));
  }
  if ((rule.emergency?.renewals ?? 0) > FIXED_MINIMUMS.emergencyRenewals) {
    const detail = `an emergency is renewed at most ${FIXED_MINIMUMS.emergencyRenewals} times`;
    found.push(shortfall(detail, `${path}/emergency/renewals`));
  }
  return found;
}

/** Stages with a voting period of their own are held to the same minimum. */
function periodsBelow(
  rule: Rule,
  least: { readonly [K in keyof Periods]?: number },
  path: string,
): Refusal[] {
  const found = below(rule.periods, least, `${path}/periods`);
  for (const [i, stage] of rule.stages.entries()) {
    if (stage.voting !== undefined && stage.voting < (least.voting ?? 0)) {
      found.push(tooShort(least.voting ?? 0, `${path}/stages/${i}/voting`));
    }
  }
  return found;
}

function below<K extends string>(
  values: { readonly [key in K]: number },
  least: { readonly [key in K]?: number },
  path: string,
): Refusal[] {
  const found: Refusal[] = [];
  for (const key of Object.keys(least) as K[]) {
    const minimum = least[key] ?? 0;
    if (values[key] < minimum) found.push(tooShort(minimum, `${path}/${key}`));
  }
  return found;
}

function above<K extends string>(
  values: { readonly [key in K]: number },
  most: { readonly [key in K]?: number },
  path: string,
): Refusal[] {
  return (Object.keys(most) as K[])
    .filter((key) => values[key] > (most[key] ?? 0))
    .map((key) =>
      shortfall(`the fold allows at most ${most[key]} s (${duration(most[key] ?? 0)})`, `${path}/${key}`),
    );
}

const tooShort = (minimum: number, field: string): Refusal =>
  shortfall(`the fold requires at least ${minimum} s (${duration(minimum)})`, field);
const shortfall = (detail: string, field: string): Refusal => ({ code: "below-minimum", field, detail });
