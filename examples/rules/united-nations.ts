/** What the organs of the United Nations share: chambers, the Council's votes, the amendment of the Charter. */
import type { Chamber, Condition, Rule } from "@comity/rules";
import { allOf, days, equal, from, moreThan, NO_DEADLINE, quorum, rule, yes } from "./write.ts";

export const assembly: Chamber = equal("General Assembly", { by: "decision", class: "admission" });
export const memberStates: Chamber = equal("Member states", { by: "chambers", of: ["general-assembly"] });
export const council: Chamber = equal("Security Council", { by: "role", role: "council" });

/** Rules of Procedure 67: a majority of the members is present for any decision. */
export const present: Condition = quorum(
  "general-assembly",
  ["yes", "no", "abstain", "present"],
  moreThan("1/2"),
);
export const twoThirds: Condition = yes("general-assembly", "2/3", ">=", "cast");

/** Article 19: whoever is two years in arrears has no vote, and is a member all the same. */
export const inAssembly = {
  suspended: "counted",
  ballot: { choices: ["yes", "no", "abstain", "present"] },
} as const;

/** Article 27(2): a number of members, whoever they are. */
export const affirmative = (number: number): Condition =>
  quorum("security-council", ["yes"], { number }, "members");
/** Article 27(3): and no permanent member votes against; its abstention or absence is no veto. */
export const withoutVeto: Condition = {
  kind: "veto",
  chamber: "security-council",
  who: { role: "permanent" },
  counts: ["no"],
};
export const substantive = (number: number): Condition => allOf(affirmative(number), withoutVeto);

/** Article 108: two thirds of all members adopt, two thirds of all members ratify, every permanent one among them. */
export const charterAmendment: Rule = rule(
  "The Charter is amended by two thirds of all members, and when two thirds have ratified, all permanent members among them.",
  from("memory", "UN Charter, article 108"),
  [
    { name: "adoption", condition: yes("general-assembly", "2/3", ">=", "all") },
    {
      name: "ratification",
      condition: allOf(yes("member-states", "2/3", ">=", "all"), {
        kind: "support",
        chamber: "member-states",
        who: { role: "permanent" },
      }),
      voting: NO_DEADLINE,
    },
  ],
  { suspended: "counted", periods: days({ voting: 1 }) },
);

/** Article 4(2): the Council recommends, the Assembly decides. */
export const admission = (number: number): Rule =>
  rule(
    "A state is admitted by two thirds of the Assembly on the recommendation of the Security Council.",
    from("memory", "UN Charter, articles 4(2), 18(2) and 27(3)"),
    [
      { name: "recommendation", condition: substantive(number) },
      { name: "decision", condition: allOf(present, twoThirds) },
    ],
    inAssembly,
  );

export const chaptersOfCouncil = (number: number, size: number): { readonly [id: string]: Rule } => ({
  procedural: rule(
    `Procedural matters are decided by ${number} of ${size} members; nobody has a veto.`,
    from("data", "UN Charter, article 27(2); all recorded adoptions with a permanent no"),
    affirmative(number),
    { recused: "counted" },
  ),
  substantive: rule(
    `All other matters are decided by ${number} of ${size} members, no permanent member voting against.`,
    from("data", "UN Charter, article 27(3); 2,688 of 2,698 recorded adoptions; ICJ, Namibia (1971)"),
    substantive(number),
    { recused: "counted" },
  ),
  "pacific-settlement": rule(
    `In decisions on the settlement of disputes, a party to the dispute abstains; ${number} of ${size} decide.`,
    from("memory", "UN Charter, articles 27(3) and 52(3)"),
    substantive(number),
    { recuse: ["party-to-dispute"], recused: "counted" },
  ),
});

export const half = (tieWithin: number): Condition =>
  yes("general-assembly", "1/2", ">", "cast", { tie: { answer: "second-vote", within: tieWithin } });
