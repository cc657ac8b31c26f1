/** Nakamoto coefficients: the least number of members that together win, or block (rules reference, section 6.1). */
import { binomials } from "./binomial.ts";
import { partsOf } from "./compose.ts";
import { countSimple } from "./count.ts";
import type { Game } from "./game.ts";
import { dualOf } from "./minimal.ts";
import { simplify } from "./simplify.ts";
import { profileOf } from "./windows.ts";

/** Null: impossible, or not known because the game can only be sampled. */
export type Nakamoto = { readonly win: number | null; readonly block: number | null };

export const nakamoto = (game: Game): Nakamoto => ({ win: fewest(game), block: fewest(dualOf(game)) });

function fewest(game: Game): number | null {
  const simple = simplify(game);
  if (simple.constant) return simple.holds ? 0 : null;
  const profile = profileOf(simple.game);
  // With one weighted axis the heaviest of each size are the first to reach its quota.
  if (profile !== null) {
    const order = [...profile.weights].sort((a, b) => b - a);
    let sum = 0;
    for (let size = 0; size <= order.length; size++) {
      if (sum >= profile.quotas[size]!) return size;
      sum += order[size] ?? 0;
    }
    return null;
  }
  const taken = partsOf(simple.game);
  if (taken !== null) {
    const each = taken.parts.map(({ wins, members }) =>
      fewest({
        members: members.map((i) => simple.game.members[i]!),
        axes: simple.game.axes.map(({ name, weights }) => ({
          name,
          weights: members.map((i) => weights[i]!),
        })),
        wins,
      }),
    );
    const known = each.filter((size) => size !== null).sort((a, b) => a - b);
    if (known.length < each.length) return null;
    return known.slice(0, taken.number).reduce((a, b) => a + b, 0);
  }
  const counted = countSimple(simple.game, { bySize: true });
  const losing = counted?.low.sizes?.losing;
  if (counted === null || counted.low !== counted.high || losing === undefined) return null;
  const all = binomials(losing.length - 1);
  const size = losing.findIndex((each, s) => each < all[s]!);
  return size < 0 ? null : size;
}
