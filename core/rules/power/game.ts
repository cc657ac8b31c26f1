/**
 * Simple games: which coalitions of members win when all others are against. A game is a monotone formula over
 * weighted criteria (rules reference, section 6), so a coalition that wins still wins when it grows.
 */
import { ok, refuse, type Result } from "../result.ts";

/** One number per member: weights, heads (all 1), populations, seats in one chamber (0 for everybody else). */
export type Axis = {
  readonly name: string;
  /** Non-negative safe integers, their sum too; in the order of `members`. */
  readonly weights: readonly number[];
};

export type Formula =
  /** The coalition's sum on the axis is at least `quota` (a safe integer). */
  | { readonly kind: "reaches"; readonly axis: number; readonly quota: number }
  /** At least `number` of the parts hold: all = `of.length`, any = 1. */
  | { readonly kind: "at-least"; readonly number: number; readonly of: readonly Formula[] }
  /** Does not depend on who votes. */
  | { readonly kind: "given"; readonly holds: boolean };

export type Game = {
  readonly members: readonly string[];
  readonly axes: readonly Axis[];
  readonly wins: Formula;
};

export const reaches = (axis: number, quota: number): Formula => ({ kind: "reaches", axis, quota });
export const given = (holds: boolean): Formula => ({ kind: "given", holds });
export const every = (of: readonly Formula[]): Formula =>
  of.length === 1 ? of[0]! : { kind: "at-least", number: of.length, of };
export const some = (of: readonly Formula[]): Formula =>
  of.length === 1 ? of[0]! : { kind: "at-least", number: 1, of };

/** Whether a coalition with these sums (one per axis) wins. */
export function holds(formula: Formula, sums: ArrayLike<number>): boolean {
  switch (formula.kind) {
    case "reaches":
      return sums[formula.axis]! >= formula.quota;
    case "given":
      return formula.holds;
    case "at-least": {
      let missing = formula.number;
      for (const part of formula.of) {
        if (missing <= 0) return true;
        if (holds(part, sums)) missing--;
      }
      return missing <= 0;
    }
  }
}

/** Whether the coalition of the members at these positions wins. */
export function wins(game: Game, coalition: Iterable<number>): boolean {
  const sums = game.axes.map(() => 0);
  for (const member of new Set(coalition)) {
    for (const [a, axis] of game.axes.entries()) sums[a]! += axis.weights[member]!;
  }
  return holds(game.wins, sums);
}

export const totalOf = (axis: Axis): number => axis.weights.reduce((total, weight) => total + weight, 0);

/** At most this many members. */
export const MOST_MEMBERS = 1000;

/** Refuses what is no game, before anything is counted. */
export function checkGame(game: Game): Result<Game> {
  const size = game.members.length;
  if (size === 0 || size > MOST_MEMBERS) {
    return refuse("game-size", `a game has 1 to ${MOST_MEMBERS} members, this one has ${size}`, "/members");
  }
  const twice = game.members.find((member, i) => game.members.indexOf(member) !== i);
  if (twice !== undefined) {
    return refuse("game-member", `${twice} is named twice: give every member one name`, "/members");
  }
  for (const [a, axis] of game.axes.entries()) {
    if (axis.weights.length !== size) {
      return refuse(
        "game-weights",
        `${axis.name} has ${axis.weights.length} weights for ${size} members: give one per member`,
        `/axes/${a}`,
      );
    }
    const wrong = axis.weights.findIndex((weight) => !Number.isSafeInteger(weight) || weight < 0);
    if (wrong >= 0 || !Number.isSafeInteger(totalOf(axis))) {
      return refuse(
        "game-weights",
        `${axis.name}: weights and their sum are whole numbers from 0 to 2^53-1; use a larger unit`,
        `/axes/${a}${wrong < 0 ? "" : `/weights/${wrong}`}`,
      );
    }
  }
  return checkFormula(game.wins, game, "/wins");
}

function checkFormula(formula: Formula, game: Game, path: string): Result<Game> {
  if (formula.kind === "reaches") {
    if (game.axes[formula.axis] === undefined || !Number.isSafeInteger(formula.quota)) {
      return refuse("game-quota", "the quota is a whole number on an axis of the game", path);
    }
  }
  if (formula.kind === "at-least") {
    if (!Number.isSafeInteger(formula.number)) return refuse("game-quota", "expected a whole number", path);
    for (const [i, part] of formula.of.entries()) {
      const checked = checkFormula(part, game, `${path}/of/${i}`);
      if (!checked.ok) return checked;
    }
  }
  return ok(game);
}
