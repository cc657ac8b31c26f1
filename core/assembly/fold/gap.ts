/** Ordering stood still for longer than GAP: everything that waits for a time waits as much longer (SEMANTICS C5). */
import { shifted } from "../state/periods.ts";
import type { State } from "../state/state.ts";

/** `last` is the block time before the silence: what was over then stays where it was. */
export function shiftPeriods(state: State, seconds: number, last: number): void {
  for (const { register, key } of state.pending()) {
    const records = state.at(register, key);
    const moved = records.map((record) => shifted(record, seconds, last));
    if (moved.some((record, i) => record !== records[i])) state.set(register, key, moved);
  }
}
