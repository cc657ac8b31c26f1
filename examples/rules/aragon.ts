/** Aragon OSx token voting: support, participation and approval in parts of a million, three modes. */
import type { Condition, Constitution, Rule } from "@comity/rules";
import { allOf, amendedBy, constitution, declared, days, from, quorum, rule, yes } from "./write.ts";

const TOKENS = "tokens";
const ppm = (num: number): Condition[] => [
  yes(TOKENS, "500000/1000000", ">", "cast"),
  quorum(TOKENS, ["yes", "no", "abstain"], { share: { num, den: 1_000_000 }, comparator: ">=" }),
];
const approval: Condition = quorum(TOKENS, ["yes"], {
  share: { num: 100_000, den: 1_000_000 },
  comparator: ">=",
});
const mode = (about: string, revote: "first" | "last", more: Partial<Rule> = {}): Rule =>
  rule(
    `Support above 50 %, participation of 15 %, approval of 10 %; ${about}.`,
    from("read", "Aragon OSx, MajorityVotingBase at d889bbe; the settings are examples"),
    allOf(...ppm(150_000), approval),
    { periods: days({ voting: 7 }), ...more, ballot: { revote } },
  );

export const aragon: Constitution = constitution(
  "Aragon token voting",
  { [TOKENS]: declared("Token holders", { by: "role", role: "holder" }) },
  {
    standard: mode("a vote is final and open until the close", "first"),
    early: mode("a vote is final, and ends when all missing votes could not change it", "first", {
      early: true,
    }),
    replacement: mode("the last vote counts", "last"),
  },
  amendedBy("standard"),
);
