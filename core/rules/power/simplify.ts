/** Bringing a game into the form that the counting methods take: no constants, no idle axes, no idle members. */
import { greatestDivisor } from "./ratio.ts";
import { given, totalOf, type Formula, type Game } from "./game.ts";

/** An atom or a combination that still depends on votes; or a constant. */
export type Simple =
  | { readonly constant: true; readonly holds: boolean }
  | {
      readonly constant: false;
      /** Only members whose weight is positive somewhere, in the order of the original. */
      readonly game: Game;
      /** Position of each of them in the original game. */
      readonly positions: readonly number[];
    };

export function simplify(game: Game): Simple {
  const totals = game.axes.map(totalOf);
  const wins = fold(game.wins, totals);
  if (wins.kind === "given") return { constant: true, holds: wins.holds };
  const used = [...axesOf(wins)].sort((a, b) => a - b);
  const positions = game.members
    .map((_, i) => i)
    .filter((i) => used.some((a) => game.axes[a]!.weights[i]! > 0));
  // Axes that are multiples of each other become one: weights over their greatest common divisor.
  const axes: { name: string; weights: readonly number[] }[] = [];
  const place = new Map<number, { readonly axis: number; readonly unit: number }>();
  const known = new Map<string, number>();
  for (const a of used) {
    const { name, weights } = game.axes[a]!;
    const own = positions.map((i) => weights[i]!);
    const unit = Number(own.reduce((divisor, weight) => greatestDivisor(divisor, BigInt(weight)), 0n));
    const scaled = own.map((weight) => weight / unit);
    const key = scaled.join(",");
    let axis = known.get(key);
    if (axis === undefined) {
      axis = axes.length;
      axes.push({ name, weights: scaled });
      known.set(key, axis);
    }
    place.set(a, { axis, unit });
  }
  const moved = move(wins, (axis, quota) => {
    const { axis: to, unit } = place.get(axis)!;
    return { kind: "reaches", axis: to, quota: Number((BigInt(quota) + BigInt(unit) - 1n) / BigInt(unit)) };
  });
  return {
    constant: false,
    game: { members: positions.map((i) => game.members[i]!), axes, wins: moved },
    positions,
  };
}

/** Constants out, nested all/any flattened. */
function fold(formula: Formula, totals: readonly number[]): Formula {
  if (formula.kind === "given") return formula;
  if (formula.kind === "reaches") {
    if (formula.quota <= 0) return given(true);
    return formula.quota > totals[formula.axis]! ? given(false) : formula;
  }
  let number = formula.number;
  const open: Formula[] = [];
  for (const part of formula.of) {
    const folded = fold(part, totals);
    if (folded.kind !== "given") open.push(folded);
    else if (folded.holds) number--;
  }
  if (number <= 0) return given(true);
  if (number > open.length) return given(false);
  if (open.length === 1) return open[0]!;
  const flat = open.flatMap((part) => {
    if (part.kind !== "at-least") return [part];
    const all = number === open.length && part.number === part.of.length;
    const any = number === 1 && part.number === 1;
    return all || any ? part.of : [part];
  });
  return { kind: "at-least", number: number === open.length ? flat.length : number, of: flat };
}

export function axesOf(formula: Formula, into: Set<number> = new Set()): Set<number> {
  if (formula.kind === "reaches") into.add(formula.axis);
  if (formula.kind === "at-least") for (const part of formula.of) axesOf(part, into);
  return into;
}

function move(formula: Formula, to: (axis: number, quota: number) => Formula): Formula {
  if (formula.kind === "reaches") return to(formula.axis, formula.quota);
  if (formula.kind === "given") return formula;
  return { ...formula, of: formula.of.map((part) => move(part, to)) };
}
