/** Walking a condition tree. */
import type { Condition } from "./rule.ts";

export type Placed = { readonly path: string; readonly condition: Condition };

/** The direct parts of a condition, each with the end of its path. */
export function parts(condition: Condition): readonly Placed[] {
  switch (condition.kind) {
    case "all":
    case "any":
    case "at-least":
      return condition.of.map((part, i) => ({ path: `/of/${i}`, condition: part }));
    case "if-affected":
      return [{ path: "/condition", condition: condition.condition }];
    case "veto":
      return condition.overriddenBy === undefined
        ? []
        : [{ path: "/overriddenBy", condition: condition.overriddenBy }];
    case "threshold":
    case "quorum":
    case "limit":
    case "blocking":
    case "support":
    case "consent":
    case "due-process":
    case "judged":
    case "without-vote":
      return [];
  }
}

/** A condition and everything below it, parents first. */
export function everyPart(condition: Condition, path: string): readonly Placed[] {
  return [
    { path, condition },
    ...parts(condition).flatMap((part) => everyPart(part.condition, path + part.path)),
  ];
}

/** The chambers whose ballots a condition counts. */
export function chambersOf(condition: Condition, into: Set<string> = new Set()): Set<string> {
  if ("chamber" in condition && condition.kind !== "if-affected") into.add(condition.chamber);
  for (const part of parts(condition)) chambersOf(part.condition, into);
  return into;
}
