/**
 * Counting one chamber: what stands now, and what is still free to move until close. A seat is free when a ballot
 * may still come for it; a free seat that has voted can change its choice but cannot become absent.
 */
import { isOwn } from "./ballots.ts";
import type { Ballot, Seat, Tally } from "./evaluation.ts";
import type { Base, Count, ElectorateTerms, State } from "./rule.ts";

/** Sums per state, in the order of `STATES`. */
export type Sums = [yes: number, no: number, abstain: number, veto: number, absent: number];

export const INDEX: { readonly [state in State]: 0 | 1 | 2 | 3 | 4 } = {
  yes: 0,
  no: 1,
  abstain: 2,
  veto: 3,
  absent: 4,
};
export const STATES: readonly State[] = ["yes", "no", "abstain", "veto", "absent"];
/** Position of a seat that does not vote. */
const OUT = 5;

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
  /** Per seat: index into `STATES`, or 5 for a seat that does not vote. */
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
  seats: readonly Seat[],
  terms: ElectorateTerms,
  ballots: ReadonlyMap<string, Ballot>,
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
      const ballot = ballots.get(seat.member);
      const at = ballot === undefined ? INDEX.absent : INDEX[ballot.choice];
      positions[i] = at;
      weight.now[at] += seat.weight;
      members.now[at] += 1;
      if (!open || seat.status === "left" || (ballot !== undefined && revote === "first" && isOwn(ballot))) {
        weight.fixed[at] += seat.weight;
        members.fixed[at] += 1;
      } else {
        free[i] = 1;
        const part = ballot === undefined ? "unvoted" : "voted";
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

const side = (): Side => ({
  now: [0, 0, 0, 0, 0],
  fixed: [0, 0, 0, 0, 0],
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
      return sums[0] + sums[1] + sums[2] + sums[3];
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
  absent: side.now[4],
  recused: side.recused,
  suspended: side.suspended,
  all: side.all,
});
