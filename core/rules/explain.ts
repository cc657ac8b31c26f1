/** A rule in plain English: one sentence per clause, each with the clause's place as a JSON pointer. */
import { duration } from "./duration.ts";
import type { Condition, Limit, Periods, Quorum, Rule, State, Threshold, Tie, Who } from "./rule.ts";
import { parts } from "./walk.ts";

/** Lines `<pointer>: <sentence>`, in the order in which the clauses apply. */
export function explainRule(rule: Rule): string[] {
  const lines = [`/about: ${rule.about}`];
  const say = (path: string, sentence: string) => lines.push(`${path}: ${sentence}`);
  say(
    "/proposers",
    rule.proposers.length === 0
      ? "Every party may propose."
      : `Members of ${listed(rule.proposers, "or")} may propose.`,
  );
  for (const [id, { recuse, recused, suspended }] of Object.entries(rule.electorates)) {
    const out = recuse.length === 0 ? "Nobody is recused" : `Who is ${listed(recuse, "or")} is recused`;
    say(
      `/electorates/${id}`,
      `${id} votes. ${out}; recused members are ${kept(recused)}, suspended members are ${kept(suspended)} when all are counted.`,
    );
  }
  const again = rule.ballot.revote === "last" ? "the last ballot before close counts" : "a ballot is final";
  say("/ballot", `A ballot says ${listed(rule.ballot.choices, "or")}; ${again}.`);
  for (const [i, stage] of rule.stages.entries()) {
    const order = rule.stages.length === 1 ? "There is one vote" : `Stage ${i + 1} of ${rule.stages.length}`;
    say(
      `/stages/${i}`,
      `${order} (${stage.name}), open for ${duration(stage.voting ?? rule.periods.voting)}.`,
    );
    explainCondition(stage.condition, `/stages/${i}/condition`, say);
  }
  explainPeriods(rule.periods, say);
  explainTerms(rule, say);
  return lines;
}

type Say = (path: string, sentence: string) => void;

function explainCondition(condition: Condition, path: string, say: Say): void {
  say(path, sentenceOf(condition));
  for (const part of parts(condition)) explainCondition(part.condition, path + part.path, say);
}

function sentenceOf(condition: Condition): string {
  switch (condition.kind) {
    case "all":
      return `The following ${condition.of.length} must all hold.`;
    case "any":
      return `One of the following ${condition.of.length} must hold.`;
    case "at-least":
      return `At least ${condition.number} of the following ${condition.of.length} must hold.`;
    case "if-affected":
      return `If the measures affect ${condition.chamber}, the following must hold too.`;
    case "threshold":
      return thresholdSentence(condition);
    case "quorum":
      return quorumSentence(condition);
    case "limit":
      return limitSentence(condition);
    case "blocking": {
      const { chamber, share, plus } = condition;
      return `In ${chamber}, members who do not say yes block only if they are at least ${plus} more than the fewest members that together weigh more than ${share.num}/${share.den} of all.`;
    }
    case "veto": {
      const lifted = condition.overriddenBy === undefined ? "" : ", unless the following lifts the veto";
      return `In ${condition.chamber}, none of ${meant(condition.who)} says ${listed(condition.counts, "or")}${lifted}.`;
    }
    case "support": {
      const number = condition.number === undefined ? "all" : `at least ${condition.number}`;
      const none = condition.onNone === "holds" ? "this holds" : "this fails";
      return `In ${condition.chamber}, ${number} of ${meant(condition.who)} say yes; if there are none, ${none}.`;
    }
    case "consent": {
      const { share, role, silence, onNone } = condition;
      const who = share.num === share.den ? "Every" : `At least ${share.num}/${share.den} of every`;
      const answer = silence === "consents" ? "consent" : "refusal";
      const none = onNone === "holds" ? "this holds" : "this fails";
      return `${who} party that is ${role} consents by its own act; silence is ${answer}; if there is no such party, ${none}.`;
    }
    case "due-process":
      return "Grounds, notice, the answer or its time, and the hearing are on the record.";
    case "without-vote": {
      const { chamber, requests = 1 } = condition;
      const asked = requests === 1 ? "no member has asked" : `fewer than ${requests} members have asked`;
      return `In ${chamber}, ${asked} for a vote before close: adopted without a vote.`;
    }
    case "judged":
      return `${condition.by} has judged that ${condition.question} holds.`;
  }
}

function thresholdSentence({ chamber, share, comparator, base, count, onZero, tie }: Threshold): string {
  const of = { cast: "yes and no votes", present: "votes, abstentions included", all: "members" }[base];
  const amount = comparator === ">" ? "more than" : "at least";
  const zero = onZero === "holds" ? "; if there are none, this holds" : "; if there are none, this fails";
  return `In ${chamber}, yes is ${amount} ${share.num}/${share.den} of all ${of}${by(count)}${zero}${tieClause(tie)}.`;
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
      return `; on exactly that share there is a second vote within ${duration(tie.within)}`;
    case "casting":
      return `; on exactly that share the ${tie.role} decides`;
  }
}

function quorumSentence({ chamber, counts, need, count, onZero }: Quorum): string {
  const who = `In ${chamber}, members who vote ${listed(counts, "or")} are`;
  if ("number" in need) {
    const less =
      need.lessPerRecused === undefined ? "" : `, ${need.lessPerRecused} less for each recused member`;
    return `${who} at least ${need.number}${less}${by(count)}.`;
  }
  const amount = need.comparator === ">" ? "more than" : "at least";
  const round = need.round === undefined ? "" : ", rounded down";
  const zero = onZero === "holds" ? "; an empty chamber passes this" : "";
  return `${who} ${amount} ${need.share.num}/${need.share.den} of all members${round}${by(count)}${zero}.`;
}

function limitSentence({ chamber, counts, most, count, onZero, exceeded }: Limit): string {
  const who = `In ${chamber}, members who ${doing(counts)} are`;
  const then = exceeded === "postpones" ? "; otherwise the question is voted again later" : "";
  if ("number" in most) return `${who} at most ${most.number}${by(count)}${then}.`;
  const of = { cast: "yes and no votes", present: "votes, abstentions included", all: "members" }[most.base];
  const amount = most.comparator === "<" ? "less than" : "at most";
  const zero = onZero === "fails" ? "; if there are none, this fails" : "";
  return `${who} ${amount} ${most.share.num}/${most.share.den} of all ${of}${by(count)}${zero}${then}.`;
}

function explainPeriods(periods: Periods, say: Say): void {
  const sentences: { readonly [K in keyof Periods]: (time: string) => string } = {
    notice: (time) => `Notice is given for ${time} before deliberation.`,
    deliberation: (time) => `Deliberation lasts ${time}.`,
    voting: (time) => `A vote is open for ${time}.`,
    waiting: (time) => `After adoption ${time} pass before anything is carried out.`,
    expiry: (time) => `What has not been carried out ${time} later lapses.`,
    pause: (time) => `After failing, the same measures wait ${time}.`,
    answer: (time) => `The party concerned has ${time} to answer.`,
    quarantine: (time) => `After the last appeal ${time} pass before a resource changes.`,
    lapse: (time) => `The effect ends by itself after ${time}.`,
  };
  for (const key of Object.keys(sentences) as (keyof Periods)[]) {
    if (periods[key] > 0) say(`/periods/${key}`, sentences[key](duration(periods[key])));
  }
}

function explainTerms({ extension, appeal, emergency, delegation }: Rule, say: Say): void {
  if (extension !== undefined) {
    const what = extension.on.map((each) => (each === "quorum" ? "a quorum is reached" : "the result turns"));
    say(
      "/extension",
      `If ${listed(what, "or")} in the last ${duration(extension.last)}, the vote stays open ${duration(extension.by)} longer, once.`,
    );
  }
  if (appeal !== undefined) {
    const who = { affected: "An affected party", member: "Any member", party: "Any party" }[appeal.standing];
    const effect = appeal.suspends
      ? "nothing takes effect before it is over"
      : "it does not suspend the effect";
    const remedy = appeal.remedy === "annul" ? "annuls the decision" : "sends the question back";
    say("/appeal", `${who} may appeal; ${effect}; a successful appeal ${remedy}.`);
    for (const [i, { body, class: by, length }] of appeal.levels.entries()) {
      say(
        `/appeal/levels/${i}`,
        `Appeal ${i + 1} goes to ${body}, which decides by the rule ${by} within ${duration(length)}.`,
      );
    }
  }
  if (emergency !== undefined) {
    const confirm =
      emergency.confirm === null
        ? "It cannot be confirmed"
        : `It may be confirmed by the rule ${emergency.confirm}`;
    say(
      "/emergency",
      `This is an emergency rule. ${confirm}; it may be renewed ${emergency.renewals} times.`,
    );
  }
  if (delegation !== undefined) {
    const on = delegation.transitive ? "may be passed on" : "may not be passed on";
    say(
      "/delegation",
      `A member may let another vote for it for at most ${duration(delegation.length)}; one delegate votes for at most ${delegation.most} others; a delegation ${on}; the member's own ballot overrides.`,
    );
  }
}

const kept = (how: "removed" | "counted"): string => (how === "counted" ? "included" : "left out");
const by = (count: "weight" | "members" | undefined): string =>
  count === "members" ? ", by number of members" : ", by weight";
const meant = (who: Who): string =>
  "role" in who ? `the members with the role ${who.role}` : listed(who.members, "and");
const doing = (states: readonly State[]): string => {
  const choices = states.filter((state) => state !== "absent");
  const absent = states.includes("absent") ? ["do not vote"] : [];
  return listed([...(choices.length === 0 ? [] : [`vote ${listed(choices, "or")}`]), ...absent], "or");
};

function listed(items: readonly string[], word: "and" | "or"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)!}`;
}
