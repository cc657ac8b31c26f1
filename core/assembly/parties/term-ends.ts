/** A suspension or a lock ends on its date (SEMANTICS B6, G5). */
import type { Around } from "../fold/clock.ts";
import type { PartyRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

export function termEnds(state: State, party: PartyRecord, around: Around): void {
  const { lockedUntil, recovery, suspendedUntil, ...rest } = party;
  const locked = lockedUntil !== undefined && lockedUntil > around.time;
  const suspended = suspendedUntil !== undefined && suspendedUntil > around.time;
  state.setText("parties", `party/${party.id}`, {
    ...rest,
    status: suspended ? "suspended" : "active",
    ...(locked ? { lockedUntil, ...(recovery === undefined ? {} : { recovery }) } : {}),
    ...(suspended ? { suspendedUntil } : {}),
    since: around.index,
  });
}
