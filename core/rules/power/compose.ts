/**
 * Chambers without common members are counted apart and put together: a member's swing in its own chamber counts
 * once for every state of the others in which that chamber decides (rules reference, section 6.2).
 */
import { addPolynomials, multiplyPolynomials } from "./binomial.ts";
import { fromSizes, type Counts } from "./counts.ts";
import type { Formula, Game } from "./game.ts";
import { axesOf } from "./simplify.ts";

/** The parts of a formula, each with the members that matter to it; joined where they share members. */
export type Part = { readonly wins: Formula; readonly members: readonly number[] };

/** Null when the game cannot be taken apart. */
export function partsOf(game: Game): { readonly number: number; readonly parts: readonly Part[] } | null {
  const { wins } = game;
  if (wins.kind !== "at-least") return null;
  const groups: { of: Formula[]; members: Set<number> }[] = [];
  for (const part of wins.of) {
    const joined = { of: [part], members: supportOf(game, part) };
    for (let g = groups.length - 1; g >= 0; g--) {
      const group = groups[g]!;
      if (![...group.members].some((member) => joined.members.has(member))) continue;
      joined.of.unshift(...group.of);
      for (const member of group.members) joined.members.add(member);
      groups.splice(g, 1);
    }
    groups.push(joined);
  }
  if (groups.length < 2) return null;
  const all = wins.number === wins.of.length;
  if (!all && wins.number !== 1 && groups.length < wins.of.length) return null;
  return {
    number: all ? groups.length : wins.number,
    parts: groups.map(({ of, members }) => ({
      wins: of.length === 1 ? of[0]! : { kind: "at-least", number: all ? of.length : 1, of },
      members: [...members].sort((a, b) => a - b),
    })),
  };
}

function supportOf(game: Game, formula: Formula): Set<number> {
  const members = new Set<number>();
  for (const a of axesOf(formula)) {
    for (const [i, weight] of game.axes[a]!.weights.entries()) if (weight > 0) members.add(i);
  }
  return members;
}

/** At least `number` of the parts win. The parts' counts are in the order of their members. */
export function compose(
  size: number,
  number: number,
  parts: readonly { readonly counts: Counts; readonly members: readonly number[] }[],
): Counts {
  const bySize = parts.every(({ counts }) => counts.sizes !== null);
  const won = parts.map(({ counts }) => (bySize ? counts.sizes!.winning : [counts.winning]));
  const lost = parts.map(({ counts }) => (bySize ? counts.sizes!.losing : [counts.losing]));
  const { winning, losing } = split(states(won, lost, parts.length), number);
  const swings: (readonly bigint[])[] = [];
  for (const [p, part] of parts.entries()) {
    const others = states(
      won.filter((_, i) => i !== p),
      lost.filter((_, i) => i !== p),
      parts.length - 1,
    );
    const pivotal = others[number - 1]!;
    const seen = new Map<unknown, readonly bigint[]>();
    for (const [i, member] of part.members.entries()) {
      const own = bySize ? part.counts.sizes!.swings[i]! : [part.counts.swings[i]!];
      const key = bySize ? own : own[0];
      const known = seen.get(key) ?? multiplyPolynomials(own, pivotal);
      seen.set(key, known);
      swings[member] = known;
    }
  }
  if (bySize)
    return fromSizes({ winning, losing, swings: Array.from({ length: size }, (_, i) => swings[i]!) });
  return {
    winning: winning[0]!,
    losing: losing[0]!,
    swings: Array.from({ length: size }, (_, i) => swings[i]![0]!),
    sizes: null,
  };
}

/** Coalitions (by size) in which exactly 0, 1, 2, … of the parts win. */
function states(
  won: readonly (readonly bigint[])[],
  lost: readonly (readonly bigint[])[],
  most: number,
): readonly (readonly bigint[])[] {
  let result: (readonly bigint[])[] = [[1n]];
  for (const [p, wins] of won.entries()) {
    const next: (readonly bigint[])[] = [];
    for (let k = 0; k <= result.length; k++) {
      const same = k < result.length ? multiplyPolynomials(result[k]!, lost[p]!) : [0n];
      const more = k > 0 ? multiplyPolynomials(result[k - 1]!, wins) : [0n];
      next.push(addPolynomials(same, more));
    }
    result = next;
  }
  while (result.length <= most) result.push([0n]);
  return result;
}

function split(
  all: readonly (readonly bigint[])[],
  number: number,
): { readonly winning: readonly bigint[]; readonly losing: readonly bigint[] } {
  let winning: readonly bigint[] = [0n];
  let losing: readonly bigint[] = [0n];
  for (const [k, each] of all.entries()) {
    if (k >= number) winning = addPolynomials(winning, each);
    else losing = addPolynomials(losing, each);
  }
  return { winning, losing };
}
