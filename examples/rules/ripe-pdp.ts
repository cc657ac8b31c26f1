/** The RIPE policy development process (ripe-781, 2022): consensus judged by chairs in three phases. */
import type { Constitution } from "@comity/rules";
import { amendedBy, constitution, equal, from, judged, level, rule, WEEK, yes } from "./write.ts";

const phase = (name: string) => ({
  name,
  condition: judged("working-group-chairs", "consensus"),
  voting: 4 * WEEK,
});

export const ripePdp: Constitution = constitution(
  "RIPE policy development process",
  {
    collective: equal("Working Group Chairs Collective", { by: "role", role: "chair-not-involved" }),
    "ripe-chair": equal("RIPE Chair"),
  },
  {
    policy: rule(
      "A policy passes discussion, review with an impact analysis, and last call, each by consensus as the chairs judge it.",
      from("memory", "ripe-781 (2022): document read, durations from memory"),
      [phase("discussion"), phase("review"), phase("concluding")],
      {
        appeal: {
          levels: [
            level("collective", "appeal-collective", 4 * WEEK),
            level("ripe-chair", "appeal-chair", 4 * WEEK),
          ],
          standing: "party",
          suspends: true,
          remedy: "remand",
        },
      },
    ),
    "appeal-collective": rule(
      "The chairs who were not involved decide by a majority.",
      from("memory", "ripe-781; the majority is an assumption, the document says consensus"),
      yes("collective", "1/2", ">", "all"),
    ),
    "appeal-chair": rule(
      "The RIPE Chair decides.",
      from("memory", "ripe-781"),
      yes("ripe-chair", "1/1", ">=", "all"),
    ),
  },
  amendedBy("policy"),
);
