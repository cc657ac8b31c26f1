/** `{cases: [{body, id, …}]}`: recorded decisions, each with the outcome that the rules of its body must give. */
import {
  cosmos,
  councilOf,
  GENERAL_ASSEMBLY,
  ofAllVotes,
  outcome,
  securityCouncil,
  voters,
  WITHOUT_A_VOTE,
  type Voter,
} from "./decision-rules.ts";
import { Checks, isNames, isObject, isWhole, unknownKeys, type CheckReport, type Fields } from "./report.ts";
import { fromNumber } from "../power/ratio.ts";
import type { Fraction } from "../rule.ts";

const TALLY = ["yes", "no", "abstain", "nonvoting"] as const;
const ABOUT = ["body", "id", "date", "title", "note", "source", "actual"];
/** Larger bodies are a mistake in the file. */
const MOST_VOTERS = 10_000;

export function checkRealDecisions(cases: readonly unknown[]): CheckReport {
  const checks = new Checks();
  for (const [i, each] of cases.entries()) {
    if (!isObject(each) || typeof each["body"] !== "string" || typeof each["id"] !== "string") {
      checks.failed(`case ${i + 1}`, "expected a body and an id");
      continue;
    }
    const name = `${each["body"]} ${each["id"]}`;
    switch (each["body"]) {
      case "UNGA":
        checkGeneralAssembly(name, each, checks);
        break;
      case "UNSC":
        checkSecurityCouncil(name, each, checks);
        break;
      case "IMF":
        checkImf(name, each, checks);
        break;
      default:
        if (each["body"].endsWith("x/gov")) checkCosmos(name, each, checks);
        else checks.failed(name, "no rule is known for this body");
    }
  }
  return checks.report("real-decisions");
}

type Tally = { readonly [key in (typeof TALLY)[number]]: number };

function tallyOf(each: Fields): Tally | null {
  const { yes, no, abstain, nonvoting } = each;
  const known = isWhole(yes) && isWhole(no) && isWhole(abstain) && isWhole(nonvoting);
  return known && yes + no + abstain + nonvoting <= MOST_VOTERS ? { yes, no, abstain, nonvoting } : null;
}

const ballotsOf = ({ yes, no, abstain, nonvoting }: Tally): readonly Voter[] => [
  ...voters(no, "no"),
  ...voters(yes, "yes"),
  ...voters(abstain, "abstain"),
  ...voters(nonvoting, null),
];

function complain(name: string, each: Fields, known: readonly string[], checks: Checks): void {
  for (const key of unknownKeys(each, [...ABOUT, ...known]))
    checks.failed(`${name}: ${key}`, "unknown field");
}

function checkGeneralAssembly(name: string, each: Fields, checks: Checks): void {
  const rules = Object.entries(GENERAL_ASSEMBLY);
  complain(name, each, [...TALLY, "members", ...rules.map(([field]) => field)], checks);
  if (each["yes"] === undefined && each["actual"] === "adopted without a vote") {
    const { members = 193 } = each as { members?: unknown };
    if (!isWhole(members) || members === 0 || members > MOST_VOTERS) return checks.failed(name, "members?");
    const silent = voters(members, null);
    const asked = [...voters(1, "no"), ...voters(members - 1, null)];
    const right = outcome(WITHOUT_A_VOTE, silent) && !outcome(WITHOUT_A_VOTE, asked);
    return checks.is(`${name}: without a vote`, right, () => "nobody asked for a vote: it must pass");
  }
  const tally = tallyOf(each);
  if (tally === null) return checks.failed(name, "expected yes, no, abstain, nonvoting as whole numbers");
  const sum = tally.yes + tally.no + tally.abstain + tally.nonvoting;
  checks.is(`${name}: members`, sum === each["members"], () => `the tally adds up to ${sum}`);
  const cast = ballotsOf(tally);
  let named = 0;
  for (const [field, condition] of rules) {
    const stated = each[field];
    if (stated === undefined) continue;
    named++;
    const computed = outcome(condition, cast);
    checks.is(
      `${name}: ${field}`,
      stated === computed,
      () => `the file says ${JSON.stringify(stated)}, the rule ${computed}`,
    );
  }
  if (named === 0) checks.failed(name, "names no rule to try");
  checkActual(name, each["actual"], (field) => outcome(GENERAL_ASSEMBLY[field]!, cast), checks);
}

/** What was adopted had at least a simple majority; what was rejected cannot have had two thirds of those voting. */
function checkActual(name: string, actual: unknown, holds: (field: string) => boolean, checks: Checks): void {
  const label = `${name}: ${String(actual)}`;
  if (actual === "adopted") {
    checks.is(label, holds("simple_present_voting"), () => "no majority of those voting");
  } else if (actual === "rejected" || actual === "not adopted") {
    checks.is(label, !holds("two_thirds_present_voting"), () => "two thirds of those voting were in favour");
  } else if (actual !== undefined) checks.failed(label, "unknown outcome: expected adopted, or rejected");
}

const PERMANENT = ["permanent_no", "permanent_abstain", "permanent_nonvoting"] as const;

function checkSecurityCouncil(name: string, each: Fields, checks: Checks): void {
  if (each["yes"] === undefined && typeof each["expect"] === "string") {
    complain(name, each, ["expect"], checks);
    return checks.skip(`${name}: text about another file`);
  }
  const fields = ["art27_2_procedural", "art27_3_substantive"];
  complain(name, each, [...TALLY, "members", ...PERMANENT, ...fields], checks);
  const { date } = each;
  const tally = tallyOf(each);
  if (tally === null || typeof date !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(date)) {
    return checks.failed(name, "expected a date, and yes, no, abstain, nonvoting as whole numbers");
  }
  const { size, votes } = councilOf(date);
  const sum = tally.yes + tally.no + tally.abstain + tally.nonvoting;
  checks.is(`${name}: members`, sum === size, () => `the tally adds up to ${sum}, the Council had ${size}`);
  const permanent = { no: 0, abstain: 0, nonvoting: 0 };
  for (const field of PERMANENT) {
    const who = each[field] ?? [];
    const key = field.slice("permanent_".length) as keyof typeof permanent;
    if (!isNames(who) || new Set(who).size < who.length || who.length > tally[key]) {
      return checks.failed(`${name}: ${field}`, "expected the names of some of those members");
    }
    permanent[key] = who.length;
  }
  const cast = seated(tally, permanent);
  let named = 0;
  const rules = securityCouncil(votes);
  for (const [field, condition] of Object.entries(rules)) {
    const stated = each[field];
    if (stated === undefined) continue;
    named++;
    const computed = outcome(condition, cast);
    checks.is(
      `${name}: ${field}`,
      stated === computed,
      () => `the file says ${JSON.stringify(stated)}, the rule ${computed}`,
    );
  }
  if (named === 0) checks.failed(name, "names no rule to try");
  const { actual } = each;
  const passes = outcome(rules["art27_2_procedural"]!, cast);
  if (actual === "adopted")
    checks.is(`${name}: adopted`, passes, () => `fewer than ${votes} votes in favour`);
  else if (actual === "rejected" || actual === "not adopted" || actual === "vetoed") {
    const fails = !outcome(rules["art27_3_substantive"]!, cast);
    checks.is(`${name}: ${actual}`, fails, () => "enough votes and no permanent member against");
  } else if (actual !== undefined) checks.failed(name, "unknown outcome: expected adopted, or rejected");
}

/** The first of those who say no, abstain or do not vote are the permanent members that the file names. */
function seated(
  tally: Tally,
  permanent: { no: number; abstain: number; nonvoting: number },
): readonly Voter[] {
  const some = (count: number, choice: Voter["choice"], of: number): readonly Voter[] =>
    voters(count, choice).map((voter, i) => ({ ...voter, permanent: i < of }));
  const { no, abstain, nonvoting } = permanent;
  const others = Math.max(0, 5 - no - abstain - nonvoting);
  return [
    ...some(tally.no, "no", no),
    ...some(tally.yes, "yes", others),
    ...some(tally.abstain, "abstain", abstain),
    ...some(tally.nonvoting, null, nonvoting),
  ];
}

const PERCENT = ["yes_pct", "no_pct", "veto_pct", "abstain_pct"] as const;

/** Printed percentages as whole weights: they need not add up to 100. */
function checkCosmos(name: string, each: Fields, checks: Checks): void {
  complain(name, each, [...PERCENT, "rule", "expect"], checks);
  const { rule, expect } = each;
  const shares = PERCENT.map((field) => each[field]);
  const printed = (value: unknown): value is number =>
    typeof value === "number" && value >= 0 && value <= 100;
  if (!shares.every(printed))
    return checks.failed(name, "expected yes_pct, no_pct, veto_pct and abstain_pct");
  if (!isObject(rule) || unknownKeys(rule, ["threshold", "veto", "base"]).length > 0) {
    return checks.failed(name, "expected a rule of threshold, veto and base");
  }
  const [majority, veto] = [decimalFraction(rule["threshold"]), decimalFraction(rule["veto"])];
  if (majority === null || veto === null || rule["base"] !== "non-abstaining") {
    return checks.failed(name, "expected decimal shares, and the base non-abstaining");
  }
  const said = /^(passed|not passed|rejected|failed|vetoed)\b/.exec(String(expect));
  if (said === null)
    return checks.failed(name, "expect must start with passed, not passed, rejected, failed or vetoed");
  const weights = wholes(shares);
  const choices = ["yes", "no", "veto", "abstain"] as const;
  const cast = choices.map((choice, i) => ({ choice, weight: weights[i]! }));
  const computed = outcome(cosmos(majority, veto), cast);
  checks.is(`${name}: ${said[1]}`, computed === (said[1] === "passed"), () => `the rule gives ${computed}`);
}

/** 0.334 is 334/1000, as the body wrote it. */
function decimalFraction(value: unknown): Fraction | null {
  const match = typeof value === "number" ? /^0\.([0-9]{1,6})$/.exec(String(value)) : null;
  if (match === null) return value === 1 ? { num: 1, den: 1 } : null;
  return { num: Number(match[1]), den: 10 ** match[1]!.length };
}

function wholes(values: readonly number[]): readonly number[] {
  const digits = values.map((value) => (String(value).split(".")[1] ?? "").length);
  const scale = 10 ** Math.max(...digits);
  return values.map((value) => Math.round(value * scale));
}

/** `85%`, "X alone (16.49%) blocks": with that share against and all others in favour it fails. */
function checkImf(name: string, each: Fields, checks: Checks): void {
  complain(name, each, ["expect"], checks);
  const percent = /^([0-9]{1,2}) ?%$/.exec(String(each["id"]));
  const alone = /^.+ alone \(([0-9]{1,2}(?:\.[0-9]{1,4})?) ?%\) (blocks|does not block)\b/.exec(
    String(each["expect"]),
  );
  if (percent === null || alone === null) {
    return checks.failed(name, 'expected an id such as 85%, and "X alone (16.49%) blocks"');
  }
  const share = fromNumber(Number(alone[1]));
  const against = Math.round((Number(share.num) / Number(share.den)) * 10_000);
  const votes: Voter[] = [
    { choice: "no", weight: against },
    { choice: "yes", weight: 1_000_000 - against },
  ];
  const blocks = !outcome(ofAllVotes({ num: Number(percent[1]), den: 100 }), votes);
  checks.is(`${name}: one member alone`, blocks === (alone[2] === "blocks"), () => `blocks: ${blocks}`);
  // A member without the share that is missing cannot block, whoever it is.
  const others = 100 - Number(percent[1]);
  const enough: Voter[] = [
    { choice: "no", weight: others },
    { choice: "yes", weight: 100 - others },
  ];
  checks.is(
    `${name}: no more than ${others} % does not block`,
    outcome(ofAllVotes({ num: Number(percent[1]), den: 100 }), enough),
    () => "blocks",
  );
}
