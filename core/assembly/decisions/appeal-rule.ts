/** The rules by which an appeal body decides: for the class each level names, in the versions that decide the proposal. */
import { ruleFor, type AppealLevel, type Rule } from "@comity/rules";
import type { ProposalRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { constitutionOf, rulesOfProposal } from "./rules-of.ts";

/** The appeal levels of a proposal: as many as the rule with most has, each as long as the longest. */
export function appealLevels(state: StateReader, proposal: ProposalRecord): readonly AppealLevel[] {
  const all = rulesOfProposal(state, proposal).map((rule) => rule.appeal?.levels ?? []);
  const most = all.reduce((a, b) => (b.length > a.length ? b : a), []);
  return most.map((level, i) => ({ ...level, length: Math.max(...all.map((l) => l[i]?.length ?? 0)) }));
}

/** The rules of the level that runs, one for each version that has such a level. */
export function appealRules(
  state: StateReader,
  proposal: ProposalRecord,
): readonly { readonly rule: Rule; readonly version: number }[] {
  const n = proposal.case?.level ?? 0;
  return rulesOfProposal(state, proposal).flatMap((decided, i) => {
    const level = decided.appeal?.levels[n];
    const version = proposal.versions[i]!;
    const constitution = constitutionOf(state, version);
    if (level === undefined || constitution === undefined) return [];
    const rule = ruleFor(constitution, [level.class]);
    return rule.ok ? [{ rule: rule.value, version }] : [];
  });
}

/** The rule of the level that runs, in the version that was in force at opening. */
export const appealRule = (state: StateReader, proposal: ProposalRecord): Rule | undefined =>
  appealRules(state, proposal)[0]?.rule;
