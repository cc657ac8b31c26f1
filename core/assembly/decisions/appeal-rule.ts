/** The rule by which an appeal body decides: the current constitution's, for the class the level names. */
import { ruleFor, type AppealLevel, type Rule } from "@comity/rules";
import type { ProposalRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { constitutionOf, rulesOfProposal } from "./rules-of.ts";

/** The appeal levels of a proposal: those of the rule that has most. */
export function appealLevels(state: StateReader, proposal: ProposalRecord): readonly AppealLevel[] {
  const levels = rulesOfProposal(state, proposal).map((rule) => rule.appeal?.levels ?? []);
  return levels.reduce((most, l) => (l.length > most.length ? l : most), []);
}

/** The rule of the level that runs, in the version that was in force at opening. */
export function appealRule(state: StateReader, proposal: ProposalRecord): Rule | undefined {
  const level = appealLevels(state, proposal)[proposal.case?.level ?? 0];
  const constitution = constitutionOf(state, proposal.versions[0]!);
  if (level === undefined || constitution === undefined) return undefined;
  const rule = ruleFor(constitution, [level.class]);
  return rule.ok ? rule.value : undefined;
}
