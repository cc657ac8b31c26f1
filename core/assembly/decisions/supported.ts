/**
 * What the language of rules can say and this fold does not carry out. A constitution that uses it is refused when it
 * is founded on or amended to: nothing that is written in a constitution is passed over in silence.
 */
import type { Refusal } from "@comity/canon";
import type { Condition, Constitution, Rule, Stage } from "@comity/rules";
import { PARTY_KINDS } from "../parties/party-fields.ts";
import { EMERGENCY } from "./measures-of.ts";

type At = { readonly path: string; readonly condition: Condition };

/** A condition and all inside it. */
function within(condition: Condition, path: string): readonly At[] {
  const of: readonly Condition[] = "of" in condition ? condition.of : [];
  const inner = "condition" in condition ? [["condition", condition.condition] as const] : [];
  const over =
    "overriddenBy" in condition && condition.overriddenBy !== undefined
      ? [["overriddenBy", condition.overriddenBy] as const]
      : [];
  const parts = [...of.map((part, i) => [`of/${i}`, part] as const), ...inner, ...over];
  return [{ path, condition }, ...parts.flatMap(([at, part]) => within(part, `${path}/${at}`))];
}

/** The chambers whose members may ask for a vote in a stage that can do without one. */
export const chambersAskedFor = ({ condition }: Stage): readonly string[] =>
  within(condition, "").flatMap((at) => (at.condition.kind === "without-vote" ? at.condition.chamber : []));

/** The roles that the fold gives: kinds of parties, and who is affected by a proposal or has made it. */
const ROLES: readonly string[] = [...PARTY_KINDS, "affected", "proposer"];

type Problem = readonly [path: string, why: string];
const role = (name: string, path: string): readonly Problem[] =>
  ROLES.includes(name) ? [] : [[path, `nobody is given the role ${name}: use ${ROLES.join(", ")}`]];

function inCondition({ condition, path }: At): readonly Problem[] {
  switch (condition.kind) {
    case "judged":
      return [[path, "no act records such a judgement: let a chamber decide it"]];
    case "consent":
      return condition.role === "affected"
        ? []
        : [[`${path}/role`, "only parties that are affected are asked for consent"]];
    case "veto":
    case "support":
      return "role" in condition.who ? role(condition.who.role, `${path}/who/role`) : [];
    case "threshold":
      return condition.tie?.answer === "casting" ? role(condition.tie.role, `${path}/tie/role`) : [];
    case "all":
    case "any":
    case "at-least":
    case "if-affected":
    case "quorum":
    case "limit":
    case "blocking":
    case "due-process":
    case "without-vote":
      return [];
  }
}

function inRule(id: string, rule: Rule, path: string): readonly Problem[] {
  const found: Problem[] = [];
  if (rule.backing !== undefined) found.push([`${path}/backing`, "proposals are made by one party"]);
  if (rule.live !== undefined) found.push([`${path}/live`, "open proposals are not counted"]);
  if (rule.early === true) found.push([`${path}/early`, "votes stay open until they close"]);
  if (rule.appeal?.suspends === false)
    found.push([`${path}/appeal/suspends`, "an appeal suspends the effect"]);
  if (rule.periods.lapse > 0 && id !== EMERGENCY && rule.emergency === undefined)
    found.push([
      `${path}/periods/lapse`,
      "only emergencies lapse: other effects stay until they are changed",
    ]);
  for (const [chamber, { recuse }] of Object.entries(rule.electorates)) {
    for (const [i, each] of recuse.entries()) {
      found.push(...role(each, `${path}/electorates/${chamber}/recuse/${i}`));
    }
  }
  for (const [i, stage] of rule.stages.entries()) {
    const at = `${path}/stages/${i}`;
    found.push(...within(stage.condition, `${at}/condition`).flatMap(inCondition));
    if (rule.stages.length > 1 && chambersAskedFor(stage).length > 0)
      found.push([at, "without-vote stands in a rule of one stage: a request is made once"]);
  }
  return found;
}

/** Everything that would have no effect, with its place; empty when the constitution can be carried out as it reads. */
export function unsupportedIn({ chambers, rules }: Constitution): readonly Refusal[] {
  const found: Problem[] = [];
  for (const [id, { membership }] of Object.entries(chambers)) {
    if (membership.by === "role") found.push(...role(membership.role, `/chambers/${id}/membership/role`));
  }
  for (const [id, rule] of Object.entries(rules)) {
    found.push(...inRule(id, rule, `/rules/${id}`));
    for (const [i, level] of (rule.appeal?.levels ?? []).entries()) {
      if (rules[level.class]?.delegation !== undefined)
        found.push([
          `/rules/${id}/appeal/levels/${i}/class`,
          "a body of appeal votes in person: no delegation",
        ]);
    }
  }
  return found.map(([field, detail]) => ({ code: "constitution-unsupported", field, detail }));
}
