/** A suspension or a lock ends on its date; a contested recovery stays locked until it is decided (SEMANTICS B6, G5). */
import type { Around } from "../fold/clock.ts";
import { contestDue } from "../decisions/contest.ts";
import type { PartyRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

export function termEnds(state: State, party: PartyRecord, around: Around): void {
  const { recovery, suspendedUntil, ...others } = party;
  const undecided = contestDue(state, party);
  // A moment later than the decision's next date: by then it has moved on.
  const lockedUntil =
    party.lockedUntil === undefined || undecided === undefined
      ? party.lockedUntil
      : Math.max(party.lockedUntil, undecided + 1);
  const { lockedUntil: _, ...rest } = others;
  const locked = lockedUntil !== undefined && lockedUntil + state.wait > around.time;
  const suspended = suspendedUntil !== undefined && suspendedUntil > around.time;
  state.setText("parties", `party/${party.id}`, {
    ...rest,
    status: suspended ? "suspended" : "active",
    ...(locked ? { lockedUntil, ...(recovery === undefined ? {} : { recovery }) } : {}),
    ...(suspended ? { suspendedUntil } : {}),
    since: around.index,
  });
}
