/** The United Nations General Assembly: article 18 of the Charter and the Rules of Procedure on voting. */
import type { Constitution } from "@comity/rules";
import {
  admission,
  assembly,
  charterAmendment,
  council,
  half,
  inAssembly,
  memberStates,
  present,
  twoThirds,
} from "./united-nations.ts";
import { allOf, amendedBy, constitution, from, HOUR, rule } from "./write.ts";

export const unGeneralAssembly: Constitution = constitution(
  "United Nations General Assembly",
  { "general-assembly": assembly, "member-states": memberStates, "security-council": council },
  {
    ordinary: rule(
      "Questions are decided by a majority of the members present and voting; after a tie there is a second vote.",
      from("memory", "UN Charter, article 18(3); Rules of Procedure 67, 86 and 95 (A/520)"),
      allOf(present, half(48 * HOUR)),
      inAssembly,
    ),
    important: rule(
      "Important questions are decided by two thirds of the members present and voting.",
      from("memory", "UN Charter, article 18(2); Rules of Procedure 67 and 86 (A/520)"),
      allOf(present, twoThirds),
      inAssembly,
    ),
    category: rule(
      "Which further questions are important is decided by a majority.",
      from("memory", "UN Charter, article 18(3)"),
      allOf(present, half(48 * HOUR)),
      inAssembly,
    ),
    reconsideration: rule(
      "A question once decided is taken up again in the same session by two thirds of those present and voting.",
      from("memory", "Rules of Procedure 81 (A/520)"),
      allOf(present, twoThirds),
      inAssembly,
    ),
    consensus: rule(
      "What nobody asks a vote on is adopted without a vote.",
      from("memory", "Practice of the General Assembly; for example A/RES/79/243"),
      { kind: "without-vote", chamber: "general-assembly" },
      inAssembly,
    ),
    admission: admission(9),
    "charter-amendment": charterAmendment,
  },
  amendedBy("charter-amendment"),
);
