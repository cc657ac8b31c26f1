/** Which rules decide a proposal: SEMANTICS G1 (all conditions of all measures, longest periods) and G6 (protection). */
import { err, jcs, ok, refuse, type Json, type Result } from "@comity/canon";
import { parseConstitution, ruleFor, type Constitution, type Periods, type Rule } from "@comity/rules";
import type { StateReader } from "../state/reader.ts";
import type { ProposalRecord } from "../state/records.ts";

/** Constitutions do not change once recorded, so each version is parsed once per text. */
const parsed = new WeakMap<object, Constitution>();

export function constitutionOf(state: StateReader, version: number): Constitution | undefined {
  const record = state.text("decisions", `constitution/${version}`, "constitution");
  if (record === undefined) return undefined;
  const known = parsed.get(record.text);
  if (known !== undefined) return known;
  const made = parseConstitution(record.text);
  if (!made.ok) return undefined;
  parsed.set(record.text, made.value);
  return made.value;
}

/**
 * One rule per constitution version, the current one first. A proposal passes when all of them pass: an amendment
 * cannot lower the protection of what was made under an earlier version (G6). Code `no-rule`.
 */
export function rulesFor(
  state: StateReader,
  versions: readonly number[],
  classes: readonly string[],
): Result<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const version of versions) {
    const constitution = constitutionOf(state, version);
    if (constitution === undefined) return refuse("no-rule", `constitution ${version} is not on the record`);
    const rule = ruleFor(constitution, classes);
    if (!rule.ok) return err({ code: "no-rule", field: rule.error.field, detail: rule.error.detail });
    rules.push(rule.value);
  }
  return ok(rules);
}

export function rulesOfProposal(state: StateReader, proposal: ProposalRecord): readonly Rule[] {
  const rules = rulesFor(state, proposal.versions, proposal.classes);
  return rules.ok ? rules.value : [];
}

/** Whether a rule that decides the proposal now reads otherwise, or is gone, since the proposal was opened. */
export function amendedSince(state: StateReader, proposal: ProposalRecord): boolean {
  const now = state.text("decisions", "assembly", "assembly")!.constitution;
  const [opened] = proposal.versions;
  const textOf = (version: number, each: string): string => {
    const rules = state.text("decisions", `constitution/${version}`, "constitution")?.text["rules"];
    return jcs(((rules ?? {}) as { readonly [rule: string]: Json })[each] ?? null);
  };
  return opened !== now && proposal.classes.some((each) => textOf(opened!, each) !== textOf(now, each));
}

/** The longest of each period over all rules. */
export function longestPeriods(rules: readonly Rule[]): Periods {
  const longest = { ...rules[0]!.periods };
  for (const { periods } of rules) {
    for (const name of Object.keys(longest) as (keyof Periods)[]) {
      // A shorter life of the effect is the stricter one; everything else is a waiting time.
      if (name === "lapse" && longest.lapse > 0 && periods.lapse > 0)
        longest.lapse = Math.min(longest.lapse, periods.lapse);
      else longest[name] = Math.max(longest[name], periods[name]);
    }
  }
  return longest;
}

/** Seconds a stage takes ballots: the longest over the rules that have it. */
export function votingLength(rules: readonly Rule[], stage: number): number {
  return Math.max(...rules.map((r) => r.stages[stage]?.voting ?? r.periods.voting));
}

/** The number of stages: those of the rule that has most. */
export const stageCount = (rules: readonly Rule[]): number => Math.max(...rules.map((r) => r.stages.length));
