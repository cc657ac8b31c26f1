/** `comity rules evaluate`: what a rule makes of given votes, with every number. Touches no assembly. */
import { evaluate as judge, type Evaluation, type Explained, type Rule } from "@comity/rules";
import { readVote, voteOf, type ReadVote } from "@comity/rules-lint";
import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { load, refuse, textOf, type Loaded } from "./file.ts";

export type EvaluateFlags = {
  readonly json: boolean;
  readonly class: string;
  readonly ballots?: string;
  readonly open: boolean;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly abstain?: readonly string[];
  readonly veto?: readonly string[];
  readonly absent?: readonly string[];
  readonly affected?: readonly string[];
};

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
  const vote =
    flags.ballots === undefined
      ? named(flags, loaded, rule)
      : readVote(textOf(flags.ballots), loaded.value, rule);
  if (!vote.ok) {
    if (flags.ballots !== undefined) return refuse(this, flags.json, flags.ballots, [vote.error]);
    throw new Stop(EXIT.usage, vote.error.code, vote.error.detail);
  }
  const { electorate, ballots, consents } = vote.value;
  const moment = { now: flags.open ? 1 : 3 * CLOSE, closes: rule.stages.map(() => CLOSE) };
  const evaluation = judge(rule, electorate, ballots, consents, moment);
  answer(this, flags.json, { schema: "comity/rules-evaluate/v1", class: flags.class, evaluation }, () =>
    report(flags.class, evaluation),
  );
  if (evaluation.outcome !== "passes") this.exit(EXIT.failed);
}

/** `a`, `chamber/a`, `a=5`: a member, in one chamber or in all that the rule counts, with its weight. */
function named(flags: EvaluateFlags, { value }: Loaded, rule: Rule): ReadVote {
  const members = new Map<
    string,
    {
      id: string;
      chambers: string[];
      roles: string[];
      declared: { [id: string]: number };
      figures: { [id: string]: number };
    }
  >();
  const ballots: { member: string; choice: string; stage: number }[] = [];
  for (const choice of ["yes", "no", "abstain", "veto", "absent"] as const) {
    for (const each of flags[choice] ?? []) {
      const [, chamber, id, weight] = /^(?:([^/=]+)\/)?([^/=]+)(?:=([0-9]+))?$/.exec(each) ?? [];
      if (id === undefined)
        throw new Stop(EXIT.usage, "member", `"${each}" is not a member: write a, chamber/a or a=5`);
      const member = members.get(id) ?? { id, chambers: [], roles: [], declared: {}, figures: {} };
      if (!members.has(id) && choice !== "absent")
        for (const stage of rule.stages.keys()) ballots.push({ member: id, choice, stage });
      members.set(id, member);
      for (const seat of chamber === undefined ? Object.keys(rule.electorates) : [chamber]) {
        seatIn(value.chambers[seat], seat, member, Number(weight ?? 1));
      }
    }
  }
  const parties = [...members.keys()].filter((id) => flags.affected?.includes(id)).length;
  if (parties < (flags.affected?.length ?? 0)) {
    throw new Stop(EXIT.usage, "affected", "who is affected must be among the members that are named");
  }
  for (const id of flags.affected ?? []) members.get(id)!.roles.push("affected");
  const seats = (flags.affected ?? []).flatMap((id) => members.get(id)!.chambers);
  const written = {
    members: [...members.values()],
    affected: [...new Set(seats)].filter((id) => Object.hasOwn(rule.electorates, id)),
    ballots: ballots.filter(({ member }) => !recused(rule, members.get(member)!)),
    consents: (flags.affected ?? []).map((party) => ({ role: "affected", party, answer: "none" })),
  };
  return voteOf(written, () => ({ line: 1, column: 1 }), value, rule);
}

/** Who is affected, and recused for it, casts no ballot. */
const recused = (
  rule: Rule,
  member: { readonly chambers: readonly string[]; readonly roles: readonly string[] },
): boolean =>
  member.chambers.every(
    (id) => rule.electorates[id]?.recuse.some((role) => member.roles.includes(role)) ?? true,
  );

function seatIn(
  chamber: Loaded["value"]["chambers"][string] | undefined,
  id: string,
  member: {
    chambers: string[];
    roles: string[];
    declared: { [id: string]: number };
    figures: { [id: string]: number };
  },
  weight: number,
): void {
  const membership = chamber?.membership;
  if (membership?.by === "role") member.roles.push(membership.role);
  else member.chambers.push(membership?.by === "chambers" ? membership.of[0]! : id);
  if (chamber?.weights.kind === "declared") member.declared[id] = weight;
  if (chamber?.weights.kind === "measured") {
    member.figures[chamber.weights.figure] = chamber.weights.scale === "sqrt" ? weight * weight : weight;
  }
}

function report(name: string, { outcome, settled, stages, again, problem }: Evaluation): string {
  if (problem !== undefined) return `${name}: ${problem.detail} (${problem.field}) [${problem.code}]\n`;
  const more = again === undefined ? "" : `, and is voted again (${again.why})`;
  const lines = [`${name}: ${outcome}${settled ? "" : " as it stands"}${more}`];
  for (const stage of stages) {
    lines.push(
      `stage ${stage.name}: ${stage.outcome === "open" ? `open, ${stage.standing} as it stands` : stage.outcome}`,
    );
    for (const [chamber, { members, weight }] of Object.entries(stage.tallies)) {
      const said = Object.entries(members).flatMap(([state, count]) =>
        count > 0 && state !== "all" ? [`${count} ${state}`] : [],
      );
      const weighs =
        weight.all === members.all
          ? ""
          : ` (weight: yes ${weight.yes}, no ${weight.no + weight.veto}, all ${weight.all})`;
      lines.push(`  ${chamber}: ${said.join(", ") || "nobody"}${weighs}`);
    }
    lines.push(...tree(stage.condition, "  "));
  }
  return `${lines.join("\n")}\n`;
}

/** One line per condition: whether it holds, its numbers, what would still change it, its clause. */
function tree(node: Explained, indent: string): readonly string[] {
  const { holds, kind, chamber, left, comparator, right, counted, base, because, who, toHold, toFail, path } =
    node;
  const parts = [
    `${holds ? "holds" : "fails"}: ${kind}${chamber === undefined ? "" : ` in ${chamber}`}`,
    ...(comparator === undefined ? [] : [`${left} ${comparator} ${right}`]),
    ...(counted === undefined || base === undefined || base === 0 ? [] : [`${counted} of ${base}`]),
    ...(because === undefined ? [] : [because]),
    ...(who === undefined || who.length === 0 ? [] : [who.slice(0, 12).join(" ")]),
    ...(toHold === undefined ? [] : [`needs ${toHold} more`]),
    ...(toFail === undefined ? [] : [`fails with ${toFail} against`]),
  ];
  return [
    `${indent}${parts.join("; ")} [${path}]`,
    ...(node.of ?? []).flatMap((each) => tree(each, `${indent}  `)),
  ];
}
