/**
 * Cosmos x/gov, upstream parameters. Deposits, and the fall of a failed expedited proposal back to the ordinary vote,
 * are money and bookkeeping around the rule and are not written here.
 */
import type { Condition, Constitution } from "@comity/rules";
import {
  allOf,
  amendedBy,
  atLeast,
  constitution,
  DAY,
  declared,
  days,
  from,
  NO_DEADLINE,
  quorum,
  rule,
  yes,
} from "./write.ts";

const STAKE = "stake";
const turnout: Condition = quorum(STAKE, ["yes", "no", "abstain", "veto"], atLeast("334/1000"));
const fewVetoes: Condition = {
  kind: "limit",
  chamber: STAKE,
  counts: ["veto"],
  most: { share: { num: 334, den: 1000 }, comparator: "<", base: "present" },
};
/** Delegators inherit the vote of their validator and may override it; votes may be split. */
const votes = {
  ballot: { choices: ["yes", "no", "abstain", "veto"], split: true },
  delegation: { transitive: false, length: NO_DEADLINE, most: 1_000_000 },
} as const;
const README = "cosmos-sdk x/gov README and parameters";

export const cosmosGov: Constitution = constitution(
  "Cosmos x/gov",
  { [STAKE]: declared("Bonded stake", { by: "role", role: "delegator" }) },
  {
    proposal: rule(
      "A turnout of 334/1000, less than 334/1000 of the votes with veto, and more yes than no and veto.",
      from("read", README),
      allOf(turnout, fewVetoes, yes(STAKE, "1/2", ">", "cast")),
      { ...votes, periods: days({ deliberation: 14, voting: 14 }) },
    ),
    expedited: rule(
      "The same with more than 667/1000 of yes, no and veto, in one day.",
      from("read", README),
      allOf(turnout, fewVetoes, yes(STAKE, "667/1000", ">", "cast")),
      { ...votes, periods: { ...days({ deliberation: 14 }), voting: DAY } },
    ),
  },
  amendedBy("proposal"),
);
