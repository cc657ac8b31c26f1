import type { Around } from "../fold/clock.ts";
import type { ProposalRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

export function progress(_state: State, _proposal: ProposalRecord, _around: Around): void {}
