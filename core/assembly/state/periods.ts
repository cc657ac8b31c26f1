/** When a record falls due, and how its periods move when ordering stood still (SEMANTICS C5, C6). */
import type { ProposalRecord, StateRecord } from "./records.ts";

/**
 * When the clock has to look at a record: nothing happens to it by itself before (SEMANTICS C6). `grace` is GRACE, `wait`
 * the same where there are witnesses (SEMANTICS C4).
 */
export function dueOf(record: StateRecord, grace: number, wait: number): number | undefined {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease" ? record.terms.until + grace : undefined;
    case "report":
      return record.begins ?? record.ends;
    case "claim":
      // An objection made in time may be ordered a little later.
      return record.objections.length === 0 ? record.until + grace : undefined;
    case "reserved":
    case "quarantine":
    case "offer":
    case "paused":
      return record.until;
    case "proposal":
      return record.due;
    case "emergency":
      return record.ended === true ? undefined : record.until;
    case "party":
      // A contest that was countersigned in time may be ordered a little later.
      return (
        record.suspendedUntil ?? (record.lockedUntil === undefined ? undefined : record.lockedUntil + wait)
      );
    case "route":
    case "providers":
    case "set":
    case "servers":
    case "interconnection":
      return record.ends;
    default:
      return undefined;
  }
}

/**
 * The same record with its running periods moved by `seconds`: periods do not run while ordering stood still, from `last`
 * on (C5).
 */
export function shifted(record: StateRecord, seconds: number, last: number): StateRecord {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease"
        ? { ...record, terms: { kind: "lease", until: record.terms.until + seconds } }
        : record;
    case "report":
      return {
        ...record,
        ...(record.begins === undefined ? {} : { begins: record.begins + seconds }),
        ...(record.ends === undefined ? {} : { ends: record.ends + seconds }),
      };
    case "claim":
    case "quarantine":
    case "offer":
    case "paused":
      return { ...record, until: record.until + seconds };
    case "reserved":
      return record.until === undefined ? record : { ...record, until: record.until + seconds };
    case "route":
    case "providers":
    case "set":
    case "servers":
    case "interconnection":
      return record.ends === undefined ? record : { ...record, ends: record.ends + seconds };
    case "proposal":
      return shiftedProposal(record, seconds, last);
    case "party":
      return {
        ...record,
        ...(record.lockedUntil === undefined ? {} : { lockedUntil: record.lockedUntil + seconds }),
        ...(record.suspendedUntil === undefined ? {} : { suspendedUntil: record.suspendedUntil + seconds }),
      };
    default:
      // Emergency powers end on their date whatever happened (promise P7).
      return record;
  }
}

function shiftedProposal(record: ProposalRecord, seconds: number, last: number): ProposalRecord {
  const { due } = record;
  if (due === undefined) return record;
  // Time to answer and to appeal ends before the next event of the clock, and waits as well.
  const later = (time: number): number => (time <= last ? time : time + seconds);
  const kase = record.case;
  return {
    ...record,
    due: due + seconds,
    polls: record.polls.map((poll) => ({ ...poll, opens: later(poll.opens), closes: later(poll.closes) })),
    ...(record.effectAt === undefined ? {} : { effectAt: later(record.effectAt) }),
    ...(record.expires === undefined ? {} : { expires: later(record.expires) }),
    ...(kase === undefined
      ? {}
      : {
          case: {
            ...kase,
            answerCloses: later(kase.answerCloses),
            ...(kase.levelEnds === undefined ? {} : { levelEnds: later(kase.levelEnds) }),
            ...(kase.filingEnds === undefined ? {} : { filingEnds: later(kase.filingEnds) }),
          },
        }),
  };
}
