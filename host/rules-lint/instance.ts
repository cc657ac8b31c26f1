/** A tally with numbers as a real case: members, a frozen electorate, ballots and the record, for the evaluator. */
import {
  evaluate,
  freezeElectorate,
  type Ballot,
  type Consents,
  type Constitution,
  type Electorate,
  type Evaluation,
  type Member,
  type Rule,
} from "@comity/rules";
import type { ChamberShape } from "./electorate.ts";
import { CHOICES, PLACES, type ChamberTally, type Counts, type Place, type Tally } from "./tally.ts";
import { holds, valueOf, type Assignment } from "./term.ts";

/** More would only be slow: a counter-example this large is looked for again in small. */
const MOST_MEMBERS = 2000;

/** Ballots come at 0, long before the close and before anything that happens late. */
const FAR = 100_000_000_000;

export type Numbers = { readonly [place in Place]: number };
export type ChamberNumbers = {
  readonly shape: ChamberShape;
  readonly heads: Numbers;
  readonly weight: Numbers;
  readonly named: readonly Numbers[];
};
/** A tally with every term replaced by its value. */
export type Concrete = {
  readonly stages: readonly { readonly [chamber: string]: ChamberNumbers }[];
  readonly affected: readonly string[];
  readonly consents: Consents;
  readonly round: number;
};

export function concrete(tally: Tally, values: Assignment): Concrete {
  const counts = (given: Counts): Numbers =>
    Object.fromEntries(PLACES.map((place) => [place, valueOf(given[place], values)])) as Numbers;
  const chamber = ({ shape, heads, weight, named }: ChamberTally): ChamberNumbers => ({
    shape,
    heads: counts(heads),
    weight: counts(weight),
    named: named.map(counts),
  });
  const parties = Object.entries(tally.consents).flatMap(([role, answers]) => {
    const many = (answer: "consents" | "none" | "refuses", of: number) =>
      Array.from({ length: Math.min(of, MOST_MEMBERS) }, (_, i) => ({
        role,
        party: `${role}-${answer}-${i + 1}`,
        answer,
      }));
    return [
      ...many("consents", valueOf(answers.given, values)),
      ...many("none", valueOf(answers.silent, values)),
      ...many("refuses", valueOf(answers.refused, values)),
    ];
  });
  const done = holds(tally.dueProcess, values);
  const judgements = Object.entries(tally.judged).map(([key, judged]) => {
    const [by = "", question = ""] = key.split(" ");
    return { by, question, holds: holds(judged, values) };
  });
  const requests = holds(tally.kept, values)
    ? Object.entries(tally.requests).flatMap(([id, asking]) =>
        Array.from({ length: valueOf(asking, values) }, (_, i) => `${id}-${i + 1}`),
      )
    : undefined;
  return {
    stages: tally.stages.map((stage) =>
      Object.fromEntries(Object.entries(stage).map(([id, each]) => [id, chamber(each)])),
    ),
    affected: Object.entries(tally.affected).flatMap(([id, term]) => (holds(term, values) ? [id] : [])),
    consents: {
      parties,
      dueProcess: { grounds: done, notice: done, answer: done, hearing: done },
      judgements,
      ...(requests === undefined ? {} : { requests }),
    },
    round: holds(tally.later, values) ? 2 : 1,
  };
}

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

/** Roles that a chamber made of this one alone asks for are roles of its members. */
function withRolesOfWhole(stage: Concrete["stages"][number], id: string): ChamberNumbers {
  const own = stage[id]!;
  const wholes = Object.values(stage).filter(
    ({ shape }) => shape.parts.length === 1 && shape.parts[0] === id,
  );
  return {
    ...own,
    shape: { ...own.shape, named: [own, ...wholes].flatMap(({ shape }) => shape.named) },
    named: [own, ...wholes].flatMap(({ named }) => named),
  };
}

/** One member: where it stands in each stage. */
type SeatPlan = { id: string; readonly places: readonly Place[]; weight: number; readonly roles: string[] };

/** Members of one chamber. Those that a condition names are others than those that another one names, where they can. */
function seatsOf(stages: readonly ChamberNumbers[], chamber: string, taken: Set<string>): SeatPlan[] | null {
  const { shape, heads, weight, named } = stages[0]!;
  if (totalOf(heads) > MOST_MEMBERS) return null;
  const groups = shape.named
    .map((each, i) => ({ ...each, i }))
    .filter((each) => !each.everybody || each.recused);
  const seats: SeatPlan[] = [];
  const seat = (
    each: { readonly [place in Place]: number }[],
    roles: readonly string[],
    names: readonly string[] | null,
  ): boolean => {
    const standing = each.map((counts) =>
      PLACES.flatMap((place) => Array.from({ length: counts[place] }, () => place)),
    );
    for (const [k, place] of standing[0]!.entries()) {
      const id = names === null ? `${chamber}-${seats.length + 1}` : names[k];
      if (id === undefined || taken.has(id)) return false;
      if (names !== null) taken.add(id);
      seats.push({ id, places: standing.map((each) => each[k] ?? place), weight: 1, roles: [...roles] });
    }
    return true;
  };
  const rest = stages.map((stage) =>
    mapNumbers(
      (place) => stage.heads[place] - groups.reduce((sum, { i }) => sum + stage.named[i]![place], 0),
    ),
  );
  const apart = rest.every((counts) => PLACES.every((place) => counts[place] >= 0));
  if (apart) {
    for (const { i, who } of groups) {
      const counts = stages.map((stage) => stage.named[i]!);
      if (!("role" in who ? seat(counts, [who.role], null) : seat(counts, [], who.members))) return null;
    }
    if (!seat(rest, [], null)) return null;
  } else {
    // One member with several roles: the first of each place have them all.
    if (
      !seat(
        stages.map((stage) => stage.heads),
        [],
        null,
      )
    )
      return null;
    for (const { i, who } of groups) {
      if (!("role" in who)) return null;
      for (const place of PLACES) {
        const standing = seats.filter((each) => each.places[0] === place);
        for (let k = 0; k < named[i]![place]; k++) standing[k]?.roles.push(who.role);
      }
    }
  }
  if (!shape.unit) {
    for (const place of PLACES) {
      const standing = seats.filter((each) => each.places[0] === place);
      const each = Math.floor(weight[place] / Math.max(1, standing.length));
      for (const [k, one] of standing.entries())
        one.weight = each + (k < weight[place] - each * standing.length ? 1 : 0);
    }
  }
  return seats;
}

const totalOf = (numbers: Numbers): number => PLACES.reduce((total, place) => total + numbers[place], 0);
const mapNumbers = (make: (place: Place) => number): { [place in Place]: number } =>
  Object.fromEntries(PLACES.map((place) => [place, make(place)])) as { [place in Place]: number };

function memberOf(constitution: Constitution, rule: Rule, chamber: string, seat: SeatPlan): Member {
  const { membership, weights } = constitution.chambers[chamber]!;
  const roles = new Set(seat.roles);
  const recuse = rule.electorates[chamber]!.recuse;
  if (seat.places[0] === "recused" && recuse[0] !== undefined && !recuse.some((role) => roles.has(role)))
    roles.add(recuse[0]);
  let seated = chamber;
  if (membership.by === "chambers") {
    seated = membership.of.find((part) => !Object.hasOwn(rule.electorates, part)) ?? membership.of[0]!;
    const inner = constitution.chambers[seated]!.membership;
    if (inner.by === "role") roles.add(inner.role);
  }
  if (membership.by === "role") roles.add(membership.role);
  const figure = (name: string, scale: "linear" | "sqrt") => ({
    [name]: scale === "sqrt" ? seat.weight * seat.weight : seat.weight,
  });
  return {
    id: seat.id,
    chambers: [seated],
    roles: [...roles],
    suspended: seat.places[0] === "suspended",
    ...(weights.kind === "declared" ? { declared: { [chamber]: seat.weight } } : {}),
    ...(weights.kind === "measured" ? { figures: figure(weights.figure, weights.scale) } : {}),
  };
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
