/** All indices of a game in one answer that says how each was found. */
import { countGame } from "./count.ts";
import type { Bounded, Method } from "./counts.ts";
import { checkGame, every, totalOf, type Game } from "./game.ts";
import * as indices from "./indices.ts";
import type { Index } from "./indices.ts";
import { dualOf, minimalWinning, type Minimal } from "./minimal.ts";
import { nakamoto, type Nakamoto } from "./nakamoto.ts";
import { DEFAULT_SAMPLING, sampleGame, type Sampling } from "./sample.ts";
import { simplify } from "./simplify.ts";
import { profileOf } from "./windows.ts";
import { ok, refuse, type Result } from "../result.ts";

export type PowerOptions = {
  /** Without it the cheapest exact method is taken, then intervals, then samples. */
  readonly method?: Method;
  /** Default true. The costliest index: false leaves it out. */
  readonly shapley?: boolean;
  /** Default true: minimal winning and blocking coalitions and what follows from them. */
  readonly coalitions?: boolean;
  readonly sampling?: Sampling;
};

export type Power = {
  readonly members: readonly string[];
  /** Banzhaf absolute and normalised, Coleman to prevent and to initiate, Rae: one value per member. */
  readonly banzhaf: Index;
  /** Null when only samples are to be had: a ratio of estimates has no honest interval here. */
  readonly normalised: Index | null;
  readonly prevent: Index | null;
  readonly initiate: Index | null;
  readonly rae: Index;
  readonly shapley: Index | null;
  /** One value: how often anything passes. */
  readonly collectivity: Index;
  /** Exact counts, where they are. */
  readonly winning: bigint | null;
  readonly swings: readonly bigint[] | null;
  readonly minimalWinning: Minimal | null;
  readonly minimalBlocking: Minimal | null;
  readonly nakamoto: Nakamoto;
  /** Two opposite decisions cannot both pass: no coalition and its complement both win. Null = not known. */
  readonly proper: boolean | null;
};

export function powerOf(game: Game, options: PowerOptions = {}): Result<Power> {
  const checked = checkGame(game);
  if (!checked.ok) return checked;
  const { method, shapley = true, coalitions = true } = options;
  const sampling = options.sampling ?? DEFAULT_SAMPLING;
  const common = {
    members: game.members,
    minimalWinning: coalitions ? minimalWinning(game) : null,
    minimalBlocking: coalitions ? minimalWinning(dualOf(game)) : null,
    nakamoto: nakamoto(game),
  };
  const only = method === undefined ? {} : { method };
  const bySize = shapley && method !== "sampled" ? countGame(game, { bySize: true, ...only }) : null;
  const exact = bySize !== null && bySize.low === bySize.high;
  // What cannot be counted exactly by size perhaps can without.
  const plain =
    exact || method === "sampled" ? bySize : (countGame(game, { bySize: false, ...only }) ?? bySize);
  if (plain === null) {
    if (method !== undefined && method !== "sampled") {
      return refuse("power-method", `${method} does not fit this game: leave the method open`, "/method");
    }
    if (sampling.samples < 2) return refuse("power-samples", "take at least 2 samples", "/sampling/samples");
    const { banzhaf, shapley: sampled, collectivity } = sampleGame(game, sampling);
    return ok({
      ...common,
      banzhaf,
      normalised: null,
      prevent: null,
      initiate: null,
      rae: indices.rae(banzhaf),
      shapley: shapley ? sampled : null,
      collectivity,
      winning: null,
      swings: null,
      proper: null,
    });
  }
  return ok({ ...common, ...fromCounts(game, plain, shapley ? (bySize ?? null) : null) });
}

function fromCounts(
  game: Game,
  plain: Bounded,
  bySize: Bounded | null,
): Omit<Power, "members" | "minimalWinning" | "minimalBlocking" | "nakamoto"> {
  const banzhaf = indices.banzhaf(plain);
  return {
    banzhaf,
    normalised: indices.normalised(plain),
    prevent: indices.prevent(plain),
    initiate: indices.initiate(plain),
    rae: indices.rae(banzhaf),
    shapley: bySize === null ? null : indices.shapley(bySize),
    collectivity: indices.collectivity(plain),
    winning: plain.low === plain.high ? plain.low.winning : null,
    swings: plain.low === plain.high ? plain.low.swings : null,
    proper: isProper(game, plain),
  };
}

/** Whether some coalition and its complement both win: such a coalition wins and cannot block. */
function isProper(game: Game, plain: Bounded): boolean | null {
  if (plain.low.winning * 2n > 2n ** BigInt(game.members.length)) return false;
  if (needsMajority(game.axes, game.wins)) return true;
  if (plain.low !== plain.high || game.members.length > 40) return provablyProper(game);
  const safe = countGame({ ...game, wins: every([game.wins, dualOf(game).wins]) }, { bySize: false });
  return safe === null || safe.low !== safe.high ? null : safe.low.winning === plain.low.winning;
}

/** More than half of some axis is needed whatever else is: two coalitions without common members cannot both have it. */
function needsMajority(axes: Game["axes"], wins: Game["wins"]): boolean {
  if (wins.kind === "reaches") return 2 * wins.quota > totalOf(axes[wins.axis]!);
  return (
    wins.kind === "at-least" &&
    wins.number >= wins.of.length &&
    wins.of.some((part) => needsMajority(axes, part))
  );
}

/** Enough, not needed: for no size can both sides reach their quotas. */
function provablyProper(game: Game): true | null {
  const simple = simplify(game);
  const profile = simple.constant ? null : profileOf(simple.game);
  if (profile === null) return null;
  const { quotas, total } = profile;
  const apart = quotas.every(
    (quota, size) => Math.max(0, quota) + Math.max(0, quotas[quotas.length - 1 - size]!) > total,
  );
  return apart ? true : null;
}
