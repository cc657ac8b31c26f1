/** Which ballots count: the last (or first) one per member, cast in time, by a member or its delegate. */
import type { Ballot, Consents, Electorate, SeatStatus } from "./evaluation.ts";
import { speaker, standingMandates, stands, type Closing, type Mandates } from "./mandates.ts";
import type { Delegation, Rule } from "./rule.ts";

/** The vote that stands for each member in one stage. */
export type Standing = {
  readonly ballots: ReadonlyMap<string, Ballot>;
  /** Members for whom a mandate speaks: until close it can be taken back. */
  readonly inherited: ReadonlySet<string>;
};

const NOBODY: ReadonlySet<string> = new Set();

/** From the ballots cast before `close`, in log order. */
export function standingBallots(
  rule: Rule,
  electorate: Electorate,
  ballots: readonly Ballot[],
  consents: Consents,
  stage: number,
  closing: Closing,
): Standing {
  const { close } = closing;
  const standing = new Map<string, Ballot>();
  const represented = new Map<string, Set<string>>();
  const keepFirst = rule.ballot.revote === "first";
  const barred = rule.delegation === undefined ? NOBODY : seatedAs(electorate, ["recused", "suspended"]);
  const mandates =
    rule.delegation === undefined || consents.mandates === undefined
      ? undefined
      : standingMandates(rule.delegation, consents.mandates, closing);
  for (const ballot of ballots) {
    if ((ballot.stage ?? 0) !== stage || !(ballot.at < close)) continue;
    if (!rule.ballot.choices.includes(ballot.choice) || !dividesWell(rule, electorate, ballot)) continue;
    const before = standing.get(ballot.member);
    if (isOwn(ballot)) {
      if (keepFirst && before !== undefined && isOwn(before)) continue;
    } else {
      // A member's own ballot overrides its delegate's, whichever came first.
      const { member, by } = ballot;
      if (rule.delegation === undefined || by === undefined || barred.has(by)) continue;
      if (mandates !== undefined && !stands(mandates, rule.delegation.transitive, member, by)) continue;
      if (!mayRepresent(rule.delegation, represented, member, by)) continue;
      if (before !== undefined && (keepFirst || isOwn(before))) continue;
    }
    standing.set(ballot.member, grounded(rule, ballot));
  }
  const inherited =
    rule.delegation === undefined || mandates === undefined
      ? NOBODY
      : inherit(rule.delegation, mandates, standing, represented, barred, seatedAs(electorate, ["left"]));
  return { ballots: standing, inherited };
}

export const isOwn = (ballot: Ballot): boolean => ballot.by === undefined || ballot.by === ballot.member;

/** Gives members without a ballot the one of their delegate, in the order in which mandates were first given. */
function inherit(
  delegation: Delegation,
  mandates: Mandates,
  standing: Map<string, Ballot>,
  represented: Map<string, Set<string>>,
  barred: ReadonlySet<string>,
  left: ReadonlySet<string>,
): ReadonlySet<string> {
  const inherited = new Set<string>();
  const voters = new Map([...standing].filter(([, ballot]) => isOwn(ballot)));
  for (const member of mandates.keys()) {
    // A mandate ends when the member leaves.
    if (standing.has(member) || left.has(member)) continue;
    const delegate = speaker(mandates, delegation.transitive, member, voters);
    if (delegate === undefined || barred.has(delegate)) continue;
    if (!mayRepresent(delegation, represented, member, delegate)) continue;
    const own = voters.get(delegate)!;
    // How a delegate divides its own weight says nothing about another's.
    const { split: _, ...ballot } = own;
    standing.set(member, { ...ballot, member, by: delegate });
    inherited.add(member);
  }
  return inherited;
}

/** Counts the members a delegate votes for; those beyond the rule's cap get no ballot from it. */
function mayRepresent(
  delegation: Delegation,
  represented: Map<string, Set<string>>,
  member: string,
  delegate: string,
): boolean {
  let members = represented.get(delegate);
  if (members === undefined) {
    members = new Set();
    represented.set(delegate, members);
  }
  if (members.has(member)) return true;
  if (members.size >= delegation.most) return false;
  members.add(member);
  return true;
}

/** Who has one of these statuses in any chamber of the electorate. */
function seatedAs(electorate: Electorate, statuses: readonly SeatStatus[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const seats of Object.values(electorate.chambers)) {
    for (const { member, status } of seats) if (statuses.includes(status)) found.add(member);
  }
  return found;
}

/** A divided ballot adds up to the member's weight in every chamber that it names; otherwise it is no ballot. */
function dividesWell(rule: Rule, electorate: Electorate, { split, member }: Ballot): boolean {
  if (split === undefined) return true;
  if (rule.ballot.split !== true) return false;
  return Object.entries(split).every(([chamber, parts]) => {
    const seats = Object.hasOwn(electorate.chambers, chamber) ? electorate.chambers[chamber] : undefined;
    const seat = seats?.find((each) => each.member === member);
    let sum = 0;
    for (const [choice, part] of Object.entries(parts)) {
      if (!rule.ballot.choices.some((each) => each === choice)) return false;
      if (!Number.isSafeInteger(part) || part < 0) return false;
      sum += part;
    }
    return seat !== undefined && sum === seat.weight;
  });
}

/** Where a veto must state its ground, one that does not is a no. */
const grounded = (rule: Rule, ballot: Ballot): Ballot =>
  rule.ballot.grounds === true && (ballot.ground ?? "").trim() === "" ? withoutVeto(ballot) : ballot;

function withoutVeto(ballot: Ballot): Ballot {
  const { split } = ballot;
  if (ballot.choice !== "veto" && split === undefined) return ballot;
  const choice = ballot.choice === "veto" ? "no" : ballot.choice;
  if (split === undefined) return { ...ballot, choice };
  const divided = Object.entries(split).map(([chamber, parts]) => {
    const { veto = 0, no = 0, ...rest } = parts;
    return [chamber, { ...rest, no: no + veto }] as const;
  });
  return { ...ballot, choice, split: Object.fromEntries(divided) };
}
