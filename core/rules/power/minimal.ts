/**
 * Minimal winning coalitions (no member can be spared) and the indices built on them: Deegan and Packel, Holler's
 * public good, and Johnston's, which counts critical members. Minimal blocking coalitions are those of the dual.
 */
import { binomials } from "./binomial.ts";
import { partsOf } from "./compose.ts";
import { countGame } from "./count.ts";
import { holds, totalOf, type Formula, type Game } from "./game.ts";
import { visit } from "./grouped.ts";
import { weightedAxes } from "./halves.ts";
import { kindsOf, spread, statesOf } from "./kinds.ts";
import { add, multiply, ratio, share, sum, divide, ZERO, type Ratio } from "./ratio.ts";
import { simplify } from "./simplify.ts";
import { minimalSums } from "./minimal-sums.ts";
import { profileOf, singleQuota } from "./windows.ts";

export type Minimal = {
  readonly count: bigint;
  /** Per member, how many of them it belongs to (Holler), and what follows. Null where there are too many states. */
  readonly shares: {
    readonly holler: readonly bigint[];
    readonly publicGood: readonly Ratio[];
    readonly deeganPackel: readonly Ratio[];
    readonly johnston: readonly Ratio[];
  } | null;
};

const MOST_STATES = 2 ** 18;
/** Quota times members squared, up to which the generating function of the heavier members is taken. */
const MOST_STEPS = 1e11;

/** A coalition wins in the dual when it can block. */
export function dualOf(game: Game): Game {
  const turn = (formula: Formula): Formula => {
    switch (formula.kind) {
      case "reaches":
        return { ...formula, quota: totalOf(game.axes[formula.axis]!) - formula.quota + 1 };
      case "given":
        return { kind: "given", holds: !formula.holds };
      case "at-least":
        return { kind: "at-least", number: formula.of.length - formula.number + 1, of: formula.of.map(turn) };
    }
  };
  return { ...game, wins: turn(game.wins) };
}

/** Null when they cannot be counted with the methods there are. */
export function minimalWinning(game: Game): Minimal | null {
  if (statesOf(kindsOf(game)) <= MOST_STATES) return byStates(game);
  const simple = simplify(game);
  if (simple.constant) return { count: simple.holds ? 1n : 0n, shares: null };
  const count = countMinimal(simple.game);
  return count === null ? null : { count, shares: null };
}

function countMinimal(game: Game): bigint | null {
  if (statesOf(kindsOf(game)) <= MOST_STATES) return byStates(game).count;
  const parts = partsOf(game);
  if (parts !== null) {
    // One minimal winning coalition in each of `number` chambers: the elementary symmetric polynomial.
    const sums: bigint[] = [1n];
    for (const { wins, members } of parts.parts) {
      const axes = game.axes.map(({ name, weights }) => ({ name, weights: members.map((i) => weights[i]!) }));
      const part = simplify({ members: members.map((i) => game.members[i]!), axes, wins });
      const count = part.constant ? null : countMinimal(part.game);
      if (count === null) return null;
      for (let k = sums.length; k >= 1; k--) sums[k] = (sums[k] ?? 0n) + sums[k - 1]! * count;
    }
    return sums[parts.number] ?? 0n;
  }
  const profile = profileOf(game);
  if (profile === null) return null;
  const quota = singleQuota(profile);
  const steps = (quota ?? Infinity) * profile.weights.length ** 2;
  if (quota !== null && steps <= MOST_STEPS) return minimalSums(profile.weights, quota);
  return game.members.length <= 36 ? byLightest(game) : null;
}

/**
 * A winning coalition is minimal when its lightest member is critical: so take each member as the lightest, and count
 * its swings among the heavier ones. Right for one weighted axis, with or without heads.
 */
function byLightest(game: Game): bigint | null {
  const axis = weightedAxes(game)[0]!;
  const { weights } = game.axes[axis]!;
  const order = game.members.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]!);
  let count = 0n;
  for (let m = 1; m <= order.length; m++) {
    const members = order.slice(0, m);
    const axes = game.axes.map((each) => ({
      name: each.name,
      weights: members.map((i) => each.weights[i]!),
    }));
    const heavier = { members: members.map((i) => game.members[i]!), axes, wins: game.wins };
    const counted = countGame(heavier, { bySize: true });
    if (counted === null || counted.low !== counted.high) return null;
    count += counted.low.swings[m - 1]!;
  }
  return count;
}

function byStates(game: Game): Minimal {
  const kinds = kindsOf(game);
  const ways = kinds.map((kind) => binomials(kind.members.length));
  const holler = kinds.map(() => 0n);
  const deegan: Ratio[] = kinds.map(() => ZERO);
  // Johnston by number of critical members: coalitions times members of the kind that are critical in them.
  const critical = kinds.map(() => new Map<number, bigint>());
  const bySize = kinds.map(() => new Map<number, bigint>());
  let count = 0n;
  visit<bigint>(
    game,
    kinds,
    ways,
    1n,
    (a, b) => a * b,
    (state) => {
      if (!holds(game.wins, state.sums)) return;
      let members = 0;
      const turning = kinds.map((kind, t) => {
        if (state.taken[t] === 0) return false;
        const turns = !holds(
          game.wins,
          state.sums.map((each, a) => each - kind.weights[a]!),
        );
        if (turns) members += state.taken[t]!;
        return turns;
      });
      const minimal = members === state.size;
      if (minimal) count += state.times;
      for (const [t, turns] of turning.entries()) {
        if (!turns) continue;
        const times = state.times * BigInt(state.taken[t]!);
        critical[t]!.set(members, (critical[t]!.get(members) ?? 0n) + times);
        if (!minimal) continue;
        holler[t]! += times;
        bySize[t]!.set(state.size, (bySize[t]!.get(state.size) ?? 0n) + times);
      }
    },
  );
  const per = (map: ReadonlyMap<number, bigint>, t: number): Ratio =>
    [...map].reduce(
      (all, [size, times]) => add(all, ratio(times, BigInt(size * kinds[t]!.members.length))),
      ZERO,
    );
  const raw = spread(
    kinds,
    holler.map((each, t) => each / BigInt(kinds[t]!.members.length)),
  );
  const all = raw.reduce((a, b) => a + b, 0n);
  for (const [t, map] of bySize.entries()) deegan[t] = multiply(per(map, t), share(1n, count));
  const johnston = spread(
    kinds,
    critical.map((map, t) => per(map, t)),
  );
  const johnstonSum = sum(johnston);
  return {
    count,
    shares: {
      holler: raw,
      publicGood: raw.map((each) => share(each, all)),
      deeganPackel: spread(kinds, deegan),
      johnston: johnston.map((each) => (johnstonSum.num === 0n ? ZERO : divide(each, johnstonSum))),
    },
  };
}

const MOST_LISTED = 16;

/** The minimal winning coalitions themselves, smallest first, when there are few members; null otherwise. */
export function listMinimal(game: Game): readonly (readonly number[])[] | null {
  const n = game.members.length;
  if (n > MOST_LISTED) return null;
  const found: number[][] = [];
  const sumsOf = (mask: number): number[] =>
    game.axes.map(({ weights }) =>
      weights.reduce((total, weight, i) => total + ((mask >>> i) & 1) * weight, 0),
    );
  for (let mask = 0; mask < 2 ** n; mask++) {
    const sums = sumsOf(mask);
    if (!holds(game.wins, sums)) continue;
    const members = game.members.map((_, i) => i).filter((i) => ((mask >>> i) & 1) === 1);
    const spare = (i: number): boolean =>
      holds(
        game.wins,
        sums.map((each, a) => each - game.axes[a]!.weights[i]!),
      );
    if (!members.some(spare)) found.push(members);
  }
  return found.sort((a, b) => a.length - b.length);
}
