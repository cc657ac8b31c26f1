/**
 * One vote on one question as variables: per stage and chamber how many members, and how much weight, stand in each
 * place; beside it what is on the record. Members are interchangeable to a rule except where it names them.
 */
import type { Choice, Rule } from "@comity/rules";
import { conditionsOf, type ChamberShape } from "./electorate.ts";
import { FALSE, sum, ZERO, type Bool, type Int } from "./term.ts";

export type Place = Choice | "absent" | "recused" | "suspended";
export const CHOICES: readonly Choice[] = ["yes", "no", "abstain", "veto", "present"];
/** Where a member with a vote can stand. */
export const VOTING: readonly (Choice | "absent")[] = ["yes", "no", "abstain", "veto", "present", "absent"];
export const PLACES: readonly Place[] = [
  "yes",
  "no",
  "abstain",
  "veto",
  "present",
  "absent",
  "recused",
  "suspended",
];
export type Counts = { readonly [place in Place]: Int };

export type ChamberTally = {
  readonly shape: ChamberShape;
  readonly heads: Counts;
  readonly weight: Counts;
  /** In the order of `shape.named`. */
  readonly named: readonly Counts[];
};
export type Answers = { readonly given: Int; readonly silent: Int; readonly refused: Int };

export type Tally = {
  /** Tallies with the same electorate are about the same members. */
  readonly electorate: string;
  /** By stage, then by chamber. */
  readonly stages: readonly { readonly [chamber: string]: ChamberTally }[];
  readonly affected: { readonly [chamber: string]: Bool };
  readonly consents: { readonly [role: string]: Answers };
  readonly dueProcess: Bool;
  readonly judged: { readonly [key: string]: Bool };
  /** Whether members could ask for a vote, and how many did, by chamber. */
  readonly kept: Bool;
  readonly requests: { readonly [chamber: string]: Int };
  /** A later vote on the same question. */
  readonly later: Bool;
};

export const judgedKey = (by: string, question: string): string => `${by} ${question}`;
const int = (name: string): Int => ({ is: "int", name });
const bool = (name: string): Bool => ({ is: "bool", name });

/**
 * Every place its own variable, but those nobody can stand in. `name` starts every variable's name. For several rules
 * each stage is the same vote, on choices that all of them offer. Who is out and does not matter to the rules is told
 * only with `everyPlace`.
 */
export function freeTally(
  name: string,
  rules: readonly Rule[],
  shapes: readonly ChamberShape[],
  everyPlace = false,
): Tally {
  const conditions = rules.flatMap(conditionsOf);
  const offered = (place: Place): boolean =>
    place === "absent" ||
    place === "recused" ||
    place === "suspended" ||
    rules.every((rule) => rule.ballot.choices.some((choice) => choice === place));
  const stands = (place: Place, shape: ChamberShape): boolean => {
    if (place === "recused") return shape.recusable && (everyPlace || shape.recusedMatter);
    return place !== "suspended" || everyPlace || shape.suspendedMatter;
  };
  const counts = (prefix: string, allowed: (place: Place) => boolean): Counts =>
    countsOf((place) => (offered(place) && allowed(place) ? int(`${prefix} ${place}`) : ZERO));
  const chamber = (shape: ChamberShape, prefix: string): ChamberTally => {
    const heads = counts(`${prefix} heads`, (place) => stands(place, shape));
    return {
      shape,
      heads,
      weight: shape.equal ? heads : counts(`${prefix} weight`, (place) => heads[place] !== ZERO),
      named: shape.named.map((each, i) =>
        each.everybody && !each.recused
          ? heads
          : counts(
              `${prefix} named${i}`,
              (place) =>
                heads[place] !== ZERO && (!each.recused || place === "recused" || place === "suspended"),
            ),
      ),
    };
  };
  const asks = conditions.some((each) => each.kind === "without-vote");
  const roles = conditions.flatMap((each) => (each.kind === "consent" ? [each.role] : []));
  return {
    electorate: name,
    stages: (rules.length === 1 ? rules[0]!.stages : [0]).map((_, stage) =>
      Object.fromEntries(shapes.map((shape) => [shape.id, chamber(shape, `${name} ${stage} ${shape.id}`)])),
    ),
    affected: Object.fromEntries(shapes.map(({ id }) => [id, bool(`${name} affects ${id}`)])),
    consents: Object.fromEntries(
      roles.map((role) => [
        role,
        {
          given: int(`${name} ${role} given`),
          silent: int(`${name} ${role} silent`),
          refused: int(`${name} ${role} refused`),
        },
      ]),
    ),
    dueProcess: bool(`${name} due process`),
    judged: Object.fromEntries(
      conditions.flatMap((each) =>
        each.kind === "judged"
          ? [[judgedKey(each.by, each.question), bool(`${name} judged ${each.by} ${each.question}`)]]
          : [],
      ),
    ),
    kept: asks ? bool(`${name} requests kept`) : FALSE,
    requests: Object.fromEntries(shapes.map(({ id }) => [id, asks ? int(`${name} requests ${id}`) : ZERO])),
    later: conditions.some((each) => each.kind === "limit" && each.exceeded === "postpones")
      ? bool(`${name} later`)
      : FALSE,
  };
}

export function countsOf(make: (place: Place) => Int): Counts {
  return Object.fromEntries(PLACES.map((place) => [place, make(place)])) as Counts;
}

export const votingOf = (counts: Counts): Int => sum(...VOTING.map((place) => counts[place]));
export const everybodyOf = (counts: Counts): Int => sum(...PLACES.map((place) => counts[place]));
export const notYes = (counts: Counts): Int =>
  sum(...VOTING.filter((place) => place !== "yes").map((place) => counts[place]));
