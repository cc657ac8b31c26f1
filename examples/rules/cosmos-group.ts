/** Cosmos x/group: a threshold policy and a percentage policy; a changed policy aborts what is open. */
import type { Constitution } from "@comity/rules";
import { amendedBy, atLeast, constitution, declared, days, from, quorum, rule } from "./write.ts";

const GROUP = "group";
const README = "cosmos-sdk x/group README; the numbers 5 and 1/2 are examples";
const terms = {
  ballot: { choices: ["yes", "no", "abstain", "veto"], revote: "first" },
  whenAmended: "aborts",
  early: true,
  periods: days({ voting: 7, waiting: 0, expiry: 14 }),
} as const;

export const cosmosGroup: Constitution = constitution(
  "Cosmos x/group",
  { [GROUP]: declared("Group") },
  {
    threshold: rule(
      "A proposal passes with yes votes of at least weight 5; abstain and veto count as no.",
      from("read", README),
      quorum(GROUP, ["yes"], { number: 5 }),
      terms,
    ),
    percentage: rule(
      "A proposal passes with yes votes of at least half of the total weight.",
      from("read", README),
      quorum(GROUP, ["yes"], atLeast("1/2")),
      terms,
    ),
  },
  amendedBy("percentage"),
);
