/** Conditions about the record: consents of affected parties, the steps of due process, a named body's judgement. */
import { compareProducts } from "./compare.ts";
import type { Consents, Explained } from "./evaluation.ts";
import type { Consent, Judged, Rule, WithoutVote } from "./rule.ts";
import type { ChamberCount } from "./tally.ts";

type Leaf = Omit<Explained, "path">;
type Record = { readonly consents: Consents; readonly open: boolean; readonly rule: Rule };

export function judgeConsent(condition: Consent, record: Record): Leaf {
  const { kind, share } = condition;
  const missing: string[] = [];
  let asked = 0;
  let now = 0;
  let best = 0;
  let worst = 0;
  for (const { role, party, answer } of record.consents.parties) {
    if (role !== condition.role) continue;
    asked++;
    const consents = answer === "consents" || (answer === "none" && condition.silence === "consents");
    if (consents) now++;
    else missing.push(party);
    // An answer moves as a ballot does: until close, and once given only where the last one counts.
    const moves = record.open && (answer === "none" || record.rule.ballot.revote === "last");
    if (moves || consents) best++;
    if (!moves && consents) worst++;
  }
  if (asked === 0) {
    const holds = condition.onNone === "holds";
    return { kind, holds, mayHold: holds, mayFail: !holds, because: "nobody" };
  }
  const enough = (given: number) => compareProducts(given, share.den, ">=", asked, share.num);
  const { left, right, holds } = enough(now);
  return {
    kind,
    holds,
    mayHold: enough(best).holds,
    mayFail: !enough(worst).holds,
    left,
    comparator: ">=",
    right,
    counted: now,
    base: asked,
    ...(holds ? {} : { who: missing }),
  };
}

/** A step once recorded stays; a missing one may still be recorded until close. */
export function judgeDueProcess(record: Record): Leaf {
  const { grounds, notice, answer, hearing } = record.consents.dueProcess;
  const steps = { grounds, notice, answer, hearing };
  const missing = Object.entries(steps).flatMap(([step, done]) => (done ? [] : [step]));
  const holds = missing.length === 0;
  return {
    kind: "due-process",
    holds,
    mayHold: holds || record.open,
    mayFail: !holds,
    left: 4 - missing.length,
    comparator: ">=",
    right: 4,
    ...(holds ? {} : { because: `missing: ${missing.join(", ")}` }),
  };
}

export function judgeJudgement(condition: Judged, record: Record): Leaf {
  const given = record.consents.judgements.filter(
    ({ by, question }) => by === condition.by && question === condition.question,
  );
  const last = record.rule.ballot.revote === "last";
  const judgement = last ? given.at(-1) : given[0];
  const holds = judgement?.holds === true;
  const moves = record.open && (judgement === undefined || last);
  return {
    kind: "judged",
    holds,
    mayHold: holds || moves,
    mayFail: !holds || moves,
    ...(judgement === undefined ? { because: "not judged" } : {}),
    who: [condition.by],
  };
}

/** A request for a vote stands once made; any member of the chamber that votes may make one until close. */
export function judgeWithoutVote(condition: WithoutVote, record: Record, chamber: ChamberCount): Leaf {
  const { kind, chamber: id, requests: enough = 1 } = condition;
  const { requests } = record.consents;
  if (requests === undefined) {
    return { kind, chamber: id, holds: false, mayHold: false, mayFail: true, because: "no-requests-kept" };
  }
  const asked = new Set(requests);
  const asking: string[] = [];
  let may = 0;
  for (let i = 0; i < chamber.seats.length; i++) {
    const { member, status } = chamber.seats[i]!;
    if (status === "recused" || status === "suspended") continue;
    if (asked.has(member)) asking.push(member);
    else if (record.open && status === "voting") may++;
  }
  const holds = asking.length < enough;
  return {
    kind,
    chamber: id,
    holds,
    mayHold: holds,
    mayFail: asking.length + may >= enough,
    left: asking.length,
    comparator: "<",
    right: enough,
    ...(asking.length > 0 ? { who: asking } : {}),
    ...(holds && may > 0 ? { toFail: enough - asking.length } : {}),
  };
}
