/**
 * Counting on the decision diagram of a game: how many coalitions come to each state from above, how many win from it
 * below; a member swings where being in leads to a win and being out does not. Modulo primes below 2^26, whose
 * products are exact in doubles. By size: the same with y for each member, at n + 1 values of y (a polynomial).
 */
import { binomials } from "./binomial.ts";
import { fromSizes, type Counts } from "./counts.ts";
import { diagramOf, LOSES, WINS, type Diagram } from "./diagram.ts";
import type { Game } from "./game.ts";
import { kindsOf, spread } from "./kinds.ts";
import { interpolate, multiply, primesBelow, Remainders } from "./residues.ts";

/** States that are still thought feasible: 16 bytes each while counting. */
const MOST_STATES = 2_000_000;
/** Values of y times states. */
const MOST_VISITS = 4e9;

/** Null when too many states differ. */
export function countStates(game: Game, bySize: boolean): Counts | null {
  const diagram = diagramOf(game, MOST_STATES);
  if (diagram === null) return null;
  const n = game.members.length;
  const primes = primesBelow(2 ** 26, Math.ceil((n + 1) / 25.99));
  const points = bySize ? Array.from({ length: n + 1 }, (_, y) => y) : [1];
  if (diagram.states * points.length * primes.length > MOST_VISITS) return null;
  const kinds = kindsOf(game);
  const asked = kinds.map((kind) => kind.members[0]!);
  // Per prime, per figure (winning, then one per kind): coefficients by size, or the one count.
  const counted = primes.map((prime) => {
    const values = points.map((y) => visit(diagram, y, prime, asked));
    return [0, ...asked.map((_, k) => k + 1)].map((figure) => {
      const own = values.map((each) => each[figure]!);
      return bySize ? interpolate(own, prime) : own;
    });
  });
  const join = new Remainders(primes);
  const figures = counted[0]!.map((first, figure) =>
    first.map((_, s) => join.join(counted.map((each) => each[figure]![s]!))),
  );
  const [winning = [], ...swings] = figures;
  if (!bySize) {
    const won = winning[0]!;
    const all = spread(
      kinds,
      swings.map(([count]) => count!),
    );
    return { winning: won, losing: 2n ** BigInt(n) - won, swings: all, sizes: null };
  }
  const all = binomials(n);
  return fromSizes({
    winning,
    losing: winning.map((each, s) => all[s]! - each),
    // A member swings in coalitions of at most n - 1 others.
    swings: spread(
      kinds,
      swings.map((each) => each.slice(0, n)),
    ),
  });
}

/** Coalitions weighed y^size, modulo the prime: those that win, then the swings of each member asked about. */
function visit({ order, layers }: Diagram, y: number, prime: number, asked: readonly number[]): number[] {
  const below = winningBelow(layers, y, prime);
  const place = new Map(asked.map((member, k) => [member, k + 1]));
  const found = [below[0]![0]!, ...asked.map(() => 0)];
  let above = Float64Array.of(1);
  for (const [i, member] of order.entries()) {
    const { without, with: having } = layers[i]!;
    const rest = powers(y, order.length - i - 1, prime);
    const under = below[i + 1]!;
    const next = new Float64Array(under.length);
    const counts = place.get(member);
    let swings = 0;
    for (let state = 0; state < above.length; state++) {
      const out = without[state]!;
      const into = having[state]!;
      const ways = above[state]!;
      if (counts !== undefined && into !== LOSES) {
        const won = into === WINS ? rest : under[into]!;
        const lost = out === LOSES ? 0 : out === WINS ? rest : under[out]!;
        swings = (swings + multiply(ways, won < lost ? won - lost + prime : won - lost, prime)) % prime;
      }
      if (out >= 0) next[out] = (next[out]! + ways) % prime;
      if (into >= 0) next[into] = (next[into]! + multiply(ways, y, prime)) % prime;
    }
    if (counts !== undefined) found[counts] = swings;
    above = next;
  }
  return found;
}

/** Per layer and state: coalitions of those who are asked from here on that win. The last layer is empty. */
function winningBelow(layers: Diagram["layers"], y: number, prime: number): readonly Float64Array[] {
  const below: Float64Array[] = [];
  below[layers.length] = new Float64Array(0);
  for (let i = layers.length - 1; i >= 0; i--) {
    const { without, with: having } = layers[i]!;
    const under = below[i + 1]!;
    const rest = powers(y, layers.length - i - 1, prime);
    const worth = (to: number): number => (to === LOSES ? 0 : to === WINS ? rest : under[to]!);
    const own = new Float64Array(without.length);
    for (let state = 0; state < own.length; state++) {
      own[state] = (worth(without[state]!) + multiply(worth(having[state]!), y, prime)) % prime;
    }
    below[i] = own;
  }
  return below;
}

/** (1 + y)^members: whoever else comes. */
function powers(y: number, members: number, prime: number): number {
  let product = 1;
  for (let i = 0; i < members; i++) product = multiply(product, 1 + y, prime);
  return product;
}
