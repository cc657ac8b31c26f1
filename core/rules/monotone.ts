/**
 * The no-show paradox: a rule is monotone when coming to vote against never helps a measure to pass. Support cannot
 * hurt in this language; participation quorums and shares of turnout are what can go wrong.
 */
import type { Choice, Condition, Limit, Need, Quorum, Rule, Threshold } from "./rule.ts";
import { parts } from "./walk.ts";
import { findParadox, type Paradox } from "./paradox.ts";

export type Hazard = {
  /** JSON pointer of the condition that a vote against can satisfy. */
  readonly path: string;
  readonly why: string;
  /** A case that shows it, when one was found in a small electorate. */
  readonly example: Paradox | null;
};
export type Monotone = { readonly monotone: boolean; readonly hazards: readonly Hazard[] };

/** Sound: a rule said to be monotone is. One that is not comes with a counter-example wherever a small one exists. */
export function isMonotone(rule: Rule): Monotone {
  const hazards: Hazard[] = [];
  for (const [i, stage] of rule.stages.entries()) {
    for (const { path, condition, why } of hazardsOf(stage.condition, `/stages/${i}/condition`, [], rule)) {
      hazards.push({ path, why, example: findParadox(rule, i, condition) });
    }
  }
  return { monotone: hazards.length === 0, hazards };
}

type Found = { readonly path: string; readonly condition: Quorum | Limit; readonly why: string };

/** `beside` = conditions that must hold too wherever this one matters. */
function hazardsOf(
  condition: Condition,
  path: string,
  beside: readonly Condition[],
  rule: Rule,
): readonly Found[] {
  if (condition.kind === "quorum") {
    const against = condition.counts.some((choice) => choice === "no" || choice === "veto");
    const implied = beside.some((other) => implies(other, condition));
    const why = "a vote against can complete the quorum";
    return against && !implied ? [{ path, condition, why }] : [];
  }
  if (condition.kind === "limit") {
    const why = "a vote against can bring the counted part back under the limit";
    return helpedByNo(condition, rule.ballot.choices) ? [{ path, condition, why }] : [];
  }
  const together = condition.kind === "all" ? [...beside, ...condition.of] : beside;
  return parts(condition).flatMap((part) => hazardsOf(part.condition, path + part.path, together, rule));
}

/** Whether the other condition, when it holds, already makes the quorum hold. */
function implies(other: Condition, quorum: Quorum): boolean {
  if (other === quorum) return false;
  if (other.kind !== "threshold" && other.kind !== "quorum") return false;
  if (other.chamber !== quorum.chamber || (other.count ?? "weight") !== (quorum.count ?? "weight"))
    return false;
  if (other.kind === "threshold") return impliedByThreshold(other, quorum.need);
  // What counts fewer states and needs as much is the stronger of the two, if it is no hazard itself.
  const onlySupport = other.counts.every((choice) => choice === "yes" || choice === "abstain");
  const fewer = other.counts.every((choice) => quorum.counts.includes(choice));
  if (!onlySupport || !fewer) return false;
  if ("number" in other.need || "number" in quorum.need) {
    return (
      "number" in other.need &&
      "number" in quorum.need &&
      other.need.lessPerRecused === quorum.need.lessPerRecused &&
      other.need.number >= quorum.need.number
    );
  }
  return other.need.round === undefined && other.onZero !== "holds" && atLeast(other.need, quorum.need);
}

/** Needing a share of all in yes votes alone needs that share in any votes. */
const impliedByThreshold = (threshold: Threshold, need: Need): boolean =>
  threshold.base === "all" &&
  threshold.onZero !== "holds" &&
  (threshold.tie === undefined ||
    threshold.tie.answer === "fails" ||
    threshold.tie.answer === "second-vote") &&
  "share" in need &&
  atLeast(threshold, need);

type Share = {
  readonly share: { readonly num: number; readonly den: number };
  readonly comparator: ">" | ">=";
};
function atLeast(stronger: Share, weaker: Share): boolean {
  const difference = stronger.share.num * weaker.share.den - weaker.share.num * stronger.share.den;
  return difference > 0 || (difference === 0 && (stronger.comparator === ">" || weaker.comparator === ">="));
}

/** Whether turning an absence into a no (or veto) can lower the counted side or widen the base. */
function helpedByNo(limit: Limit, choices: readonly Choice[]): boolean {
  const { most, counts } = limit;
  return (
    (["no", "veto"] as const).some((against) => {
      if (!choices.includes(against) || counts.includes(against)) return false;
      return counts.includes("absent") || ("share" in most && most.base !== "all");
    }) ||
    (limit.onZero === "fails" && "share" in most && most.base !== "all")
  );
}
