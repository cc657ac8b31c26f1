/** The texts of the front page: part of the catalogue, fetched with the pages that need them. */
import { plural } from "../messages.ts";

export const sayHome = {
  title: "The register",
  lead: "Who holds which part of the Internet's address space, decided together and provable by anybody. Every answer here comes with a proof that your browser can check without trusting this server.",
  live: "Now",
  liveOn: "follows the log",
  liveOff: "not connected; shows the state when the page was loaded",
  size: "Log size",
  height: "Block",
  root: "Log root",
  time: "Block time",
  stateRoot: "State root",
  finality: "Settled by",
  witnesses: (count: number): string =>
    count === 0
      ? "no outside witness yet: you trust the operator's order"
      : plural(count, "witness", "witnesses"),
  holds: "In the register",
  parties: "parties",
  holdings: "holdings",
  reports: "published records",
  decisions: "decisions",
  claims: "claims in their contest period",
  acts: "signed acts",
  tryTitle: "Three things to try",
  try: [
    [
      "Look up an address",
      "/resources/1.1.1.1",
      "1.1.1.1",
      "who holds it, how well that is founded, and why",
    ],
    [
      "Check a decision",
      "/decisions",
      "the decisions",
      "dates, ballots, what is still missing, each with its proof",
    ],
    ["Break a proof", "/verify", "a proof file", "paste one, change a byte, and see which step turns red"],
  ],
  map: "Map of IPv4",
  mapLead:
    "Each cell is a block of addresses, laid along a Hilbert curve so that neighbouring addresses stay neighbours.",
} as const;
