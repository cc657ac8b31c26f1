/** Members for the numbers of a chamber: where they stand, what they weigh, which roles they have. */
import type { Constitution, Member, Rule } from "@comity/rules";
import { mapNumbers, MOST_MEMBERS, sumOf, type ChamberNumbers, type Concrete } from "./concrete.ts";
import { PLACES, type Place } from "./tally.ts";

/** Roles that a chamber made of this one alone asks for are roles of its members. */
export function withRolesOfWhole(stage: Concrete["stages"][number], id: string): ChamberNumbers {
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
export type SeatPlan = {
  id: string;
  readonly places: readonly Place[];
  weight: number;
  readonly roles: string[];
};

/** Members of one chamber. Those that a condition names are others than those that another one names, where they can. */
export function seatsOf(
  stages: readonly ChamberNumbers[],
  chamber: string,
  taken: Set<string>,
): SeatPlan[] | null {
  const { shape, heads, weight, named } = stages[0]!;
  if (sumOf(heads) > MOST_MEMBERS) return null;
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

export function memberOf(constitution: Constitution, rule: Rule, chamber: string, seat: SeatPlan): Member {
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
