/** The electorate of a proposal, frozen at opening: the rules' own freezing, over the parties on the record (G2). */
import { freezeElectorate, type Constitution, type Member, type Rule, type Seat } from "@comity/rules";
import type { Context } from "../acts/kind.ts";
import { textPrefix } from "../state/registers.ts";
import type { ElectorateRecord, PartyRecord } from "../state/records.ts";
import type { StateReader } from "../state/reader.ts";

/** All parties, in order of identifier. */
export function* partiesOf(state: StateReader): Generator<PartyRecord> {
  for (const { records } of state.within("parties", textPrefix("party/"))) {
    for (const record of records) if (record.t === "party") yield record;
  }
}

export type Question = {
  /** One rule for each constitution version that has to agree, the one in force first. */
  readonly asked: readonly {
    readonly version: number;
    readonly constitution: Constitution;
    readonly rule: Rule;
  }[];
  readonly affected: readonly string[];
  readonly proposer: string;
};
type Asked = Question["asked"][number];
type Frozen = Pick<ElectorateRecord, "chambers" | "affected">;
type C = Pick<Context, "state" | "time" | "index" | "parameters">;

/** Seats of every chamber that the rules count, and of the bodies of their appeals, for each version. */
export function freeze(c: C, q: Question): ElectorateRecord {
  const [now, ...before] = q.asked.map((asked) => [asked.version, frozenUnder(c, q, asked)] as const);
  const older = Object.fromEntries(before);
  return {
    t: "electorate",
    ...now![1],
    ...(before.length === 0 ? {} : { older }),
    since: c.index,
  };
}

function frozenUnder(c: C, q: Question, { constitution, rule }: Asked): Frozen {
  const members = [...partiesOf(c.state)].map((party) => memberOf(c, q, constitution, party));
  const seated = members.filter((m) => m.chambers.length > 0);
  const affected = Object.keys(constitution.chambers)
    .filter((chamber) => seated.some((m) => q.affected.includes(m.id) && m.chambers.includes(chamber)))
    .sort();
  const seatsOf = (of: Rule): ElectorateRecord["chambers"] => {
    const frozen = freezeElectorate(constitution, of, seated, affected);
    return frozen.ok ? frozen.value.chambers : {};
  };
  const chambers = seatsOf(rule);
  const deciding = new Set(
    Object.values(chambers).flatMap((seats) => seats.flatMap((s) => (s.status === "voting" ? s.member : []))),
  );
  const bodies: { [chamber: string]: readonly Seat[] } = {};
  for (const level of rule.appeal?.levels ?? []) {
    const of = constitution.rules[level.class];
    for (const [id, seats] of Object.entries(of === undefined ? {} : seatsOf(of))) {
      // Nobody judges what it decided itself (SEMANTICS G5).
      bodies[id] = seats.map((s) =>
        s.status === "voting" && deciding.has(s.member) ? { ...s, status: "recused" } : s,
      );
    }
  }
  return { chambers: { ...bodies, ...chambers }, affected };
}

/** Whether each body of appeal, in each version, has somebody who may vote there (SEMANTICS G5, A4). */
export const appealBodiesSit = (c: C, q: Question): boolean =>
  q.asked.every((asked) => {
    const { chambers } = frozenUnder(c, q, asked);
    return (asked.rule.appeal?.levels ?? []).every((level) =>
      chambers[level.body]?.some((seat) => seat.status === "voting"),
    );
  });

/** Whether a party sits in a chamber: by a seat of its own there, or because its kind or another seat brings it in. */
export function sitsIn({ chambers }: Constitution, party: PartyRecord, chamber: string): boolean {
  const membership = chambers[chamber]?.membership;
  switch (membership?.by) {
    case undefined:
      return false;
    case "charter":
    case "decision":
      return Object.hasOwn(party.seats, chamber);
    case "role":
      return Object.keys(party.seats).length > 0 && party.kind === membership.role;
    case "chambers":
      return membership.of.some((other) => sitsIn({ chambers } as Constitution, party, other));
  }
}

/** G2: a seat given lately does not vote on what affects holders. */
function memberOf(c: C, q: Question, constitution: Constitution, party: PartyRecord): Member {
  const cooling = party.seatedAt !== undefined && party.seatedAt + c.parameters.cooling > c.time;
  const resting = cooling && q.affected.length > 0 ? (party.newSeats ?? Object.keys(party.seats)) : [];
  const figures: { [figure: string]: number } = {};
  for (const [chamber, weight] of Object.entries(party.seats)) {
    const weights = constitution.chambers[chamber]?.weights;
    // A measured chamber takes the published figure that came with the seat.
    if (weights?.kind === "measured") figures[weights.figure] = weight;
  }
  const roles = [party.kind];
  if (q.affected.includes(party.id)) roles.push("affected");
  if (q.proposer === party.id) roles.push("proposer");
  return {
    id: party.id,
    chambers: Object.keys(party.seats).filter((chamber) => !resting.includes(chamber)),
    roles,
    suspended: party.status === "suspended",
    declared: party.seats,
    figures,
  };
}
