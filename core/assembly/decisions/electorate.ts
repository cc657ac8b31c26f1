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

type Question = {
  readonly constitution: Constitution;
  readonly rules: readonly Rule[];
  readonly affected: readonly string[];
  readonly proposer: string;
};

/** Seats of every chamber that the rules count, and of the bodies and chambers of their appeals. */
export function freeze(
  c: Pick<Context, "state" | "time" | "index" | "parameters">,
  q: Question,
): ElectorateRecord {
  const members = [...partiesOf(c.state)]
    .filter((party) => votes(c, q, party))
    .map((party) => memberOf(q, party));
  const affectedChambers = Object.keys(q.constitution.chambers)
    .filter((chamber) => members.some((m) => q.affected.includes(m.id) && m.chambers.includes(chamber)))
    .sort();
  const chambers: { [chamber: string]: readonly Seat[] } = {};
  for (const rule of [...appealRules(q), ...q.rules]) {
    const frozen = freezeElectorate(q.constitution, rule, members, affectedChambers);
    if (frozen.ok) Object.assign(chambers, frozen.value.chambers);
  }
  return { t: "electorate", chambers, affected: affectedChambers, since: c.index };
}

function appealRules({ constitution, rules }: Question): Rule[] {
  const levels = rules.flatMap((rule) => rule.appeal?.levels ?? []);
  return levels.flatMap((level) => constitution.rules[level.class] ?? []);
}

/** G2: who was admitted lately does not vote on what affects holders. */
function votes(c: Pick<Context, "time" | "parameters">, q: Question, party: PartyRecord): boolean {
  const cooling = party.seatedAt !== undefined && party.seatedAt + c.parameters.cooling > c.time;
  return Object.keys(party.seats).length > 0 && !(cooling && q.affected.length > 0);
}

function memberOf(q: Question, party: PartyRecord): Member {
  const figures: { [figure: string]: number } = {};
  for (const [chamber, weight] of Object.entries(party.seats)) {
    const weights = q.constitution.chambers[chamber]?.weights;
    // A measured chamber takes the published figure that came with the seat.
    if (weights?.kind === "measured") figures[weights.figure] = weight;
  }
  const roles = [party.kind];
  if (q.affected.includes(party.id)) roles.push("affected");
  if (q.proposer === party.id) roles.push("proposer");
  return {
    id: party.id,
    chambers: Object.keys(party.seats),
    roles,
    suspended: party.status === "suspended",
    declared: party.seats,
    figures,
  };
}
