/** What the server counts. All are totals since the start. */
import type { Version } from "./pdu.ts";

export type Counters = {
  /** Transports accepted, and refused because of a limit. */
  accepted: number;
  refused: number;
  /** Answers begun, by kind and protocol version. */
  answers: { readonly [kind in "whole" | "changes" | "reset"]: [number, number, number] };
  notifies: number;
  /** Error Reports sent, by code. */
  reports: Map<number, number>;
  bytes: number;
  /** Sessions ended because the data was too old, and because the router did not read or ask. */
  stale: number;
  timeouts: number;
};

export const newCounters = (): Counters => ({
  accepted: 0,
  refused: 0,
  answers: { whole: [0, 0, 0], changes: [0, 0, 0], reset: [0, 0, 0] },
  notifies: 0,
  reports: new Map(),
  bytes: 0,
  stale: 0,
  timeouts: 0,
});

export const countAnswer = (
  counters: Counters,
  kind: "whole" | "changes" | "reset",
  version: Version,
): void => void counters.answers[kind][version]++;
