/** A tally with numbers as a real case: members, a frozen electorate, ballots and the record, for the evaluator. */
import {
  evaluate,
  freezeElectorate,
  type Ballot,
  type Constitution,
  type Electorate,
  type Evaluation,
  type Member,
  type Rule,
} from "@comity/rules";
import { mapNumbers, type Concrete } from "./concrete.ts";
import { memberOf, seatsOf, withRolesOfWhole } from "./seats.ts";
import { CHOICES, PLACES, type Place } from "./tally.ts";

/** Ballots come at 0, long before the close and before anything that happens late. */
const FAR = 100_000_000_000;

type Built = { readonly electorate: Electorate; readonly ballots: readonly Ballot[] };

/** What the real evaluator says, or null when no members can stand like this. */
export function replay(constitution: Constitution, rule: Rule, given: Concrete): Evaluation | null {
  const built = build(constitution, rule, given);
  if (built === null) return null;
  const moment = { now: 3 * FAR, closes: rule.stages.map(() => FAR), round: given.round };
  return evaluate(rule, built.electorate, built.ballots, given.consents, moment);
}

function build(constitution: Constitution, rule: Rule, given: Concrete): Built | null {
  const members: Member[] = [];
  const ballots: Ballot[] = [];
  const taken = new Set<string>();
  for (const id of Object.keys(rule.electorates)) {
    const shape = given.stages[0]![id]!.shape;
    if (shape.parts.length > 0) continue;
    const seats = seatsOf(
      given.stages.map((stage) => withRolesOfWhole(stage, id)),
      id,
      taken,
    );
    if (seats === null) return null;
    for (const seat of seats) {
      members.push(memberOf(constitution, rule, id, seat));
      for (const [stage, place] of seat.places.entries()) {
        const choice = CHOICES.find((each) => each === place);
        if (choice === undefined) continue;
        ballots.push({
          member: seat.id,
          choice,
          at: 0,
          stage,
          ...(choice === "veto" ? { ground: "stated" } : {}),
        });
      }
    }
  }
  const electorate = freezeElectorate(constitution, rule, members, given.affected);
  if (!electorate.ok || !matches(rule, given, electorate.value, ballots)) return null;
  return { electorate: electorate.value, ballots };
}

/** Whether the electorate that the language makes of these members stands as the tally says. */
function matches(rule: Rule, given: Concrete, electorate: Electorate, ballots: readonly Ballot[]): boolean {
  return given.stages.every((stage, index) => {
    const choices = new Map(
      ballots.filter((each) => each.stage === index).map((each) => [each.member, each.choice]),
    );
    return Object.keys(rule.electorates).every((id) => {
      const { heads, weight } = stage[id]!;
      const found = { heads: mapNumbers(() => 0), weight: mapNumbers(() => 0) };
      for (const seat of electorate.chambers[id] ?? []) {
        const out = seat.status === "recused" || seat.status === "suspended";
        const place = out ? (seat.status as Place) : (choices.get(seat.member) ?? "absent");
        found.heads[place] += 1;
        found.weight[place] += seat.weight;
      }
      return PLACES.every(
        (place) => found.heads[place] === heads[place] && found.weight[place] === weight[place],
      );
    });
  });
}
