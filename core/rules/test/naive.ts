/**
 * A second evaluator at close, written as plainly as possible: filters over member lists, BigInt everywhere, no
 * explanation. It shares nothing with the room but the types.
 */
import type { Ballot, Condition, Consents, Electorate, Rule, Seat, State } from "@comity/rules";

type Voter = Seat & { readonly state: State | "out"; readonly split?: { readonly [choice: string]: number } };
type Match = (state: State | "out") => boolean;

/** The weight (or heads) of the voters whose state matches; a divided ballot is several parts of one weight. */
const sum = (voters: readonly Voter[], matches: Match, by: "weight" | "members" | undefined) =>
  voters.reduce((total, { state, split, weight }) => {
    if (by === "members") return total + (matches(state) ? 1n : 0n);
    if (split === undefined) return total + (matches(state) ? BigInt(weight) : 0n);
    const parts = Object.entries(split).filter(([choice]) => matches(choice as State));
    return parts.reduce((all, [, part]) => all + BigInt(part), total);
  }, 0n);

export function passesNaively(
  rule: Rule,
  electorate: Electorate,
  ballots: readonly Ballot[],
  consents: Consents,
  close: number,
  round: number,
): boolean {
  const votersOf = (chamber: string): readonly Voter[] => {
    const { recused, suspended } = rule.electorates[chamber]!;
    return electorate.chambers[chamber]!.filter(
      (seat) => !(seat.status === "recused" && recused === "removed"),
    )
      .filter((seat) => !(seat.status === "suspended" && suspended === "removed"))
      .map((seat) => {
        const ballot = ballotOf(seat.member);
        const split = ballot?.split?.[chamber];
        const out = seat.status === "recused" || seat.status === "suspended";
        const state: State | "out" = out ? "out" : (ballot?.choice ?? "absent");
        return { ...seat, state, ...(split === undefined || out ? {} : { split }) };
      });
  };
  const seatsOf = (member: string) =>
    Object.entries(electorate.chambers).flatMap(([chamber, seats]) =>
      seats.filter((seat) => seat.member === member).map((seat) => ({ chamber, seat })),
    );
  const fits = ({ member, split }: Ballot): boolean =>
    split === undefined ||
    (rule.ballot.split === true &&
      Object.entries(split).every(
        ([chamber, parts]) =>
          Object.keys(parts).every((choice) => (rule.ballot.choices as readonly string[]).includes(choice)) &&
          seatsOf(member).some(
            (each) =>
              each.chamber === chamber &&
              Object.values(parts).reduce((a, b) => a + b, 0) === each.seat.weight,
          ),
      ));
  const ownBallotOf = (member: string) => chosen(member, ({ by }) => by === undefined || by === member);
  const chosen = (member: string, cast: (ballot: Ballot) => boolean): Ballot | undefined => {
    const own = ballots
      .filter((ballot) => ballot.member === member && ballot.at < close)
      .filter((ballot) => rule.ballot.choices.includes(ballot.choice) && fits(ballot))
      .filter(cast);
    const chosen = rule.ballot.revote === "last" ? own.at(-1) : own[0];
    if (chosen === undefined || rule.ballot.grounds !== true || chosen.ground !== undefined) return chosen;
    const split = Object.entries(chosen.split ?? {}).map(([chamber, { veto = 0, no = 0, ...rest }]) => [
      chamber,
      { ...rest, no: no + veto },
    ]);
    return {
      ...chosen,
      choice: chosen.choice === "veto" ? "no" : chosen.choice,
      split: Object.fromEntries(split),
    };
  };
  // A mandate speaks only where the rule caps nothing here: `most` is larger than the electorates of these tests.
  const ballotOf = (member: string): Ballot | undefined => {
    const { delegation } = rule;
    const own = ownBallotOf(member);
    if (own !== undefined || delegation === undefined) return own;
    const mandateOf = (who: string): string | null => {
      const last = (consents.mandates ?? []).findLast((each) => each.member === who && each.from < close);
      if (last === undefined || last.to === null || last.to === who) return null;
      const late = last.from > close - (delegation.lead ?? 0);
      const over = last.until < close || last.from + delegation.length < close;
      return late || over ? null : last.to;
    };
    const barred = (who: string) =>
      seatsOf(who).some(({ seat }) => seat.status === "recused" || seat.status === "suspended");
    const line: string[] = [];
    for (let who = mandateOf(member); who !== null && line.length < 20; who = mandateOf(who)) line.push(who);
    const may = delegation.transitive ? line : line.slice(0, 1);
    const cast = chosen(
      member,
      ({ by }) => by !== undefined && by !== member && may.includes(by) && !barred(by),
    );
    if (cast !== undefined || seatsOf(member).some(({ seat }) => seat.status === "left")) return cast;
    let at = mandateOf(member);
    for (let steps = 0; at !== null && steps < 20; steps++) {
      const found = ownBallotOf(at);
      if (found !== undefined) {
        return barred(at) ? undefined : { member, choice: found.choice, at: found.at };
      }
      at = delegation.transitive ? mandateOf(at) : null;
    }
    return undefined;
  };
  const holds = (condition: Condition): boolean => {
    switch (condition.kind) {
      case "all":
        return condition.of.every(holds);
      case "any":
        return condition.of.some(holds);
      case "at-least":
        return condition.of.filter(holds).length >= condition.number;
      case "if-affected":
        return !electorate.affected.includes(condition.chamber) || holds(condition.condition);
      case "threshold": {
        const voters = votersOf(condition.chamber);
        const yes = sum(voters, (state) => state === "yes", condition.count);
        const base = sum(voters, (state) => isInBase(state, condition.base), condition.count);
        if (base === 0n) return condition.onZero === "holds";
        const left = yes * BigInt(condition.share.den);
        const right = base * BigInt(condition.share.num);
        if (left !== right) return left > right;
        if (condition.comparator === ">=") return true;
        if (condition.tie?.answer === "passes") return true;
        if (condition.tie?.answer !== "casting") return false;
        const { role } = condition.tie;
        const chairs = new Set(
          voters.filter((voter) => voter.roles?.includes(role)).map((voter) => voter.state),
        );
        return chairs.has("yes") && !chairs.has("no") && !chairs.has("veto");
      }
      case "quorum": {
        const voters = votersOf(condition.chamber);
        const counted = sum(voters, among(condition.counts), condition.count);
        if ("number" in condition.need) {
          const recused = electorate.chambers[condition.chamber]!.filter((seat) => seat.status === "recused");
          const less = (condition.need.lessPerRecused ?? 0) * recused.length;
          if (condition.need.number === 0) return true;
          return counted >= BigInt(Math.max(1, condition.need.number - less));
        }
        const all = sum(voters, () => true, condition.count);
        if (all === 0n) return condition.onZero === "holds";
        const { share, comparator, round: rounding } = condition.need;
        const left = rounding === "down" ? counted : counted * BigInt(share.den);
        const needed = all * BigInt(share.num);
        const right = rounding === "down" ? needed / BigInt(share.den) : needed;
        return comparator === ">" ? left > right : left >= right;
      }
      case "limit": {
        if (condition.exceeded === "postpones" && round > 1) return true;
        const voters = votersOf(condition.chamber);
        const counted = sum(voters, among(condition.counts), condition.count);
        const { most } = condition;
        if ("number" in most) return counted <= BigInt(most.number);
        const base = sum(voters, (state) => isInBase(state, most.base), condition.count);
        if (base === 0n) return condition.onZero !== "fails";
        const left = counted * BigInt(most.share.den);
        const right = base * BigInt(most.share.num);
        return most.comparator === "<" ? left < right : left <= right;
      }
      case "blocking": {
        const voters = votersOf(condition.chamber);
        const heaviest = voters.map((voter) => voter.weight).sort((a, b) => b - a);
        const total = heaviest.reduce((a, b) => a + b, 0);
        const size = heaviest.findIndex((_, i) => {
          const first = heaviest.slice(0, i + 1).reduce((a, b) => a + b, 0);
          return first * condition.share.den > total * condition.share.num;
        });
        const least = size < 0 ? heaviest.length : size + 1;
        return voters.filter((voter) => voter.state !== "yes").length < least + condition.plus;
      }
      case "veto": {
        const vetoing = meant(condition.chamber, condition.who).some(({ state }) =>
          (condition.counts as readonly string[]).includes(state),
        );
        return !vetoing || (condition.overriddenBy !== undefined && holds(condition.overriddenBy));
      }
      case "support": {
        const those = meant(condition.chamber, condition.who);
        if (those.length === 0) return condition.onNone === "holds";
        const yes = those.filter((voter) => voter.state === "yes").length;
        return yes >= (condition.number ?? those.length);
      }
      case "consent": {
        const asked = consents.parties.filter((party) => party.role === condition.role);
        if (asked.length === 0) return condition.onNone === "holds";
        const silent = condition.silence === "consents" ? ["consents", "none"] : ["consents"];
        const given = asked.filter((party) => silent.includes(party.answer));
        return given.length * condition.share.den >= asked.length * condition.share.num;
      }
      case "due-process":
        return Object.values(consents.dueProcess).every(Boolean);
      case "judged": {
        const given = consents.judgements.filter(
          (each) => each.by === condition.by && each.question === condition.question,
        );
        return (rule.ballot.revote === "last" ? given.at(-1) : given[0])?.holds ?? false;
      }
      case "without-vote": {
        const { requests } = consents;
        if (requests === undefined) return false;
        const asking = electorate.chambers[condition.chamber]!.filter(
          ({ member, status }) => status !== "recused" && status !== "suspended" && requests.includes(member),
        );
        return asking.length < (condition.requests ?? 1);
      }
    }
  };
  const meant = (chamber: string, who: { members: readonly string[] } | { role: string }): readonly Voter[] =>
    votersOf(chamber).filter((voter) =>
      "role" in who ? voter.roles?.includes(who.role) : who.members.includes(voter.member),
    );
  return rule.stages.every((stage) => holds(stage.condition));
}

function isInBase(state: State | "out", base: "cast" | "present" | "all"): boolean {
  if (base === "all") return true;
  if (state === "absent" || state === "out") return false;
  return base === "present" || (state !== "abstain" && state !== "present");
}

const among =
  (counts: readonly string[]): Match =>
  (state) =>
    counts.includes(state);
