/** The electorate of a proposal, frozen at its opening (SEMANTICS G2): seats, weights, recusals, suspensions. */
import type { Constitution, Membership, Weights } from "./constitution.ts";
import type { Electorate, Seat, SeatStatus } from "./evaluation.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { Rule } from "./rule.ts";
import { weigh } from "./weights.ts";

/** A member of the assembly as the fold knows it when a proposal opens. */
export type Member = {
  readonly id: string;
  /** Chambers with members of their own in which it was seated by charter or decision. */
  readonly chambers: readonly string[];
  /** Standing roles, and those it has in this proposal (`affected`, `proposer`, …). */
  readonly roles: readonly string[];
  readonly suspended: boolean;
  /** By chamber, for declared weights. Missing = 0. */
  readonly declared?: { readonly [chamber: string]: number };
  /** Published figures by name, for measured weights. Missing = 0. */
  readonly figures?: { readonly [figure: string]: number };
};

/** The seats of every chamber that the rule counts, in the order of `members`. */
export function freezeElectorate(
  constitution: Constitution,
  rule: Rule,
  members: readonly Member[],
  affected: readonly string[],
): Result<Electorate> {
  const chambers: Record<string, readonly Seat[]> = {};
  for (const [id, terms] of Object.entries(rule.electorates)) {
    const chamber = Object.hasOwn(constitution.chambers, id) ? constitution.chambers[id] : undefined;
    if (chamber === undefined) {
      return refuse("unknown-name", "the constitution has no such chamber", `/electorates/${id}`);
    }
    const sitting = members.filter((member) => sits(member, id, chamber.membership, constitution));
    const figures = sitting.map((member) => figureOf(member, id, chamber.weights));
    const wrong = figures.findIndex((each) => !Number.isSafeInteger(each) || each < 0);
    if (wrong >= 0) {
      return refuse("weight", "expected a whole number from 0 to 2^53-1", `/members/${sitting[wrong]!.id}`);
    }
    const weights = weigh(chamber.weights, figures);
    let total = 0;
    for (const weight of weights) total += weight;
    if (!Number.isSafeInteger(total)) {
      return refuse(
        "overflow",
        "the chamber weighs more than 2^53-1: measure in a larger unit",
        `/chambers/${id}`,
      );
    }
    chambers[id] = sitting.map((member, i) => ({
      member: member.id,
      weight: weights[i]!,
      status: statusOf(member, terms.recuse),
      roles: member.roles,
    }));
  }
  return ok({ chambers, affected });
}

function sits(member: Member, id: string, membership: Membership, constitution: Constitution): boolean {
  switch (membership.by) {
    case "charter":
    case "decision":
      return member.chambers.includes(id);
    case "role":
      return member.roles.includes(membership.role);
    case "chambers":
      return membership.of.some((other) => {
        const chamber = constitution.chambers[other];
        return chamber !== undefined && sits(member, other, chamber.membership, constitution);
      });
  }
}

function figureOf(member: Member, chamber: string, weights: Weights): number {
  switch (weights.kind) {
    case "equal":
      return 1;
    case "declared":
      return own(member.declared, chamber);
    case "measured":
      return own(member.figures, weights.figure);
  }
}

const own = (values: { readonly [key: string]: number } | undefined, key: string): number =>
  values !== undefined && Object.hasOwn(values, key) ? values[key]! : 0;

const statusOf = (member: Member, recuse: readonly string[]): SeatStatus =>
  member.suspended ? "suspended" : member.roles.some((role) => recuse.includes(role)) ? "recused" : "voting";
