/** What a constitution and a rule name besides chambers and classes: roles, judges, parties asked for consent. */
import { everyPart, type Condition, type Constitution, type Rule } from "@comity/rules";

/** Roles the fold gives by itself. */
const GIVEN = ["affected", "proposer"];

/** Every role that some place of the constitution asks for. */
export function rolesOf({ chambers, rules }: Constitution): readonly string[] {
  const seats = Object.values(chambers).flatMap(({ membership }) =>
    membership.by === "role" ? [membership.role] : [],
  );
  const asked = Object.values(rules).flatMap((rule) => [
    ...Object.values(rule.electorates).flatMap(({ recuse }) => recuse),
    ...conditionsOf(rule).flatMap(rolesIn),
  ]);
  return [...new Set([...GIVEN, ...seats, ...asked])];
}

/** Roles whose bearers decide under this rule: vetoes, support, a casting vote. */
export const decidingRoles = (rule: Rule): readonly string[] => [
  ...new Set(conditionsOf(rule).flatMap((each) => (each.kind === "consent" ? [] : rolesIn(each)))),
];

/** Who is asked for consent. */
export const consentRoles = (rule: Rule): readonly string[] => [
  ...new Set(conditionsOf(rule).flatMap((each) => (each.kind === "consent" ? [each.role] : []))),
];

/** `by: question` of everything somebody has to judge. */
export const judgedBy = (rule: Rule): readonly { readonly by: string; readonly question: string }[] =>
  conditionsOf(rule).flatMap((each) =>
    each.kind === "judged" ? [{ by: each.by, question: each.question }] : [],
  );

const conditionsOf = (rule: Rule): readonly Condition[] =>
  rule.stages.flatMap(({ condition }) => everyPart(condition, "").map((each) => each.condition));

function rolesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case "veto":
    case "support":
      return "role" in condition.who ? [condition.who.role] : [];
    case "threshold":
      return condition.tie?.answer === "casting" ? [condition.tie.role] : [];
    case "consent":
      return [condition.role];
    default:
      return [];
  }
}
