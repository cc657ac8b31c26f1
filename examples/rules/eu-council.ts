/** The Council of the European Union: qualified majority, reinforced majority, unanimity (TEU 16(4), TFEU 238). */
import type { Condition, Constitution } from "@comity/rules";
import {
  allOf,
  amendedBy,
  anyOf,
  atMost,
  constitution,
  from,
  moreThan,
  NO_DEADLINE,
  quorum,
  rule,
  share,
  yes,
} from "./write.ts";

const COUNCIL = "council";
/** Rules of procedure: a majority of the members is there. */
const present: Condition = quorum(COUNCIL, ["yes", "no", "abstain", "present"], moreThan("1/2"), "members");
const members = (of: `${number}/${number}`) => yes(COUNCIL, of, ">=", "all", { count: "members" });
const population: Condition = yes(COUNCIL, "65/100", ">=", "all");
const ballot = { choices: ["yes", "no", "abstain", "present"] } as const;
const WHO = "Abstaining is not agreeing.";

export const euCouncil: Constitution = constitution(
  "Council of the European Union",
  {
    [COUNCIL]: {
      name: "Council",
      membership: { by: "charter" },
      weights: { kind: "measured", figure: "population", scale: "linear" },
    },
  },
  {
    "qualified-majority": rule(
      `On a proposal of the Commission: 55 % of the members with 65 % of the population, or fewer than four who do not agree. ${WHO}`,
      from("memory", "TEU 16(4), TFEU 238(3)(a); two public summaries read"),
      allOf(
        present,
        anyOf(
          allOf(members("55/100"), population),
          atMost(COUNCIL, ["no", "abstain", "present", "absent"], 3),
        ),
      ),
      { ballot },
    ),
    "qualified-majority-of-participants": rule(
      `Where not all take part: 55 % and 65 % of the participants; a blocking minority has one member more than the fewest who hold over 35 %. ${WHO}`,
      from("memory", "TFEU 238(3)(a), second paragraph"),
      allOf(
        present,
        anyOf(allOf(members("55/100"), population), {
          kind: "blocking",
          chamber: COUNCIL,
          share: share(35, 100),
          plus: 1,
        }),
      ),
      { ballot, recuse: ["not-participating"] },
    ),
    "reinforced-majority": rule(
      `Without a proposal of the Commission: 72 % of the members with 65 % of the population. ${WHO}`,
      from("memory", "TFEU 238(2)"),
      allOf(present, members("72/100"), population),
      { ballot },
    ),
    unanimity: rule(
      "Nobody votes against; abstentions do not prevent it.",
      from("memory", "TFEU 238(4)"),
      allOf(present, atMost(COUNCIL, ["no"], 0), quorum(COUNCIL, ["yes"], { number: 1 }, "members")),
      { ballot },
    ),
    "treaty-revision": rule(
      "The treaties are amended when every member state has ratified.",
      from("memory", "TEU 48(4)"),
      [{ name: "ratification", condition: members("1/1"), voting: NO_DEADLINE }],
    ),
  },
  amendedBy("treaty-revision"),
);
