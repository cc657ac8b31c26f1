/** A lease that was not renewed ends; the block rests in quarantine and then is its parent's again (SEMANTICS E3). */
import type { Space } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { Around } from "../fold/clock.ts";
import type { HoldingRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import { attachedLeaves } from "./attached.ts";
import { dropHolding } from "./holdings.ts";
import { rest } from "./rest.ts";

export function leaseLapses(
  state: State,
  register: RegisterName,
  key: Key,
  holding: HoldingRecord,
  around: Around,
): void {
  const block: Block = { space: register as Space, key };
  attachedLeaves({ ...around, state }, { block, record: holding }, block);
  dropHolding(state, block);
  rest({ ...around, state }, block, holding.holder, "lease ended");
}
