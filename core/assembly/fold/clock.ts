/**
 * The clock: before the first act of a block, everything due at or before block time happens, in the order of (due
 * time, kind, identifier), until nothing is due (SEMANTICS C6). What one event makes due is looked at in the same run.
 */
import { Defect, unreachable } from "@comity/canon";
import type { Context } from "../acts/kind.ts";
import { closeOffer } from "../acts/offers.ts";
import { progress } from "../decisions/progress.ts";
import { claimMatures } from "../numbers/claim-matures.ts";
import { leaseLapses } from "../numbers/lease-lapses.ts";
import { reportTurns } from "../numbers/report-turns.ts";
import { routeEnds } from "../routes/route-ends.ts";
import { termEnds } from "../parties/term-ends.ts";
import type { StateRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";

export type Around = Pick<Context, "time" | "index" | "parameters" | "dataset" | "kinds">;

/** More events than this in one block is a defect of a rule, not of the world. */
const MAX_EVENTS = 10_000_000;

export function runClock(state: State, around: Around): void {
  for (let events = 0; ; events++) {
    if (events === MAX_EVENTS) throw new Defect("the clock does not come to rest");
    const due = state.nextDue(around.time);
    if (due === undefined) return;
    happen(state, due.register, due.key, due.record, around);
  }
}

function happen(state: State, register: RegisterName, key: Key, record: StateRecord, around: Around): void {
  switch (record.t) {
    case "holding":
      return leaseLapses(state, register, key, record, around);
    case "claim":
      return claimMatures(state, register, key, record, around);
    case "report":
      return reportTurns(state, register, key, record, around);
    case "reserved":
    case "quarantine":
    case "paused":
      return state.replace(register, key, record);
    case "offer":
      return closeOffer(state, record);
    case "proposal":
      return progress(state, record, around);
    case "emergency":
      return state.replace(register, key, record, { ...record, ended: true, since: around.index });
    case "party":
      return termEnds(state, record, around);
    case "route":
      return routeEnds(state, register, key, record, around);
    case "providers":
    case "set":
    case "servers":
    case "interconnection":
      return state.replace(register, key, record);
    case "protect":
    case "network":
    case "closed":
    case "operator":
    case "mapping":
    case "rules":
    case "label":
    case "anchor":
    case "lane":
    case "equivocation":
    case "root":
    case "assembly":
    case "witnessed":
    case "constitution":
    case "electorate":
    case "ballot":
    case "consent":
    case "mandate":
    case "request":
    case "resolution":
    case "dataset":
    case "vrp":
    case "rrset":
    case "settled":
      throw new Defect(`a ${record.t} record is never due`);
    default:
      return unreachable(record);
  }
}
