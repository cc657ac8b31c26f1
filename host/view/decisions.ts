/** Proposals and cases: list, and one with its dates, rules, ballots and what is still missing. */
import type { BallotView, Decision, Decisions, DecisionSummary, PollView } from "@comity/api";
import {
  appealRule,
  evaluateAppeal,
  evaluateProposal,
  kindOf,
  pick,
  textPrefix,
  type ProposalRecord,
  type StateReader,
} from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import {
  explainRule,
  parseConstitution,
  ruleFor,
  type Constitution,
  type Evaluation,
  type Rule,
} from "@comity/rules";
import { href, partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";
import { factProof } from "./fact-proof.ts";

const OPEN: ReadonlySet<string> = new Set(["notice", "voting", "appeal", "waiting"]);

export function* allProposals(reader: StateReader): Generator<ProposalRecord, void, void> {
  for (const { records } of reader.within("decisions", textPrefix("proposal/"))) {
    const record = pick(records, "proposal");
    if (record !== undefined) yield record;
  }
}

/** Newest first; `after` is the identifier of the last one before. */
export function decisionList(
  state: ReadState,
  phase: string | undefined,
  after: string | undefined,
  limit: number,
): Decisions {
  const all = [...allProposals(state.reader)]
    .filter(({ phase: at }) => phase === undefined || OPEN.has(at) === (phase === "open"))
    .toSorted((a, b) => b.opened - a.opened || Number(b.id) - Number(a.id));
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const items = all.slice(from, from + limit).map((record) => summaryOf(state.reader, record));
  return { asOf: asOf(state), items, ...(from + limit < all.length ? { next: items.at(-1)!.id } : {}) };
}

function summaryOf(reader: StateReader, record: ProposalRecord): DecisionSummary {
  const { id, title, by, phase, classes, opened, due } = record;
  const next = due === undefined ? {} : { due };
  const isCase = record.case !== undefined;
  return {
    id,
    href: href("decisions", id),
    title,
    by: partyRef(reader, by),
    phase,
    classes,
    opened,
    ...next,
    isCase,
  };
}

/** Code `decision-unknown`. */
export function decisionPage(state: ReadState, id: string): Result<Decision> {
  const { reader, time } = state;
  const record = reader.text("decisions", `proposal/${id}`, "proposal");
  if (record === undefined) return refuse("decision-unknown", `no proposal has the number ${id}`, "id");
  const rules = rulesOf(reader, record);
  const electorate = reader.text("decisions", `electorate/${id}`, "electorate");
  const bare = rules.map(({ rule }) => rule);
  const now = standing(reader, record, bare, time);
  const affected = record.affected.map((party) => {
    const consent = reader.text("decisions", `consent/${id}/${party}`, "consent");
    const answer = consent === undefined ? "none" : consent.given ? "consents" : "refuses";
    return { party: partyRef(reader, party), answer } as const;
  });
  return ok({
    ...summaryOf(reader, record),
    asOf: asOf(state),
    record,
    measures: record.measures.map(({ kind, body }) => ({
      kind,
      body,
      summary: kindOf(kind)?.summary ?? kind,
    })),
    affected,
    rules: rules.map(({ rule, version }) => ({
      class: record.classes.join(" + "),
      version,
      explained: explainRule(rule),
    })),
    evaluations: now.map(({ evaluation }) => evaluation),
    polls: pollsOf(reader, record),
    electorate: electorate?.chambers ?? {},
    timeline: timelineOf(record, time),
    missing: missingOf(record, now, affected),
    ...(record.reason === undefined ? {} : { outcome: record.reason }),
  });
}

/** Each rule that decides now, with its evaluation as things stand; nothing before the first vote opens. */
function standing(
  reader: StateReader,
  record: ProposalRecord,
  rules: readonly Rule[],
  now: number,
): readonly { readonly rule: Rule; readonly evaluation: Evaluation }[] {
  if (record.polls.length === 0) return [];
  const appeal = record.polls.at(-1)!.kind === "appeal" ? appealRule(reader, record) : undefined;
  if (appeal !== undefined)
    return [{ rule: appeal, evaluation: evaluateAppeal(reader, record, appeal, now) }];
  const evaluations = evaluateProposal(reader, record, rules, now);
  return rules.map((rule, i) => ({ rule, evaluation: evaluations[i]! }));
}

export function constitutionAt(reader: StateReader, version: number): Constitution | undefined {
  const record = reader.text("decisions", `constitution/${version}`, "constitution");
  const parsed = record === undefined ? undefined : parseConstitution(record.text);
  return parsed?.ok === true ? parsed.value : undefined;
}

function rulesOf(
  reader: StateReader,
  record: ProposalRecord,
): { readonly rule: Rule; readonly version: number }[] {
  return record.versions.flatMap((version) => {
    const constitution = constitutionAt(reader, version);
    const rule = constitution === undefined ? undefined : ruleFor(constitution, record.classes);
    return rule?.ok === true ? [{ rule: rule.value, version }] : [];
  });
}

function pollsOf(reader: StateReader, { id, polls }: ProposalRecord): PollView[] {
  return polls.map((poll, number) => {
    const prefix = `ballot/${id}/${number}/`;
    const ballots: BallotView[] = [];
    for (const { key, records } of reader.within("decisions", textPrefix(prefix))) {
      const ballot = pick(records, "ballot");
      if (ballot === undefined) continue;
      const text = Buffer.from(key.bytes).toString("utf8").replace(/\0+$/, "");
      const party = partyRef(reader, text.slice(prefix.length));
      const { choice, at, since } = ballot;
      ballots.push({ party, choice, at, index: since, proof: factProof("decisions", text) });
    }
    return { ...poll, number, ballots };
  });
}

function timelineOf(record: ProposalRecord, now: number): Decision["timeline"] {
  const { opened, polls, decidedAt, effectAt, expires } = record;
  const dates: { time: number; what: string }[] = [{ time: opened, what: "opened" }];
  for (const poll of polls) {
    const name = poll.kind === "appeal" ? "appeal vote" : `vote, stage ${poll.stage + 1}`;
    dates.push({ time: poll.opens, what: `${name} opens` }, { time: poll.closes, what: `${name} closes` });
  }
  const kase = record.case;
  if (kase !== undefined) dates.push({ time: kase.answerCloses, what: "time to answer ends" });
  if (kase?.filingEnds !== undefined) dates.push({ time: kase.filingEnds, what: "time to appeal ends" });
  if (decidedAt !== undefined) dates.push({ time: decidedAt, what: "decided" });
  if (effectAt !== undefined) dates.push({ time: effectAt, what: "takes effect" });
  if (expires !== undefined) dates.push({ time: expires, what: "expires" });
  return dates
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, what }) => ({ time, what, past: time <= now }));
}

function missingOf(
  record: ProposalRecord,
  now: ReturnType<typeof standing>,
  affected: Decision["affected"],
): string[] {
  if (!OPEN.has(record.phase)) return [];
  const missing: string[] = [];
  for (const { rule, evaluation } of now) {
    const stage = evaluation.stages[evaluation.stage];
    if (stage === undefined || stage.outcome === "passes") continue;
    missing.push(...unmet(stage.condition, new Map(explainRule(rule).map(atPointer))));
  }
  for (const { party, answer } of affected)
    if (answer === "none") missing.push(`${party.id} has to consent.`);
  return [...new Set(missing)];
}

/** `<pointer>: <sentence>` of `explainRule`. */
const atPointer = (line: string): [string, string] => {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
};

type Explained = Evaluation["stages"][number]["condition"];

/** The rule's own sentence for each innermost condition that does not hold, with the count as it stands. */
function unmet(condition: Explained, sentences: ReadonlyMap<string, string>): string[] {
  if (condition.holds) return [];
  if (condition.of !== undefined && condition.of.length > 0)
    return condition.of.flatMap((part) => unmet(part, sentences));
  const { kind, path, counted, base, who } = condition;
  const sentence = sentences.get(path) ?? `The condition ${kind} has to hold.`;
  const now = counted === undefined || base === undefined ? "" : ` Now: ${counted} of ${base}.`;
  const names = who === undefined || who.length === 0 ? "" : ` It depends on ${who.join(", ")}.`;
  return [sentence + now + names];
}
