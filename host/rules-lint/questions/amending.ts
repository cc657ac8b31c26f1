/** Whether what amends is as strong as what it guards, and chambers cannot be packed (reference S12). */
import { amendedBy, FIXED_MINIMUMS, type Rule } from "@comity/rules";
import { at, type Check, type Context } from "../check.ts";
import { nobodyOut, noMajority, records } from "../demands.ts";
import { shapesOf } from "../electorate.ts";
import type { Question } from "../question.ts";
import { chambersOf, inEveryStage, unanimous } from "../scene.ts";
import { freeTally, notYes } from "../tally.ts";
import { equal, TRUE, ZERO, type Bool } from "../term.ts";
import { peopled } from "../well-formed.ts";

/** Votes by which `first` passes and `second` does not, though `second` could pass with the same record. */
function strongerThan(context: Context, stronger: string, weaker: string): readonly Question[] {
  const first = context.constitution.rules[stronger]!;
  const second = context.constitution.rules[weaker]!;
  const rules = [first, second];
  const vote = freeTally("vote", rules, shapesOf(context, rules));
  // Chambers that only the second rule counts are all for it.
  const others = chambersOf(vote).map(({ shape, heads }): Bool =>
    Object.hasOwn(first.electorates, shape.id) ? TRUE : equal(notYes(heads), ZERO),
  );
  return records(vote).map((record) => ({
    constraints: [record, nobodyOut(vote), ...chambersOf(vote).map(peopled), ...others],
    judgements: [
      { rule: first, tally: inEveryStage(vote, first), passes: true, about: `a vote by ${stronger}` },
      {
        rule: second,
        tally: inEveryStage(vote, second),
        passes: false,
        about: `the same votes by ${weaker}`,
      },
      {
        rule: second,
        tally: inEveryStage(unanimous(vote), second),
        passes: true,
        about: `${weaker}, if everybody were for it`,
      },
    ],
  }));
}

export function amendingChecks(context: Context): readonly Check[] {
  const { constitution } = context;
  const { rules, amendment } = constitution;
  const checks: Check[] = [];
  for (const [i, stronger] of amendment.order.entries()) {
    const weaker = amendment.order[i - 1];
    if (weaker === undefined) continue;
    checks.push({
      check: "amendment-order",
      clause: `/amendment/order/${i}`,
      severity: "error",
      questions: strongerThan(context, stronger, weaker),
      found: () => `${stronger} is said to be stronger than ${weaker}, but passes where ${weaker} fails.`,
      certain: `Whatever passes by ${stronger} also passes by ${weaker}.`,
      change: `raise the shares of ${stronger} to at least those of ${weaker}, or change their order`,
    });
  }
  for (const id of Object.keys(rules)) {
    const by = amendedBy(constitution, at("/rules", id));
    if (by === id) continue;
    const guarded = amendment.order.includes(id) || FIXED_MINIMUMS.dueProcessClasses.includes(id);
    checks.push({
      check: "weak-guard",
      clause: at("/rules", id),
      severity: guarded ? "error" : "warning",
      questions: strongerThan(context, by, id),
      found: () =>
        `${by} can amend the rule ${id} with votes that ${id} itself would not accept: first weaken the rule, then use it.`,
      certain: `What can amend the rule ${id} (${by}) could pass ${id} itself.`,
      change: `let a stronger class amend /rules/${id}, or raise the shares of ${by}`,
    });
  }
  return [...checks, ...packing(context)];
}

/** Chambers that decide amendments or cases cannot be filled, or thinned out, against their own majority. */
function packing(context: Context): readonly Check[] {
  const { constitution } = context;
  const { rules, amendment } = constitution;
  const guarding = [...amendment.order, ...FIXED_MINIMUMS.dueProcessClasses].flatMap((id) =>
    Object.hasOwn(rules, id) ? [rules[id]!] : [],
  );
  const deciding = new Set(guarding.flatMap((rule) => Object.keys(rule.electorates)));
  const checks: Check[] = [];
  for (const id of deciding) {
    const membership = constitution.chambers[id]?.membership;
    if (membership?.by === "decision" && Object.hasOwn(rules, membership.class)) {
      checks.push({
        check: "packing",
        clause: `${at("/chambers", id)}/membership`,
        severity: "warning",
        questions: against(context, id, rules[membership.class]!),
        found: () =>
          `${membership.class} seats new members in ${id} without a majority of ${id}: in two steps (fill the chamber, then vote) others decide what ${id} should.`,
        certain: `Nobody is seated in ${id} without a majority of ${id}.`,
        change: `let ${membership.class} need a majority of ${id} when it is affected: {kind: if-affected, chamber: ${id}, …}`,
      });
    }
    const thinned = guarding.some((rule) => rule.electorates[id]?.suspended === "removed");
    const suspend = Object.hasOwn(rules, "suspend") ? rules["suspend"] : undefined;
    if (thinned && suspend !== undefined) {
      checks.push({
        check: "thinning",
        clause: at("/chambers", id),
        severity: "warning",
        questions: against(context, id, suspend),
        found: () =>
          `suspend takes votes from members of ${id} without a majority of ${id}: in two steps (suspend those against, then vote) others decide what ${id} should.`,
        certain: `No member of ${id} is suspended without its consent or a majority of ${id}.`,
        change: `let suspend need a majority of ${id} when it is affected, or keep the suspended in the base (suspended: counted)`,
      });
    }
  }
  return checks;
}

function against(context: Context, id: string, rule: Rule): readonly Question[] {
  const vote = freeTally("vote", [rule], shapesOf(context, [rule]));
  const here = chambersOf(vote).filter(({ shape }) => shape.id === id);
  return [
    {
      constraints: [
        records(vote).at(-1)!,
        nobodyOut(vote),
        vote.affected[id] ?? TRUE,
        ...chambersOf(vote).map(peopled),
        ...here.map(noMajority),
      ],
      judgements: [{ rule, tally: vote, passes: true }],
    },
  ];
}
