/** What questions ask of tallies. */
import { chambersOf, orZero } from "./scene.ts";
import { notYes, PLACES, votingOf, type ChamberTally, type Counts, type Tally } from "./tally.ts";
import {
  and,
  atLeast,
  atMost,
  below,
  equal,
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
