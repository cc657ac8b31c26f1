/** Tallies made from other tallies, and what questions say about them. */
import type { Rule } from "@comity/rules";
import { countsOf, notYes, PLACES, votingOf, type ChamberTally, type Counts, type Tally } from "./tally.ts";
import {
  above,
  and,
  atLeast,
  atMost,
  below,
  equal,
  FALSE,
  not,
  number,
  ONE,
  sum,
  times,
  TRUE,
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

/** Nobody's consent, judgement or silence stands in for votes. */
export const onlyVotes = (tally: Tally): Bool =>
  and(noConsent(tally), ...Object.values(tally.judged).map(not), not(tally.kept), not(tally.later));

export const noConsent = (tally: Tally): Bool =>
  and(
    ...Object.values(tally.consents).map(({ given, silent, refused }) =>
      and(equal(given, ZERO), equal(silent, ZERO), atLeast(refused, ONE)),
    ),
  );

const allConsent = (tally: Tally): Bool =>
  and(
    ...Object.values(tally.consents).map(({ given, silent, refused }) =>
      and(atLeast(given, ONE), equal(silent, ZERO), equal(refused, ZERO)),
    ),
  );

const recorded = (tally: Tally): Bool =>
  and(
    tally.dueProcess,
    ...Object.values(tally.judged),
    tally.kept.is === "truth" ? TRUE : tally.kept,
    not(tally.later),
  );

/** Everything but votes is in order: with the consents, and (where the rule asks for any) without. */
export function records(tally: Tally): readonly Bool[] {
  const granted = and(recorded(tally), allConsent(tally));
  if (Object.keys(tally.consents).length === 0) return [granted];
  return [granted, and(recorded(tally), noConsent(tally))];
}

export const nobodyOut = (tally: Tally): Bool =>
  and(
    ...chambersOf(tally).flatMap(({ heads }) => [equal(heads.recused, ZERO), equal(heads.suspended, ZERO)]),
  );

/** Heads, and weight where it is something else. */
export const measures = ({ heads, weight, shape }: ChamberTally): readonly Counts[] =>
  shape.equal ? [heads] : [heads, weight];

/** `part` of every chamber is below the share of those who may vote. */
export const belowShare = (
  tally: Tally,
  share: { num: number; den: number },
  part: (counts: Counts) => Int,
): Bool =>
  and(
    ...chambersOf(tally).flatMap((chamber) =>
      measures(chamber).map((counts) =>
        below(times(share.den, part(counts)), times(share.num, votingOf(counts))),
      ),
    ),
  );

/** Members of all chambers; where ballots are divided, the weight that stands there as well. */
export const totalOf = (tally: Tally, part: (counts: Counts) => Int): Int =>
  sum(
    ...chambersOf(tally).flatMap(({ heads, weight, shape }) =>
      shape.split ? [part(heads), part(weight)] : [part(heads)],
    ),
  );

/** One member at most in each chamber. */
export const oneMember = (tally: Tally): Bool =>
  and(...chambersOf(tally).map(({ heads }) => atMost(notYes(heads), ONE)));

export const noMajority = (chamber: ChamberTally): Bool => {
  const { yes, no, veto } = chamber.weight;
  return atMost(times(2, yes), sum(yes, no, veto));
};

/** Nobody recused or suspended, and everybody weighs something. */
export const tidy = (tally: Tally): Bool =>
  and(
    nobodyOut(tally),
    ...chambersOf(tally).flatMap(({ shape, heads, weight }) =>
      shape.equal ? [] : PLACES.map((place) => atLeast(weight[place], heads[place])),
    ),
  );

/** No ballot divides its weight: weight stands where its members stand. */
export const undivided = (tally: Tally): Bool =>
  and(
    ...chambersOf(tally).flatMap(({ shape, heads, weight }) =>
      shape.split
        ? PLACES.map((place) =>
            shape.unit ? equal(weight[place], heads[place]) : orZero(heads[place], weight[place]),
          )
        : [],
    ),
  );

/** At most this many members, and this much weight, in each chamber: for examples that people can follow. */
export const small = (tally: Tally, members: number): Bool =>
  and(
    ...chambersOf(tally).flatMap((chamber) => [
      atMost(sum(...PLACES.map((place) => chamber.heads[place])), number(members)),
      chamber.shape.equal
        ? TRUE
        : atMost(sum(...PLACES.map((place) => chamber.weight[place])), number(4 * members)),
    ]),
    ...Object.values(tally.consents).map(({ given, silent, refused }) =>
      atMost(sum(given, silent, refused), number(2)),
    ),
  );

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

const orZero = (one: Int, amount: Int): Bool => ({ is: "or", of: [above(one, ZERO), equal(amount, ZERO)] });
