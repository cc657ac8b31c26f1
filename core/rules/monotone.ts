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

/** The least number of members a chamber will ever have, where the charter says it: 27 of the Council. */
type Sizes = { readonly [chamber: string]: number };

/** Sound: a rule said to be monotone is, in chambers of at least these sizes (default: of any size). One that is not comes with a counter-example wherever a small one exists. */
export function isMonotone(rule: Rule, sizes: Sizes = {}): Monotone {
  const known: Known = { rule, sizes };
  const hazards: Hazard[] = [];
  for (const [i, stage] of rule.stages.entries()) {
    for (const { path, condition, why } of hazardsOf(stage.condition, `/stages/${i}/condition`, [], known)) {
      hazards.push({ path, why, example: findParadox(rule, i, condition) });
    }
  }
  return { monotone: hazards.length === 0, hazards };
}

type Known = { readonly rule: Rule; readonly sizes: Sizes };
type Found = { readonly path: string; readonly condition: Quorum | Limit; readonly why: string };

/** `beside` = conditions that must hold too wherever this one matters. */
function hazardsOf(
  condition: Condition,
  path: string,
  beside: readonly Condition[],
  known: Known,
): readonly Found[] {
  if (condition.kind === "quorum") {
    const against = condition.counts.some((choice) => choice === "no" || choice === "veto");
    const implied = beside.some((other) => implies(other, condition, known));
    const why = "a vote against can complete the quorum";
    return against && !implied ? [{ path, condition, why }] : [];
  }
  if (condition.kind === "limit") {
    const why = "a vote against can bring the counted part back under the limit";
    return helpedByNo(condition, known.rule.ballot.choices) ? [{ path, condition, why }] : [];
  }
  const together = condition.kind === "all" ? [...beside, ...condition.of] : beside;
  return parts(condition).flatMap((part) => hazardsOf(part.condition, path + part.path, together, known));
}

/** Whether the other condition, when it holds, already makes the quorum hold. */
function implies(other: Condition, quorum: Quorum, known: Known): boolean {
  if (other === quorum) return false;
  // Whichever part of an alternative holds, it has to make the quorum hold.
  if (other.kind === "any") return other.of.every((part) => implies(part, quorum, known));
  if (other.kind === "all") return other.of.some((part) => implies(part, quorum, known));
  if (other.kind === "at-least") {
    // Among `number` parts that hold there is one of those that imply it.
    const silent = other.of.filter((part) => !implies(part, quorum, known)).length;
    return silent < other.number;
  }
  if (other.kind === "limit") return impliedByLimit(other, quorum, known);
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

/** Few enough who are not counted leave enough who are, in a chamber that is large enough: 24 of 27 are a majority. */
function impliedByLimit(limit: Limit, quorum: Quorum, known: Known): boolean {
  const { chamber, count, counts, most } = limit;
  const terms = known.rule.electorates[chamber];
  const least = Object.hasOwn(known.sizes, chamber) ? known.sizes[chamber]! : 0;
  if (!("number" in most) || !("share" in quorum.need) || chamber !== quorum.chamber) return false;
  if (limit.exceeded === "postpones") return false;
  // Who is recused and stays in the base is in no state.
  if (terms?.recused !== "removed" || terms.suspended !== "removed") return false;
  if (count !== "members" || quorum.count !== "members") return false;
  const rest = (["absent", ...known.rule.ballot.choices] as const).filter(
    (state) => state === "absent" || !quorum.counts.includes(state),
  );
  const { num, den } = quorum.need.share;
  const difference = (least - most.number) * den - least * num;
  return (
    rest.every((state) => counts.includes(state)) &&
    num < den &&
    (difference > 0 || (difference === 0 && quorum.need.comparator === ">="))
  );
}

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
