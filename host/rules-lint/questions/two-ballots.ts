/** Opposite decisions in two ballots (reference section 3: properness depends on the base). */
import type { Rule } from "@comity/rules";
import type { Check } from "../check.ts";
import { onlyVotes } from "../demands.ts";
import { votingOf, type Tally } from "../tally.ts";
import { atMost, sum, type Bool } from "../term.ts";
import { sameMembers } from "../well-formed.ts";

/** Two ballots with different turnout: what `base: all` excludes and `cast` does not. */
export function twoBallots(id: string, rule: Rule, vote: Tally, clause: string, other: Tally): Check {
  const disjoint: Bool[] = [];
  for (const [i, stage] of vote.stages.entries()) {
    for (const [name, one] of Object.entries(stage)) {
      const two = other.stages[i]![name]!;
      disjoint.push(...sameMembers(one, two));
      for (const [a, b] of [
        [one.heads, two.heads],
        [one.weight, two.weight],
        ...one.named.map((group, k) => [group, two.named[k]!] as const),
      ] as const) {
        disjoint.push(atMost(sum(a.yes, b.yes), votingOf(a)));
      }
    }
  }
  return {
    check: "improper-in-two-ballots",
    clause,
    severity: "note",
    questions: [
      {
        constraints: [onlyVotes(vote), onlyVotes(other), ...disjoint],
        judgements: [
          { rule, tally: vote, passes: true },
          { rule, tally: other, passes: true },
        ],
      },
    ],
    found: () =>
      `In two ballots with different turnout, two groups without a common member pass opposite decisions by ${id}.`,
    certain: `Two groups without a common member never both pass something by ${id}.`,
    change: "count the yes against all members if this must not be; the later decision prevails",
  };
}
