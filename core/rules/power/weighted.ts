/** Games given by weights and quotas: one or several criteria that must all hold, and an optional override. */
import { ok, refuse, type Result } from "../result.ts";
import type { Fraction } from "../rule.ts";
import { checkGame, every, reaches, some, totalOf, type Axis, type Formula, type Game } from "./game.ts";

/** A share of the total weight, or an absolute number, which the coalition's weight must reach or exceed. */
export type Quota =
  | { readonly share: Fraction; readonly comparator: ">" | ">=" }
  | { readonly number: number };

export type Criterion = {
  readonly name?: string;
  readonly weights: readonly number[];
  readonly quota: Quota;
};

export type Weighted = {
  readonly members: readonly string[];
  /** All of them must hold. */
  readonly criteria: readonly Criterion[];
  /** A coalition of at least this many members wins anyway: the least that a blocking minority leaves out, plus 1. */
  readonly overrideMembers?: number;
};

/** The least whole number that satisfies the quota: cross-multiplied, never rounded (rules reference, section 2.5). */
export function leastReaching(quota: Quota, total: number): number {
  if ("number" in quota) return quota.number;
  const product = BigInt(total) * BigInt(quota.share.num);
  const den = BigInt(quota.share.den);
  return Number(quota.comparator === ">" ? product / den + 1n : (product + den - 1n) / den);
}

export function weightedGame(given: Weighted): Result<Game> {
  if (given.criteria.length === 0) return refuse("game-quota", "give at least one criterion", "/criteria");
  for (const [i, { quota }] of given.criteria.entries()) {
    if ("number" in quota) continue;
    const { num, den } = quota.share;
    if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || num <= 0 || num > den) {
      return refuse(
        "fraction",
        "a share is a fraction above 0 and at most 1, such as 2/3",
        `/criteria/${i}/quota`,
      );
    }
  }
  const axes: Axis[] = given.criteria.map(({ name, weights }, i) => ({
    name: name ?? `criterion ${i + 1}`,
    weights,
  }));
  let wins: Formula = every(
    given.criteria.map(({ quota }, i) => reaches(i, leastReaching(quota, totalOf(axes[i]!)))),
  );
  if (given.overrideMembers !== undefined) {
    axes.push({ name: "members", weights: given.members.map(() => 1) });
    wins = some([wins, reaches(axes.length - 1, given.overrideMembers)]);
  }
  const checked = checkGame({ members: given.members, axes, wins });
  return checked.ok ? ok(checked.value) : checked;
}

/** `[quota; weights]`, members named by their position. */
export const plainGame = (quota: number, weights: readonly number[]): Result<Game> =>
  weightedGame({
    members: weights.map((_, i) => `${i + 1}`),
    criteria: [{ weights, quota: { number: quota } }],
  });
