/** What a rule lets pass: nothing (dead), without votes, two opposites, or what a few want (reference S3, S10, L1). */
import type { Rule } from "@comity/rules";
import { at, type Check, type Context } from "../check.ts";
import { belowShare, nobodyOut, noConsent, onlyVotes, records, totalOf } from "../demands.ts";
import { conditionsOf, shapesOf } from "../electorate.ts";
import { chambersOf, mirror, unanimous } from "../scene.ts";
import { freeTally, type Tally } from "../tally.ts";
import { and, atLeast, equal, ONE, sum, ZERO, type Bool } from "../term.ts";
import { peopled } from "../well-formed.ts";
import { twoBallots } from "./two-ballots.ts";

export function passingChecks(context: Context, id: string, rule: Rule): readonly Check[] {
  const { constitution, share } = context;
  const shapes = shapesOf(context, [rule]);
  const vote = freeTally("vote", [rule], shapes);
  const clause = at("/rules", id);
  const amends = constitution.amendment.order.includes(id);
  const few = belowShare(vote, share, (counts) => counts.yes);
  const some = atLeast(
    totalOf(vote, (counts) => counts.yes),
    ONE,
  );
  const alone = and(onlyVotes(vote), few, some);
  const others = totalOf(vote, (counts) => sum(counts.abstain, counts.present, counts.absent));
  const size = `${share.num}/${share.den}`;
  const asksVotes = conditionsOf(rule).some((each) => each.kind === "threshold" || each.kind === "quorum");
  return [
    {
      check: amends ? "no-amendment-path" : "dead",
      clause,
      severity: "error",
      questions: [{ constraints: [], judgements: [{ rule, tally: vote, passes: true }] }],
      exists: true,
      found: () =>
        `No votes, consents and records whatever let ${id} pass${amends ? ": what it amends can never be changed" : ""}.`,
      certain: `${id} can pass.`,
      change: "ask for no more than the members named, or for a share instead of a number",
    },
    {
      check: "unanimity-fails",
      clause,
      severity: "note",
      questions: [
        {
          constraints: [records(vote)[0]!, nobodyOut(vote), ...chambersOf(vote).map(peopled)],
          judgements: [{ rule, tally: unanimous(vote), passes: false }],
        },
      ],
      found: () => `${id} fails although everybody votes yes and everything is in order.`,
      certain: `${id} passes whenever everybody votes yes and everything is in order.`,
      change: "say what happens when fewer members, or nobody with the role, are there",
      culprit: 0,
    },
    {
      check: "zero-votes",
      clause,
      severity: asksVotes ? "error" : "warning",
      questions: [
        {
          constraints: [
            equal(
              totalOf(vote, (counts) => counts.yes),
              ZERO,
            ),
            ...Object.values(vote.consents).map(({ given }) => equal(given, ZERO)),
            ...Object.values(vote.judged).map((judged): Bool => ({ is: "not", of: judged })),
            { is: "not", of: vote.kept },
            { is: "not", of: vote.later },
          ],
          judgements: [{ rule, tally: vote, passes: true }],
        },
      ],
      found: () => `${id} passes without a single yes.`,
      certain: `${id} never passes without a yes, a consent or a judgement.`,
      change:
        "remove `onZero: holds`, or add an approval quorum: {kind: quorum, counts: [yes], need: {number: 1}}",
    },
    {
      check: "improper",
      clause,
      severity: "error",
      questions: [
        {
          constraints: [onlyVotes(vote)],
          judgements: [
            { rule, tally: vote, passes: true },
            { rule, tally: mirror(vote), passes: true },
          ],
        },
      ],
      found: () => `By the same votes ${id} passes a decision and its opposite.`,
      certain: `No votes pass by ${id} both a decision and its opposite.`,
      change: "ask for more than half: comparator `>` with 1/2, or a larger share",
    },
    twoBallots(id, rule, vote, clause, freeTally("other", [rule], shapes)),
    {
      check: "few-pass-against-all",
      clause,
      severity: "error",
      questions: [
        { constraints: [alone, equal(others, ZERO)], judgements: [{ rule, tally: vote, passes: true }] },
      ],
      found: () =>
        `Members with less than ${size} of each chamber pass ${id} against the no of everybody else.`,
      certain: `Nobody with less than ${size} of each chamber passes ${id} against everybody else.`,
      change: "raise the share, or count the yes against all members",
    },
    {
      check: "few-pass",
      clause,
      severity: "warning",
      questions: [{ constraints: [alone], judgements: [{ rule, tally: vote, passes: true }] }],
      found: () =>
        `Members with less than ${size} of each chamber pass ${id} alone when others stay away or abstain.`,
      certain: `Nobody with less than ${size} of each chamber passes ${id} alone, whatever the others do.`,
      change: `add an approval quorum: {kind: quorum, counts: [yes], need: {share: {num: ${share.num}, den: ${share.den}}, comparator: ">="}}`,
    },
    ...judges(id, rule, vote, clause),
  ];
}

/** Who may judge alone. */
function judges(id: string, rule: Rule, vote: Tally, clause: string): readonly Check[] {
  const named = conditionsOf(rule).flatMap((each) => (each.kind === "judged" ? [each.by] : []));
  if (named.length === 0) return [];
  return [
    {
      check: "judged-alone",
      clause,
      severity: "warning",
      questions: [
        {
          constraints: [
            noConsent(vote),
            equal(
              totalOf(vote, (counts) => counts.yes),
              ZERO,
            ),
          ],
          judgements: [{ rule, tally: vote, passes: true }],
        },
      ],
      found: () => `The judgement of ${[...new Set(named)].join(", ")} passes ${id} without a vote.`,
      certain: `No judgement passes ${id} without votes.`,
      change: "give the rule an appeal, or ask for votes as well",
    },
  ];
}
