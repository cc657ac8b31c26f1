/** What is answered about rules, from one JSON document to another. Nothing here knows an assembly. */
import { evaluate, explainConstitution, explainEvaluation, type Moment, type Result } from "@comity/rules";
import { diffConstitutions } from "../diff.ts";
import { lintConstitution } from "../lint.ts";
import { openProver } from "../prover.ts";
import { isMap, isWhole } from "../vote-parts.ts";
import { lintDocument } from "./lint-document.ts";
import { powerAnswer } from "./power-answer.ts";
import { no } from "./refusal.ts";
import { constitutionIn, fieldsIn, ruleIn, voteIn } from "./request.ts";

export type RulesQuestion = "lint" | "explain" | "evaluate" | "diff" | "power";
type Answering = (body: unknown) => Result<unknown> | Promise<Result<unknown>>;

export const ANSWERS: { readonly [question in RulesQuestion]: Answering } = {
  lint,
  explain,
  evaluate: evaluation,
  diff,
  power: powerAnswer,
};

async function lint(body: unknown): Promise<Result<unknown>> {
  const fields = fieldsIn(body, ["constitution"], ["share", "sizes"]);
  if (!fields.ok) return fields;
  const given = constitutionIn(fields.value, "constitution");
  if (!given.ok) return given;
  const { share = { num: 1, den: 3 }, sizes = {} } = fields.value;
  if (!isMap(share) || !isWhole(share["num"]) || !isWhole(share["den"]))
    return no("fraction", "expected {num: 1, den: 3}", "/share");
  const { num, den } = share as { readonly num: number; readonly den: number };
  if (num === 0 || num > den || den > 1_000_000)
    return no("fraction", "expected a share above 0 and at most 1, its den at most 10^6", "/share");
  if (!isMap(sizes)) return no("shape", "expected {chamber: 15}", "/sizes");
  for (const [chamber, size] of Object.entries(sizes)) {
    if (!Object.hasOwn(given.value.value.chambers, chamber))
      return no("unknown-name", "the constitution has no such chamber", `/sizes/${chamber}`);
    if (!isWhole(size) || size === 0 || size >= 1_000_000)
      return no("integer", "expected a whole number from 1 to 999999", `/sizes/${chamber}`);
  }
  const checked = await lintConstitution(given.value.value, {
    share: { num, den },
    sizes: sizes as { readonly [chamber: string]: number },
  });
  return { ok: true, value: lintDocument(checked, given.value.place) };
}

function explain(body: unknown): Result<unknown> {
  const fields = fieldsIn(body, ["constitution"], ["class"]);
  if (!fields.ok) return fields;
  const given = constitutionIn(fields.value, "constitution");
  if (!given.ok) return given;
  const { value, place } = given.value;
  const only = fields.value["class"] === undefined ? null : ruleIn(fields.value, value);
  if (only !== null && !only.ok) return only;
  const root = `/rules/${String(fields.value["class"])}`;
  const sentences = explainConstitution(value)
    .filter(({ path }) => only === null || path === root || path.startsWith(`${root}/`))
    .map((each) => ({ ...each, ...place(each.path) }));
  return { ok: true, value: { schema: "comity/rules-explain/v1", sentences } };
}

/** Seconds: long enough that no ballot is a late one. */
const CLOSE = 100_000_000_000;

function evaluation(body: unknown): Result<unknown> {
  const fields = fieldsIn(body, ["constitution", "class", "vote"], ["open"]);
  if (!fields.ok) return fields;
  const given = constitutionIn(fields.value, "constitution");
  if (!given.ok) return given;
  const rule = ruleIn(fields.value, given.value.value);
  if (!rule.ok) return rule;
  const vote = voteIn(fields.value, given.value.value, rule.value);
  if (!vote.ok) return vote;
  const { open = false } = fields.value;
  if (typeof open !== "boolean") return no("shape", "expected true or false", "/open");
  if (open && vote.value.moment !== null)
    return no("time", "the vote says when (time): leave out open, or time", "/open");
  const { electorate, ballots, consents } = vote.value;
  const always: Moment = { now: open ? 1 : 3 * CLOSE, closes: rule.value.stages.map(() => CLOSE) };
  const judged = evaluate(rule.value, electorate, ballots, consents, vote.value.moment ?? always);
  const sentences = explainEvaluation(rule.value, judged);
  return {
    ok: true,
    value: {
      schema: "comity/rules-evaluate/v1",
      class: fields.value["class"],
      evaluation: judged,
      sentences,
    },
  };
}

async function diff(body: unknown): Promise<Result<unknown>> {
  const fields = fieldsIn(body, ["before", "after"]);
  if (!fields.ok) return fields;
  const before = constitutionIn(fields.value, "before");
  if (!before.ok) return before;
  const after = constitutionIn(fields.value, "after");
  if (!after.ok) return after;
  const prover = await openProver();
  try {
    const difference = await diffConstitutions(before.value.value, after.value.value, { prover });
    return { ok: true, value: { schema: "comity/rules-diff/v1", ...difference } };
  } finally {
    prover.close();
  }
}
