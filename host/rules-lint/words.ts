/** Counter-examples in words. */
import type { Explained } from "@comity/rules";
import type { Concrete, Numbers } from "./concrete.ts";
import { allParts } from "./electorate.ts";
import type { Shown } from "./question.ts";
import { PLACES, type Place } from "./tally.ts";

const SAID: { readonly [place in Place]: string } = {
  yes: "yes",
  no: "no",
  abstain: "abstaining",
  veto: "vetoing",
  present: "present without voting",
  absent: "absent",
  recused: "recused",
  suspended: "suspended",
};

/** `registries: 2 yes, 1 absent; operators (weight): 5 yes, 3 no` for every stage. */
export function votesOf(shown: Shown): string {
  const { rule, given } = shown;
  const stages = given.stages.map((stage, i) => {
    const counted = allParts(rule.stages[i]!.condition).flatMap((each) =>
      "chamber" in each && each.kind !== "if-affected" ? [each.chamber] : [],
    );
    const chambers = Object.entries(stage).flatMap(([id, each]) =>
      counted.includes(id) ? [`${id}: ${chamberWords(each.heads, each.weight, each.shape.equal)}`] : [],
    );
    const said = chambers.length === 0 ? "no ballots are counted" : chambers.join("; ");
    return `${given.stages.length === 1 ? "" : `${rule.stages[i]!.name}: `}${said}`;
  });
  return [...stages, ...recordWords(given, shown)].join("; ");
}

function chamberWords(heads: Numbers, weight: Numbers, equal: boolean): string {
  const parts = PLACES.flatMap((place) => {
    if (heads[place] === 0 && weight[place] === 0) return [];
    return [`${heads[place]} ${SAID[place]}${equal ? "" : ` (weight ${weight[place]})`}`];
  });
  return parts.length === 0 ? "nobody" : parts.join(", ");
}

function recordWords({ affected, consents, round }: Concrete, { rule }: Shown): readonly string[] {
  const said: string[] = [];
  const asks = JSON.stringify(rule.stages);
  if (affected.length > 0 && asks.includes('"if-affected"')) said.push(`affecting ${affected.join(", ")}`);
  const answers = { consents: "consent", refuses: "refuse", none: "do not answer" } as const;
  for (const role of new Set(consents.parties.map((each) => each.role))) {
    for (const answer of ["consents", "refuses", "none"] as const) {
      const many = consents.parties.filter((each) => each.role === role && each.answer === answer).length;
      if (many > 0) said.push(`${many} ${role} ${answers[answer]}`);
    }
  }
  if (asks.includes('"due-process"'))
    said.push(consents.dueProcess.grounds ? "with due process" : "without due process");
  for (const { by, holds } of consents.judgements)
    said.push(`${by} ${holds ? "judges so" : "does not judge so"}`);
  if (round > 1) said.push("in the second vote");
  return said;
}

/** The deepest condition that decides why the whole does not hold, as a JSON pointer into the rule. */
export function culprit(explained: Explained): string {
  const failing = (explained.of ?? []).filter((part) => !part.holds);
  if (explained.holds || failing.length !== 1) return explained.path;
  return culprit(failing[0]!);
}
