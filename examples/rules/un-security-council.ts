/** The United Nations Security Council in both sizes: 15 members since 1966, 11 before. */
import type { Constitution } from "@comity/rules";
import {
  admission,
  assembly,
  chaptersOfCouncil,
  charterAmendment,
  council,
  memberStates,
} from "./united-nations.ts";
import { amendedBy, constitution } from "./write.ts";

const ofSize = (size: number, number: number, years: string): Constitution =>
  constitution(
    `United Nations Security Council of ${size} (${years})`,
    { "security-council": council, "general-assembly": assembly, "member-states": memberStates },
    {
      ...chaptersOfCouncil(number, size),
      admission: admission(number),
      "charter-amendment": charterAmendment,
    },
    amendedBy("charter-amendment"),
  );

export const unSecurityCouncil15: Constitution = ofSize(15, 9, "since 1966");
export const unSecurityCouncil11: Constitution = ofSize(11, 7, "until 1965");
