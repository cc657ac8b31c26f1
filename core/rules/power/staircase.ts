/**
 * A monotone formula with all axes fixed but two: where it wins is a staircase in the plane of the two sums. It is
 * written as a signed sum of corners, each the indicator of "both sums are at least these".
 */
import { holds, type Formula } from "./game.ts";

export type Corner = { readonly sign: 1 | -1; readonly first: number; readonly second: number };

/** The quotas that the formula has on an axis, ascending, after "anything". */
export function levelsOf(formula: Formula, axis: number, into: Set<number> = new Set([-1])): Set<number> {
  if (formula.kind === "reaches" && formula.axis === axis) into.add(formula.quota);
  if (formula.kind === "at-least") for (const part of formula.of) levelsOf(part, axis, into);
  return into;
}

const ascending = (levels: Set<number>): readonly number[] => [...levels].sort((a, b) => a - b);

/**
 * `fixed` holds the sums of the other axes; `first` and `second` are the two open axes (`second` may be missing: -1).
 * A corner's level -1 means that the sum does not matter.
 */
export function staircase(
  formula: Formula,
  fixed: Float64Array,
  first: number,
  second: number,
): readonly Corner[] {
  const firsts = first < 0 ? [-1] : ascending(levelsOf(formula, first));
  const seconds = second < 0 ? [-1] : ascending(levelsOf(formula, second));
  const corners: Corner[] = [];
  const sums = Float64Array.from(fixed);
  let before = Infinity;
  for (const a of firsts) {
    const least = seconds.find((b) => {
      if (first >= 0) sums[first] = a;
      if (second >= 0) sums[second] = b;
      return holds(formula, sums);
    });
    if (least === undefined || least >= before) continue;
    corners.push({ sign: 1, first: a, second: least });
    if (before < Infinity) corners.push({ sign: -1, first: a, second: before });
    before = least;
  }
  return corners;
}
