/** The IETF: rough consensus judged by chairs, IESG ballots, and the chain of appeals (RFC 2026, 2418, 7282, 8713). */
import type { Condition, Constitution } from "@comity/rules";
import {
  allOf,
  amendedBy,
  atLeast,
  atMost,
  constitution,
  DAY,
  days,
  equal,
  from,
  judged,
  level,
  quorum,
  rule,
  WEEK,
  yes,
} from "./write.ts";

const MONTHS = 61 * DAY;
/** Yes; no objection (abstain here); discuss (veto here); abstain (present here). The recused do not count. */
const iesgBallot: Condition = allOf(
  quorum("iesg", ["yes"], { number: 1 }, "members"),
  atMost("iesg", ["veto"], 0),
  quorum("iesg", ["yes", "abstain"], atLeast("2/3"), "members"),
);
const appealTo = (body: string) =>
  rule(
    `An appeal is upheld by a majority of ${body}.`,
    from("memory", "RFC 2026, 6.5; the body's own majority is an assumption"),
    yes(body, "1/2", ">", "all"),
  );
const toCouncils = [level("iab", "appeal-iab", MONTHS), level("isoc-board", "appeal-isoc", MONTHS)];
const stated = { standing: "party", suspends: true, remedy: "remand" } as const;
const ballot = { choices: ["yes", "no", "abstain", "veto", "present"], grounds: true } as const;

export const ietf: Constitution = constitution(
  "Internet Engineering Task Force",
  {
    "area-directors": equal("Responsible area directors", { by: "role", role: "area-director" }),
    iesg: equal("Internet Engineering Steering Group"),
    iab: equal("Internet Architecture Board"),
    "isoc-board": equal("ISOC Board of Trustees"),
    "recall-committee": equal("Recall committee", { by: "role", role: "recall-committee" }),
  },
  {
    "working-group": rule(
      "A working group decides by rough consensus, which its chairs judge; objections are addressed, not counted.",
      from("memory", "RFC 2418, 3.3; RFC 7282"),
      judged("working-group-chairs", "rough-consensus"),
      {
        periods: days({ deliberation: 14 }),
        appeal: {
          levels: [
            level("area-directors", "appeal-ad", MONTHS),
            level("iesg", "appeal-iesg", MONTHS),
            ...toCouncils,
          ],
          ...stated,
        },
      },
    ),
    "working-group-document": rule(
      "A document of a working group is published after a last call of two weeks and the ballot of the IESG.",
      from("memory", "RFC 2026, 6.1.2; IESG ballot procedures"),
      [
        { name: "last call", condition: judged("responsible-ad", "rough-consensus"), voting: 2 * WEEK },
        { name: "IESG ballot", condition: iesgBallot, voting: 2 * WEEK },
      ],
      { ballot, recuse: ["recused"], appeal: { levels: toCouncils, ...stated } },
    ),
    "individual-document": rule(
      "A document of nobody's working group has a last call of four weeks.",
      from("memory", "RFC 2026, 6.1.2"),
      [
        { name: "last call", condition: judged("responsible-ad", "rough-consensus"), voting: 4 * WEEK },
        { name: "IESG ballot", condition: iesgBallot, voting: 2 * WEEK },
      ],
      { ballot, recuse: ["recused"], appeal: { levels: toCouncils, ...stated } },
    ),
    recall: rule(
      "Who was appointed is recalled, after a petition, by three quarters of a recall committee.",
      from("memory", "RFC 8713, section 7"),
      yes("recall-committee", "3/4", ">=", "all"),
    ),
    "appeal-ad": appealTo("area-directors"),
    "appeal-iesg": appealTo("iesg"),
    "appeal-iab": appealTo("iab"),
    "appeal-isoc": appealTo("isoc-board"),
  },
  amendedBy("individual-document"),
);
