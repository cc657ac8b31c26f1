/** The texts of the log: part of the catalogue, fetched with the pages that need them. */
import { plural } from "../messages.ts";

export const sayLog = {
  title: "Log",
  lead: "Everything that ever happened, in order. Acts are signed by parties; a block record closes each block and carries the state root.",
  none: "The log is empty.",
  live: "New entries appear here as they are ordered.",
  grown: (count: number): string =>
    `${plural(count, "new entry", "new entries")} since you opened this page.`,
  index: "Index",
  kind: "Kind",
  party: "Party",
  outcome: "Outcome",
  time: "Time",
  says: "Says",
  block: "block record",
  effective: "effective",
  void: (code: string): string => `void: ${code}`,
  newer: "Newer",
  older: "Older",
  growth: "Log size over time on this page",
  first: "First entries",
} as const;
