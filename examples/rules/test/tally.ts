/** A tally as ballots of a few heavy seats: the rules add weights, so the outcome is that of single members. */
import {
  evaluate,
  type Ballot,
  type Choice,
  type Condition,
  type Consents,
  type Constitution,
  type Electorate,
  type Evaluation,
  type Rule,
  type Seat,
} from "@comity/rules";

export const RECORD: Consents = {
  parties: [],
  dueProcess: { grounds: false, notice: false, answer: false, hearing: false },
  judgements: [],
  requests: [],
};
/** Far after the ballots, so that none of them prolongs the vote. */
export const CLOSED = { now: 1_000_000_000, closes: [1_000_000_000] };

export type Tally = { readonly [choice in Choice]?: number } & { readonly absent?: number };

/** One seat per state, with the weight of all that are in it; `heads` = one seat per member instead. */
export function tallied(
  rule: Rule,
  chamber: string,
  tally: Tally,
  more: { readonly heads?: boolean; readonly round?: number; readonly consents?: Consents } = {},
): Evaluation {
  const seats: Seat[] = [];
  const ballots: Ballot[] = [];
  for (const [state, number] of Object.entries(tally)) {
    const times = more.heads === true ? number : Math.min(number, 1);
    for (let i = 0; i < times; i++) {
      const member = `${state}-${i}`;
      seats.push({ member, weight: more.heads === true ? 1 : number, status: "voting" });
      if (state !== "absent") ballots.push({ member, choice: state as Choice, at: 1 });
    }
  }
  const electorate: Electorate = { chambers: { [chamber]: seats }, affected: [] };
  const moment = { ...CLOSED, ...(more.round === undefined ? {} : { round: more.round }) };
  return evaluate(rule, electorate, ballots, more.consents ?? RECORD, moment);
}

/** The condition at a JSON pointer below the first stage's condition, alone. */
export function part(constitution: Constitution, id: string, path: string = ""): Rule {
  const rule = constitution.rules[id]!;
  let found: unknown = rule.stages[0]!.condition;
  for (const key of path.split("/").slice(1)) found = (found as { readonly [key: string]: unknown })[key];
  return { ...rule, stages: [{ name: "vote", condition: found as Condition }] };
}
