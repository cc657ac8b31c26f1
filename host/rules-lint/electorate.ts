/** What of a chamber matters to a rule: who is named in it, whether all weigh the same, who may be recused. */
import type { Condition, Constitution, Fraction, Rule, Who } from "@comity/rules";
import type { Context } from "./check.ts";

export type ChamberShape = {
  readonly id: string;
  /** Every member weighs 1 and a ballot is not divided: weight is heads. */
  readonly equal: boolean;
  /** Every member weighs 1. */
  readonly unit: boolean;
  readonly cap: Fraction | undefined;
  /** A ballot may divide its weight, so that heads and weight part. */
  readonly split: boolean;
  readonly named: readonly Named[];
  readonly recusable: boolean;
  /** Whether the recused, and the suspended, matter to any of the rules: where they do not, no tally tells them. */
  readonly recusedMatter: boolean;
  readonly suspendedMatter: boolean;
  /** The chambers it is made of, when the same rules count all of them. */
  readonly parts: readonly string[];
  /** The number of its members, where it is fixed. */
  readonly size: number | null;
};

/** Members that a condition names: by role, or by identifier. */
export type Named = {
  readonly key: string;
  readonly who: Who;
  /** Identifiers are so many at most. */
  readonly most: number | null;
  /** The chamber is made of exactly those with this role. */
  readonly everybody: boolean;
  /** Who has this role is always recused. */
  readonly recused: boolean;
};

/** The direct parts of a condition. */
export function partsOf(condition: Condition): readonly Condition[] {
  if ("of" in condition) return condition.of;
  if ("condition" in condition) return [condition.condition];
  return condition.kind === "veto" && condition.overriddenBy !== undefined ? [condition.overriddenBy] : [];
}

/** A condition and everything below it. */
export const allParts = (condition: Condition): readonly Condition[] => [
  condition,
  ...partsOf(condition).flatMap(allParts),
];

export const conditionsOf = (rule: Rule): readonly Condition[] =>
  rule.stages.flatMap((stage) => allParts(stage.condition));

export const keyOf = (who: Who): string =>
  "role" in who ? `role ${who.role}` : `members ${who.members.toSorted().join(" ")}`;

/** The chambers that the rules count, in order of first use; the same for all of them. */
export function shapesOf(
  { constitution, sizes }: Pick<Context, "constitution" | "sizes">,
  rules: readonly Rule[],
): readonly ChamberShape[] {
  const ids = new Set(rules.flatMap((rule) => Object.keys(rule.electorates)));
  return [...ids].map((id) => {
    const chamber = constitution.chambers[id];
    const weights = chamber?.weights ?? { kind: "equal" as const };
    const split = rules.some((rule) => rule.ballot.split === true);
    const made = [...ids].some((each) => partsIn(constitution, each, ids).length > 0);
    const exact = made || sizes[id] !== undefined || (weights.kind !== "equal" && weights.cap !== undefined);
    const recuse = rules.flatMap((rule) => rule.electorates[id]?.recuse ?? []);
    return {
      id,
      equal: weights.kind === "equal" && !split,
      unit: weights.kind === "equal",
      cap: weights.kind === "equal" ? undefined : weights.cap,
      split,
      named: namedIn(constitution, rules, id, recuse),
      recusable: recuse.length > 0,
      recusedMatter: exact || rules.some((rule) => outMatter(rule, id, "recused")),
      suspendedMatter: exact || rules.some((rule) => outMatter(rule, id, "suspended")),
      parts: partsIn(constitution, id, ids),
      size: sizes[id] ?? null,
    };
  });
}

/** Those who are out stay in the base, or lower a number. */
function outMatter(rule: Rule, id: string, place: "recused" | "suspended"): boolean {
  if (rule.electorates[id]?.[place] === "counted") return true;
  return conditionsOf(rule).some(
    (each) =>
      place === "recused" &&
      each.kind === "quorum" &&
      each.chamber === id &&
      "number" in each.need &&
      each.need.lessPerRecused !== undefined,
  );
}

function partsIn({ chambers }: Constitution, id: string, counted: ReadonlySet<string>): readonly string[] {
  const membership = chambers[id]?.membership;
  return membership?.by === "chambers" && membership.of.every((part) => counted.has(part))
    ? membership.of
    : [];
}

function namedIn(
  constitution: Constitution,
  rules: readonly Rule[],
  chamber: string,
  recuse: readonly string[],
): readonly Named[] {
  const found = new Map<string, Named>();
  const membership = constitution.chambers[chamber]?.membership;
  for (const condition of rules.flatMap(conditionsOf)) {
    const who = whoOf(condition, chamber);
    if (who === null) continue;
    const role = "role" in who ? who.role : null;
    found.set(keyOf(who), {
      key: keyOf(who),
      who,
      most: "members" in who ? who.members.length : null,
      everybody: membership?.by === "role" && membership.role === role,
      recused: role !== null && recuse.includes(role),
    });
  }
  return [...found.values()];
}

function whoOf(condition: Condition, chamber: string): Who | null {
  if (condition.kind === "veto" || condition.kind === "support") {
    return condition.chamber === chamber ? condition.who : null;
  }
  if (condition.kind !== "threshold" || condition.chamber !== chamber) return null;
  return condition.tie?.answer === "casting" ? { role: condition.tie.role } : null;
}
