/**
 * Number resources: global policy (NRO, ASO, ICANN), and the recognition of regional registries under ICP-2 and the
 * draft RIR Governance Document. The numbers of the second draft are not known, so it comes as three variants.
 */
import type { Condition, Constitution, Source } from "@comity/rules";
import { allOf, amendedBy, consent, constitution, days, equal, from, quorum, rule, yes } from "./write.ts";

const RIRS = "registries";
const all: Condition = yes(RIRS, "1/1", ">=", "all");
const five = { [RIRS]: equal("Regional registries", { by: "decision", class: "recognition" }) };
const icannAgrees = (days: number) => ({
  name: "icann",
  condition: consent("icann"),
  voting: days * 86_400,
});

export const nroGlobalPolicy: Constitution = constitution(
  "Global policy for number resources",
  { [RIRS]: five[RIRS], communities: equal("Registry communities", { by: "role", role: "community" }) },
  {
    "executive-council": rule(
      "The NRO Executive Council acts by unanimous written agreement of the registries.",
      from("read", "ASO and NRO Executive Council procedures"),
      all,
    ),
    "global-policy": rule(
      "A global policy is adopted by every registry's community and by all registries; ICANN ratifies within 60 days, and its silence is acceptance.",
      from("memory", "ASO memorandum of understanding, attachment A"),
      [
        { name: "communities", condition: yes("communities", "1/1", ">=", "all") },
        { name: "registries", condition: all },
        { name: "ratification", condition: consent("icann", { silence: "consents" }), voting: 60 * 86_400 },
      ],
    ),
    recognition: rule(
      "A new registry is recognised by all existing ones and by ICANN.",
      from("memory", "ICP-2 (2001) names criteria and no number; practice is unanimity"),
      [{ name: "registries", condition: all }, icannAgrees(60)],
    ),
  },
  amendedBy("executive-council"),
);

const variant = (
  name: string,
  about: string,
  source: Source,
  registries: Condition,
  recuse: readonly string[],
): Constitution => {
  const stages = [{ name: "registries", condition: registries }, icannAgrees(60)];
  const more = { recuse, periods: days({ deliberation: 30, voting: 30 }) };
  return constitution(
    name,
    five,
    {
      recognition: rule(`A registry is recognised ${about}, and by ICANN.`, source, stages, more),
      derecognition: rule(
        `A registry loses recognition ${about}, and by ICANN, after an audit and the time to put it right.`,
        from("unknown", "RIR Governance Document, draft 2: structure read, numbers not obtained"),
        [{ name: "grounds", condition: { kind: "due-process" } }, ...stages],
        { ...more, recuse: ["affected"], periods: days({ deliberation: 30, voting: 30, answer: 90 }) },
      ),
      amendment: rule(
        "The document is changed by all registries and by ICANN.",
        from("unknown", "RIR Governance Document, draft 2: structure read, numbers not obtained"),
        [{ name: "registries", condition: all }, icannAgrees(60)],
      ),
    },
    amendedBy("amendment"),
  );
};

export const rirUnanimity: Constitution = variant(
  "RIR Governance Document: unanimity",
  "by all existing registries",
  from("read", "RIR Governance Document, draft 1, 2.3(c); comments ripe-list msg02502, msg02504"),
  all,
  [],
);
export const rirAllButAffected: Constitution = variant(
  "RIR Governance Document: all registries but the affected",
  "by all existing registries, the affected one not voting",
  from("read", "Comment on draft 1: all registries that lose no territory (ripe-list)"),
  all,
  ["affected"],
);
export const rirThreeOfFive: Constitution = variant(
  "RIR Governance Document: three of five",
  "by three of the five registries",
  from("read", "Comment on draft 1: 3 of 5 (ripe-list)"),
  allOf(quorum(RIRS, ["yes"], { number: 3 }, "members")),
  [],
);
