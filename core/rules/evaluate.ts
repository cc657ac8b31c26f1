/**
 * Evaluating a decision: rule, frozen electorate, ballots, what is on the record, and the time. Total and
 * deterministic: input that cannot be evaluated fails with a `problem`, nothing throws.
 */
import { standingBallots } from "./ballots.ts";
import type {
  Ballot,
  Consents,
  Electorate,
  Evaluation,
  Explained,
  Moment,
  StageEvaluation,
} from "./evaluation.ts";
import { judge } from "./judge.ts";
import { ok, refuse, type Refusal, type Result } from "./result.ts";
import type { Condition, Rule } from "./rule.ts";
import { countChamber, INDEX, tallyOf, type ChamberCount } from "./tally.ts";
import { chambersOf, parts } from "./walk.ts";

type Case = {
  readonly rule: Rule;
  readonly electorate: Electorate;
  readonly ballots: readonly Ballot[];
  readonly consents: Consents;
  readonly now: number;
  readonly round: number;
};
type SecondVote = NonNullable<Evaluation["again"]>;
type Judged = {
  readonly condition: Explained;
  readonly counts: ReadonlyMap<string, ChamberCount>;
  /** Ballots counted in at least one chamber. */
  readonly used: number;
};

/** Passes when every stage passes; stages are taken in order, each over the ballots of its own index. */
export function evaluate(
  rule: Rule,
  electorate: Electorate,
  ballots: readonly Ballot[],
  consents: Consents,
  moment: Moment,
): Evaluation {
  const { now, closes, round = 1, amended = false } = moment;
  if (!isTime(now) || closes.length === 0 || closes.length > rule.stages.length || !closes.every(isTime)) {
    return impossible("moment", "expected whole seconds, and one close for each opened stage", "/moment");
  }
  const given: Case = { rule, electorate, ballots, consents, now, round };
  const stages: StageEvaluation[] = [];
  let failed = -1;
  let undecided = -1;
  for (let i = 0; i < rule.stages.length; i++) {
    const stage = evaluateStage(given, i, closes[i] ?? null);
    if (!stage.ok) return { outcome: "fails", settled: true, stage: i, stages: [], problem: stage.error };
    stages.push(stage.value);
    if (failed < 0 && (stage.value.outcome === "fails" || !stage.value.condition.mayHold)) failed = i;
    if (undecided < 0 && (stage.value.outcome === "open" || stage.value.outcome === "waiting")) undecided = i;
  }
  if (amended && rule.whenAmended === "aborts") {
    return { outcome: "fails", settled: true, stage: Math.max(0, undecided), stages, aborted: true };
  }
  if (failed >= 0) {
    const again = secondVote(rule.stages[failed]!.condition, stages[failed]!, given);
    return {
      outcome: "fails",
      settled: true,
      stage: failed,
      ...(again === undefined ? {} : { again }),
      stages,
    };
  }
  if (undecided >= 0) return { outcome: "open", settled: false, stage: undecided, stages };
  return { outcome: "passes", settled: true, stage: rule.stages.length - 1, stages };
}

function evaluateStage(given: Case, index: number, scheduled: number | null): Result<StageEvaluation> {
  const stage = given.rule.stages[index]!;
  const extended = scheduled === null ? ok(false) : turnsLate(given, index, scheduled);
  if (!extended.ok) return extended;
  const closes =
    scheduled === null ? null : scheduled + (extended.value ? (given.rule.extension?.by ?? 0) : 0);
  const open = closes === null || given.now < closes;
  const judged = judgeStage(given, index, closes, open, scheduled);
  if (!judged.ok) return judged;
  const { condition, counts, used } = judged.value;
  const standing = condition.holds ? "passes" : "fails";
  const decided = !open || !(condition.mayHold && condition.mayFail);
  let cast = 0;
  for (const ballot of given.ballots) if ((ballot.stage ?? 0) === index) cast++;
  const tallies: Record<string, StageEvaluation["tallies"][string]> = {};
  for (const [id, count] of counts)
    tallies[id] = { weight: tallyOf(count.weight), members: tallyOf(count.members) };
  return ok({
    name: stage.name,
    outcome: closes === null ? "waiting" : decided ? decidedAs(condition) : "open",
    closes,
    extended: extended.value,
    standing,
    ignored: cast - used,
    tallies,
    condition,
  });
}

/** Once decided only one of the two may still be. */
const decidedAs = (condition: Explained): "passes" | "fails" => (condition.mayHold ? "passes" : "fails");

function judgeStage(
  given: Case,
  index: number,
  close: number | null,
  open: boolean,
  scheduled: number | null,
): Result<Judged> {
  const { rule, electorate, consents, round } = given;
  const closing = { close: close ?? 0, scheduled: scheduled ?? 0 };
  const cast = close === null ? [] : given.ballots;
  const standing = standingBallots(rule, electorate, cast, consents, index, closing);
  const { condition } = rule.stages[index]!;
  const counts = new Map<string, ChamberCount>();
  const used = new Set<string>();
  for (const id of chambersOf(condition)) {
    const terms = Object.hasOwn(rule.electorates, id) ? rule.electorates[id] : undefined;
    const seats = Object.hasOwn(electorate.chambers, id) ? electorate.chambers[id] : undefined;
    if (terms === undefined || seats === undefined) {
      return refuse("chamber-missing", "freeze every chamber the rule names", `/electorate/chambers/${id}`);
    }
    const count = countChamber(id, seats, terms, standing, open, rule.ballot.revote);
    if (count === null) {
      return refuse(
        "electorate",
        "weights and their sum must be whole numbers from 0 to 2^53-1, each member must sit once",
        `/electorate/chambers/${id}`,
      );
    }
    counts.set(id, count);
    for (let i = 0; i < seats.length; i++) {
      const { member } = seats[i]!;
      if (count.positions[i]! < INDEX.absent && !standing.inherited.has(member)) used.add(member);
    }
  }
  const scene = { rule, electorate, counts, consents, open, round };
  return ok({ condition: judge(scene, condition, `/stages/${index}/condition`), counts, used: used.size });
}

/** Whether a quorum is reached, or the result turns, in the last seconds before the scheduled close. */
function turnsLate(given: Case, index: number, scheduled: number): Result<boolean> {
  const { extension } = given.rule;
  if (extension === undefined) return ok(false);
  const from = scheduled - extension.last;
  const late = (ballot: Ballot) =>
    (ballot.stage ?? 0) === index && ballot.at >= from && ballot.at < scheduled;
  if (!given.ballots.some(late)) return ok(false);
  const before = judgeStage(given, index, from, false, scheduled);
  const after = judgeStage(given, index, scheduled, false, scheduled);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const earlier = before.value.condition;
  const later = after.value.condition;
  return ok(
    (extension.on.includes("result") && earlier.holds !== later.holds) ||
      (extension.on.includes("quorum") && quorumReached(earlier, later)),
  );
}

/** The two trees have the same shape: they explain the same condition. */
function quorumReached(before: Explained, after: Explained): boolean {
  if (after.kind === "quorum") return !before.holds && after.holds;
  return (after.of ?? []).some((part, i) => quorumReached(before.of![i]!, part));
}

/**
 * Whether the rule asks for another vote on the same question, known once the stage has closed. Excessive abstention
 * comes first: it postpones whatever the result is. A second round has no further one.
 */
function secondVote(condition: Condition, stage: StageEvaluation, given: Case): SecondVote | undefined {
  if (given.round > 1 || stage.closes === null || given.now < stage.closes) return undefined;
  if (postponed(condition, stage.condition)) return { why: "abstentions" };
  const within: number[] = [];
  if (!holdsButForTies(condition, stage.condition, within) || within.length === 0) return undefined;
  return { why: "tie", within: Math.max(...within) };
}

function postponed(condition: Condition, explained: Explained): boolean {
  if (condition.kind === "limit") return condition.exceeded === "postpones" && !explained.holds;
  return pairs(condition, explained).some(([part, why]) => postponed(part, why));
}

/** Whether the condition would hold if every tie that asks for a second vote had been won. */
function holdsButForTies(condition: Condition, explained: Explained, within: number[]): boolean {
  if (condition.kind === "threshold") {
    if (explained.because !== "tie" || condition.tie?.answer !== "second-vote") return explained.holds;
    within.push(condition.tie.within);
    return true;
  }
  const parts = pairs(condition, explained);
  const holding = parts.filter(([part, why]) => holdsButForTies(part, why, within)).length;
  if (explained.holds || parts.length === 0) return explained.holds;
  // Groups say how many parts they need; the other kinds with parts have exactly one, which is enough.
  const need = condition.kind === "all" || condition.kind === "at-least" ? Number(explained.right) : 1;
  return holding >= need;
}

function pairs(condition: Condition, explained: Explained): readonly (readonly [Condition, Explained])[] {
  const of = explained.of ?? [];
  return of.length === 0 ? [] : parts(condition).map((part, i) => [part.condition, of[i]!] as const);
}

const isTime = (value: number): boolean => Number.isSafeInteger(value);

const impossible = (code: string, detail: string, field: string): Evaluation => {
  const problem: Refusal = { code, field, detail };
  return { outcome: "fails", settled: true, stage: 0, stages: [], problem };
};
