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
import { CHOICES, PLACES, VOTING, type ChamberTally, type Counts, type Place, type Tally } from "./tally.ts";
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
  for (const [id, first] of Object.entries(given.stages[0]!)) {
    if (!Object.hasOwn(rule.electorates, id)) continue;
    const seats = seatsOf(first, id, taken);
    if (seats === null) return null;
    for (const seat of seats) members.push(memberOf(constitution, rule, id, seat));
    for (const [stage, each] of given.stages.entries()) {
      const standing = VOTING.flatMap((place) => Array.from({ length: each[id]!.heads[place] }, () => place));
      // In later stages members take their places in the same order; what that cannot show is not shown.
      const voters = seats.filter(({ place }) => place !== "recused" && place !== "suspended");
      for (const [i, seat] of voters.entries()) {
        const place = stage === 0 ? seat.place : standing[i];
        const choice = CHOICES.find((each) => each === place);
        if (choice === undefined) continue;
        ballots.push({ member: seat.id, choice, at: 0, stage, ...(choice === "veto" ? { ground: "stated" } : {}) });
      }
    }
  }
  const electorate = freezeElectorate(constitution, rule, members, given.affected);
  if (!electorate.ok || !matches(rule, given, electorate.value, ballots)) return null;
  return { electorate: electorate.value, ballots };
}

type SeatPlan = { id: string; place: Place; weight: number; roles: string[] };

function seatsOf({ shape, heads, weight, named }: ChamberNumbers, chamber: string, taken: Set<string>): SeatPlan[] | null {
  if (PLACES.reduce((total, place) => total + heads[place], 0) > MOST_MEMBERS) return null;
  const seats: SeatPlan[] = [];
  for (const place of PLACES) {
    const many = heads[place];
    const each = many === 0 ? 0 : Math.floor(weight[place] / many);
    let rest = many === 0 ? 0 : weight[place] - each * many;
    for (let i = 0; i < many; i++) {
      seats.push({ id: `${chamber}-${seats.length + 1}`, place, weight: shape.equal ? 1 : each + (rest > 0 ? 1 : 0), roles: [] });
      rest--;
    }
  }
  for (const [i, { who }] of shape.named.entries()) {
    const left = "members" in who ? [...who.members] : [];
    for (const place of PLACES) {
      const standing = seats.filter((seat) => seat.place === place);
      for (let k = 0; k < named[i]![place]; k++) {
        if ("role" in who) {
          standing[k]?.roles.push(who.role);
          continue;
        }
        const free = standing.find((seat) => seat.id.startsWith(`${chamber}-`) && !taken.has(seat.id));
        const name = left.shift();
        if (free === undefined || name === undefined || taken.has(name)) return null;
        free.id = name;
        taken.add(name);
      }
    }
  }
  return seats;
}

function memberOf(constitution: Constitution, rule: Rule, chamber: string, seat: SeatPlan): Member {
  const { membership, weights } = constitution.chambers[chamber]!;
  const roles = new Set(seat.roles);
  const recuse = rule.electorates[chamber]!.recuse;
  if (seat.place === "recused" && recuse[0] !== undefined && !recuse.some((role) => roles.has(role))) roles.add(recuse[0]);
  let seated = chamber;
  if (membership.by === "chambers") {
    seated = membership.of[0]!;
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
    suspended: seat.place === "suspended",
    ...(weights.kind === "declared" ? { declared: { [chamber]: seat.weight } } : {}),
    ...(weights.kind === "measured" ? { figures: figure(weights.figure, weights.scale) } : {}),
  };
}

/** Whether the electorate that the language makes of these members stands as the tally says. */
function matches(rule: Rule, given: Concrete, electorate: Electorate, ballots: readonly Ballot[]): boolean {
  return given.stages.every((stage, index) => {
    const choices = new Map(ballots.filter((each) => each.stage === index).map((each) => [each.member, each.choice]));
    return Object.keys(rule.electorates).every((id) => {
      const { heads, weight } = stage[id]!;
      const found = { heads: empty(), weight: empty() };
      for (const seat of electorate.chambers[id] ?? []) {
        const out = seat.status === "recused" || seat.status === "suspended";
        const place = out ? (seat.status as Place) : (choices.get(seat.member) ?? "absent");
        found.heads[place] += 1;
        found.weight[place] += seat.weight;
      }
      return PLACES.every((place) => found.heads[place] === heads[place] && found.weight[place] === weight[place]);
    });
  });
}

const empty = (): { [place in Place]: number } =>
  Object.fromEntries(PLACES.map((place) => [place, 0])) as { [place in Place]: number };
