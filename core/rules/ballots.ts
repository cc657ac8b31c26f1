/** Which ballots count: the last (or first) one per member, cast in time, by a member or its delegate. */
import type { Ballot } from "./evaluation.ts";
import type { Rule } from "./rule.ts";

/** The ballot that stands for each member in one stage, from those cast before `close`. */
export function standingBallots(
  rule: Rule,
  ballots: readonly Ballot[],
  stage: number,
  close: number,
): Map<string, Ballot> {
  const standing = new Map<string, Ballot>();
  const represented = new Map<string, Set<string>>();
  const keepFirst = rule.ballot.revote === "first";
  for (const ballot of ballots) {
    if ((ballot.stage ?? 0) !== stage || !(ballot.at < close)) continue;
    if (!rule.ballot.choices.includes(ballot.choice)) continue;
    const before = standing.get(ballot.member);
    if (isOwn(ballot)) {
      if (keepFirst && before !== undefined && isOwn(before)) continue;
    } else {
      // A member's own ballot overrides its delegate's, whichever came first.
      if (!mayRepresent(rule, represented, ballot)) continue;
      if (before !== undefined && (keepFirst || isOwn(before))) continue;
    }
    standing.set(ballot.member, ballot);
  }
  return standing;
}

export const isOwn = (ballot: Ballot): boolean => ballot.by === undefined || ballot.by === ballot.member;

/** Counts the members a delegate votes for, in log order; those beyond the rule's cap get no ballot from it. */
function mayRepresent(rule: Rule, represented: Map<string, Set<string>>, ballot: Ballot): boolean {
  if (rule.delegation === undefined || ballot.by === undefined) return false;
  let members = represented.get(ballot.by);
  if (members === undefined) {
    members = new Set();
    represented.set(ballot.by, members);
  }
  if (members.has(ballot.member)) return true;
  if (members.size >= rule.delegation.most) return false;
  members.add(ballot.member);
  return true;
}
