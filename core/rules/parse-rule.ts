/** Strict reading of one rule, and the checks that concern the rule alone. */
import { choice, condition, count, need, seconds } from "./parse-condition.ts";
import {
  at,
  boolean,
  integer,
  isObject,
  list,
  name,
  object,
  oneOf,
  record,
  set,
  text,
  type Read,
} from "./read.ts";
import { type Refusal } from "./result.ts";
import type {
  Appeal,
  AppealLevel,
  Backing,
  BallotTerms,
  Choice,
  Condition,
  Delegation,
  ElectorateTerms,
  Emergency,
  Extension,
  Periods,
  Rule,
  Source,
  Stage,
} from "./rule.ts";
import { chambersOf, everyPart } from "./walk.ts";

/** Conditions in one rule, all stages together: what keeps an evaluation short. */
const CONDITIONS = 256;
const CHAMBERS = 32;

const terms = object<ElectorateTerms>({
  recuse: set(name, 0, 16),
  recused: oneOf("removed", "counted"),
  suspended: oneOf("removed", "counted"),
});
const stage = object<Stage>({ name: text(100), condition, voting: seconds(1) }, ["voting"]);
const periods = object<Periods>({
  notice: seconds(0),
  deliberation: seconds(0),
  voting: seconds(1),
  waiting: seconds(0),
  expiry: seconds(1),
  pause: seconds(0),
  answer: seconds(0),
  quarantine: seconds(0),
  lapse: seconds(0),
});
const ballot = object<BallotTerms>(
  {
    method: oneOf("choice"),
    choices: set<Choice>(choice, 2, 5),
    revote: oneOf("last", "first"),
    split: boolean,
    grounds: boolean,
  },
  ["split", "grounds"],
);
const backing = object<Backing>({ chamber: name, need, count }, ["count"]);
const extension = object<Extension>({
  on: set(oneOf("quorum", "result"), 1, 2),
  last: seconds(1),
  by: seconds(1),
});
const level = object<AppealLevel>({ body: name, class: name, length: seconds(1) });
const appeal = object<Appeal>({
  levels: list(level, 1, 8),
  standing: oneOf("affected", "member", "party"),
  suspends: boolean,
  remedy: oneOf("annul", "remand"),
});
const emergencyTerms = object<Emergency>({ confirm: name, renewals: integer(0, 100) }, ["confirm"]);
/** Acts hold no null: a class that is null is one that is left out. */
const emergency: Read<Emergency> = (value, path) => {
  if (!isObject(value) || value["confirm"] !== null) return emergencyTerms(value, path);
  const { confirm: _, ...rest } = value;
  return emergencyTerms(rest, path);
};
const delegation = object<Delegation>(
  { transitive: boolean, length: seconds(1), most: integer(1, 1_000_000), lead: seconds(0) },
  ["lead"],
);
const shape = object<Rule>(
  {
    about: text(500),
    source: object<Source>({
      text: text(500),
      certainty: oneOf("read", "data", "measured", "memory", "unknown"),
    }),
    proposers: set(name, 0, CHAMBERS),
    electorates: record(terms, CHAMBERS),
    stages: list(stage, 1, 8),
    periods,
    ballot,
    backing: list(backing, 1, 8),
    live: integer(1, 1_000_000),
    early: boolean,
    whenAmended: oneOf("continues", "aborts"),
    extension,
    appeal,
    emergency,
    delegation,
  },
  ["source", "backing", "live", "early", "whenAmended", "extension", "appeal", "emergency", "delegation"],
);

/** A rule by itself; what it names in a constitution is checked by `parseConstitution`. */
export const parseRule: Read<Rule> = (value, path) => {
  const read = shape(value, path);
  if (!read.ok) return read;
  const wrong = checkRule(read.value, path);
  return wrong === null ? read : { ok: false, error: wrong };
};

function checkRule(rule: Rule, path: string): Refusal | null {
  const named = new Set<string>();
  let conditions = 0;
  for (const [i, { name: title, condition: top }] of rule.stages.entries()) {
    const place = `${path}/stages/${i}`;
    if (rule.stages.findIndex((other) => other.name === title) !== i) {
      return problem("duplicate", "give each stage its own name", `${place}/name`);
    }
    chambersOf(top, named);
    for (const part of everyPart(top, `${place}/condition`)) {
      conditions++;
      const wrong = checkCondition(part.condition, part.path, rule.ballot.choices);
      if (wrong !== null) return wrong;
    }
  }
  if (conditions > CONDITIONS) return problem("too-many", `expected at most ${CONDITIONS} conditions`, path);
  for (const chamber of named) {
    if (!Object.hasOwn(rule.electorates, chamber)) {
      return problem("missing-key", "add the terms of this chamber", at(`${path}/electorates`, chamber));
    }
  }
  const unused = Object.keys(rule.electorates).find((chamber) => !named.has(chamber));
  if (unused !== undefined) {
    return problem(
      "unused",
      "no condition counts this chamber: remove it",
      at(`${path}/electorates`, unused),
    );
  }
  return checkTerms(rule, path, named);
}

function checkTerms(rule: Rule, path: string, named: ReadonlySet<string>): Refusal | null {
  const { choices } = rule.ballot;
  if (!choices.includes("yes") || !choices.includes("no")) {
    return problem("choices", "offer at least yes and no", `${path}/ballot/choices`);
  }
  if (rule.ballot.grounds === true && !choices.includes("veto")) {
    return problem("choices", "a ballot without veto needs no grounds", `${path}/ballot/grounds`);
  }
  const shortest = Math.min(...rule.stages.map((each) => each.voting ?? rule.periods.voting));
  if (rule.extension !== undefined && rule.extension.last > shortest) {
    return problem(
      "extension",
      `expected at most the shortest vote, ${shortest} s`,
      `${path}/extension/last`,
    );
  }
  if (rule.emergency !== undefined && rule.periods.lapse === 0) {
    return problem("no-lapse", "an emergency measure must lapse: say when", `${path}/periods/lapse`);
  }
  const judge = rule.appeal?.levels.findIndex((each) => named.has(each.body)) ?? -1;
  if (judge >= 0) {
    return problem(
      "appeal-body",
      "an appeal goes to a body that did not decide: name a chamber that no condition counts",
      `${path}/appeal/levels/${judge}/body`,
    );
  }
  return null;
}

/** What would never hold, never matter, or make support hurt. */
function checkCondition(part: Condition, path: string, choices: readonly Choice[]): Refusal | null {
  switch (part.kind) {
    case "at-least":
      return part.number <= part.of.length
        ? null
        : problem("unattainable", `expected at most ${part.of.length}`, `${path}/number`);
    case "threshold":
      if (part.comparator === ">=" && part.tie !== undefined) {
        return problem("tie", "under >= equality holds: remove the tie, or compare with >", `${path}/tie`);
      }
      return attainable(part, path);
    case "quorum":
      if (!part.counts.includes("yes")) {
        return problem("counts", "a quorum must count yes, or support could hurt", `${path}/counts`);
      }
      return "share" in part.need ? attainable(part.need, `${path}/need`) : null;
    case "limit": {
      if (part.counts.includes("yes")) {
        return problem("counts", "a limit must not count yes, or support could hurt", `${path}/counts`);
      }
      const { most } = part;
      const inside = (state: string) =>
        !("share" in most) ||
        most.base === "all" ||
        (state !== "absent" && (most.base === "present" || (state !== "abstain" && state !== "present")));
      const outside = part.counts.findIndex((state) => !inside(state));
      return outside < 0
        ? null
        : problem("counts", "this state is not part of the base", `${path}/counts/${outside}`);
    }
    case "veto":
      return part.counts.some((state) => choices.includes(state))
        ? null
        : problem("counts", "the ballot does not offer any of these choices", `${path}/counts`);
    case "all":
    case "any":
    case "if-affected":
    case "blocking":
    case "support":
    case "consent":
    case "due-process":
    case "judged":
    case "without-vote":
      return null;
  }
}

function attainable(
  part: { readonly share: { readonly num: number; readonly den: number }; readonly comparator: ">" | ">=" },
  path: string,
): Refusal | null {
  return part.comparator === ">=" || part.share.num < part.share.den
    ? null
    : problem("unattainable", "nothing exceeds the whole: use >=", `${path}/comparator`);
}

const problem = (code: string, detail: string, field: string): Refusal => ({ code, field, detail });

/** Seconds a stage takes ballots. */
export const votingOf = (rule: Rule, stage: number): number =>
  rule.stages[stage]?.voting ?? rule.periods.voting;
