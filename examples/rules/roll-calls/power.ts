/**
 * A-priori power where every member has one vote and the rule's share decides (Banzhaf, absolute): the chance to decide
 * when all others toss a coin. Exact, in millionths rounded down. It is not observed influence.
 */
import { mergeBlocs, powerOf, weightedGame, type Quota } from "@comity/rules/power";

/** Power of one of `members`; and of each bloc, largest first, if every bloc votes as one. */
export function powers(
  members: number,
  blocs: readonly number[],
  quota: Quota,
): { readonly member: number; readonly blocs: readonly number[] } {
  const names = Array.from({ length: members }, (_, i) => `m${i}`);
  const game = weightedGame({ members: names, criteria: [{ weights: names.map(() => 1), quota }] });
  if (!game.ok) throw new RangeError(game.error.detail);
  let from = 0;
  const named = blocs.map((size, i) => {
    from += size;
    return { name: `bloc ${i}`, members: names.slice(from - size, from) };
  });
  const merged = mergeBlocs(game.value, named);
  if (!merged.ok) throw new RangeError(merged.error.detail);
  const [alone, together] = [game.value, merged.value].map((each) => {
    const power = powerOf(each, { shapley: false, coalitions: false });
    if (!power.ok) throw new RangeError(power.error.detail);
    return power.value.banzhaf.low.map(({ num, den }) => Number((1_000_000n * num) / den));
  });
  return { member: alone?.[0] ?? 0, blocs: (together ?? []).slice(0, blocs.length) };
}
