/** Token governors: OpenZeppelin Governor with its usual extensions, and Compound's Governor Bravo. */
import type { Constitution } from "@comity/rules";
import { allOf, amendedBy, constitution, DAY, declared, days, from, quorum, rule, yes } from "./write.ts";

const TOKENS = "tokens";
const holders = declared("Token holders", { by: "role", role: "holder" });
const ballot = { choices: ["yes", "no", "abstain"], revote: "first" } as const;
/** Voting power is read when the vote starts: a mandate given later has no part in it. */
const delegated = (voting: number) =>
  ({ transitive: false, length: 10_000_000_000, most: 1_000_000, lead: voting }) as const;

export const openZeppelinGovernor: Constitution = constitution(
  "OpenZeppelin Governor",
  { [TOKENS]: holders },
  {
    proposal: rule(
      "More for than against, and for and abstain together reach 4 % of the supply, rounded down.",
      from("read", "OpenZeppelin contracts at fddac901c; 4 %, one week and two days are its examples"),
      allOf(
        yes(TOKENS, "1/2", ">", "cast"),
        quorum(TOKENS, ["yes", "abstain"], {
          share: { num: 4, den: 100 },
          comparator: ">=",
          round: "down",
        }),
      ),
      {
        ballot,
        delegation: delegated(7 * DAY),
        extension: { on: ["quorum"], last: 2 * DAY, by: 2 * DAY },
        periods: days({ deliberation: 1, voting: 7, waiting: 2 }),
      },
    ),
  },
  amendedBy("proposal"),
);

export const compoundBravo: Constitution = constitution(
  "Compound Governor Bravo",
  { [TOKENS]: holders },
  {
    proposal: rule(
      "More for than against, and for reaches 400,000; whoever proposes has 25,000 behind it.",
      from("read", "compound-protocol at a3214f6; proposal threshold between 1,000 and 100,000"),
      allOf(yes(TOKENS, "1/2", ">", "cast"), quorum(TOKENS, ["yes"], { number: 400_000 })),
      {
        ballot,
        delegation: delegated(3 * DAY),
        backing: [{ chamber: TOKENS, need: { number: 25_000 } }],
        live: 1,
        periods: days({ deliberation: 2, voting: 3, waiting: 2, expiry: 14 }),
      },
    ),
  },
  amendedBy("proposal"),
);
