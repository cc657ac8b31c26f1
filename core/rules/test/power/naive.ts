/** The indices by their definitions, one coalition and one order at a time: for small games only. */
import { wins, type Game } from "@comity/rules/power";

export type Naive = {
  readonly winning: number;
  readonly swings: readonly number[];
  /** Of n! orders, those where the member is the pivot. */
  readonly pivots: readonly number[];
  readonly minimal: number;
};

const membersOf = (mask: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => ((mask >>> i) & 1) === 1);

export function naive(game: Game): Naive {
  const n = game.members.length;
  const won = Array.from({ length: 2 ** n }, (_, mask) => wins(game, membersOf(mask, n)));
  const factorial = [1];
  for (let k = 1; k <= n; k++) factorial.push(factorial[k - 1]! * k);
  const swings = Array.from({ length: n }, () => 0);
  const pivots = Array.from({ length: n }, () => 0);
  let minimal = 0;
  for (let mask = 0; mask < won.length; mask++) {
    const members = membersOf(mask, n);
    if (won[mask]! && members.every((i) => !won[mask ^ (1 << i)]!)) minimal++;
    for (let i = 0; i < n; i++) {
      if ((mask & (1 << i)) !== 0 || won[mask]! || !won[mask | (1 << i)]!) continue;
      swings[i]!++;
      pivots[i]! += factorial[members.length]! * factorial[n - 1 - members.length]!;
    }
  }
  return { winning: won.filter(Boolean).length, swings, pivots, minimal };
}
