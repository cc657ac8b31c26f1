/** The International Telecommunication Union: plenipotentiary conferences. */
import type { Condition, Constitution } from "@comity/rules";
import { allOf, amendedBy, constitution, days, equal, from, moreThan, quorum, rule, yes } from "./write.ts";

const BODY = "delegations";
/** Arrears of two years lose the vote (CS 169); the base is who is accredited with the right to vote. */
const accredited: Condition = quorum(BODY, ["yes", "no", "abstain"], moreThan("1/2"));
const abstentions: Condition = {
  kind: "limit",
  chamber: BODY,
  counts: ["abstain"],
  most: { share: { num: 1, den: 2 }, comparator: "<=", base: "present" },
  exceeded: "postpones",
};

export const itu: Constitution = constitution(
  "International Telecommunication Union",
  { [BODY]: equal("Accredited delegations") },
  {
    ordinary: rule(
      "Decisions need more yes than no; when more than half abstain, the question is put off to a later meeting where abstentions no longer matter.",
      from("memory", "General Rules of conferences, assemblies and meetings of the Union; CS 169"),
      allOf(accredited, abstentions, yes(BODY, "1/2", ">", "cast", { tie: { answer: "fails" } })),
    ),
    "convention-amendment": rule(
      "The Convention is amended by more than half of all accredited delegations.",
      from("memory", "Convention, article 42"),
      allOf(accredited, yes(BODY, "1/2", ">", "all")),
      { periods: days({ notice: 240 }) },
    ),
    "constitution-amendment": rule(
      "The Constitution is amended by two thirds of all accredited delegations.",
      from("read", "Constitution, article 55 (no. 224 in the official Polish text; threshold from memory)"),
      allOf(accredited, yes(BODY, "2/3", ">=", "all")),
      { periods: days({ notice: 240 }) },
    ),
  },
  amendedBy("constitution-amendment"),
);
