/** Tallies made from other tallies, and what questions say about them. */
import type { Rule } from "@comity/rules";
import { countsOf, votingOf, type ChamberTally, type Counts, type Tally } from "./tally.ts";
import {
  above,
  and,
  atLeast,
  atMost,
  equal,
  FALSE,
  ONE,
  sum,
  times,
  ZERO,
  type Bool,
  type Int,
} from "./term.ts";

export const chambersOf = (tally: Tally): readonly ChamberTally[] =>
  tally.stages.flatMap((stage) => Object.values(stage));

/** The same question with every count of every chamber changed. */
export function mapCounts(
  tally: Tally,
  change: (
    counts: Counts,
    chamber: ChamberTally,
    stage: number,
    group: number | "heads" | "weight",
  ) => Counts,
): Tally {
  return {
    ...tally,
    stages: tally.stages.map((stage, index) =>
      Object.fromEntries(
        Object.entries(stage).map(([id, chamber]) => {
          const heads = change(chamber.heads, chamber, index, "heads");
          const weight = chamber.shape.equal ? heads : change(chamber.weight, chamber, index, "weight");
          const named = chamber.named.map((each, i) =>
            each === chamber.heads ? heads : change(each, chamber, index, i),
          );
          return [id, { shape: chamber.shape, heads, weight, named }];
        }),
      ),
    ),
  };
}

/** The opposite decision, put to the same members: who was for it is against, who was against is for it. */
export const mirror = (tally: Tally): Tally =>
  mapCounts(tally, (counts) => ({
    ...counts,
    yes: sum(counts.no, counts.veto),
    no: counts.yes,
    veto: ZERO,
  }));

/** Everybody who may vote says yes. */
export const unanimous = (tally: Tally): Tally => ({
  ...mapCounts(tally, (counts) =>
    countsOf((place) =>
      place === "yes"
        ? votingOf(counts)
        : place === "recused" || place === "suspended"
          ? counts[place]
          : ZERO,
    ),
  ),
  requests: Object.fromEntries(Object.keys(tally.requests).map((id) => [id, ZERO])),
});

/** The same votes in each of the rule's stages. */
export const inEveryStage = (tally: Tally, rule: Rule): Tally => ({
  ...tally,
  stages: rule.stages.map(() => tally.stages[0]!),
});

/**
 * One member moves: from one of the places, to the other. Returns the tally after, and what makes it one member.
 * `name` starts the names of the helper variables.
 */
export function oneMoves(
  tally: Tally,
  name: string,
  routes: readonly { readonly from: keyof Counts; readonly to: keyof Counts }[],
): { readonly after: Tally; readonly constraint: Bool } {
  const constraints: Bool[] = [];
  const moves: Int[] = [];
  const after = mapCounts(tally, (counts, chamber, stage, group) => {
    const changed: Record<keyof Counts, Int> = { ...counts };
    for (const [i, { from, to }] of routes.entries()) {
      if (chamber.heads[from] === ZERO || chamber.heads[to] === ZERO) continue;
      const one: Int = { is: "int", name: `${name} ${stage} ${chamber.shape.id} move${i}` };
      const amount: Int =
        group === "heads"
          ? one
          : { is: "int", name: `${name} ${stage} ${chamber.shape.id} move${i} ${group}` };
      if (group === "heads") {
        moves.push(one);
        constraints.push(atMost(one, ONE));
      } else if (group === "weight") {
        constraints.push(atLeast(amount, one), orZero(one, amount));
      } else constraints.push(atMost(amount, one));
      constraints.push(atMost(amount, counts[from]));
      changed[from] = sum(changed[from], times(-1, amount));
      changed[to] = sum(changed[to], amount);
    }
    return changed;
  });
  return { after, constraint: moves.length === 0 ? FALSE : and(equal(sum(...moves), ONE), ...constraints) };
}

/** The first is above 0, or the second is 0. */
export const orZero = (one: Int, amount: Int): Bool => ({
  is: "or",
  of: [above(one, ZERO), equal(amount, ZERO)],
});
