/**
 * A contested recovery is decided anew (SEMANTICS B6): the contest delays it by the time to answer and to vote, and the
 * members who decide recoveries say whether the old keys come back. No appeal follows: it is itself the one remedy.
 */
import { constitutionOf, longestPeriods, rulesFor, votingLength } from "./rules-of.ts";
import type { Context } from "../acts/kind.ts";
import type { PartyRecord, ProposalRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { graceOf } from "../fold/timely.ts";
import { freeze } from "./electorate.ts";
import { measuresHash } from "./measures-of.ts";
import { isOpen, proposalOf } from "./proposals.ts";

const CLASSES = ["recover"];

/** Whether the proposal is the one that a contest forced: it has neither appeal nor quarantine. */
export const isContest = (proposal: ProposalRecord): boolean => proposal.contest === true;

/** When the decision about the party's contested recovery is looked at next; `undefined` when none is open. */
export function contestDue(state: StateReader, party: PartyRecord): number | undefined {
  const contested = party.recovery?.contested;
  const decision = contested === undefined ? undefined : proposalOf(state, String(contested));
  return decision !== undefined && isOpen(decision) ? decision.due : undefined;
}

/** Opens the decision. By the rules that decided the recovery: an amendment meanwhile changes nothing. */
export function openContest(c: Context, grounds: string | undefined): void {
  const party = c.by;
  const recovery = proposalOf(c.state, party.recovery!.decision);
  const current = c.state.text("decisions", "assembly", "assembly")!.constitution;
  const versions = recovery?.versions ?? [current];
  const rules = rulesFor(c.state, versions, CLASSES);
  if (!rules.ok) return;
  const id = String(c.index);
  const measures = [{ kind: "restore-keys", body: { party: party.id } }];
  const hash = measuresHash(measures);
  const answerCloses = c.time + longestPeriods(rules.value).answer;
  const opens = answerCloses + graceOf(c);
  const closes = opens + votingLength(rules.value, 0);
  const asked = rules.value.map((rule, i) => ({
    version: versions[i]!,
    constitution: constitutionOf(c.state, versions[i]!)!,
    rule,
  }));
  c.state.setText(
    "decisions",
    `electorate/${id}`,
    freeze(c, { asked, affected: [party.id], proposer: party.id }),
  );
  c.state.setText("decisions", `proposal/${id}`, {
    t: "proposal",
    id,
    by: party.id,
    title: `Contested recovery of ${party.id}`,
    measures,
    measuresHash: hash,
    classes: CLASSES,
    affected: [party.id],
    versions,
    contest: true,
    phase: "notice",
    opened: c.time,
    polls: [{ kind: "vote", stage: 0, round: 1, opens, closes }],
    due: opens,
    case: { grounds: grounds ?? hash, answerCloses, answers: [], appeals: [] },
    since: c.index,
  });
}
