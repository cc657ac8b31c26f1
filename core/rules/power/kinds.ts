/** Members with the same weights on every axis are interchangeable: they form a kind. */
import type { Game } from "./game.ts";

export type Kind = {
  readonly members: readonly number[];
  /** Weight of one of them, per axis. */
  readonly weights: readonly number[];
};

/** In order of first appearance. */
export function kindsOf(game: Game): readonly Kind[] {
  const kinds = new Map<string, { members: number[]; weights: number[] }>();
  for (let i = 0; i < game.members.length; i++) {
    const weights = game.axes.map((axis) => axis.weights[i]!);
    const key = weights.join(",");
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { members: [i], weights });
    else kind.members.push(i);
  }
  return [...kinds.values()];
}

/** How many different coalitions there are when only kinds count. */
export const statesOf = (kinds: readonly Kind[]): number =>
  kinds.reduce((product, kind) => product * (kind.members.length + 1), 1);

/** One value per kind, spread over its members: they share it. */
export function spread<T>(kinds: readonly Kind[], values: readonly T[]): readonly T[] {
  const all: T[] = [];
  for (const [k, kind] of kinds.entries()) for (const i of kind.members) all[i] = values[k]!;
  return all;
}
