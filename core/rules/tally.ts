/**
 * Counting one chamber: what stands now, and what is still free to move until close. A seat is free when a ballot
 * may still come for it; a free seat that has voted can change its choice but cannot become absent.
 */
import { isOwn, type Standing } from "./ballots.ts";
import type { Seat, Tally } from "./evaluation.ts";
import type { Base, Choice, Count, ElectorateTerms, State } from "./rule.ts";

/** Sums per state, in the order of `STATES`. */
export type Sums = [yes: number, no: number, abstain: number, veto: number, present: number, absent: number];

export const INDEX: { readonly [state in State]: 0 | 1 | 2 | 3 | 4 | 5 } = {
  yes: 0,
  no: 1,
  abstain: 2,
  veto: 3,
  present: 4,
  absent: 5,
};
export const STATES: readonly State[] = ["yes", "no", "abstain", "veto", "present", "absent"];
const CHOICES: readonly Choice[] = ["yes", "no", "abstain", "veto", "present"];
type Split = { readonly [choice in Choice]?: number };
/** Position of a seat that does not vote. */
const OUT = 6;

/** Weight or heads of one chamber. */
export type Side = {
  readonly now: Sums;
  /** The part that cannot move any more. */
  readonly fixed: Sums;
  /** Free seats that have voted, and that have not. */
  voted: number;
  unvoted: number;
  all: number;
  recused: number;
  suspended: number;
};

export type ChamberCount = {
  readonly seats: readonly Seat[];
  /** Per seat: index into `STATES`, or 6 for a seat that does not vote. */
  readonly positions: Uint8Array;
  /** Per seat: 1 when a ballot may still come. */
  readonly free: Uint8Array;
  /** Per seat: 1 when it belongs to the base `all`. */
  readonly counted: Uint8Array;
  readonly weight: Side;
  readonly members: Side;
};

/** Null when a weight, or their sum, is not a non-negative safe integer, or a member sits twice. */
export function countChamber(
  chamber: string,
  seats: readonly Seat[],
  terms: ElectorateTerms,
  standing: Standing,
  open: boolean,
  revote: "last" | "first",
): ChamberCount | null {
  const weight = side();
  const members = side();
  const positions = new Uint8Array(seats.length);
  const free = new Uint8Array(seats.length);
  const counted = new Uint8Array(seats.length);
  const seen = new Set<string>();
  let total = 0;
  for (let i = 0; i < seats.length; i++) {
    const seat = seats[i]!;
    total += seat.weight;
    if (!Number.isSafeInteger(seat.weight) || seat.weight < 0 || !Number.isSafeInteger(total)) return null;
    seen.add(seat.member);
    if (seat.status === "recused" || seat.status === "suspended") {
      positions[i] = OUT;
      weight[seat.status] += seat.weight;
      members[seat.status] += 1;
      if (terms[seat.status] === "removed") continue;
    } else {
      const ballot = standing.ballots.get(seat.member);
      const at = ballot === undefined ? INDEX.absent : INDEX[ballot.choice];
      positions[i] = at;
      const split = ballot?.split === undefined ? undefined : ballot.split[chamber];
      add(weight.now, at, seat.weight, split);
      members.now[at] += 1;
      if (!open || seat.status === "left" || (ballot !== undefined && revote === "first" && isOwn(ballot))) {
        add(weight.fixed, at, seat.weight, split);
        members.fixed[at] += 1;
      } else {
        free[i] = 1;
        // What a mandate gave can be taken back, so that the seat may still become absent.
        const part = ballot === undefined || standing.inherited.has(seat.member) ? "unvoted" : "voted";
        weight[part] += seat.weight;
        members[part] += 1;
      }
    }
    counted[i] = 1;
    weight.all += seat.weight;
    members.all += 1;
  }
  return seen.size === seats.length ? { seats, positions, free, counted, weight, members } : null;
}

/** A seat's weight goes to one state, or where its ballot divides it. */
function add(sums: Sums, at: 0 | 1 | 2 | 3 | 4 | 5, weight: number, split: Split | undefined): void {
  if (split === undefined) sums[at] += weight;
  else for (const choice of CHOICES) sums[INDEX[choice]] += split[choice] ?? 0;
}

const side = (): Side => ({
  now: [0, 0, 0, 0, 0, 0],
  fixed: [0, 0, 0, 0, 0, 0],
  voted: 0,
  unvoted: 0,
  all: 0,
  recused: 0,
  suspended: 0,
});

export const sideOf = (chamber: ChamberCount, count: Count | undefined): Side =>
  count === "members" ? chamber.members : chamber.weight;

/** The sums when every free seat that has voted moves to one state and every other free seat to another. */
export function moved(side: Side, voted: State, unvoted: State): Sums {
  const sums: Sums = [...side.fixed];
  sums[INDEX[voted]] += side.voted;
  sums[INDEX[unvoted]] += side.unvoted;
  return sums;
}

export function baseOf(sums: Sums, base: Base, all: number): number {
  switch (base) {
    case "cast":
      return sums[0] + sums[1] + sums[3];
    case "present":
      return sums[0] + sums[1] + sums[2] + sums[3] + sums[4];
    case "all":
      return all;
  }
}

export function sumOf(sums: Sums, states: readonly State[]): number {
  let sum = 0;
  for (const state of states) sum += sums[INDEX[state]];
  return sum;
}

export const tallyOf = (side: Side): Tally => ({
  yes: side.now[0],
  no: side.now[1],
  abstain: side.now[2],
  veto: side.now[3],
  ...(side.now[4] === 0 ? {} : { present: side.now[4] }),
  absent: side.now[5],
  recused: side.recused,
  suspended: side.suspended,
  all: side.all,
});
