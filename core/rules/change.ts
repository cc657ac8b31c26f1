/**
 * What would still change a condition: the least weight (or heads) that has to move, found by bisection over the real
 * comparison. Those who have not voted move first, changes of mind come after.
 */
import type { Explained } from "./evaluation.ts";
import type { Choice, State } from "./rule.ts";
import { INDEX, STATES, type Side, type Sums } from "./tally.ts";

export type Change = Pick<Explained, "toHold" | "toFail">;

const SUPPORT: readonly State[] = ["absent", "abstain", "present", "no", "veto"];

/**
 * The least further yes under which a condition that does not hold would; nothing where no move is enough. `first` =
 * the states that move before all others.
 */
export function toHold(side: Side, holds: (sums: Sums) => boolean, first: readonly State[] = []): Change {
  const from = [...first, ...SUPPORT.filter((state) => !first.includes(state))];
  const amount = least(side, from, "yes", holds);
  return amount === undefined ? {} : { toHold: amount };
}

/** The least that must move to `against` for a condition that holds to fail; `from` in the order of moving. */
export function toFail(
  side: Side,
  from: readonly State[],
  against: Choice,
  holds: (sums: Sums) => boolean,
): Change {
  const amount = least(side, from, against, (sums) => !holds(sums));
  return amount === undefined ? {} : { toFail: amount };
}

/** States other than `against`, the silent first and the yes last. */
export const turning = (against: Choice): readonly State[] =>
  [
    "absent" as const,
    ...STATES.filter((state) => state !== "absent" && state !== "yes"),
    "yes" as const,
  ].filter((state) => state !== against);

function least(
  side: Side,
  from: readonly State[],
  to: State,
  reached: (sums: Sums) => boolean,
): number | undefined {
  const after = (amount: number): Sums => {
    const sums: Sums = [...side.now];
    let rest = amount;
    for (const state of from) {
      const some = Math.min(rest, side.now[INDEX[state]] - side.fixed[INDEX[state]]);
      sums[INDEX[state]] -= some;
      sums[INDEX[to]] += some;
      rest -= some;
    }
    return sums;
  };
  let high = 0;
  for (const state of from) high += side.now[INDEX[state]] - side.fixed[INDEX[state]];
  if (high === 0 || !reached(after(high))) return undefined;
  let low = 0;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (reached(after(middle))) high = middle;
    else low = middle;
  }
  return high;
}
