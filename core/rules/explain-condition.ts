/** One condition in plain English: one sentence, parts follow as sentences of their own. */
import { duration } from "./duration.ts";
import type { Base, Condition, Limit, Quorum, Threshold, Tie } from "./rule.ts";
import { amount, called, counting, doing, listed, meant, share, type Names, type Sentence } from "./words.ts";
import { parts } from "./walk.ts";

/** The condition at `path` and everything below it, in the order in which it is read. */
export function explainCondition(condition: Condition, path: string, names: Names): readonly Sentence[] {
  return [
    { path, text: sentenceOf(condition, names) },
    ...parts(condition).flatMap((part) => explainCondition(part.condition, path + part.path, names)),
  ];
}

const BASES: { readonly [base in Base]: string } = {
  cast: "the yes and no votes",
  present: "those present, abstentions included",
  all: "all members",
};

function sentenceOf(condition: Condition, names: Names): string {
  const where = "chamber" in condition ? `In ${called(names, condition.chamber)}` : "";
  switch (condition.kind) {
    case "all":
      return condition.of.length === 1
        ? "The following must hold."
        : `The following ${condition.of.length} must all hold.`;
    case "any":
      return condition.of.length === 1
        ? "This must hold:"
        : `One of the following ${condition.of.length} must hold.`;
    case "at-least":
      return `At least ${condition.number} of the following ${condition.of.length} must hold.`;
    case "if-affected":
      return `If the measures affect ${called(names, condition.chamber)}, the following must hold too.`;
    case "threshold":
      return `${where}, ${thresholdSentence(condition, names)}`;
    case "quorum":
      return `${where}, ${quorumSentence(condition, names)}`;
    case "limit":
      return `${where}, ${limitSentence(condition, names)}`;
    case "blocking": {
      const more = condition.plus === 0 ? "" : ` plus ${condition.plus}`;
      return `${where}, members who do not say yes block only if they are as many as the fewest members that together weigh more than ${share(condition.share)} of all${more}.`;
    }
    case "veto": {
      const lifted = condition.overriddenBy === undefined ? "" : ", unless the following lifts the veto";
      return `${where}, none of ${meant(condition.who)} votes ${listed(condition.counts, "or")}${lifted}.`;
    }
    case "support": {
      const number = condition.number === undefined ? "all" : `at least ${condition.number}`;
      const none = condition.onNone === "holds" ? "there is nothing to ask" : "this fails";
      return `${where}, ${number} of ${meant(condition.who)} vote yes; if there are none, ${none}.`;
    }
    case "consent": {
      const every = condition.share.num === condition.share.den;
      const who = every ? "Every party" : `At least ${share(condition.share)} of the parties`;
      const verb = every ? "that is" : "that are";
      const act = every ? "consents by its own act" : "consent by their own acts";
      const answer = condition.silence === "consents" ? "consent" : "refusal";
      const none = condition.onNone === "holds" ? "there is nothing to ask" : "this fails";
      return `${who} ${verb} ${condition.role} ${act}; silence is ${answer}; if there is no such party, ${none}.`;
    }
    case "due-process":
      return "Grounds, notice, the answer or its time, and the hearing are on the record.";
    case "without-vote": {
      const { requests = 1 } = condition;
      const asked = requests === 1 ? "no member asks" : `fewer than ${requests} members ask`;
      return `${where}, ${asked} for a vote: it is adopted without one.`;
    }
    case "judged":
      return `It is for ${condition.by} to judge that there is ${condition.question}.`;
  }
}

function thresholdSentence(condition: Threshold, names: Names): string {
  const { chamber, comparator, base, count, onZero, tie } = condition;
  const zero = onZero === "holds" ? "if there are none, this holds" : "if there are none, this fails";
  const need = amount(comparator, condition.share);
  const by = counting(names, chamber, count);
  return `the yes votes are ${need === "all" ? "" : `${need} of `}${BASES[base]}${by}; ${zero}${tieClause(tie)}.`;
}

function tieClause(tie: Tie | undefined): string {
  switch (tie?.answer) {
    case undefined:
      return "";
    case "fails":
      return "; exactly that share fails";
    case "passes":
      return "; exactly that share passes";
    case "second-vote":
      return `; on exactly that share there is a second vote within ${duration(tie.within)}, and a second tie fails`;
    case "casting":
      return `; on exactly that share the ${tie.role} decides`;
  }
}

function quorumSentence({ chamber, counts, need, count, onZero }: Quorum, names: Names): string {
  const by = counting(names, chamber, count);
  const who = `the members who ${doing(counts)} are`;
  if ("number" in need) {
    const less =
      need.lessPerRecused === undefined ? "" : `, ${need.lessPerRecused} less for each recused member`;
    return `${who} at least ${need.number}${less}${by}.`;
  }
  const round = need.round === undefined ? "" : ", rounded down";
  const zero = onZero === "holds" ? "; a chamber without members passes this" : "";
  return `${who} ${amount(need.comparator, need.share)} of all members${round}${by}${zero}.`;
}

function limitSentence({ chamber, counts, most, count, onZero, exceeded }: Limit, names: Names): string {
  const by = counting(names, chamber, count);
  const then =
    exceeded === "postpones" ? "; otherwise the question is voted again later, without this limit" : "";
  if ("number" in most) {
    return most.number === 0
      ? `no members ${doing(counts)}${by}${then}.`
      : `the members who ${doing(counts)} are at most ${most.number}${by}${then}.`;
  }
  const need = `${most.comparator === "<" ? "less than" : "at most"} ${share(most.share)}`;
  const zero = onZero === "fails" ? "; if there are none, this fails" : "";
  return `the members who ${doing(counts)} are ${need} of ${BASES[most.base]}${by}${zero}${then}.`;
}
