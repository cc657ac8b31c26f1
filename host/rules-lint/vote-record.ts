/** What a vote file says is on the record besides ballots. Only what the rule asks for can be there. */
import type { Consents, Rule } from "@comity/rules";
import { consentRoles, judgedBy } from "./known-names.ts";
import { isMap, oddKey, textsOf, type Refused, type Say } from "./vote-parts.ts";

type Answer = Consents["parties"][number];
type Judgement = Consents["judgements"][number];
const ANSWERS = ["consents", "refuses", "none"] as const;

export function recordOf(
  value: { readonly [key: string]: unknown },
  rule: Rule,
  ids: ReadonlySet<string>,
  say: Say,
): Consents | Refused {
  const { dueProcess = false, requests } = value;
  if (typeof dueProcess !== "boolean") return say("shape", "/dueProcess", "expected true or false");
  const parties = answersOf(value["consents"] ?? [], rule, say);
  if ("ok" in parties) return parties;
  const judgements = judgementsOf(value["judgements"] ?? [], rule, say);
  if ("ok" in judgements) return judgements;
  const asking = requests === undefined ? undefined : textsOf(requests);
  if (asking === null) return say("shape", "/requests", "expected a list of members");
  const stranger = asking?.findIndex((id) => !ids.has(id)) ?? -1;
  if (stranger >= 0) return say("unknown-name", `/requests/${stranger}`, "no such member in the list");
  return {
    parties,
    dueProcess: { grounds: dueProcess, notice: dueProcess, answer: dueProcess, hearing: dueProcess },
    judgements,
    ...(asking === undefined ? {} : { requests: asking }),
  };
}

function answersOf(value: unknown, rule: Rule, say: Say): readonly Answer[] | Refused {
  if (!Array.isArray(value)) return say("shape", "/consents", "expected a list of {role, party, answer}");
  const asked = consentRoles(rule);
  const parties: Answer[] = [];
  for (const [i, each] of value.entries()) {
    const path = `/consents/${i}`;
    const answer = isMap(each) ? ANSWERS.find((one) => one === each["answer"]) : undefined;
    if (
      !isMap(each) ||
      typeof each["role"] !== "string" ||
      typeof each["party"] !== "string" ||
      answer === undefined
    ) {
      return say("shape", path, "expected {role, party, answer: consents|refuses|none}");
    }
    const odd = oddKey(each, path, ["role", "party", "answer"], say);
    if (odd !== null) return odd;
    const { role, party } = each as { readonly role: string; readonly party: string };
    if (!asked.includes(role)) {
      const offered = asked.length === 0 ? "the rule asks nobody" : `it asks ${asked.join(", ")}`;
      return say("unknown-name", `${path}/role`, `the rule asks no such role for consent: ${offered}`);
    }
    if (parties.some((one) => one.role === role && one.party === party))
      return say("duplicate", path, "each party answers once in a role");
    parties.push({ role, party, answer });
  }
  return parties;
}

function judgementsOf(value: unknown, rule: Rule, say: Say): readonly Judgement[] | Refused {
  if (!Array.isArray(value)) return say("shape", "/judgements", "expected a list of {by, question, holds}");
  const asked = judgedBy(rule);
  const judged: Judgement[] = [];
  for (const [i, each] of value.entries()) {
    const path = `/judgements/${i}`;
    if (
      !isMap(each) ||
      typeof each["holds"] !== "boolean" ||
      typeof each["by"] !== "string" ||
      typeof each["question"] !== "string"
    ) {
      return say("shape", path, "expected {by, question, holds: true|false}");
    }
    const odd = oddKey(each, path, ["by", "question", "holds"], say);
    if (odd !== null) return odd;
    const { by, question, holds } = each as Judgement;
    if (!asked.some((one) => one.by === by && one.question === question)) {
      const offered = asked.map((one) => `${one.by}: ${one.question}`).join(", ") || "nothing";
      return say("unknown-name", path, `the rule leaves no such judgement to anybody: it asks ${offered}`);
    }
    if (judged.some((one) => one.by === by && one.question === question))
      return say("duplicate", path, "each question is judged once");
    judged.push({ by, question, holds });
  }
  return judged;
}
