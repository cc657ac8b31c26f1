/** ICANN: the Board, and the Empowered Community that may reject, approve and recall (Bylaws, article 25, annex D). */
import type { Condition, Constitution, Rule } from "@comity/rules";
import {
  allOf,
  anyOf,
  atMost,
  constitution,
  DAY,
  days,
  equal,
  from,
  judged,
  quorum,
  rule,
  WEEK,
  yes,
} from "./write.ts";

const BOARD = "board";
const EC = "empowered-community";
const MEMORY = "ICANN Bylaws, annex D; CCWG-Accountability annex 4";
/** Where a participant's own advice is at issue it is recused, and the number drops by one (GAC carve-out). */
const carved = { recuse: ["advice-at-issue"] } as const;

const supported = (number: number): Condition =>
  quorum(EC, ["yes"], { number, lessPerRecused: 1 }, "members");
const power = (number: number): Condition => allOf(supported(number), atMost(EC, ["no"], 1));
/** What the Board decided stands unless enough participants reject it and at most one objects to that. */
const notRejected = (number: number): Condition =>
  anyOf(atMost(EC, ["no"], number - 1), quorum(EC, ["yes"], { number: 2 }, "members"));
const directors = (of: `${number}/${number}`, comparator: ">" | ">=" = ">="): Condition =>
  yes(BOARD, of, comparator, "all");

/** Petition by one, joined by a second, forum, decision. */
const escalation = (decision: Condition): Rule["stages"] => [
  { name: "petition", condition: quorum(EC, ["yes"], { number: 1 }, "members"), voting: 21 * DAY },
  { name: "support", condition: quorum(EC, ["yes"], { number: 2 }, "members"), voting: WEEK },
  { name: "forum", condition: judged("ec-administration", "a-forum-held"), voting: 21 * DAY },
  { name: "decision", condition: decision, voting: 21 * DAY },
];
const leader: Condition = { kind: "support", chamber: EC, who: { role: "pdp-leader" } };
const byBoard = (of: `${number}/${number}`, second: Condition): Rule["stages"] => [
  { name: "board", condition: directors(of) },
  { name: "empowered community", condition: second, voting: 21 * DAY },
];

export const icann: Constitution = constitution(
  "ICANN Board and Empowered Community",
  {
    [BOARD]: equal("Board of Directors"),
    [EC]: equal("Decisional Participants"),
    "nominating-body": equal("Nominating body of the director's seat", {
      by: "role",
      role: "nominating-body",
    }),
  },
  {
    resolution: rule(
      "The Board decides by a majority of all directors.",
      from("memory", "ICANN Bylaws, article 7"),
      directors("1/2", ">"),
    ),
    "standard-bylaw": rule(
      "A standard bylaw is changed by two thirds of the directors, unless the community rejects it.",
      from("memory", "ICANN Bylaws 25.1, annex D article 2"),
      byBoard("2/3", notRejected(3)),
      carved,
    ),
    "standard-bylaw-from-policy": rule(
      "The same where it comes from a policy process: a rejection needs the organisation that led the process.",
      from("memory", "ICANN Bylaws 25.1, annex D article 2"),
      byBoard(
        "2/3",
        anyOf(notRejected(3), { kind: "veto", chamber: EC, who: { role: "pdp-leader" }, counts: ["no"] }),
      ),
      carved,
    ),
    "fundamental-bylaw": rule(
      "A fundamental bylaw, the articles or a sale of assets need three quarters of the directors and the community's approval.",
      from("memory", "ICANN Bylaws 25.2, annex D article 1"),
      byBoard("3/4", power(3)),
      { ...carved, periods: days({ deliberation: 30 }) },
    ),
    "reject-budget": rule(
      "The community rejects a budget, a plan or a decision on the naming functions with four supporters and at most one objection.",
      from("memory", MEMORY),
      escalation(power(4)),
      carved,
    ),
    "reject-bylaw": rule(
      "The community rejects a standard bylaw with three supporters and at most one objection.",
      from("memory", MEMORY),
      escalation(power(3)),
      carved,
    ),
    "reject-bylaw-from-policy": rule(
      "The same for a bylaw from a policy process, with the organisation that led it among the supporters.",
      from("memory", MEMORY),
      escalation(allOf(power(3), leader)),
      carved,
    ),
    "recall-nominated-director": rule(
      "A director named by the Nominating Committee is recalled with three supporters and at most one objection.",
      from("memory", "ICANN Bylaws, annex D article 3"),
      escalation(power(3)),
      carved,
    ),
    "recall-seat": rule(
      "A director of a supporting organisation is recalled by three quarters of the body that named it.",
      from("memory", "ICANN Bylaws, annex D article 3"),
      yes("nominating-body", "3/4", ">=", "all"),
    ),
    "recall-board": rule(
      "The whole Board is recalled with four supporters and at most one objection.",
      from("memory", "ICANN Bylaws, annex D article 3"),
      escalation(power(4)),
      carved,
    ),
    "against-government-advice": rule(
      "The Board rejects consensus advice of the Governmental Advisory Committee with 60 % of the directors.",
      from("memory", "ICANN Bylaws 12.2"),
      directors("3/5"),
    ),
    "against-policy-recommendation": rule(
      "The Board rejects a recommendation that a supermajority of the GNSO made with more than two thirds.",
      from("memory", "ICANN Bylaws, annex A"),
      directors("2/3", ">"),
    ),
  },
  { order: ["fundamental-bylaw"], clauses: [{ clause: "", by: "fundamental-bylaw" }] },
);
