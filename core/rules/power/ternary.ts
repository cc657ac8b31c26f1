/**
 * Abstention-aware power (Felsenthal and Machover 1997): every member says yes, no or abstain, each with probability
 * 1/3. A member's power is the probability that the outcome turns when it changes from no to yes; this is the sum of
 * what it can do by going from no to abstain and from abstain to yes.
 *
 * Any predicate that only looks at how many of each kind say what; counted by kinds of members with multinomials.
 */
import { factorial } from "./binomial.ts";
import type { Kind } from "./kinds.ts";
import { ratio, type Ratio } from "./ratio.ts";
import { ok, refuse, type Result } from "../result.ts";
import { compareProducts } from "../compare.ts";
import { evaluate } from "../evaluate.ts";
import type { Ballot, Consents, Electorate } from "../evaluation.ts";
import type { Fraction, Rule } from "../rule.ts";

export type Ternary = {
  readonly members: readonly string[];
  /** How often anything passes. */
  readonly collectivity: Ratio;
  /** Per member: the whole, and its two steps. */
  readonly power: readonly Ratio[];
  readonly noToAbstain: readonly Ratio[];
  readonly abstainToYes: readonly Ratio[];
};

/** States beyond this are not counted. */
const MOST_STATES = 300_000;

/** Yes and no of each kind; the rest abstains. */
type Passes = (yes: readonly number[], no: readonly number[]) => boolean;

/** Yes weight over yes and no weight compared with a share: the rule of present and voting members. Yes must exceed 0. */
export function ternaryOfWeights(
  members: readonly string[],
  weights: readonly number[],
  share: Fraction,
  comparator: ">" | ">=",
): Result<Ternary> {
  const kinds = group(weights.map((weight) => `${weight}`));
  const own = kinds.map(({ members: [i] }) => weights[i!]!);
  const weigh = (counts: readonly number[]): number => counts.reduce((sum, c, t) => sum + c * own[t]!, 0);
  return countTernary(members, kinds, (yes, no) => {
    const inFavour = weigh(yes);
    return (
      inFavour > 0 && compareProducts(inFavour, share.den, comparator, inFavour + weigh(no), share.num).holds
    );
  });
}

const GIVEN: Omit<Consents, "judgements" | "parties"> = {
  dueProcess: { grounds: true, notice: true, answer: true, hearing: true },
};

/** The rule itself decides, over the real evaluator; everybody votes, consents are taken as given. */
export function ternaryOfRule(rule: Rule, electorate: Electorate, parties: Consents): Result<Ternary> {
  if (!rule.ballot.choices.includes("abstain")) {
    return refuse("power-abstain", "this rule's ballot offers no abstention", "/ballot/choices");
  }
  const signature = new Map<string, string>();
  for (const [id, seats] of Object.entries(electorate.chambers)) {
    for (const { member, weight, status, roles } of seats) {
      if (status !== "voting") continue;
      const seat = `${id}:${weight}:${(roles ?? []).toSorted().join("+")}`;
      signature.set(member, `${signature.get(member) ?? ""}|${seat}`);
    }
  }
  const members = [...signature.keys()];
  const kinds = group(members.map((member) => signature.get(member)!));
  const now = { now: 1, closes: rule.stages.map(() => 1) };
  return countTernary(members, kinds, (yes, no) => {
    const ballots: Ballot[] = [];
    for (const [t, kind] of kinds.entries()) {
      for (const [j, i] of kind.members.entries()) {
        const choice = j < yes[t]! ? "yes" : j < yes[t]! + no[t]! ? "no" : "abstain";
        for (let stage = 0; stage < rule.stages.length; stage++) {
          ballots.push({ member: members[i]!, choice, at: 0, stage });
        }
      }
    }
    return evaluate(rule, electorate, ballots, { ...parties, ...GIVEN }, now).outcome === "passes";
  });
}

function group(signatures: readonly string[]): readonly Kind[] {
  const kinds = new Map<string, number[]>();
  for (const [i, signature] of signatures.entries()) {
    const known = kinds.get(signature);
    if (known === undefined) kinds.set(signature, [i]);
    else known.push(i);
  }
  return [...kinds.values()].map((members) => ({ members, weights: [] }));
}

function countTernary(members: readonly string[], kinds: readonly Kind[], passes: Passes): Result<Ternary> {
  const n = members.length;
  const sizes = kinds.map((kind) => kind.members.length);
  const states = sizes.reduce((product, m) => (product * (m + 1) * (m + 2)) / 2, 1);
  if (states > MOST_STATES) {
    return refuse(
      "power-states",
      "too many different members to count abstentions exactly: group them into blocs of equal weight",
      "/members",
    );
  }
  const factorials = sizes.map((m) => Array.from({ length: m + 1 }, (_, k) => factorial(k)));
  let winning = 0n;
  // Per kind: outcomes in favour, by what one given member of the kind says.
  const byVote = kinds.map(() => ({ yes: 0n, no: 0n, abstain: 0n }));
  const yes = sizes.map(() => 0);
  const no = sizes.map(() => 0);
  const step = (t: number, times: bigint): void => {
    if (t === sizes.length) {
      if (!passes(yes, no)) return;
      winning += times;
      for (const [k, votes] of byVote.entries()) {
        votes.yes += times * BigInt(yes[k]!);
        votes.no += times * BigInt(no[k]!);
        votes.abstain += times * BigInt(sizes[k]! - yes[k]! - no[k]!);
      }
      return;
    }
    const m = sizes[t]!;
    const own = factorials[t]!;
    for (let y = 0; y <= m; y++) {
      for (let against = 0; against <= m - y; against++) {
        yes[t] = y;
        no[t] = against;
        step(t + 1, (times * own[m]!) / (own[y]! * own[against]! * own[m - y - against]!));
      }
    }
  };
  step(0, 1n);
  const others = 3n ** BigInt(n - 1);
  const per = (of: (votes: { yes: bigint; no: bigint; abstain: bigint }) => bigint): readonly Ratio[] => {
    const values: Ratio[] = [];
    for (const [t, kind] of kinds.entries()) {
      const value = ratio(of(byVote[t]!), others * BigInt(kind.members.length));
      for (const i of kind.members) values[i] = value;
    }
    return values;
  };
  return ok({
    members,
    collectivity: ratio(winning, 3n ** BigInt(n)),
    power: per(({ yes: y, no: against }) => y - against),
    noToAbstain: per(({ abstain, no: against }) => abstain - against),
    abstainToYes: per(({ yes: y, abstain }) => y - abstain),
  });
}
