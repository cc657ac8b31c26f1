/** The amendment of the United Nations Charter by itself: two stages, five vetoes in the second, no deadline. */
import type { Constitution } from "@comity/rules";
import { charterAmendment } from "./united-nations.ts";
import { amendedBy, constitution, equal } from "./write.ts";

export const unCharterAmendment: Constitution = constitution(
  "Amendment of the United Nations Charter",
  {
    "general-assembly": equal("General Assembly"),
    "member-states": equal("Member states", { by: "chambers", of: ["general-assembly"] }),
  },
  { "charter-amendment": charterAmendment },
  amendedBy("charter-amendment"),
);
