/**
 * The game of a decision rule over a frozen electorate: who can pass a measure when all others oppose it.
 *
 * Everybody votes: yes, or against; where the ballot offers no and veto, the measure must pass against either. What
 * ballots do not decide (consent, due process, judgements) is taken as given and listed. A rule that a vote against can help has no
 * such game: it is refused, unless full turnout is assumed, under which participation does not depend on the vote.
 */
import type { Electorate } from "../evaluation.ts";
import { isMonotone } from "../monotone.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { Rule, State } from "../rule.ts";
import { checkGame, every, type Formula, type Game } from "./game.ts";
import { Translation } from "./translate.ts";

export type RuleGame = {
  readonly game: Game;
  /** What was assumed, one sentence each. */
  readonly assumptions: readonly string[];
};

export type RuleGameOptions = {
  /** `full`: everybody is taken to vote, so that participation quorums are reached. Default: refuse such rules. */
  readonly turnout?: "full";
};

export function gameOfRule(
  rule: Rule,
  electorate: Electorate,
  options: RuleGameOptions = {},
): Result<RuleGame> {
  const hazard = options.turnout === "full" ? undefined : isMonotone(rule, sizesOf(electorate)).hazards[0];
  if (hazard !== undefined) {
    return refuse(
      "non-monotone",
      `this rule is not monotone: ${hazard.why}, so that coming to vote no can make a measure pass, and power indices ` +
        "mean nothing. Count an approval quorum instead, or ask for the game in which everybody votes (full turnout)",
      hazard.path,
    );
  }
  const members = membersOf(electorate);
  const translation = new Translation(rule, electorate, members);
  const stages: Formula[] = [];
  for (const [i, stage] of rule.stages.entries()) {
    const known = new Map<string, Formula>();
    for (const against of oppositions(rule)) {
      translation.opposing(against);
      const formula = translation.formula(stage.condition, `/stages/${i}/condition`);
      if (!formula.ok) return formula;
      known.set(JSON.stringify(formula.value), formula.value);
    }
    stages.push(every([...known.values()]));
  }
  if (stages.length > 1) translation.assume("everybody votes alike in all stages");
  const checked = checkGame({ members, axes: translation.axes, wins: every(stages) });
  return checked.ok ? ok({ game: checked.value, assumptions: translation.assumptions }) : checked;
}

/** Who may vote in each chamber: the game is about these members and no others. */
function sizesOf({ chambers }: Electorate): { readonly [chamber: string]: number } {
  const voting = Object.entries(chambers).map(([id, seats]) => [
    id,
    seats.filter(({ status }) => status === "voting").length,
  ]);
  return Object.fromEntries(voting);
}

function oppositions(rule: Rule): readonly State[] {
  const against = (["no", "veto"] as const).filter((choice) => rule.ballot.choices.includes(choice));
  return against.length === 0 ? ["absent"] : against;
}

/** Everybody who votes in some chamber, in order of first seat. */
function membersOf(electorate: Electorate): readonly string[] {
  const members = new Set<string>();
  for (const seats of Object.values(electorate.chambers)) {
    for (const seat of seats) if (seat.status === "voting") members.add(seat.member);
  }
  return [...members];
}
