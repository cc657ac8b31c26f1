/**
 * The conditions that count ballots. Each is judged three times: as things stand, at best (every free seat says
 * yes), and at worst. At best is the same for all conditions at once, because support never hurts; at worst is exact
 * per condition.
 */
import { compareProducts, shareDown, type Compared } from "./compare.ts";
import { toFail, toHold, turning, type Change } from "./change.ts";
import type { Explained } from "./evaluation.ts";
import type { Blocking, Choice, Limit, Quorum, State, Threshold } from "./rule.ts";
import {
  baseOf,
  INDEX,
  moved,
  sideOf,
  STATES,
  sumOf,
  type ChamberCount,
  type Side,
  type Sums,
} from "./tally.ts";

type Numbers = Pick<Explained, "left" | "comparator" | "right" | "counted" | "base" | "because">;
type Verdict = { readonly holds: boolean; readonly numbers: Numbers };
type Leaf = Omit<Explained, "path">;

const leaf = (
  kind: string,
  chamber: string,
  now: Verdict,
  mayHold: boolean,
  mayFail: boolean,
  change: () => Change,
): Leaf => ({
  kind,
  chamber,
  holds: now.holds,
  mayHold,
  mayFail,
  ...now.numbers,
  ...(mayHold && mayFail ? change() : {}),
});

const verdict = (
  compared: Compared,
  comparator: NonNullable<Explained["comparator"]>,
  counted: number,
  base: number,
): Verdict => ({
  holds: compared.holds,
  numbers: { left: compared.left, comparator, right: compared.right, counted, base },
});

const zero = (
  holds: boolean,
  comparator: NonNullable<Explained["comparator"]>,
  counted: number,
): Verdict => ({
  holds,
  numbers: { left: 0, comparator, right: 0, counted, base: 0, because: "zero" },
});

export function judgeThreshold(condition: Threshold, chamber: ChamberCount): Leaf {
  const side = sideOf(chamber, condition.count);
  const judge = (sums: Sums, casting: boolean): Verdict => {
    const base = baseOf(sums, condition.base, side.all);
    if (base === 0) return zero(condition.onZero === "holds", condition.comparator, 0);
    const compared = compareProducts(
      sums[0],
      condition.share.den,
      condition.comparator,
      base,
      condition.share.num,
    );
    const result = verdict(compared, condition.comparator, sums[0], base);
    if (condition.comparator === ">=" || !compared.equal) return result;
    const answer = condition.tie?.answer ?? "fails";
    const holds = answer === "passes" || (answer === "casting" && casting);
    return { holds, numbers: { ...result.numbers, because: "tie" } };
  };
  const now = judge(side.now, casts(condition, chamber, "now"));
  const best = judge(moved(side, "yes", "yes"), casts(condition, chamber, "best"));
  const worst = judge(moved(side, "no", "no"), casts(condition, chamber, "worst"));
  const holds = (sums: Sums) => judge(sums, casts(condition, chamber, "now")).holds;
  return leaf("threshold", condition.chamber, now, best.holds, !worst.holds, () =>
    now.holds ? toFail(side, turning("no"), "no", holds) : toHold(side, holds),
  );
}

/** Whether the casting members decide a tie in favour: one says yes, none says no. */
function casts(condition: Threshold, chamber: ChamberCount, when: "now" | "best" | "worst"): boolean {
  if (condition.tie?.answer !== "casting") return false;
  let yes = false;
  for (let i = 0; i < chamber.seats.length; i++) {
    if (chamber.seats[i]!.roles?.includes(condition.tie.role) !== true) continue;
    const moves = chamber.free[i] === 1 && when !== "now";
    const position = moves ? (when === "best" ? INDEX.yes : INDEX.no) : chamber.positions[i]!;
    if (position === INDEX.no || position === INDEX.veto) return false;
    if (position === INDEX.yes) yes = true;
  }
  return yes;
}

export function judgeQuorum(condition: Quorum, chamber: ChamberCount, choices: readonly Choice[]): Leaf {
  const side = sideOf(chamber, condition.count);
  const judge = (sums: Sums): Verdict => {
    const counted = sumOf(sums, condition.counts);
    const need = condition.need;
    if ("number" in need) {
      const lowered = need.number - (need.lessPerRecused ?? 0) * chamber.members.recused;
      const right = need.number === 0 ? 0 : Math.max(1, lowered);
      return verdict(compareProducts(counted, 1, ">=", right, 1), ">=", counted, side.all);
    }
    if (side.all === 0) return zero(condition.onZero === "holds", need.comparator, counted);
    const { num, den } = need.share;
    const compared =
      need.round === "down"
        ? compareProducts(counted, 1, need.comparator, shareDown(side.all, num, den), 1)
        : compareProducts(counted, den, need.comparator, side.all, num);
    return verdict(compared, need.comparator, counted, side.all);
  };
  // At worst whoever has not voted stays away, and whoever has moves to a choice that does not count, if there is one.
  const uncounted = choices.find((choice) => !condition.counts.includes(choice)) ?? "yes";
  const worst = judge(moved(side, uncounted, "absent"));
  const best = judge(moved(side, "yes", "yes"));
  const now = judge(side.now);
  const holds = (sums: Sums) => judge(sums).holds;
  return leaf("quorum", condition.chamber, now, best.holds, !worst.holds, () =>
    now.holds ? toFail(side, condition.counts, uncounted, holds) : toHold(side, holds),
  );
}

export function judgeLimit(
  condition: Limit,
  chamber: ChamberCount,
  choices: readonly Choice[],
  round: number,
): Leaf {
  const side = sideOf(chamber, condition.count);
  const most = condition.most;
  const judge = (sums: Sums): Verdict => {
    const counted = sumOf(sums, condition.counts);
    if ("number" in most) {
      return verdict(compareProducts(counted, 1, "<=", most.number, 1), "<=", counted, side.all);
    }
    const base = baseOf(sums, most.base, side.all);
    if (base === 0) return zero(condition.onZero !== "fails", most.comparator, counted);
    const compared = compareProducts(counted, most.share.den, most.comparator, base, most.share.num);
    return verdict(compared, most.comparator, counted, base);
  };
  const now = judge(side.now);
  if (condition.exceeded === "postpones" && round > 1) {
    const applied: Verdict = { holds: true, numbers: { ...now.numbers, because: "later-round" } };
    return leaf("limit", condition.chamber, applied, true, false, () => ({}));
  }
  const best = judge(moved(side, "yes", "yes"));
  const mayFail = worstLimits(condition, side, choices).some((s) => !judge(s).holds);
  const holds = (sums: Sums) => judge(sums).holds;
  const against = choices.find((choice) => condition.counts.includes(choice));
  return leaf("limit", condition.chamber, now, best.holds, mayFail, () => {
    if (!now.holds) return toHold(side, holds, condition.counts);
    if (against === undefined) return {};
    // Whoever is counted already adds nothing by moving.
    const from = turning(against).filter((state) => !condition.counts.includes(state));
    return toFail(side, from, against, holds);
  });
}

/** The linear worst case (each free seat where it adds most to the counted side), and the empty base. */
function worstLimits(condition: Limit, side: Side, choices: readonly Choice[]): readonly Sums[] {
  const most = condition.most;
  const gain = (state: State): number => {
    const counts = condition.counts.includes(state) ? 1 : 0;
    if ("number" in most) return counts;
    return counts * most.share.den - (most.base !== "all" && inBase(state, most.base) ? most.share.num : 0);
  };
  // A counted state comes first among equals, so that `<` against a whole base is found to fail.
  const greatest = (states: readonly State[]): State =>
    states.reduce((a, b) =>
      gain(b) > gain(a) || (gain(b) === gain(a) && condition.counts.includes(b)) ? b : a,
    );
  const outside = choices.includes("abstain") ? "abstain" : "yes";
  return [
    moved(side, greatest(choices), greatest(STATES.filter((s) => s === "absent" || choices.includes(s)))),
    moved(side, outside, "absent"),
  ];
}

const inBase = (state: State, base: "cast" | "present"): boolean =>
  state !== "absent" && (base === "present" || (state !== "abstain" && state !== "present"));

export function judgeBlocking(condition: Blocking, chamber: ChamberCount): Leaf {
  const { members } = chamber;
  const right = leastExceeding(chamber, condition) + condition.plus;
  const judge = (yes: number): Verdict => {
    const opponents = members.all - yes;
    return verdict(compareProducts(opponents, 1, "<", right, 1), "<", opponents, members.all);
  };
  const best = judge(members.fixed[0] + members.voted + members.unvoted);
  const worst = judge(members.fixed[0]);
  const now = judge(members.now[0]);
  const holds = (sums: Sums) => judge(sums[0]).holds;
  return leaf("blocking", condition.chamber, now, best.holds, !worst.holds, () =>
    now.holds ? toFail(members, ["yes"], "no", holds) : toHold(members, holds),
  );
}

/** The least number of members whose weight together exceeds the share of all; all of them if none does. */
function leastExceeding(chamber: ChamberCount, condition: Blocking): number {
  const weights: number[] = [];
  for (let i = 0; i < chamber.seats.length; i++) {
    if (chamber.counted[i] === 1) weights.push(chamber.seats[i]!.weight);
  }
  weights.sort((a, b) => b - a);
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    sum += weights[k]!;
    const { num, den } = condition.share;
    if (compareProducts(sum, den, ">", chamber.weight.all, num).holds) return k + 1;
  }
  return weights.length;
}
