/** `comity rules evaluate`: what a rule makes of given votes, with every number. Touches no assembly. */
import {
  evaluate as judge,
  explainEvaluation,
  type Evaluation,
  type Explained,
  type Rule,
} from "@comity/rules";
import { readVote } from "@comity/rules-lint";
import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { load, refuse, textOf } from "./file.ts";
import { namedVote } from "./named.ts";

export type EvaluateFlags = {
  readonly json: boolean;
  readonly class: string;
  readonly ballots?: string;
  readonly open: boolean;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly abstain?: readonly string[];
  readonly veto?: readonly string[];
  readonly present?: readonly string[];
  readonly absent?: readonly string[];
  readonly role?: readonly string[];
  readonly affected?: readonly string[];
  readonly consents?: readonly string[];
  readonly dueProcess: boolean;
};

/** What a file of ballots says itself. */
const OF_MEMBERS = [
  "yes",
  "no",
  "abstain",
  "veto",
  "present",
  "absent",
  "role",
  "affected",
  "consents",
] as const;

/** Seconds: long enough that no ballot is a late one. */
const CLOSE = 100_000_000_000;

export function evaluate(this: Host, flags: EvaluateFlags, path: string): void {
  const loaded = load(this, flags.json, path);
  if (loaded === null) return;
  const { rules } = loaded.value;
  const rule = Object.hasOwn(rules, flags.class) ? rules[flags.class] : undefined;
  if (rule === undefined) {
    const known = Object.keys(rules).join(", ");
    throw new Stop(EXIT.usage, "no-rule", `there is no class ${flags.class}: use one of ${known}`);
  }
  const extra =
    OF_MEMBERS.find((each) => flags[each] !== undefined) ?? (flags.dueProcess ? "due-process" : null);
  if (flags.ballots !== undefined && extra !== null)
    throw new Stop(EXIT.usage, "ballots", `the file says who votes how: leave out --${extra}, or --ballots`);
  const vote =
    flags.ballots === undefined
      ? namedVote(flags, loaded.value, rule)
      : readVote(textOf(flags.ballots), loaded.value, rule);
  if (!vote.ok) {
    if (flags.ballots !== undefined) return refuse(this, flags.json, flags.ballots, [vote.error]);
    throw new Stop(EXIT.usage, vote.error.code, vote.error.detail);
  }
  const { electorate, ballots, consents } = vote.value;
  if (flags.open && vote.value.moment !== null)
    throw new Stop(EXIT.usage, "open", "the file says when (time:): leave out --open, or time:");
  const moment = vote.value.moment ?? {
    now: flags.open ? 1 : 3 * CLOSE,
    closes: rule.stages.map(() => CLOSE),
  };
  const evaluation = judge(rule, electorate, ballots, consents, moment);
  const sentences = explainEvaluation(rule, evaluation);
  const document = { schema: "comity/rules-evaluate/v1", class: flags.class, evaluation, sentences };
  answer(this, flags.json, document, () => report(flags.class, rule, evaluation));
  if (evaluation.outcome !== "passes") this.exit(EXIT.failed);
}

function report(name: string, rule: Rule, evaluation: Evaluation): string {
  const { outcome, settled, stages, again, problem } = evaluation;
  if (problem !== undefined) return `${name}: ${problem.detail} (${problem.field}) [${problem.code}]\n`;
  const more = again === undefined ? "" : `, and is voted again (${again.why})`;
  const said = new Map(explainEvaluation(rule, evaluation).map(({ path, text }) => [path, text]));
  const lines = [`${name}: ${outcome}${settled ? "" : " as it stands"}${more}`];
  for (const [i, stage] of stages.entries()) {
    const uncounted =
      stage.ignored === 0 ? "" : ` ${stage.ignored} ballots do not count (replaced, late, or not entitled).`;
    lines.push(`${said.get(`/stages/${i}`) ?? stage.name}${uncounted}`);
    for (const [chamber, { members, weight }] of Object.entries(stage.tallies)) {
      if (weight.all !== members.all)
        lines.push(
          `  ${chamber} by weight: yes ${weight.yes}, no ${weight.no + weight.veto}, all ${weight.all}`,
        );
    }
    lines.push(...tree(stage.condition, said, "  "));
  }
  return `${lines.join("\n")}\n`;
}

/** One line per condition: whether it holds, its numbers as compared, what would still change it, its clause. */
function tree(node: Explained, said: ReadonlyMap<string, string>, indent: string): readonly string[] {
  const { holds, kind, left, comparator, right, path, who = [] } = node;
  const why = (said.get(path) ?? "").replace(/^(?:Holds|Does not hold)/, "").replace(/\.$/, "");
  const compared =
    comparator === undefined || node.of !== undefined ? "" : ` (${left} ${comparator} ${right})`;
  const names = who.filter((each) => !why.includes(each)).slice(0, 12);
  const named = names.length === 0 ? "" : `; ${names.join(" ")}`;
  return [
    `${indent}${holds ? "holds" : "fails"}: ${kind}${why}${compared}${named} [${path}]`,
    ...(node.of ?? []).flatMap((each) => tree(each, said, `${indent}  `)),
  ];
}
