/** Looking proposals up, and the conditions several decision kinds share. */
import type { Condition, Context } from "../acts/kind.ts";
import type { Poll, ProposalRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";

export const proposalOf = (state: StateReader, id: string): ProposalRecord | undefined =>
  state.text("decisions", `proposal/${id}`, "proposal");

const OPEN: readonly ProposalRecord["phase"][] = ["notice", "voting", "appeal", "waiting"];

export const isOpen = (proposal: ProposalRecord): boolean => OPEN.includes(proposal.phase);

/** The poll that takes ballots at this time, with its number. */
export function openPoll(
  proposal: ProposalRecord,
  time: number,
): { readonly n: number; readonly poll: Poll } | undefined {
  const n = proposal.polls.length - 1;
  const poll = proposal.polls[n]!;
  const running = proposal.phase === "voting" || proposal.phase === "appeal";
  return running && time >= poll.opens && time < poll.closes ? { n, poll } : undefined;
}

/** The poll is over, and is counted when ballots that were countersigned in time are here (SEMANTICS C4). */
export const isCounted = (proposal: ProposalRecord, time: number): boolean =>
  proposal.phase === "voting" && time >= proposal.polls.at(-1)!.closes;

type WithDecision = { readonly decision: string };

export const known: Condition<WithDecision> = {
  rule: "G3",
  code: "decision-unknown",
  field: "decision",
  detail: "no proposal has this number",
  holds: (c) => proposalOf(c.state, c.body.decision) !== undefined,
};

/** Keeps a changed proposal. */
export function putProposal(c: Pick<Context, "state" | "index">, proposal: ProposalRecord): void {
  c.state.setText("decisions", `proposal/${proposal.id}`, { ...proposal, since: c.index });
}
