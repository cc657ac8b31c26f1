/** Every method against the definitions, on random games. */
import {
  compare,
  dualOf,
  fraction,
  powerOf,
  ratio,
  type Game,
  type Index,
  type Power,
  type Ratio,
} from "@comity/rules/power";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { game, weighted } from "./arbitrary.ts";
import { naive } from "./naive.ts";

const METHODS = [
  undefined,
  "enumeration",
  "halves",
  "states",
  "generating-function",
  "generating-function-by-size",
  "quantised",
] as const;

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
const found = (of: Game, method?: (typeof METHODS)[number], shapley = true): Power | null => {
  const power = powerOf(of, { shapley, ...(method === undefined ? {} : { method }) });
  return power.ok ? power.value : null;
};

/** Exact values are the same, intervals contain them. */
function agrees(of: Game, power: Power): void {
  const { winning, swings, pivots } = naive(of);
  const n = of.members.length;
  if (power.banzhaf.exact) {
    expect(power.winning).toBe(BigInt(winning));
    expect(power.swings).toEqual(swings.map(BigInt));
  }
  const absolute = swings.map((each) => ratio(BigInt(each), 2n ** BigInt(n - 1)));
  contains(power.banzhaf, absolute);
  const all = swings.reduce((a, b) => a + b, 0);
  if (all > 0) {
    contains(
      power.normalised!,
      swings.map((each) => ratio(BigInt(each), BigInt(all))),
    );
  }
  contains(power.collectivity, [ratio(BigInt(winning), 2n ** BigInt(n))]);
  if (power.shapley === null) return;
  contains(
    power.shapley,
    pivots.map((each) => ratio(BigInt(each), factorial(n))),
  );
}

function contains({ exact, low, high }: Index, values: readonly Ratio[]): void {
  expect(low).toHaveLength(values.length);
  for (const [i, value] of values.entries()) {
    if (exact) expect(fraction(low[i]!)).toBe(fraction(value));
    else expect([compare(low[i]!, value) <= 0, compare(value, high[i]!) <= 0]).toEqual([true, true]);
  }
}

describe("all indices equal their definitions", () => {
  it("any formula over several axes, by every method that fits", () => {
    fc.assert(
      fc.property(game, fc.constantFrom(...METHODS), (of, method) => {
        const power = found(of, method);
        if (power === null) {
          expect(method).toBeDefined();
          return;
        }
        agrees(of, power);
        expect(power.minimalWinning?.count).toBe(BigInt(naive(of).minimal));
      }),
      { numRuns: 400 },
    );
  });

  it("one quota, without counting sizes", () => {
    fc.assert(
      fc.property(weighted, fc.constantFrom(...METHODS), ({ quota, weights }, method) => {
        const of: Game = {
          members: weights.map((_, i) => `${i}`),
          axes: [{ name: "votes", weights }],
          wins: { kind: "reaches", axis: 0, quota },
        };
        const power = found(of, method, false);
        if (power === null) expect(method).toBeDefined();
        else agrees(of, power);
      }),
      { numRuns: 300 },
    );
  });

  it("Nakamoto coefficients are the smallest winning and blocking coalitions", () => {
    fc.assert(
      fc.property(game, (of) => {
        const power = found(of)!;
        const n = of.members.length;
        const smallest = (each: Game): number | null => {
          for (let size = 0; size <= n; size++) if (naiveSizes(each, size)) return size;
          return null;
        };
        expect(power.nakamoto).toEqual({ win: smallest(of), block: smallest(dualOf(of)) });
      }),
      { numRuns: 150 },
    );
  });

  it("a rule is called improper when a coalition and its complement both win", () => {
    fc.assert(
      fc.property(game, (of) => {
        const n = of.members.length;
        let proper = true;
        for (let mask = 0; mask < 2 ** n; mask++)
          proper &&= !(isWon(of, mask) && isWon(of, 2 ** n - 1 - mask));
        expect(found(of)!.proper).toBe(proper);
      }),
      { numRuns: 150 },
    );
  });
});

const isWon = (of: Game, mask: number): boolean => {
  const sums = of.axes.map(({ weights }) => weights.reduce((sum, w, i) => sum + ((mask >>> i) & 1) * w, 0));
  const holds = (formula: Game["wins"]): boolean => {
    if (formula.kind === "given") return formula.holds;
    if (formula.kind === "reaches") return sums[formula.axis]! >= formula.quota;
    return formula.of.filter(holds).length >= formula.number;
  };
  return holds(of.wins);
};

function naiveSizes(of: Game, size: number): boolean {
  const bits = (mask: number): number => mask.toString(2).replaceAll("0", "").length;
  for (let mask = 0; mask < 2 ** of.members.length; mask++)
    if (bits(mask) === size && isWon(of, mask)) return true;
  return false;
}
