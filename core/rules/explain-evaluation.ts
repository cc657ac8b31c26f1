/** How a vote stands in plain English: one sentence per condition, with its numbers and what would still change it. */
import type { Evaluation, Explained, StageEvaluation, Tally } from "./evaluation.ts";
import { everyPart } from "./walk.ts";
import type { Condition, Rule } from "./rule.ts";
import { amount, called, listed, share, type Names, type Sentence } from "./words.ts";

/** The places are those of `explainRule`; `names` are the chambers of the constitution. */
export function explainEvaluation(
  rule: Rule,
  evaluation: Evaluation,
  names: Names = {},
): readonly Sentence[] {
  const { problem, stages } = evaluation;
  if (problem !== undefined)
    return [{ path: problem.field, text: `This cannot be evaluated: ${problem.detail}.` }];
  return [
    { path: "", text: overall(evaluation) },
    ...stages.flatMap((stage, i) => [
      { path: `/stages/${i}`, text: stageText(stage, names) },
      ...(stage.outcome === "waiting" ? [] : conditionsOf(rule, i, stage.condition, names)),
    ]),
  ];
}

function overall({ outcome, settled, again, aborted }: Evaluation): string {
  if (aborted === true) return "It is given up: the rule was amended while it was open.";
  if (again?.why === "abstentions")
    return "It is put off: too many abstained, so the question is voted again later.";
  if (again?.why === "tie") return "It is a tie: there is a second vote.";
  const text = { passes: "It passes", fails: "It fails", open: "It is open" }[outcome];
  return settled ? `${text}; nothing that may still come changes that.` : `${text}.`;
}

function stageText({ name, outcome, standing, extended, tallies }: StageEvaluation, names: Names): string {
  if (outcome === "waiting") return `The stage ${name} has not opened.`;
  const now = { passes: "passes", fails: "fails", open: `is open, and as things stand ${standing}` }[outcome];
  const longer = extended ? "; it was kept open longer" : "";
  const counts = Object.entries(tallies).map(
    ([id, { weight }]) => `${called(names, id)} ${tallyText(weight)}`,
  );
  return `The stage ${name} ${now}${longer}${counts.length === 0 ? "" : `: ${counts.join("; ")}`}.`;
}

function tallyText({ yes, no, abstain, veto, present = 0, absent, all }: Tally): string {
  const counts = Object.entries({ yes, no, veto, abstain, present, absent });
  const shown = counts.filter(([key, count]) => count > 0 || key === "yes" || key === "no");
  return `${shown.map(([key, count]) => `${count} ${key}`).join(", ")} of ${all}`;
}

function conditionsOf(rule: Rule, stage: number, top: Explained, names: Names): readonly Sentence[] {
  const root = `/stages/${stage}/condition`;
  const conditions = new Map(
    everyPart(rule.stages[stage]!.condition, root).map(({ path, condition }) => [path, condition]),
  );
  const walk = (explained: Explained): readonly Sentence[] => [
    { path: explained.path, text: textOf(explained, conditions.get(explained.path), names) },
    ...(explained.of ?? []).flatMap(walk),
  ];
  return walk(top);
}

function textOf(explained: Explained, condition: Condition | undefined, names: Names): string {
  const { holds, chamber } = explained;
  const where = chamber === undefined ? "" : ` in ${called(names, chamber)}`;
  const numbers = numbersOf(explained, condition);
  return `${holds ? "Holds" : "Does not hold"}${where}${numbers === "" ? "" : `: ${numbers}`}${changeOf(explained)}.`;
}

function numbersOf(explained: Explained, condition: Condition | undefined): string {
  const { holds, counted, base, left, comparator, right, because, who } = explained;
  if (because === "zero") return "there is nothing to count";
  if (because === "not-affected") return "the measures do not affect it";
  if (because === "nobody") return "there is nobody to ask";
  if (because === "no-requests-kept") return "nobody could ask for a vote";
  const names = who === undefined || who.length === 0 ? "" : ` (${listed(who, "and")})`;
  const reason = because === undefined || because === "tie" ? "" : ` (${because})`;
  const need = needOf(condition);
  if (counted !== undefined && base !== undefined && need !== "") {
    return `${counted} of ${base}, where ${need}${because === "tie" ? ": exactly that share" : ""}${names}${reason}`;
  }
  switch (condition?.kind) {
    case "all":
    case "any":
    case "at-least":
      return `${left} of ${condition.of.length} hold, ${right} needed`;
    case "veto":
      return left === 0 ? "no veto" : `${listed(who ?? [], "and")} against${reason}`;
    case "support":
      return `${left} of the ${right} that must vote yes${who === undefined ? "" : `; missing: ${listed(who, "and")}`}`;
    case "without-vote":
      return left === 0 ? "nobody has asked for a vote" : `${listed(who ?? [], "and")} asked for a vote`;
    case "blocking":
      return `${left} do not agree, ${right} could block`;
    case "due-process":
      return holds ? "every step is on the record" : String(because);
    case "threshold":
    case "quorum":
    case "limit":
    case "consent":
    case "judged":
    case "if-affected":
    case undefined:
      break;
  }
  if (left === undefined || right === undefined) return `${because ?? "it is judged so"}${names}`;
  return `${left} ${comparator} ${right}${names}${reason}`;
}

function needOf(condition: Condition | undefined): string {
  switch (condition?.kind) {
    case "threshold":
      return `${amount(condition.comparator, condition.share)} ${condition.share.num === condition.share.den ? "are" : "is"} needed`;
    case "quorum":
      return "share" in condition.need
        ? `${amount(condition.need.comparator, condition.need.share)} is needed`
        : `at least ${condition.need.number} is needed`;
    case "limit":
      return "share" in condition.most
        ? `${condition.most.comparator === "<" ? "less than" : "at most"} ${share(condition.most.share)} is allowed`
        : `at most ${condition.most.number} is allowed`;
    case "consent":
      return `${amount(">=", condition.share)} must consent`;
    default:
      return "";
  }
}

function changeOf({ toHold, toFail, holds, mayHold, mayFail, of }: Explained): string {
  if (toHold !== undefined) return `; ${toHold} more yes would change that`;
  if (toFail !== undefined) return `; ${toFail} more against would change that`;
  if (of !== undefined) return "";
  if (holds ? mayFail : mayHold) return "; it may still change";
  return "";
}
