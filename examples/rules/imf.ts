/** The International Monetary Fund: Board of Governors, weighted by quota and basic votes. */
import type { Condition, Constitution } from "@comity/rules";
import {
  allOf,
  atLeast,
  consent,
  constitution,
  declared,
  from,
  moreThan,
  quorum,
  rule,
  yes,
} from "./write.ts";

const GOVERNORS = "governors";
const VOTING = ["yes", "no", "abstain", "present"] as const;
const ballot = { choices: VOTING };
/** A majority of the governors who hold at least two thirds of the total votes. */
const present: Condition = allOf(
  quorum(GOVERNORS, VOTING, moreThan("1/2"), "members"),
  quorum(GOVERNORS, VOTING, atLeast("2/3")),
);
const ofTotal = (of: `${number}/${number}`) => yes(GOVERNORS, of, ">=", "all");

export const imf: Constitution = constitution(
  "International Monetary Fund",
  { [GOVERNORS]: declared("Board of Governors", { by: "decision", class: "ordinary" }) },
  {
    ordinary: rule(
      "Decisions are taken by a majority of the votes cast.",
      from("read", "Articles of Agreement, XII.2 and XII.5 (part read, part memory)"),
      allOf(present, yes(GOVERNORS, "1/2", ">", "cast")),
      { ballot },
    ),
    charges: rule(
      "Charges, and the suspension of voting rights, need 70 % of the total voting power.",
      from("memory", "Articles of Agreement, V.8 and XXVI.2"),
      allOf(present, ofTotal("70/100")),
      { ballot },
    ),
    structure: rule(
      "Most structural decisions need 85 % of the total voting power.",
      from("read", "Articles of Agreement, XII.5; decision text at elibrary.imf.org"),
      allOf(present, ofTotal("85/100")),
      { ballot },
    ),
    quota: rule(
      "Quotas are changed by 85 % of the total voting power, each with the consent of the member concerned.",
      from("read", "Articles of Agreement, III.2(c) and (d)"),
      allOf(present, ofTotal("85/100"), consent("affected")),
      { ballot },
    ),
    amendment: rule(
      "The Articles are amended by three fifths of the members with 85 % of the total voting power.",
      from("read", "Articles of Agreement, XXVIII(a) (part read, part memory)"),
      allOf(yes(GOVERNORS, "3/5", ">=", "all", { count: "members" }), ofTotal("85/100")),
    ),
    entrenched: rule(
      "The right to withdraw, and the consents to a change of quota or par value, are amended by all members.",
      from("memory", "Articles of Agreement, XXVIII(b)"),
      yes(GOVERNORS, "1/1", ">=", "all", { count: "members" }),
    ),
  },
  {
    order: ["amendment", "entrenched"],
    clauses: [
      { clause: "", by: "amendment" },
      ...["/rules/quota", "/rules/entrenched", "/amendment", "/fold", "/format", "/chambers"].map(
        (clause) => ({
          clause,
          by: "entrenched",
        }),
      ),
    ],
  },
);
