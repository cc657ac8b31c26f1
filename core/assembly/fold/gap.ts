/** Ordering stood still for longer than GAP: everything that waits for a time waits as much longer (SEMANTICS C5). */
import { shifted } from "../state/records.ts";
import type { State } from "../state/state.ts";

export function shiftPeriods(state: State, seconds: number): void {
  for (const { register, key } of state.pending()) {
    const records = state.at(register, key);
    const moved = records.map((record) => shifted(record, seconds));
    if (moved.some((record, i) => record !== records[i])) state.set(register, key, moved);
  }
}
