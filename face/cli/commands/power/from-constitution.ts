/** The game of a constitution's rule, over members from a file or so many seats. */
import type { Constitution, Rule } from "@comity/rules";
import { gameOfRule, ternaryOfRule } from "@comity/rules/power";
import { decidingRoles, readVote, rolesOf, voteOf, type ReadVote } from "@comity/rules-lint";
import { EXIT, Stop, type Host } from "../../host.ts";
import { refuse, textOf, type Loaded } from "../rules/file.ts";
import { seatIn, type Written } from "../rules/seat.ts";
import type { PowerFlags } from "./flags.ts";
import { wholeOf } from "./quota.ts";
import type { Question } from "./question.ts";

const APART = "nobody sits in two of these chambers (a file, --members, says who does)";

/** Null after refusals have been said. */
export function fromConstitution(
  host: Host,
  flags: PowerFlags,
  loaded: Loaded,
  populations: readonly number[] | null,
): Question | null {
  const { rules } = loaded.value;
  const rule =
    flags.class !== undefined && Object.hasOwn(rules, flags.class) ? rules[flags.class] : undefined;
  if (rule === undefined) {
    throw new Stop(EXIT.usage, "no-rule", `say --class, one of: ${Object.keys(rules).join(", ")}`);
  }
  const read = members(flags, loaded, rule, []);
  if (!read.ok) {
    refuse(host, flags.json, flags.members ?? "--seats", [read.error]);
    return null;
  }
  const turnout = flags.fullTurnout ? ({ turnout: "full" } as const) : {};
  return {
    game: (added) => {
      // A file may be a pipe: it is read once.
      const vote = added.length === 0 ? read : members(flags, loaded, rule, added);
      if (!vote.ok) return vote;
      const game = gameOfRule(rule, vote.value.electorate, turnout);
      return game.ok && (flags.seats?.length ?? 0) > 1
        ? { ok: true, value: { ...game.value, assumptions: [...game.value.assumptions, APART] } }
        : game;
    },
    ternary: () => {
      const { electorate, consents } = read.value;
      return ternaryOfRule(rule, electorate, {
        ...consents,
        parties: consents.parties.map((party) => ({ ...party, answer: "consents" as const })),
      });
    },
    populations,
  };
}

function members(flags: PowerFlags, loaded: Loaded, rule: Rule, added: readonly string[]): ReadVote {
  if (flags.members !== undefined) {
    if (added.length > 0)
      throw stop("add", "add the member to a copy of the file, and compare the two answers");
    if (flags.seats !== undefined || flags.role !== undefined)
      throw stop("seats", "the file says who sits where: leave out --seats and --role, or --members");
    return readVote(textOf(flags.members), loaded.value, rule);
  }
  const seats = seatsOf(flags.seats ?? [], loaded.value, rule);
  const chambers = new Map<string, Written[]>();
  for (const [chamber, count] of seats) {
    chambers.set(
      chamber,
      Array.from({ length: count }, (_, i) => seated(`${chamber}-${i + 1}`, chamber, 1, loaded.value)),
    );
  }
  giveRoles(flags.role ?? [], chambers, loaded.value, rule);
  const all = [...chambers.values()].flat();
  for (const text of added) {
    const [where, weight] = pair(text, "add", "chamber/name=1");
    const [chamber = "", name = ""] = where.split("/");
    if (!chambers.has(chamber) || name === "") throw stop("add", `"${text}": write chamber/name=1`);
    const { weights } = loaded.value.chambers[chamber]!;
    if (weights.kind === "equal" && weight !== 1)
      throw stop("add", `"${text}": all weigh the same in ${chamber}: write ${where}=1`);
    all.push(seated(name, chamber, weight, loaded.value));
  }
  return voteOf({ members: all }, () => ({ line: 1, column: 1 }), loaded.value, rule);
}

/** One number for every chamber that the rule counts, unless its members sit in chambers that have theirs. */
function seatsOf(
  given: readonly string[],
  constitution: Constitution,
  rule: Rule,
): ReadonlyMap<string, number> {
  const counted = Object.keys(rule.electorates);
  const seats = new Map<string, number>();
  for (const text of given) {
    const [chamber, count] = pair(text, "seats", "chamber=15");
    if (!counted.includes(chamber))
      throw stop("seats", `the rule counts no chamber ${chamber}, only ${counted.join(", ")}`);
    if (seats.has(chamber)) throw stop("seats", `the seats of ${chamber} are given twice`);
    if (count === 0 || count > 1000) throw stop("seats", `"${text}": a chamber has 1 to 1000 members`);
    seats.set(chamber, count);
  }
  const made = (id: string): readonly string[] => {
    const { membership } = constitution.chambers[id]!;
    return membership.by === "chambers" ? membership.of.filter((other) => counted.includes(other)) : [];
  };
  for (const id of seats.keys()) {
    const from = made(id);
    if (from.length > 0)
      throw stop("seats", `who sits in ${id} sits in ${from.join(", ")}: leave out --seats ${id}=…`);
  }
  const missing = counted.filter((id) => !seats.has(id) && made(id).length === 0);
  if (missing.length > 0) {
    const form = missing.map((id) => `--seats ${id}=n`).join(" ");
    throw stop("seats", `say who sits there: --members FILE, or ${form}`);
  }
  return seats;
}

function giveRoles(
  given: readonly string[],
  chambers: ReadonlyMap<string, readonly Written[]>,
  constitution: Constitution,
  rule: Rule,
): void {
  const said = new Set<string>();
  for (const text of given) {
    const [where, count] = pair(text, "role", "chamber/permanent=5");
    const [chamber = "", role = ""] = where.split("/");
    const own = chambers.get(chamber);
    if (own === undefined || role === "") throw stop("role", `"${text}": write chamber/permanent=5`);
    const known = rolesOf(constitution);
    if (!known.includes(role))
      throw stop("role", `no rule asks for a role ${role}, only for ${known.join(", ")}`);
    if (count > own.length) throw stop("role", `"${text}": ${chamber} has ${own.length} members`);
    for (const each of own.slice(0, count)) if (!each.roles.includes(role)) each.roles.push(role);
    said.add(role);
  }
  const carried = new Set([...chambers.values()].flat().flatMap(({ roles }) => roles));
  const missing = decidingRoles(rule).find((role) => !said.has(role) && !carried.has(role));
  if (missing !== undefined) {
    const [chamber] = chambers.keys();
    throw stop(
      "role",
      `the rule turns on who is ${missing}: say how many are, such as --role ${chamber}/${missing}=5 (0 for nobody)`,
    );
  }
}

function seated(id: string, chamber: string, weight: number, constitution: Constitution): Written {
  const member: Written = { id, chambers: [], roles: [], declared: {}, figures: {} };
  seatIn(constitution, chamber, member, weight);
  return member;
}

const stop = (code: string, detail: string): Stop => new Stop(EXIT.usage, code, detail);

function pair(text: string, flag: string, form: string): [string, number] {
  const [, name, count] = /^([^=]+)=([0-9]+)$/.exec(text) ?? [];
  if (name === undefined || count === undefined) throw stop(flag, `"${text}": write ${form}`);
  return [name, wholeOf(count)];
}
