/** What every index must satisfy (rules reference, section 6.6), exactly, on random games. */
import {
  dualOf,
  equal,
  fraction,
  plainGame,
  powerOf,
  ratio,
  sum,
  toNumber,
  type Game,
  type Power,
} from "@comity/rules/power";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { game, weighted } from "./arbitrary.ts";

const of = (each: Game): Power => {
  const power = powerOf(each, { coalitions: false });
  if (!power.ok) throw new Error(power.error.detail);
  return power.value;
};
const plain = (quota: number, weights: readonly number[]): Power => {
  const each = plainGame(quota, weights);
  if (!each.ok) throw new Error(each.error.detail);
  return of(each.value);
};
/** All values of all indices, as text. */
const all = (power: Power): readonly (readonly string[])[] =>
  [power.banzhaf, power.normalised!, power.shapley!, power.prevent!, power.initiate!].map(({ low }) =>
    low.map(fraction),
  );
const at = (power: Power, i: number): readonly string[] => all(power).map((values) => values[i]!);
const decides = (power: Power): boolean =>
  power.winning !== 0n && power.winning !== 2n ** BigInt(power.members.length);

describe("on random games", () => {
  it("sums: Shapley-Shubik and normalised Banzhaf add up to 1, unless nothing can be decided", () => {
    fc.assert(
      fc.property(game, (each) => {
        const power = of(each);
        const expected = decides(power) ? "1" : "0";
        expect([fraction(sum(power.shapley!.low)), fraction(sum(power.normalised!.low))]).toEqual([
          expected,
          expected,
        ]);
      }),
    );
  });

  it("dummies: whoever weighs nothing has nothing, and changes nobody", () => {
    fc.assert(
      fc.property(weighted, fc.nat(7), ({ quota, weights }, where) => {
        const place = Math.min(where, weights.length);
        const without = plain(quota, weights);
        const withZero = plain(quota, weights.toSpliced(place, 0, 0));
        expect(at(withZero, place)).toEqual(["0", "0", "0", "0", "0"]);
        expect(all(withZero).map((values) => values.toSpliced(place, 1))).toEqual(all(without));
      }),
    );
  });

  it("symmetry and monotonicity: equal weights have equal power, more weight no less", () => {
    fc.assert(
      fc.property(weighted, ({ quota, weights }) => {
        const power = plain(quota, weights);
        for (const [i, own] of weights.entries()) {
          for (const [j, other] of weights.entries()) {
            if (own === other) expect(at(power, i)).toEqual(at(power, j));
            if (own < other) continue;
            for (const index of [power.banzhaf, power.shapley!]) {
              expect(toNumber(index.low[i]!)).toBeGreaterThanOrEqual(toNumber(index.low[j]!));
            }
          }
        }
      }),
    );
  });

  it("scaling: weights and quota times anything is the same game", () => {
    fc.assert(
      fc.property(weighted, fc.integer({ min: 2, max: 10 ** 9 }), ({ quota, weights }, by) => {
        const scaled = plain(
          quota * by,
          weights.map((weight) => weight * by),
        );
        expect(all(scaled)).toEqual(all(plain(quota, weights)));
      }),
    );
  });

  it("permutation: the order of members does not matter", () => {
    fc.assert(
      fc.property(weighted, ({ quota, weights }) => {
        const forth = all(plain(quota, weights));
        const back = all(plain(quota, weights.toReversed()));
        expect(back.map((values) => values.toReversed())).toEqual(forth);
      }),
    );
  });

  it("duality: [q; w] and [S - q + 1; w] have equal Banzhaf and Shapley-Shubik; prevent and initiate change places", () => {
    fc.assert(
      fc.property(game, (each) => {
        const [own, dual] = [of(each), of(dualOf(each))];
        const [banzhaf, normalised, shapley, prevent, initiate] = all(own);
        expect(all(dual)).toEqual([banzhaf, normalised, shapley, initiate, prevent]);
        expect(own.winning! + dual.winning!).toBe(2n ** BigInt(each.members.length));
      }),
    );
    const eec = [4, 4, 4, 2, 2, 1];
    expect(all(plain(12, eec)).slice(0, 3)).toEqual(all(plain(6, eec)).slice(0, 3));
  });

  it("Coleman: Banzhaf is the harmonic mean of prevent and initiate; Rae is a half more", () => {
    fc.assert(
      fc.property(game, (each) => {
        const power = of(each);
        for (const [i, own] of power.banzhaf.low.entries()) {
          const [prevent, initiate] = [power.prevent!.low[i]!, power.initiate!.low[i]!];
          // β' (γ + γ*) = 2 γ γ*
          const left = ratio(
            own.num * (prevent.num * initiate.den + initiate.num * prevent.den),
            own.den * prevent.den * initiate.den,
          );
          expect(equal(left, ratio(2n * prevent.num * initiate.num, prevent.den * initiate.den))).toBe(true);
          expect(equal(power.rae.low[i]!, ratio(own.num + own.den, 2n * own.den))).toBe(true);
        }
      }),
    );
  });
});

describe("extremes", () => {
  it("unanimity shares equally; a dictator has everything", () => {
    for (const n of [1, 2, 5, 30, 193]) {
      const power = plain(
        n,
        Array.from({ length: n }, () => 1),
      );
      expect(new Set(power.shapley!.low.map(fraction))).toEqual(new Set([fraction(ratio(1n, BigInt(n)))]));
      expect(power.swings).toEqual(Array.from({ length: n }, () => 1n));
      expect(power.nakamoto).toEqual({ win: n, block: 1 });
    }
    const dictator = plain(51, [51, 20, 15, 14]);
    expect(all(dictator).map((values) => values[0])).toEqual(["1", "1", "1", "1", "1"]);
    expect(dictator.nakamoto).toEqual({ win: 1, block: 1 });
  });

  it("what nothing, or everything, passes gives nobody power", () => {
    for (const quota of [0, 4]) {
      const power = plain(quota, [2, 1]);
      expect(power.swings).toEqual([0n, 0n]);
      expect(
        all(power)
          .flat()
          .every((each) => each === "0"),
      ).toBe(true);
    }
  });
});
