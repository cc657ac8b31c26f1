/**
 * A proposal moves on by the clock (SEMANTICS G3 to G5): notice, voting (stages, extensions, second votes), appeal
 * levels, waiting, and then it is carried out whole or is void. States only move forward.
 */
import { unreachable, type Json } from "@comity/canon";
import type { Evaluation } from "@comity/rules";
import { graceOf } from "../fold/timely.ts";
import type { Around } from "../fold/clock.ts";
import type { Phase, Poll, ProposalRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import { appealLevels, appealRules } from "./appeal-rule.ts";
import { isContest } from "./contest.ts";
import { pauseMatter } from "./pause.ts";
import { carryOutMeasures } from "./carry-out.ts";
import { isDueProcess } from "./measures-of.ts";
import { unmarkCase } from "./case-marks.ts";
import { putProposal } from "./proposals.ts";
import { amendedSince, longestPeriods, rulesOfProposal, stageCount, votingLength } from "./rules-of.ts";
import { evaluateAppeal, evaluateProposal } from "./tally.ts";

type Scene = {
  readonly state: State;
  readonly around: Around;
  readonly proposal: ProposalRecord;
  readonly now: number;
};

/** Votes on one question at most: the first, one after a tie or postponement, one after each remand. */
const MAX_ROUNDS = 8;

export function progress(state: State, proposal: ProposalRecord, around: Around): void {
  // The moment it was due, not the block that noticed: dates do not drift with the sequencer.
  const scene: Scene = { state, around, proposal, now: proposal.due! };
  switch (proposal.phase) {
    case "notice":
      return move(scene, { phase: "voting", due: counted(scene, proposal.polls.at(-1)!.closes) });
    case "voting":
      return closePoll(scene);
    case "appeal":
      return endLevel(scene);
    case "waiting":
      return takeEffect(scene);
    case "carried-out":
    case "rejected":
    case "annulled":
    case "withdrawn":
    case "expired":
    case "void":
      return undefined;
    default:
      return unreachable(proposal.phase);
  }
}

/** Ballots, appeals and consents that were countersigned in time may be ordered until then (SEMANTICS C4). */
const counted = ({ around, state }: Scene, deadline: number): number =>
  deadline + graceOf({ state, parameters: around.parameters });

function move({ state, around, proposal }: Scene, change: Partial<ProposalRecord>): void {
  putProposal({ state, index: around.index }, { ...proposal, ...change });
}

function end(scene: Scene, phase: Phase, change: Partial<ProposalRecord> = {}): void {
  const { due: _, ...proposal } = scene.proposal;
  move({ ...scene, proposal }, { ...change, phase, decidedAt: proposal.decidedAt ?? scene.now });
  if (phase === "rejected" || phase === "annulled")
    pauseMatter(scene.state, scene.proposal, scene.now, scene.around.index);
  unmarkCase(scene.state, scene.proposal, scene.around.index);
}

function closePoll(scene: Scene): void {
  const { state, proposal, now } = scene;
  const rules = rulesOfProposal(state, proposal);
  const evaluations = evaluateProposal(state, proposal, rules, now);
  const poll = proposal.polls.at(-1)!;
  const extended = Math.max(...evaluations.map((e) => e.stages[poll.stage]?.closes ?? 0));
  if (extended > poll.closes) {
    // As long as the rule says, from when the vote is known to have turned late.
    const closes = now + extended - poll.closes;
    return move(scene, {
      polls: [...proposal.polls.slice(0, -1), { ...poll, closes, extended: true }],
      due: counted(scene, closes),
    });
  }
  const outcome = evaluations as unknown as Json;
  if (evaluations.some((e) => e.outcome === "fails")) return failed(scene, evaluations);
  if (poll.stage + 1 < stageCount(rules)) {
    const stage = poll.stage + 1;
    return openPoll(
      scene,
      { kind: "vote", stage, round: poll.round, opens: now, closes: now + votingLength(rules, stage) },
      { outcome },
    );
  }
  const decided = { ...proposal, outcome, decidedAt: now };
  if (appealLevels(state, proposal).length > 0 && !isContest(proposal))
    return openLevel({ ...scene, proposal: decided }, 0);
  return wait({ ...scene, proposal: decided });
}

function openPoll(scene: Scene, poll: Poll, change: Partial<ProposalRecord> = {}): void {
  move(scene, {
    ...change,
    phase: "voting",
    polls: [...scene.proposal.polls, poll],
    due: counted(scene, poll.closes),
  });
}

function failed(scene: Scene, evaluations: readonly Evaluation[]): void {
  const { proposal, state, now } = scene;
  const poll = proposal.polls.at(-1)!;
  const again = evaluations.find((e) => e.again !== undefined)?.again;
  const onlyAgain = evaluations.every((e) => e.outcome !== "fails" || e.again !== undefined);
  const outcome = evaluations as unknown as Json;
  if (again === undefined || !onlyAgain || poll.round >= MAX_ROUNDS)
    return end(scene, "rejected", { outcome });
  const length = Math.max(again.within ?? 0, votingLength(rulesOfProposal(state, proposal), 0));
  return openPoll(
    scene,
    { kind: "vote", stage: 0, round: poll.round + 1, opens: now, closes: now + length },
    { outcome },
  );
}

/** A level has a fixed length; appeals are filed in its first half, and the body votes until its end (G5). */
function openLevel(scene: Scene, level: number): void {
  const { proposal, state, now } = scene;
  const { length } = appealLevels(state, proposal)[level]!;
  const levelEnds = now + length;
  const kase = { ...proposal.case!, level, levelEnds, filingEnds: now + Math.floor(length / 2) };
  move(scene, { phase: "appeal", case: kase, due: counted(scene, levelEnds) });
}

function endLevel(scene: Scene): void {
  const { proposal, state, now } = scene;
  const kase = proposal.case!;
  if (!kase.appeals.some((a) => a.level === kase.level)) return wait(scene);
  // An amendment must not make appeals harder for what is older: one version whose rule upholds it is enough (G6).
  const upheld = appealRules(state, proposal).some(
    ({ rule, version }) => evaluateAppeal(state, proposal, rule, now, version).outcome === "passes",
  );
  if (!upheld) {
    const next = (kase.level ?? 0) + 1;
    return next < appealLevels(state, proposal).length ? openLevel(scene, next) : wait(scene);
  }
  const rules = rulesOfProposal(state, proposal);
  const round = 1 + Math.max(...proposal.polls.filter((p) => p.kind === "vote").map((p) => p.round));
  if (rules.some((r) => r.appeal?.remedy === "annul") || round > MAX_ROUNDS) return end(scene, "annulled");
  // What is decided anew may be appealed anew: the appeals before it are answered.
  const poll: Poll = { kind: "vote", stage: 0, round, opens: now, closes: now + votingLength(rules, 0) };
  return openPoll(scene, poll, { case: { ...kase, appeals: [] } });
}

function wait(scene: Scene): void {
  const { proposal, state, now } = scene;
  const periods = longestPeriods(rulesOfProposal(state, proposal));
  // A case takes effect only after the last appeal and QUARANTINE (G5).
  const quarantine = isDueProcess(proposal.classes) && !isContest(proposal) ? periods.quarantine : 0;
  const effectAt = now + Math.max(periods.waiting, quarantine);
  // Who is asked may speak until the effect; what nobody is asked about has nothing to wait for.
  const due = proposal.affected.length > 0 ? counted(scene, effectAt) : effectAt;
  move(scene, { phase: "waiting", effectAt, expires: due + periods.expiry, due });
}

function takeEffect(scene: Scene): void {
  const { state, proposal, around } = scene;
  if (around.time > proposal.expires!) return end(scene, "expired");
  const aborts = rulesOfProposal(state, proposal).some((rule) => rule.whenAmended === "aborts");
  if (aborts && amendedSince(state, proposal))
    return end(scene, "void", {
      reason: "rule-amended: its rule was amended meanwhile, and says that this ends it",
    });
  const refusal = carryOutMeasures(state, proposal, around);
  if (refusal === undefined) return end(scene, "carried-out");
  return end(scene, "void", { reason: `${refusal.code}: ${refusal.detail}` });
}
