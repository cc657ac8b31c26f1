/** Who can stop what everybody else wants: a small bloc, one member, or recusal (reference S3, L3). */
import type { Rule } from "@comity/rules";
import { at, type Check, type Context } from "../check.ts";
import { belowShare, nobodyOut, oneMember, records, totalOf } from "../demands.ts";
import { shapesOf } from "../electorate.ts";
import { chambersOf, mapCounts, unanimous } from "../scene.ts";
import { freeTally, notYes, votingOf, type Counts, type Tally } from "../tally.ts";
import { and, atLeast, atMost, equal, number, ONE, sum, ZERO, type Bool } from "../term.ts";
import { peopled } from "../well-formed.ts";

export function blockingChecks(context: Context, id: string, rule: Rule): readonly Check[] {
  const { share } = context;
  const shapes = shapesOf(context, [rule]);
  const vote = freeTally("vote", [rule], shapes);
  const clause = at("/rules", id);
  const small = belowShare(vote, share, notYes);
  const asking = Object.entries(vote.requests).map(([name, requests]) =>
    atMost(requests, sum(...vote.stages.map((stage) => notYes(stage[name]!.heads)))),
  );
  const size = `${share.num}/${share.den}`;
  const questions = (bloc: Bool) =>
    records(vote).map((record) => ({
      constraints: [record, bloc, nobodyOut(vote), ...chambersOf(vote).map(peopled), ...asking],
      judgements: [
        { rule, tally: unanimous(vote), passes: true },
        { rule, tally: vote, passes: false },
      ],
    }));
  return [
    {
      check: "one-blocks",
      clause,
      severity: "warning",
      questions: questions(and(small, oneMember(vote))),
      found: () => `One member with less than ${size} of each chamber stops ${id} against everybody else.`,
      certain: `When nobody is recused or suspended, no single member with less than ${size} of each chamber stops ${id}.`,
      change: "let the veto be overridden, or add another way to pass (kind: any)",
      culprit: 1,
    },
    {
      check: "few-block",
      clause,
      severity: "warning",
      questions: questions(and(small, atLeast(totalOf(vote, notYes), number(2)))),
      found: () => `Members with less than ${size} of each chamber stop ${id} against everybody else.`,
      certain: `When nobody is recused or suspended, nobody with less than ${size} of each chamber stops ${id}, but for consent over its own.`,
      change: "lower the share, or add another way to pass (kind: any) with two thirds",
      culprit: 1,
    },
    ...absences(id, rule, freeTally("vote", [rule], shapes, true), clause),
  ];
}

/** Everybody left says yes, and it fails because of those who may not vote. */
function absences(id: string, rule: Rule, vote: Tally, clause: string): readonly Check[] {
  const question = (out: "recused" | "suspended", other: "recused" | "suspended") => {
    const all = unanimous(vote);
    const back = mapCounts(all, (counts, chamber, _, group) => {
      // Who is named by a role that is recused does not come back to vote.
      const barred = typeof group === "number" && chamber.shape.named[group]!.recused;
      return {
        ...counts,
        yes: barred ? counts.yes : sum(counts.yes, counts[out]),
        [out]: barred ? counts[out] : ZERO,
      };
    });
    const count = (place: "recused" | "suspended") => totalOf(vote, (counts: Counts) => counts[place]);
    return records(vote).map((record) => ({
      constraints: [
        record,
        atLeast(count(out), ONE),
        equal(count(other), ZERO),
        ...chambersOf(vote).map(peopled),
        ...chambersOf(vote).map(({ heads }) => equal(notYes(heads), ZERO)),
      ],
      judgements: [
        { rule, tally: back, passes: true },
        { rule, tally: all, passes: false },
      ],
    }));
  };
  const checks: Check[] = [];
  if (vote.stages.some((stage) => Object.values(stage).some(({ shape }) => shape.recusable))) {
    checks.push({
      check: "recusal-blocks",
      clause,
      severity: "warning",
      questions: question("recused", "suspended"),
      found: () => `With members recused, ${id} fails although everybody who may vote says yes.`,
      certain: `Recusal never makes ${id} unattainable.`,
      change:
        "take the recused out of the base (recused: removed), or lower the number for each (lessPerRecused)",
      culprit: 1,
    });
  }
  checks.push({
    check: "suspension-blocks",
    clause,
    severity: "note",
    questions: question("suspended", "recused"),
    found: () => `With members suspended, ${id} fails although everybody who may vote says yes.`,
    certain: `Suspension never makes ${id} unattainable.`,
    change: "take the suspended out of the base (suspended: removed), or ask for a share instead of a number",
    culprit: 1,
  });
  return checks;
}

/** Whether a chamber without members leaves a way to refill it, or to amend the constitution. */
export function emptinessChecks(context: Context): readonly Check[] {
  const { constitution } = context;
  const checks: Check[] = [];
  for (const [id, chamber] of Object.entries(constitution.chambers)) {
    if (chamber.membership.by !== "decision") continue;
    const admission = constitution.rules[chamber.membership.class];
    const amending = constitution.amendment.order.flatMap((each) => constitution.rules[each] ?? []);
    const counting = amending.filter((rule) => Object.hasOwn(rule.electorates, id));
    if (admission === undefined || counting.length < amending.length) continue;
    const rules = [admission, ...counting];
    const shapes = shapesOf(context, rules);
    const tally = unanimous(freeTally("vote", rules, shapes));
    checks.push({
      check: "emptied-chamber",
      clause: at("/chambers", id),
      severity: "note",
      questions: [
        {
          constraints: [
            records(tally)[0]!,
            nobodyOut(tally),
            tally.affected[id]!,
            ...chambersOf(tally).map((each) =>
              each.shape.id === id ? equal(votingOf(each.heads), ZERO) : peopled(each),
            ),
          ],
          judgements: rules.map((rule) => ({
            rule,
            tally: { ...tally, stages: rule.stages.map(() => tally.stages[0]!) },
            passes: false,
          })),
        },
      ],
      found: () =>
        `If ${id} loses all its members, nobody can be admitted to it and the constitution can never be amended.`,
      certain: `If ${id} loses all its members, it can be refilled or the constitution amended.`,
      change: "give the admission rule a way to pass without that chamber",
    });
  }
  return checks;
}
