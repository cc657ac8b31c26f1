/** Lanes: per party and lane a hash chain, so that nothing can be replayed and equivocation shows (SEMANTICS B3, B4). */
import type { State } from "../state/state.ts";
import type { StateReader } from "../state/reader.ts";
import { NO_PREV, type Act } from "./act.ts";

/**
 * `next`: the act continues its lane. `equivocation`: another act stands at the lane's head, so that this one is a second
 * one for its place. `passed`: the lane went on since; whether this is a second act or the first one replayed only the
 * log can say, so it accuses nobody.
 */
export type LanePosition = "next" | "repeated" | "equivocation" | "passed" | "gap" | "fork";

export const laneKey = (party: string, lane: string): string => `lane/${party}/${lane}`;

/** Where the next act of a lane belongs. */
export function laneHead(state: StateReader, party: string, lane: string): { seq: number; prev: string } {
  const record = state.text("parties", laneKey(party, lane), "lane");
  return record === undefined ? { seq: 0, prev: NO_PREV } : { seq: record.seq, prev: record.prev };
}

export function lanePosition(state: StateReader, act: Act): LanePosition {
  return positionAfter(laneHead(state, act.by, act.lane), act);
}

/** The position behind a head that the state need not know yet. */
export function positionAfter(head: { readonly seq: number; readonly prev: string }, act: Act): LanePosition {
  if (act.seq === head.seq + 1) return act.prev === head.prev ? "next" : "fork";
  if (act.seq > head.seq) return "gap";
  if (act.seq < head.seq) return "passed";
  return act.hash === head.prev ? "repeated" : "equivocation";
}

export function advanceLane(state: State, act: Act): void {
  state.setText("parties", laneKey(act.by, act.lane), { t: "lane", seq: act.seq, prev: act.hash });
}

/** Keeps a second act for a position as evidence; the first stands. */
export function recordEquivocation(state: State, act: Act, index: number): void {
  const key = `equivocation/${act.by}/${act.lane}/${act.seq}`;
  if (state.text("parties", key, "equivocation") !== undefined) return;
  state.setText("parties", key, {
    t: "equivocation",
    second: act.hash,
    since: index,
  });
}
