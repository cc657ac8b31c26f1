/** Who is asked what in the poll that runs: the rules with the version each comes from, and the seats that vote. */
import type { Rule } from "@comity/rules";
import type { Context } from "../acts/kind.ts";
import type { ProposalRecord } from "../state/records.ts";
import { appealRules } from "./appeal-rule.ts";
import { isCounted, proposalOf } from "./proposals.ts";
import { rulesOfProposal } from "./rules-of.ts";
import { electorateOf } from "./tally.ts";

type Asked = { readonly rule: Rule; readonly version: number };
export type OnDecision = Context<{ readonly decision: string }>;

export const proposalIn = (c: Pick<OnDecision, "state" | "body">): ProposalRecord =>
  proposalOf(c.state, c.body.decision)!;

export function asked(c: Pick<OnDecision, "state" | "body">): readonly Asked[] {
  const p = proposalIn(c);
  if (p.polls.at(-1)!.kind === "appeal") return appealRules(c.state, p);
  return rulesOfProposal(c.state, p).map((rule, i) => ({ rule, version: p.versions[i]! }));
}

export const pollRules = (c: Pick<OnDecision, "state" | "body">): readonly Rule[] =>
  asked(c).map(({ rule }) => rule);

/** Whether the party has a vote in a chamber that one of the rules counts. */
export const votes = (c: Pick<OnDecision, "state" | "body">, party: string): boolean =>
  asked(c).some(({ rule, version }) => {
    const { chambers } = electorateOf(c.state, c.body.decision, version);
    return Object.keys(rule.electorates).some((chamber) =>
      chambers[chamber]?.some((seat) => seat.member === party && seat.status === "voting"),
    );
  });

/** Whether the question itself, not an appeal, is before the members and not decided. */
export const isBeforeMembers = (p: ProposalRecord, time: number): boolean =>
  (p.phase === "notice" || p.phase === "voting") && !isCounted(p, time);
