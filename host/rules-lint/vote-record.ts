/** What a vote file says is on the record besides ballots. */
import type { Consents } from "@comity/rules";
import { isMap, textsOf, type ReadVote, type Say } from "./vote-parts.ts";

type Answer = Consents["parties"][number];

export function recordOf(value: { readonly [key: string]: unknown }, say: Say): Consents | ReadVote {
  const steps = { grounds: false, notice: false, answer: false, hearing: false };
  const { consents = [], dueProcess = false, judgements = [], requests } = value;
  if (typeof dueProcess !== "boolean") return say("shape", "/dueProcess", "expected true or false");
  for (const key of Object.keys(steps) as (keyof typeof steps)[]) steps[key] = dueProcess;
  if (!Array.isArray(consents)) return say("shape", "/consents", "expected a list of {role, party, answer}");
  const parties: Answer[] = [];
  for (const [i, each] of consents.entries()) {
    const answer = isMap(each)
      ? (["consents", "refuses", "none"] as const).find((one) => one === each["answer"])
      : undefined;
    if (
      !isMap(each) ||
      typeof each["role"] !== "string" ||
      typeof each["party"] !== "string" ||
      answer === undefined
    ) {
      return say("shape", `/consents/${i}`, "expected {role, party, answer: consents|refuses|none}");
    }
    parties.push({ role: each["role"], party: each["party"], answer });
  }
  if (!Array.isArray(judgements))
    return say("shape", "/judgements", "expected a list of {by, question, holds}");
  const judged: Consents["judgements"][number][] = [];
  for (const [i, each] of judgements.entries()) {
    if (
      !isMap(each) ||
      typeof each["by"] !== "string" ||
      typeof each["question"] !== "string" ||
      typeof each["holds"] !== "boolean"
    ) {
      return say("shape", `/judgements/${i}`, "expected {by, question, holds: true|false}");
    }
    judged.push({ by: each["by"], question: each["question"], holds: each["holds"] });
  }
  const asking = requests === undefined ? undefined : textsOf(requests);
  if (asking === null) return say("shape", "/requests", "expected a list of members");
  return {
    parties,
    dueProcess: steps,
    judgements: judged,
    ...(asking === undefined ? {} : { requests: asking }),
  };
}
