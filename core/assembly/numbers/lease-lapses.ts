/** A lease that was not renewed ends; the block rests in quarantine and then is its parent's again (SEMANTICS E3). */
import type { Around } from "../fold/clock.ts";
import type { HoldingRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";

export function leaseLapses(
  state: State,
  register: RegisterName,
  key: Key,
  holding: HoldingRecord,
  around: Around,
): void {
  state.replace(register, key, holding, {
    t: "quarantine",
    from: holding.holder,
    until: around.time + around.parameters.quarantine,
    cause: "lease ended",
    since: around.index,
  });
}
