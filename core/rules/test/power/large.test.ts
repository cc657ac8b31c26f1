/** Sizes at which counts leave doubles, tables leave memory, and methods are chosen. */
import {
  changes,
  collude,
  compare,
  equal,
  every,
  fairness,
  fraction,
  jagiellonianQuota,
  mergeBlocs,
  paradoxOfNewMembers,
  plainGame,
  powerOf,
  ratio,
  reaches,
  sum,
  toNumber,
  weightedGame,
  wins,
  type Game,
  type Power,
  type PowerOptions,
} from "@comity/rules/power";
import { describe, expect, it } from "vitest";

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly detail: string } };
const need = <T>(result: Outcome<T>): T => {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
};
const power = (game: Game, options: PowerOptions = {}): Power =>
  need(powerOf(game, { coalitions: false, ...options }));
const plain = (quota: number, weights: readonly number[], options: PowerOptions = {}): Power =>
  power(need(plainGame(quota, weights)), options);
const binomial = (n: number, k: number): bigint => {
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
};
/** Repeatable weights. */
function weightsOf(n: number, most: number, seed: number = 42): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return 1 + (state % most);
  });
}
const half = (weights: readonly number[]): number => Math.floor(weights.reduce((a, b) => a + b, 0) / 2) + 1;

describe("exact beyond doubles", () => {
  it.each([70, 200])("%i equal members: swings are binomial(n-1, q-1), by every method", (n) => {
    const quota = Math.floor((2 * n) / 3);
    const ones = Array.from({ length: n }, () => 1);
    const expected = ones.map(() => binomial(n - 1, quota - 1));
    expect(plain(quota, ones).swings).toEqual(expected);
    expect(plain(quota, ones, { method: "generating-function", shapley: false }).swings).toEqual(expected);
    const sized = plain(quota, ones, { method: "generating-function-by-size" });
    expect(sized.swings).toEqual(expected);
    expect(sized.shapley!.low.every((each) => equal(each, ratio(1n, BigInt(n))))).toBe(true);
  });

  it("many different members: two generating functions agree, and halves", () => {
    for (const [n, methods] of [
      [60, ["generating-function-by-size"]],
      [28, ["generating-function-by-size", "halves"]],
    ] as const) {
      const weights = weightsOf(n, 60);
      const sums = plain(half(weights), weights, { method: "generating-function", shapley: false });
      for (const method of methods) {
        const other = plain(half(weights), weights, { method });
        expect(other.swings).toEqual(sums.swings);
        expect(other.winning).toBe(sums.winning);
        expect(fraction(sum(other.shapley!.low))).toBe("1");
      }
    }
  });

  it("minimal coalitions of many: by the lightest member, as by kinds", () => {
    const ones = Array.from({ length: 90 }, () => 1);
    expect(plain(60, ones, { coalitions: true }).minimalWinning?.count).toBe(binomial(90, 60));
    // 20 different members are counted by sums, the same with a second quota by halves.
    const weights = weightsOf(20, 500).map((weight, i) => weight * 20 + i);
    const game = need(plainGame(half(weights), weights));
    const heads = { ...game, axes: [...game.axes, { name: "heads", weights: weights.map(() => 1) }] };
    const both = { ...heads, wins: every([game.wins, reaches(1, 2)]) };
    const [one, two] = [game, both].map((each) => need(powerOf(each)).minimalWinning?.count);
    expect(one).toBe(two);
  });
});

it("minimal winning coalitions of 60 different members: the lightest member of each is critical", () => {
  const weights = weightsOf(60, 40)
    .map((weight, i) => weight * 60 + i)
    .sort((a, b) => b - a);
  const quota = half(weights);
  // Each member as the lightest: its swings among the heavier ones.
  let expected = 0n;
  for (let m = 1; m <= weights.length; m++) {
    expected += plain(quota, weights.slice(0, m), { shapley: false }).swings!.at(-1)!;
  }
  const found = plain(quota, weights, { shapley: false, coalitions: true });
  expect(found.minimalWinning?.count).toBe(expected);
  expect(expected > 2n ** 53n).toBe(true);
});

describe("chambers without common members", () => {
  const chamber = (offset: number, size: number, n: number): number[] =>
    Array.from({ length: n }, (_, i) => (i >= offset && i < offset + size ? 1 + (i % 7) : 0));

  it("are composed to what one count of all gives", () => {
    const n = 18;
    const axes = [0, 6, 12].map((offset) => ({ name: `${offset}`, weights: chamber(offset, 6, n) }));
    const quotas = axes.map(({ weights }) => half(weights));
    for (const number of [1, 2, 3]) {
      const of = quotas.map((quota, a) => reaches(a, quota));
      const game: Game = {
        members: Array.from({ length: n }, (_, i) => `m${i}`),
        axes,
        wins: { kind: "at-least", number, of },
      };
      const composed = power(game);
      const counted = power(game, { method: "enumeration" });
      expect(composed.winning).toBe(counted.winning);
      expect(composed.swings).toEqual(counted.swings);
      expect(composed.shapley!.low.map(fraction)).toEqual(counted.shapley!.low.map(fraction));
    }
  });

  it("may be large: 120 operators, 60 of civil society, 13 registries", () => {
    const sizes = [120, 60, 13];
    const n = 193;
    const axes = sizes.map((size, c) => {
      const offset = sizes.slice(0, c).reduce((a, b) => a + b, 0);
      return {
        name: `${c}`,
        weights: Array.from({ length: n }, (_, i) => (i >= offset && i < offset + size ? 1 : 0)),
      };
    });
    const game: Game = {
      members: Array.from({ length: n }, (_, i) => `m${i}`),
      axes,
      wins: every([reaches(0, 61), reaches(1, 31), reaches(2, 9)]),
    };
    const found = need(powerOf(game));
    expect(found.banzhaf.exact).toBe(true);
    expect(fraction(sum(found.shapley!.low))).toBe("1");
    expect(found.nakamoto).toEqual({ win: 61 + 31 + 9, block: 5 });
    expect(found.minimalWinning?.count).toBe(binomial(120, 61) * binomial(60, 31) * binomial(13, 9));
  });
});

describe("EU Council: 55 % of members with 65 % of population, or fewer than four opponents", () => {
  const people = [805, 656, 637, 596, 467, 385, 200, 167, 111, 110, 105, 104, 99, 95, 84, 72, 56, 54];
  const criteria = [
    { weights: people.map(() => 1), quota: { share: { num: 55, den: 100 }, comparator: ">=" as const } },
    { weights: people, quota: { share: { num: 65, den: 100 }, comparator: ">=" as const } },
  ];
  const members = people.map((_, i) => `${i}`);
  const rule = need(weightedGame({ members, criteria, overrideMembers: people.length - 3 }));
  const pure = need(weightedGame({ members, criteria }));

  it("the clause on opponents changes who wins", () => {
    const withoutLargest = people.map((_, i) => i).slice(3);
    expect([wins(rule, withoutLargest), wins(pure, withoutLargest)]).toEqual([true, false]);
    expect(power(rule).winning! > power(pure).winning!).toBe(true);
  });

  it("enumeration, halves and the table by size agree", () => {
    const [first, ...others] = (["enumeration", "halves", "generating-function-by-size"] as const).map(
      (method) => power(rule, { method }),
    );
    for (const other of others) {
      expect(other.swings).toEqual(first!.swings);
      expect(other.shapley!.low.map(fraction)).toEqual(first!.shapley!.low.map(fraction));
    }
  });
});

describe("three weighted axes over the same members", () => {
  const [a, b, c] = [weightsOf(32, 3), weightsOf(32, 4, 3), weightsOf(32, 3, 11)];
  const share = { share: { num: 3, den: 5 }, comparator: ">=" } as const;
  const criteria = [a, b, c].map((weights) => ({ weights, quota: share }));
  const members = a.map((_, i) => `${i}`);

  it("are counted exactly beyond what can be enumerated, by merging what can no longer differ", () => {
    const found = power(need(weightedGame({ members, criteria })));
    expect(found.banzhaf).toMatchObject({ exact: true, methods: ["states"] });
    expect(found.shapley).toMatchObject({ exact: true, methods: ["states"] });
    expect(fraction(sum(found.shapley!.low))).toBe("1");
    expect(found.proper).toBe(true);
  });

  it("two of them the same count as one, three as halves count two", () => {
    const two = criteria.slice(0, 2);
    const folded = need(weightedGame({ members: members.slice(0, 20), criteria: two.map(first20) }));
    const [byHalves, byStates] = (["halves", "states"] as const).map((method) => power(folded, { method }));
    expect(byStates!.swings).toEqual(byHalves!.swings);
    expect(byStates!.shapley!.low.map(fraction)).toEqual(byHalves!.shapley!.low.map(fraction));
    const same = need(weightedGame({ members, criteria: [criteria[0]!, criteria[0]!] }));
    const once = need(weightedGame({ members, criteria: [criteria[0]!] }));
    expect(power(same, { method: "states" }).swings).toEqual(power(once).swings);
  });

  it.skipIf(process.env["COMITY_SOAK"] === undefined)("are sampled where too much differs", () => {
    const wide = [1, 2, 3].map((k) => ({
      weights: a.map((_, i) => 1 + (((i + 1) * 7_919 * k) ** 2 % 1_000_003)),
      quota: share,
    }));
    const game = need(weightedGame({ members, criteria: wide }));
    const rough = power(game, { sampling: { samples: 1000, seed: 1, delta: ratio(1n, 100n) } });
    expect(rough.banzhaf).toMatchObject({ exact: false, methods: ["sampled"] });
  });

  function first20({ weights, quota }: (typeof criteria)[number]): (typeof criteria)[number] {
    return { weights: weights.slice(0, 20), quota };
  }
});

describe("where nothing exact fits", () => {
  const weights = weightsOf(48, 20);
  const exact = plain(half(weights), weights);
  const inside = (found: Power["banzhaf"], truth: Power["banzhaf"]): boolean =>
    truth.low.every((value, i) => compare(found.low[i]!, value) <= 0 && compare(value, found.high[i]!) <= 0);

  it("quantised weights give intervals that hold the truth", () => {
    // The same weights in a unit so small that tables do not fit: a little noise does not change the game's bounds.
    const fine = weights.map((weight, i) => weight * 10 ** 9 + ((i * 7919) % 1000));
    const found = plain(half(fine), fine, { shapley: false });
    expect(found.banzhaf).toMatchObject({ exact: false, methods: ["quantised"] });
    const width = found.banzhaf.high.map((high, i) => toNumber(high) - toNumber(found.banzhaf.low[i]!));
    expect(Math.max(...width)).toBeLessThan(0.02);
    const rough = plain(half(weights), weights, { method: "quantised" });
    expect(inside(rough.banzhaf, exact.banzhaf)).toBe(true);
    expect(inside(rough.shapley!, exact.shapley!)).toBe(true);
  });

  it("samples give intervals that hold the truth with the stated confidence, and repeat with their seed", () => {
    const sampling = { samples: 4000, seed: 7, delta: ratio(1n, 1000n) };
    const found = plain(half(weights), weights, { method: "sampled", sampling });
    expect(inside(found.banzhaf, exact.banzhaf)).toBe(true);
    expect(inside(found.shapley!, exact.shapley!)).toBe(true);
    expect(inside(found.collectivity, exact.collectivity)).toBe(true);
    expect(found.banzhaf).toMatchObject({ methods: ["sampled"], confidence: ratio(999n, 1000n) });
    expect(plain(half(weights), weights, { method: "sampled", sampling })).toEqual(found);
    const other = plain(half(weights), weights, { method: "sampled", sampling: { ...sampling, seed: 8 } });
    expect(other.banzhaf).not.toEqual(found.banzhaf);
    expect(found.normalised).toBeNull();
  });

  it("a method that does not fit is refused", () => {
    const game = need(plainGame(half(weights), weights));
    expect(powerOf(game, { method: "enumeration" })).toMatchObject({
      ok: false,
      error: { code: "power-method" },
    });
  });
});

describe("blocs, collusion, one more", () => {
  const game = need(plainGame(7, [4, 3, 2, 1]));

  it("a bloc is one member with the sum of the weights", () => {
    const merged = need(mergeBlocs(game, [{ name: "small", members: ["3", "4"] }]));
    expect(merged).toMatchObject({ members: ["small", "1", "2"], axes: [{ weights: [3, 4, 3] }] });
    for (const [blocs, code] of [
      [[{ name: "x", members: [] }], "bloc-empty"],
      [[{ name: "x", members: ["9"] }], "unknown-member"],
      [
        [
          { name: "x", members: ["1"] },
          { name: "y", members: ["1"] },
        ],
        "bloc-overlap",
      ],
      [[{ name: "1", members: ["2", "3"] }], "bloc-name"],
    ] as const) {
      expect(mergeBlocs(game, blocs)).toMatchObject({ ok: false, error: { code } });
    }
  });

  it("colluders: what they can do alone, and what they gain", () => {
    const found = need(collude(game, ["2", "3"]));
    expect(found).toMatchObject({ canPass: false, canBlock: true });
    expect([found.apart.banzhaf[0], found.together.banzhaf[0]].map(fraction)).toEqual(["2/5", "1/2"]);
    expect(need(collude(game, ["1", "2"]))).toMatchObject({ canPass: true, canBlock: true });
    expect(need(collude(game, ["4"]))).toMatchObject({ canPass: false, canBlock: false });
  });

  it("one more member: everybody's change, and who gains although somebody joins", () => {
    const share = { share: { num: 2, den: 3 }, comparator: ">=" } as const;
    const of = (weights: readonly number[]): Power =>
      power(
        need(weightedGame({ members: weights.map((_, i) => `${i}`), criteria: [{ weights, quota: share }] })),
      );
    const all = changes(of([4, 3, 2, 1]), of([4, 3, 2, 1, 2]));
    expect(all.at(-1)).toMatchObject({ member: "4", before: null });
    expect(paradoxOfNewMembers(all)).toEqual(["2"]);
  });
});

describe("two tiers", () => {
  it("square-root weights with the Jagiellonian quota are nearly fair", () => {
    const people = [80, 65, 60, 45, 38, 16, 10, 5, 2].map((each) => each * 1_000_000);
    const weights = people.map((each) => Math.round(Math.sqrt(each)));
    const quota = jagiellonianQuota(people);
    const total = weights.reduce((a, b) => a + b, 0);
    const found = plain(Math.ceil(toNumber(quota) * total), weights);
    const fair = fairness(found.banzhaf, people);
    expect(fair.fair.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const off = fair.ratio.map((each) => Math.abs(each - 1)).sort((a, b) => a - b);
    expect(off[4]).toBeLessThan(0.1);
    expect(fair.citizen[0]).toBeCloseTo(
      toNumber(found.banzhaf.low[0]!) * Math.sqrt(2 / (Math.PI * people[0]!)),
      12,
    );
  });
});

describe("bad games are refused", () => {
  it.each([
    [{ members: [], criteria: [{ weights: [], quota: { number: 1 } }] }, "game-size"],
    [{ members: ["a", "a"], criteria: [{ weights: [1, 1], quota: { number: 1 } }] }, "game-member"],
    [{ members: ["a"], criteria: [{ weights: [1, 2], quota: { number: 1 } }] }, "game-weights"],
    [{ members: ["a"], criteria: [{ weights: [-1], quota: { number: 1 } }] }, "game-weights"],
    [{ members: ["a"], criteria: [{ weights: [0.5], quota: { number: 1 } }] }, "game-weights"],
    [
      { members: ["a", "b"], criteria: [{ weights: [2 ** 53 - 1, 1], quota: { number: 1 } }] },
      "game-weights",
    ],
    [{ members: ["a"], criteria: [{ weights: [1], quota: { number: 0.5 } }] }, "game-quota"],
    [{ members: ["a"], criteria: [] }, "game-quota"],
    [
      {
        members: ["a"],
        criteria: [{ weights: [1], quota: { share: { num: 3, den: 2 }, comparator: ">" as const } }],
      },
      "fraction",
    ],
  ])("%j: %s", (given, code) => {
    expect(weightedGame(given)).toMatchObject({ ok: false, error: { code } });
  });
});
