/** Counting: what is on the record about a proposal, handed to the rules' evaluator. */
import {
  evaluate,
  type Ballot,
  type Consents,
  type Electorate,
  type Evaluation,
  type Mandate,
  type Rule,
} from "@comity/rules";
import { textPrefix } from "../state/registers.ts";
import type { ProposalRecord, StateRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";
import { amendedSince } from "./rules-of.ts";

/** The frozen electorate, as the constitution of that version composes its chambers. */
export function electorateOf(state: StateReader, id: string, version?: number): Electorate {
  const record = state.text("decisions", `electorate/${id}`, "electorate");
  if (record === undefined) return { chambers: {}, affected: [] };
  return withLeavers(state, record.older?.[String(version)] ?? record);
}

/** Who left after opening stays in the base and casts no more ballots (G2). */
function withLeavers(state: StateReader, frozen: Electorate): Electorate {
  const chambers: { [chamber: string]: Electorate["chambers"][string] } = {};
  for (const [chamber, seats] of Object.entries(frozen.chambers)) {
    chambers[chamber] = seats.map((seat) => {
      const party = state.text("parties", `party/${seat.member}`, "party");
      const gone = party === undefined || Object.keys(party.seats).length === 0;
      return gone && seat.status === "voting" ? { ...seat, status: "left" } : seat;
    });
  }
  return { chambers, affected: frozen.affected };
}

/** Ballots of one poll as the evaluator takes them, in order of identifier, and of each member in order of time. */
export function ballotsOf(state: StateReader, id: string, poll: number, stage: number): Ballot[] {
  const prefix = `ballot/${id}/${poll}/`;
  const ballots: Ballot[] = [];
  for (const { key, records } of state.within("decisions", textPrefix(prefix))) {
    for (const record of records) {
      if (record.t !== "ballot") continue;
      const member = partyInKey(key.bytes, prefix.length);
      for (const { at, choice, ground, split } of [...(record.earlier ?? []), record]) {
        const more = {
          ...(ground === undefined ? {} : { ground }),
          ...(split === undefined ? {} : { split }),
        };
        ballots.push({ member, choice, at, stage, ...more });
      }
    }
  }
  return ballots;
}

/** The identifier behind a key prefix: party identifiers are ASCII. */
function partyInKey(bytes: Uint8Array, from: number): string {
  let id = "";
  for (let i = from; bytes[i] !== 0; i++) id += String.fromCharCode(bytes[i]!);
  return id;
}

export function consentsOf(state: StateReader, proposal: ProposalRecord, time: number): Consents {
  const kase = proposal.case;
  const answered = (kase?.answers.length ?? 0) > 0;
  const answerOver = kase !== undefined && time >= kase.answerCloses;
  return {
    parties: proposal.affected.map((party) => {
      const record = state.text("decisions", `consent/${proposal.id}/${party}`, "consent");
      return {
        role: "affected",
        party,
        answer: record === undefined ? "none" : record.given ? "consents" : "refuses",
      };
    }),
    dueProcess: {
      grounds: kase !== undefined,
      notice: kase !== undefined,
      answer: answered || answerOver,
      // Who has not answered in time has nothing to be heard on.
      hearing: kase?.hearing !== undefined || (answerOver && !answered),
    },
    judgements: [],
    requests: partiesIn(state, `request/${proposal.id}/`).map(({ party }) => party),
    mandates: mandatesOf(state, proposal.id),
  };
}

/** The parties behind a key prefix with their records, in order of identifier. */
function partiesIn(state: StateReader, prefix: string): { party: string; record: StateRecord }[] {
  return [...state.within("decisions", textPrefix(prefix))].flatMap(({ key, records }) =>
    records.map((record) => ({ party: partyInKey(key.bytes, prefix.length), record })),
  );
}

/** A mandate is given for one decision and ends with it, or when it is taken back. In log order. */
function mandatesOf(state: StateReader, id: string): readonly Mandate[] {
  const given = partiesIn(state, `mandate/${id}/`).flatMap(({ party, record }) =>
    record.t === "mandate" ? record.given.map((each) => ({ ...each, member: party })) : [],
  );
  return given
    .toSorted((a, b) => a.index - b.index)
    .map(({ at, member, to }) => ({ member, to, from: at, until: Number.MAX_SAFE_INTEGER }));
}

/** Every rule's evaluation of the proposal's current round. */
export function evaluateProposal(
  state: StateReader,
  proposal: ProposalRecord,
  rules: readonly Rule[],
  now: number,
): readonly Evaluation[] {
  const round = Math.max(1, ...proposal.polls.filter((p) => p.kind === "vote").map((p) => p.round));
  const polls = proposal.polls.flatMap((poll, n) =>
    poll.kind === "vote" && poll.round === round ? [{ ...poll, n }] : [],
  );
  const ballots = polls.flatMap((poll) => ballotsOf(state, proposal.id, poll.n, poll.stage));
  const consents = consentsOf(state, proposal, now);
  const running = polls.at(-1);
  const amended = amendedSince(state, proposal);
  return rules.map((rule, i) => {
    const closes = polls.slice(0, rule.stages.length).map((p) => p.closes);
    const electorate = electorateOf(state, proposal.id, proposal.versions[i]);
    const by = (of: Rule): Evaluation =>
      evaluate(of, electorate, ballots, consents, { now, closes, round, amended });
    const asClosed = by(onceExtended(rule));
    // Each stage is prolonged by itself: those before it have ended, at the close they were given.
    if (rule.extension === undefined || running?.extended === true || proposal.phase !== "voting")
      return asClosed;
    const asRunning = by(rule).stages[running?.stage ?? 0];
    const stages = asClosed.stages.map((stage, n) => (n === running?.stage ? (asRunning ?? stage) : stage));
    return { ...asClosed, stages };
  });
}

/** A vote that turned late stays open once: the prolonged close is not prolonged again. */
function onceExtended(rule: Rule): Rule {
  const { extension: _, ...rest } = rule;
  return rest;
}

/** The evaluation of the appeal that runs or ran last, over the body as that version composes it. */
export function evaluateAppeal(
  state: StateReader,
  proposal: ProposalRecord,
  rule: Rule,
  now: number,
  version?: number,
): Evaluation {
  const n = proposal.polls.findLastIndex((poll) => poll.kind === "appeal");
  const ballots = ballotsOf(state, proposal.id, n, 0);
  const closes = [proposal.polls[n]!.closes];
  return evaluate(
    onceExtended(rule),
    electorateOf(state, proposal.id, version),
    ballots,
    consentsOf(state, proposal, now),
    { now, closes },
  );
}
