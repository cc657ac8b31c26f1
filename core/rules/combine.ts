/**
 * The rule for several measures together (SEMANTICS G1): all conditions of all of them, the longest periods. Stages
 * are joined by position, so each rule keeps its own order. Emergency measures never bundle.
 */
import type { Constitution } from "./constitution.ts";
import { votingOf } from "./parse-rule.ts";
import { ok, refuse, type Result } from "./result.ts";
import type {
  Appeal,
  BallotTerms,
  Delegation,
  ElectorateTerms,
  Extension,
  Periods,
  Rule,
  Stage,
} from "./rule.ts";

/** One entry per measure; the same class may occur several times. */
export function ruleFor(constitution: Constitution, measureClasses: readonly string[]): Result<Rule> {
  if (measureClasses.length === 0) return refuse("no-measure", "name at least one measure", "/measures");
  for (const [i, each] of measureClasses.entries()) {
    if (!Object.hasOwn(constitution.rules, each)) {
      return refuse(
        "no-rule",
        `the constitution has no rule for ${each}: it cannot be proposed`,
        `/measures/${i}`,
      );
    }
  }
  const rules = [...new Set(measureClasses)].sort().map((each) => constitution.rules[each]!);
  const emergency = rules.some((rule) => rule.emergency !== undefined);
  if (emergency && measureClasses.length > 1) {
    return refuse("emergency-bundle", "propose an emergency measure alone", "/measures");
  }
  return rules.length === 1 ? ok(rules[0]!) : join(rules);
}

function join(rules: readonly Rule[]): Result<Rule> {
  const electorates = joinElectorates(rules);
  const proposers = joinProposers(rules);
  if (proposers === null) {
    return refuse(
      "no-proposer",
      "no chamber may propose all of these measures: propose them apart",
      "/measures",
    );
  }
  const appeal = joinAppeals(rules, electorates);
  if (!appeal.ok) return appeal;
  const extensions = rules.flatMap((rule) => rule.extension ?? []);
  const delegations = rules.flatMap((rule) => rule.delegation ?? []);
  return ok({
    about: rules.map((rule) => rule.about).join(" "),
    proposers,
    electorates,
    stages: joinStages(rules),
    periods: joinPeriods(rules.map((rule) => rule.periods)),
    ballot: joinBallots(rules.map((rule) => rule.ballot)),
    ...joinTerms(rules),
    ...(extensions.length === 0 ? {} : { extension: joinExtensions(extensions) }),
    ...(appeal.value === null ? {} : { appeal: appeal.value }),
    // Whoever must vote in person on one of the measures votes in person on all.
    ...(delegations.length < rules.length ? {} : { delegation: joinDelegations(delegations) }),
  });
}

function joinStages(rules: readonly Rule[]): readonly Stage[] {
  const stages: Stage[] = [];
  for (let i = 0; i < Math.max(...rules.map((rule) => rule.stages.length)); i++) {
    const having = rules.filter((rule) => i < rule.stages.length);
    const parts = having.map((rule) => rule.stages[i]!);
    stages.push({
      name:
        parts.length === 1 ? `${parts[0]!.name} (${i + 1})` : union(parts.map((p) => [p.name])).join(" + "),
      condition: { kind: "all", of: parts.map((part) => part.condition) },
      voting: longest(having.map((rule) => votingOf(rule, i))),
    });
  }
  return stages;
}

/** What lets a member do more is allowed where every rule allows it; what asks more of it, where any does. */
const joinBallots = (all: readonly BallotTerms[]): BallotTerms => ({
  method: "choice",
  choices: union(all.map((each) => each.choices)),
  revote: all.some((each) => each.revote === "last") ? "last" : "first",
  ...(all.every((each) => each.split === true) ? { split: true } : {}),
  ...(all.some((each) => each.grounds === true) ? { grounds: true } : {}),
});

type Terms = Pick<Rule, "backing" | "live" | "early" | "whenAmended">;

function joinTerms(rules: readonly Rule[]): Terms {
  const backing = rules.flatMap((rule) => rule.backing ?? []);
  const live = rules.flatMap((rule) => rule.live ?? []);
  return {
    ...(backing.length === 0 ? {} : { backing }),
    ...(live.length === 0 ? {} : { live: Math.min(...live) }),
    ...(rules.every((rule) => rule.early === true) ? { early: true } : {}),
    ...(rules.some((rule) => rule.whenAmended === "aborts") ? { whenAmended: "aborts" } : {}),
  };
}

/** A member recused for one measure is recused for all; who stays in one base stays in all. */
function joinElectorates(rules: readonly Rule[]): Rule["electorates"] {
  const joined: Record<string, ElectorateTerms> = {};
  for (const rule of rules) {
    for (const [id, terms] of Object.entries(rule.electorates)) {
      const before = Object.hasOwn(joined, id) ? joined[id]! : terms;
      joined[id] = {
        recuse: union([before.recuse, terms.recuse]),
        recused: stricter(before.recused, terms.recused),
        suspended: stricter(before.suspended, terms.suspended),
      };
    }
  }
  return joined;
}

/** Every period the longest; only what ends an effect (`lapse`, 0 = never) is the soonest. */
function joinPeriods(all: readonly Periods[]): Periods {
  const most = (key: keyof Periods) => longest(all.map((periods) => periods[key]));
  const ends = all.map((periods) => periods.lapse).filter((lapse) => lapse > 0);
  return {
    notice: most("notice"),
    deliberation: most("deliberation"),
    voting: most("voting"),
    waiting: most("waiting"),
    expiry: most("expiry"),
    pause: most("pause"),
    answer: most("answer"),
    quarantine: most("quarantine"),
    lapse: ends.length === 0 ? 0 : Math.min(...ends),
  };
}

/** Chambers that may propose each of the measures; empty = every party; null = nobody. */
function joinProposers(rules: readonly Rule[]): readonly string[] | null {
  const limited = rules.map((rule) => rule.proposers).filter((chambers) => chambers.length > 0);
  if (limited.length === 0) return [];
  const common = limited[0]!.filter((id) => limited.every((chambers) => chambers.includes(id)));
  return common.length === 0 ? null : common;
}

const joinExtensions = (all: readonly Extension[]): Extension => ({
  on: union(all.map((each) => each.on)),
  last: longest(all.map((each) => each.last)),
  by: longest(all.map((each) => each.by)),
});

const joinDelegations = (all: readonly Delegation[]): Delegation => ({
  transitive: all.every((each) => each.transitive),
  length: Math.min(...all.map((each) => each.length)),
  most: Math.min(...all.map((each) => each.most)),
  ...(all.some((each) => each.lead !== undefined)
    ? { lead: longest(all.map((each) => each.lead ?? 0)) }
    : {}),
});

const STANDING = ["affected", "member", "party"] as const;

/** Level by level; a level that two rules send to different bodies makes the measures unfit for one proposal. */
function joinAppeals(rules: readonly Rule[], electorates: Rule["electorates"]): Result<Appeal | null> {
  const all = rules.flatMap((rule) => rule.appeal ?? []);
  if (all.length === 0) return ok(null);
  const levels: Appeal["levels"][number][] = [];
  for (let i = 0; i < Math.max(...all.map((each) => each.levels.length)); i++) {
    const same = all.flatMap((each) => each.levels[i] ?? []);
    const first = same[0]!;
    const apart = same.some((each) => each.body !== first.body || each.class !== first.class);
    if (apart || Object.hasOwn(electorates, first.body)) {
      return refuse(
        "appeal-body",
        `appeals against these measures go to different bodies, or to one that decides (level ${i + 1}): propose them apart`,
        "/measures",
      );
    }
    levels.push({ ...first, length: longest(same.map((each) => each.length)) });
  }
  return ok({
    levels,
    standing: STANDING[Math.max(...all.map((each) => STANDING.indexOf(each.standing)))]!,
    suspends: all.some((each) => each.suspends),
    remedy: all.some((each) => each.remedy === "annul") ? "annul" : "remand",
  });
}

const longest = (seconds: readonly number[]): number => Math.max(...seconds);
const union = <T>(lists: readonly (readonly T[])[]): readonly T[] => [...new Set(lists.flat())];
const stricter = (a: "removed" | "counted", b: "removed" | "counted"): "removed" | "counted" =>
  a === "counted" ? a : b;
