/** Counting: what is on the record about a proposal, handed to the rules' evaluator. */
import {
  evaluate,
  type Ballot,
  type Consents,
  type Electorate,
  type Evaluation,
  type Rule,
} from "@comity/rules";
import { textPrefix } from "../state/registers.ts";
import type { ProposalRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";

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

/** Ballots of one poll as the evaluator takes them, in order of identifier (one per member: the last one cast). */
export function ballotsOf(state: StateReader, id: string, poll: number, stage: number): Ballot[] {
  const prefix = `ballot/${id}/${poll}/`;
  const ballots: Ballot[] = [];
  for (const { key, records } of state.within("decisions", textPrefix(prefix))) {
    for (const record of records) {
      if (record.t !== "ballot") continue;
      const member = partyInKey(key.bytes, prefix.length);
      ballots.push({ member, choice: record.choice, at: record.at, stage });
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
  };
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
  const prolonged = polls.some((poll) => poll.extended === true);
  return rules.map((rule, i) => {
    const closes = polls.slice(0, rule.stages.length).map((p) => p.closes);
    const electorate = electorateOf(state, proposal.id, proposal.versions[i]);
    return evaluate(prolonged ? onceExtended(rule) : rule, electorate, ballots, consents, {
      now,
      closes,
      round,
    });
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
