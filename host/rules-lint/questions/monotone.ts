/** Whether more support ever hurts, or a vote against ever helps (reference S11, section 3: the no-show paradox). */
import { isMonotone, type Rule } from "@comity/rules";
import { at, type Check, type Context } from "../check.ts";
import { shapesOf } from "../electorate.ts";
import { oneMoves } from "../scene.ts";
import { freeTally } from "../tally.ts";

/** 24 of 27 are a majority, 3 of 4 are not: what holds may rest on a number of members that is fixed. */
function sizeHint({ sizes }: Context, rule: Rule): string {
  const open = Object.keys(rule.electorates).filter((id) => !Object.hasOwn(sizes, id));
  return open.length === 0
    ? ""
    : `; if it always has more members than this example, say how many: --size ${open[0]!}=n`;
}

export function monotoneChecks(context: Context, id: string, rule: Rule): readonly Check[] {
  const vote = freeTally("vote", [rule], shapesOf(context, [rule]));
  const clause = at("/rules", id);
  const comes = oneMoves(vote, "comes", [
    { from: "absent", to: "no" },
    { from: "absent", to: "veto" },
  ]);
  const joins = oneMoves(
    vote,
    "joins",
    (["no", "abstain", "veto", "present", "absent"] as const).map((from) => ({ from, to: "yes" as const })),
  );
  const hazard = isMonotone(rule).hazards[0];
  return [
    {
      check: "no-helps",
      clause: clause + (hazard?.path ?? ""),
      severity: "warning",
      questions: [
        {
          constraints: [comes.constraint],
          judgements: [
            { rule, tally: vote, passes: false },
            { rule, tally: comes.after, passes: true },
          ],
        },
      ],
      found: () => `${id} passes only because one more member comes and votes against it.`,
      certain: `Coming to vote against ${id} never helps it to pass.`,
      change: `count only yes (or yes and abstain) in the quorum: an approval quorum${sizeHint(context, rule)}`,
    },
    {
      check: "yes-hurts",
      clause,
      severity: "error",
      questions: [
        {
          constraints: [joins.constraint],
          judgements: [
            { rule, tally: vote, passes: true },
            { rule, tally: joins.after, passes: false },
          ],
        },
      ],
      found: () => `${id} fails because one more member votes yes.`,
      certain: `One more yes never makes ${id} fail.`,
      change: "count yes in every quorum and in no limit",
    },
  ];
}
