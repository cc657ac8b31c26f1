/** A published change of a file takes effect: what was withdrawn goes, what replaces it is shown (SEMANTICS F6). */
import { jcs } from "@comity/canon";
import type { Around } from "../fold/clock.ts";
import type { ReportRecord, StateRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";

export function reportTurns(
  state: State,
  register: RegisterName,
  key: Key,
  report: ReportRecord,
  around: Around,
): void {
  // An old and a new report of one source may stand at one key: take exactly this one.
  const same = (record: StateRecord): boolean => text(record) === text(report);
  const rest = state.at(register, key).filter((record) => !same(record));
  const { begins, ...shown } = report;
  if (begins === undefined) return state.set(register, key, rest);
  state.set(register, key, [...rest, { ...shown, since: around.index }]);
}

const text = (record: StateRecord): string => jcs(record);
