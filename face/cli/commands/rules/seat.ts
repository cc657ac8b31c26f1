/** A member written so that a chamber takes it in, with its weight in the chamber's own terms. */
import type { Constitution } from "@comity/rules";
import { EXIT, Stop } from "../../host.ts";

export type Written = {
  readonly id: string;
  readonly chambers: string[];
  readonly roles: string[];
  readonly declared: { [chamber: string]: number };
  readonly figures: { [figure: string]: number };
};

/** Whether the chamber reads the weight. */
export function seatIn(constitution: Constitution, id: string, member: Written, weight: number): boolean {
  seat(constitution, id, member);
  const { weights } = constitution.chambers[id]!;
  if (weights.kind === "equal") return false;
  if (weights.kind === "declared") {
    member.declared[id] = weight;
    return true;
  }
  const figure = weights.scale === "sqrt" ? weight * weight : weight;
  const other = Object.hasOwn(member.figures, weights.figure) ? member.figures[weights.figure] : undefined;
  if (other !== undefined && other !== figure) {
    throw new Stop(
      EXIT.usage,
      "weight",
      `${member.id} would have two figures of ${weights.figure}: give its figures in a file (--ballots, --members)`,
    );
  }
  member.figures[weights.figure] = figure;
  return true;
}

/** By name, by role, or in the first of the chambers it is made of. */
function seat(constitution: Constitution, id: string, member: Written): void {
  const { membership } = constitution.chambers[id]!;
  if (membership.by === "role") add(member.roles, membership.role);
  else if (membership.by !== "chambers") add(member.chambers, id);
  else if (!membership.of.some((other) => sits(constitution, other, member))) {
    seat(constitution, membership.of[0]!, member);
  }
}

function sits(constitution: Constitution, id: string, member: Written): boolean {
  const { membership } = constitution.chambers[id]!;
  if (membership.by === "role") return member.roles.includes(membership.role);
  if (membership.by !== "chambers") return member.chambers.includes(id);
  return membership.of.some((other) => sits(constitution, other, member));
}

function add(list: string[], entry: string): void {
  if (!list.includes(entry)) list.push(entry);
}
