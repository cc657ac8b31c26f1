/** Rules and constitutions in plain English: one sentence per clause, each with the clause's place. */
import type { Chamber, Constitution, Membership, Parameters, Weights } from "./constitution.ts";
import { duration } from "./duration.ts";
import { explainCondition } from "./explain-condition.ts";
import { explainTerms } from "./explain-terms.ts";
import { at } from "./read.ts";
import type { Rule, Source } from "./rule.ts";
import { called, listed, share, type Names, type Sentence } from "./words.ts";

/** Lines `<pointer>: <sentence>`, in the order in which the clauses apply. */
export const explainRule = (rule: Rule): string[] =>
  ruleSentences(rule, {}, "").map(({ path, text }) => `${path}: ${text}`);

/** The whole constitution: every clause is the subject of at least one sentence. */
export function explainConstitution(constitution: Constitution): readonly Sentence[] {
  const { name, fold, chambers, rules, amendment, parameters } = constitution;
  return [
    { path: "/name", text: `This is the constitution “${name}”.` },
    { path: "/fold", text: `It is read by version ${fold} of the fold.` },
    ...Object.entries(chambers).flatMap(([id, chamber]) => chamberSentences(id, chamber, constitution)),
    ...Object.entries(rules).flatMap(([id, rule]) => [
      { path: at("/rules", id), text: `Measures of the class ${id} are decided so:` },
      ...ruleSentences(rule, chambers, at("/rules", id)),
    ]),
    {
      path: "/amendment/order",
      text: `Amendments are of ${listed(amendment.order, "or")}${amendment.order.length > 1 ? ", the weakest first" : ""}.`,
    },
    ...amendment.clauses.map(({ clause, by }, i) => ({
      path: `/amendment/clauses/${i}`,
      text: `${clause === "" ? "Whatever no other clause names" : `The part ${clause}`} is amended by ${by}.`,
    })),
    ...parameterSentences(parameters),
  ];
}

function chamberSentences(id: string, { name, membership, weights }: Chamber, all: Constitution): Sentence[] {
  const path = at("/chambers", id);
  return [
    { path: `${path}/name`, text: `There is a chamber ${id === name ? id : `${name} (${id})`}.` },
    { path: `${path}/membership`, text: `${name}: ${membershipText(membership, all.chambers)}` },
    { path: `${path}/weights`, text: `${name}: ${weightsText(weights)}` },
  ];
}

function membershipText(membership: Membership, names: Names): string {
  switch (membership.by) {
    case "charter":
      return "its members are named in the founding act, and change by amendment only.";
    case "decision":
      return `its members are admitted by a decision of the class ${membership.class}.`;
    case "role":
      return `everybody with the role ${membership.role} sits in it.`;
    case "chambers":
      return `everybody who sits in ${listed(
        membership.of.map((id) => called(names, id)),
        "or",
      )} sits in it.`;
  }
}

function weightsText(weights: Weights): string {
  if (weights.kind === "equal") return "every member weighs the same.";
  const cap =
    weights.cap === undefined ? "" : `; no member weighs more than ${share(weights.cap)} of the total`;
  if (weights.kind === "declared") return `every member has the weight that is declared for it${cap}.`;
  const figure =
    weights.scale === "sqrt" ? `the square root of its ${weights.figure}` : `its ${weights.figure}`;
  return `a member weighs ${figure}, as published when the vote opens${cap}.`;
}

const PARAMETERS: { readonly [key in keyof Parameters]: (time: string) => string } = {
  grace: (time) => `An act that was countersigned in time may be ordered ${time} after its deadline.`,
  skew: (time) => `The assembly's clock runs ahead of the witnesses' by at most ${time}.`,
  gap: (time) => `When ordering stops for longer than ${time}, periods do not run.`,
  notice: (time) => `A file that takes something from an unclaimed holder is published ${time} before.`,
  contest: (time) => `A claim may be contested for ${time}.`,
  cooling: (time) => `A new member does not vote on what affects holders for ${time}.`,
  lock: (time) => `After a recovery of keys, holdings are locked for ${time}.`,
  quarantine: (time) => `A resource that came back rests for ${time}.`,
};

const parameterSentences = (parameters: Parameters): readonly Sentence[] =>
  (Object.keys(PARAMETERS) as (keyof Parameters)[]).map((key) => ({
    path: `/parameters/${key}`,
    text: PARAMETERS[key](duration(parameters[key])),
  }));

function ruleSentences(rule: Rule, names: Names, root: string): readonly Sentence[] {
  const out: Sentence[] = [{ path: `${root}/about`, text: rule.about }];
  const say = (path: string, text: string): number => out.push({ path: root + path, text });
  if (rule.source !== undefined)
    say("/source", `Source: ${rule.source.text} (${SURE[rule.source.certainty]}).`);
  const those = listed(
    rule.proposers.map((id) => called(names, id)),
    "or",
  );
  say(
    "/proposers",
    rule.proposers.length === 0 ? "Every party may propose." : `Members of ${those} may propose.`,
  );
  for (const [id, { recuse, recused, suspended }] of Object.entries(rule.electorates)) {
    const who =
      recuse.length === 0 ? "Nobody is recused" : `Members that are ${listed(recuse, "or")} are recused`;
    say(
      at("/electorates", id),
      `The members of ${called(names, id)} vote. ${who}; where all members are counted, ${keptOf(recused, suspended)}.`,
    );
  }
  const again = rule.ballot.revote === "last" ? "the last ballot before close counts" : "a ballot is final";
  const choices = rule.ballot.choices.map((choice) =>
    choice === "present" ? "present without voting" : choice,
  );
  say("/ballot", `A ballot says ${listed(choices, "or")}; ${again}.`);
  if (rule.ballot.split === true)
    say("/ballot/split", "A member may divide its weight between several choices.");
  if (rule.ballot.grounds === true) {
    say("/ballot/grounds", "A veto states its ground; one that does not is counted as a no.");
  }
  for (const [i, stage] of rule.stages.entries()) {
    const order = rule.stages.length === 1 ? "There is one vote" : `Stage ${i + 1} of ${rule.stages.length}`;
    say(`/stages/${i}`, `${order}: ${stage.name}, open ${openFor(stage.voting ?? rule.periods.voting)}.`);
    out.push(...explainCondition(stage.condition, `${root}/stages/${i}/condition`, names));
  }
  out.push(...explainTerms(rule, names, root));
  return out;
}

const SURE: { readonly [certainty in Source["certainty"]]: string } = {
  read: "read there",
  data: "confirmed by recorded votes",
  measured: "measured",
  memory: "from memory, to be confirmed",
  unknown: "not obtained: an assumption",
};

const openFor = (seconds: number): string =>
  seconds === 10_000_000_000 ? "without a deadline" : `for ${duration(seconds)}`;
const keptOf = (recused: "removed" | "counted", suspended: "removed" | "counted"): string =>
  recused === suspended
    ? `the recused and the suspended are ${kept(recused)}`
    : `the recused are ${kept(recused)} and the suspended are ${kept(suspended)}`;
const kept = (how: "removed" | "counted"): string => (how === "counted" ? "included" : "left out");
