/** Counting a game by the cheapest method that is exact; by intervals where none is feasible. */
import { compose, partsOf } from "./compose.ts";
import { exactly, type Bounded, type Counts, type Method } from "./counts.ts";
import type { Game } from "./game.ts";
import { countGrouped } from "./grouped.ts";
import { countHalves, weightedAxes } from "./halves.ts";
import { kindsOf, statesOf } from "./kinds.ts";
import { countQuantised } from "./quantise.ts";
import { simplify } from "./simplify.ts";
import { countStates } from "./states.ts";
import { costOfSizes } from "./sizes.ts";
import { countSizes, countSums, lengthOf, profileOf, singleQuota, type Profile } from "./windows.ts";

export type Wanted = {
  /** Count by size too: Shapley and Shubik need it. */
  readonly bySize: boolean;
  /** Use this method and no other; null is answered where it does not fit. */
  readonly method?: Method;
};

/** Elementary steps that are still thought feasible, and cells of a table (8 bytes each). */
const MOST_STEPS = 6e10;
const MOST_CELLS = 8e7;
/** Where the cheapest takes more, the decision diagram is tried first: its cost is known only when it is built. */
const QUICK_STEPS = 5e8;
/** Rounded weights add up to this, and to this over the number of members where sizes are counted. */
const QUANTISED_TOTAL = 1e6;
const QUANTISED_BY_SIZE = 2e7;

/** Null when nothing but sampling is left. Members that never matter are counted in. */
export function countGame(game: Game, wanted: Wanted): Bounded | null {
  const simple = simplify(game);
  const n = game.members.length;
  if (simple.constant) {
    const all = 2n ** BigInt(n);
    const counts: Counts = {
      winning: simple.holds ? all : 0n,
      losing: simple.holds ? 0n : all,
      swings: game.members.map(() => 0n),
      sizes: { winning: [], losing: [], swings: [] },
      matters: game.members.map(() => false),
    };
    return exactly(counts, "grouped");
  }
  const inner = countSimple(simple.game, wanted);
  if (inner === null) return null;
  const idle = 2n ** BigInt(n - simple.positions.length);
  const matters = game.members.map(() => false);
  for (const i of simple.positions) matters[i] = true;
  return both(inner, (counts) => {
    const swings = game.members.map(() => 0n);
    for (const [j, i] of simple.positions.entries()) swings[i] = counts.swings[j]! * idle;
    // Sizes stay those of the members that matter: the indices that use them are the same.
    const { sizes } = counts;
    return { winning: counts.winning * idle, losing: counts.losing * idle, swings, sizes, matters };
  });
}

const both = ({ low, high, methods }: Bounded, change: (counts: Counts) => Counts): Bounded => {
  const changed = change(low);
  return { low: changed, high: low === high ? changed : change(high), methods };
};

/** A game in which every member matters on some axis. */
export function countSimple(game: Game, wanted: Wanted): Bounded | null {
  const kinds = kindsOf(game);
  const states = statesOf(kinds);
  const small = states <= (game.members.length <= 46 ? 2 ** 16 : 20_000);
  const taken = wanted.method === undefined && !small ? partsOf(game) : null;
  if (taken !== null) {
    const counted: { bounded: Bounded; members: readonly number[] }[] = [];
    for (const { wins, members } of taken.parts) {
      const bounded = countSimple(restrict(game, wins, members), wanted);
      if (bounded === null) return null;
      counted.push({ bounded, members });
    }
    const side = (which: "low" | "high"): Counts =>
      compose(
        game.members.length,
        taken.number,
        counted.map(({ bounded, members }) => ({ counts: bounded[which], members })),
      );
    const low = side("low");
    const exact = counted.every(({ bounded }) => bounded.low === bounded.high);
    return {
      low,
      high: exact ? low : side("high"),
      methods: [...new Set(counted.flatMap(({ bounded }) => bounded.methods))],
    };
  }
  if (wanted.method !== undefined) return countBy(game, wanted.method, wanted.bySize);
  if (small) return countBy(game, grouping(game, states), wanted.bySize);
  const cheap = cheapest(game, states, wanted.bySize);
  if (cheap.steps > QUICK_STEPS && weightedAxes(game).length > 1) {
    const counts = countStates(game, wanted.bySize);
    if (counts !== null) return exactly(counts, "states");
  }
  return cheap.method === null ? null : countBy(game, cheap.method, wanted.bySize);
}

const grouping = (game: Game, states: number): Method =>
  states === 2 ** game.members.length ? "enumeration" : "grouped";

/** The part's members and axes alone; all its members matter. */
function restrict(game: Game, wins: Game["wins"], members: readonly number[]): Game {
  const part = simplify({
    members: members.map((i) => game.members[i]!),
    axes: game.axes.map(({ name, weights }) => ({ name, weights: members.map((i) => weights[i]!) })),
    wins,
  });
  if (part.constant) throw new Error("a part of a simple game is not constant");
  return part.game;
}

function cheapest(
  game: Game,
  states: number,
  bySize: boolean,
): { readonly method: Method | null; readonly steps: number } {
  const n = game.members.length;
  const weighted = weightedAxes(game).length;
  const profile = profileOf(game);
  const costs: [Method, number][] = [];
  if (weighted === 1 && n <= 42) costs.push(["halves", 2 ** (n / 2) * n * n]);
  if (weighted === 2 && n <= 36) costs.push(["halves", 2 ** (n / 2) * n * n * 20]);
  if (n <= 26) costs.push([grouping(game, states), states * n * 10]);
  else if (states <= 1e6) costs.push(["grouped", states * n * 300]);
  if (profile !== null) costs.push(...costsOfTables(profile, bySize));
  costs.sort((a, b) => a[1] - b[1]);
  const [first] = costs;
  if (first !== undefined && first[1] <= MOST_STEPS) return { method: first[0], steps: first[1] };
  return { method: profile === null ? null : "quantised", steps: Infinity };
}

function costsOfTables(profile: Profile, bySize: boolean): [Method, number][] {
  const { length } = lengthOf(profile);
  const n = profile.weights.length;
  const costs: [Method, number][] = [];
  if (!bySize && singleQuota(profile) !== null) {
    const limbs = Math.floor(n / 44) + 1;
    if (length * limbs <= MOST_CELLS) costs.push(["generating-function", length * n * limbs]);
  }
  const { cells, additions } = costOfSizes(profile.weights, length);
  if (cells <= MOST_CELLS) costs.push(["generating-function-by-size", additions]);
  return costs;
}

/** Null where the method does not fit the game. */
function countBy(game: Game, method: Method, bySize: boolean): Bounded | null {
  const profile = profileOf(game);
  const n = game.members.length;
  switch (method) {
    case "enumeration":
    case "grouped":
      return statesOf(kindsOf(game)) <= 2 ** 26 ? exactly(countGrouped(game), method) : null;
    case "halves":
      return n <= 48 && weightedAxes(game).length <= 2 ? exactly(countHalves(game), method) : null;
    case "states": {
      const counts = countStates(game, bySize);
      return counts === null ? null : exactly(counts, method);
    }
    case "generating-function": {
      const quota = profile === null ? null : singleQuota(profile);
      if (profile === null || quota === null || bySize) return null;
      return exactly(countSums(game, profile.weights, quota, profile.total), method);
    }
    case "generating-function-by-size":
      return profile === null ? null : exactly(countSizes(game, profile), method);
    case "quantised":
      if (profile === null || (!bySize && singleQuota(profile) === null)) return null;
      return bySize
        ? countQuantised(game, profile, Math.min(QUANTISED_TOTAL, QUANTISED_BY_SIZE / n), true)
        : countQuantised(game, profile, QUANTISED_TOTAL, false);
    case "sampled":
      return null;
  }
}
