/**
 * A vote from the command line: `a`, `chamber/a`, `a=5`, and roles as `--role permanent=a+b`. A member that is named
 * where it has no vote, or in two ways, is refused: the answer would be about another vote than the one meant.
 */
import { freezeElectorate, type Constitution, type Rule } from "@comity/rules";
import { decidingRoles, rolesOf, voteOf, type ReadVote } from "@comity/rules-lint";
import { EXIT, Stop } from "../../host.ts";
import type { EvaluateFlags } from "./evaluate.ts";
import { seatIn, type Written } from "./seat.ts";

const CHOICES = ["yes", "no", "abstain", "veto", "present", "absent"] as const;
type Choice = (typeof CHOICES)[number];
type Named = { readonly member: Written; readonly choice: Choice; readonly places: Set<string> };

const stop = (code: string, detail: string): Stop => new Stop(EXIT.usage, code, detail);

export function namedVote(flags: EvaluateFlags, constitution: Constitution, rule: Rule): ReadVote {
  const named = new Map<string, Named>();
  for (const choice of CHOICES) {
    if (choice !== "absent" && flags[choice] !== undefined && !rule.ballot.choices.includes(choice))
      throw stop("choice", `the rule offers no ${choice}, only ${rule.ballot.choices.join(", ")}`);
    for (const each of flags[choice] ?? []) name(each, choice, named, constitution, rule);
  }
  if (named.size === 0)
    throw stop("no-votes", "say who votes how: --yes a,b --no c --absent d, or --ballots FILE");
  giveRoles(flags.role ?? [], named, constitution, rule);
  const affected = once(flags.affected ?? [], "affected", named);
  const consenting = once(flags.consents ?? [], "consents", named);
  const other = consenting.find((id) => !affected.includes(id));
  if (other !== undefined) throw stop("consents", `${other} is not asked: name it with --affected too`);
  for (const id of affected) named.get(id)!.member.roles.push("affected");
  const members = [...named.values()].map((each) => each.member);
  const seats = seatsOf(members, constitution, rule);
  for (const [id, { choice }] of named) mayVote(id, choice, seats.get(id) ?? [], rule);
  const places = affected.flatMap((id) => (seats.get(id) ?? []).map(({ chamber }) => chamber));
  const written = {
    members,
    affected: [...new Set(places)],
    ballots: [...named].flatMap(([member, { choice }]) =>
      choice === "absent"
        ? []
        : rule.stages.map((_, stage) => ({
            member,
            choice,
            stage,
            ...(choice === "veto" ? { ground: "stated" } : {}),
          })),
    ),
    consents: asksAffected(rule)
      ? affected.map((party) => ({
          role: "affected",
          party,
          answer: consenting.includes(party) ? "consents" : "none",
        }))
      : [],
    dueProcess: flags.dueProcess,
  };
  return voteOf(written, () => ({ line: 1, column: 1 }), constitution, rule);
}

function name(
  text: string,
  choice: Choice,
  named: Map<string, Named>,
  constitution: Constitution,
  rule: Rule,
): void {
  const [, chamber, id, weight] = /^(?:([^/=]+)\/)?([^/=]+)(?:=([0-9]+))?$/.exec(text) ?? [];
  if (id === undefined) throw stop("member", `"${text}" is not a member: write a, chamber/a or a=5`);
  const counted = Object.keys(rule.electorates);
  if (chamber !== undefined && !counted.includes(chamber)) {
    throw stop("electorate", `${text}: the rule counts no chamber ${chamber}, only ${counted.join(", ")}`);
  }
  const before = named.get(id);
  if (before !== undefined && before.choice !== choice)
    throw stop("duplicate", `${id} is named with --${before.choice} and --${choice}: it votes once`);
  const places = before?.places ?? new Set<string>();
  for (const place of chamber === undefined ? counted : [chamber]) {
    if (places.has(place)) throw stop("duplicate", `${id} is named twice with --${choice}: name it once`);
    places.add(place);
  }
  const member = before?.member ?? { id, chambers: [], roles: [], declared: {}, figures: {} };
  if (before === undefined) named.set(id, { member, choice, places });
  const seated = chamber === undefined ? counted : [chamber];
  const took = seated.map((seat) =>
    seatIn(constitution, seat, member, weight === undefined ? 1 : Number(weight)),
  );
  if (weight !== undefined && !took.includes(true)) {
    throw stop("weight", `${text}: all weigh the same in ${seated.join(", ")}: leave out =${weight}`);
  }
}

/** `permanent=a+b`; `permanent=` says that nobody has it. */
function giveRoles(
  texts: readonly string[],
  named: ReadonlyMap<string, Named>,
  constitution: Constitution,
  rule: Rule,
): void {
  const given = new Set<string>();
  for (const text of texts) {
    const [, role, list] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (role === undefined || list === undefined) throw stop("role", `"${text}": write permanent=a+b`);
    const known = rolesOf(constitution);
    if (!known.includes(role))
      throw stop("role", `no rule asks for a role ${role}, only for ${known.join(", ")}`);
    if (given.has(role)) throw stop("role", `the role ${role} is given twice: write ${role}=a+b`);
    given.add(role);
    for (const id of list === "" ? [] : once(list.split("+"), "role", named))
      named.get(id)!.member.roles.push(role);
  }
  const carried = new Set([...named.values()].flatMap(({ member }) => member.roles));
  const missing = decidingRoles(rule).filter((role) => !given.has(role) && !carried.has(role));
  if (missing.length > 0) {
    const [first] = missing;
    throw stop(
      "role",
      `the rule turns on who is ${missing.join(", ")}: say it with --role ${first!}=a+b, or --role ${first!}= for nobody`,
    );
  }
}

function once(ids: readonly string[], flag: string, named: ReadonlyMap<string, Named>): readonly string[] {
  const stranger = ids.find((id) => !named.has(id));
  if (stranger !== undefined)
    throw stop(
      flag,
      `${stranger} (--${flag}) is not among the members that are named: add it to --yes, --no, … or --absent`,
    );
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw stop("duplicate", `${twice} is named twice with --${flag}: name it once`);
  return ids;
}

type Seated = { readonly chamber: string; readonly status: string };

function seatsOf(
  members: readonly Written[],
  constitution: Constitution,
  rule: Rule,
): ReadonlyMap<string, readonly Seated[]> {
  const found = new Map<string, Seated[]>();
  const plain = members.map((each) => ({ ...each, suspended: false }));
  const electorate = freezeElectorate(constitution, rule, plain, []);
  // What is refused here is refused, with its reason, when the vote is read.
  for (const [chamber, seats] of Object.entries(electorate.ok ? electorate.value.chambers : {})) {
    for (const { member, status } of seats) {
      found.set(member, [...(found.get(member) ?? []), { chamber, status }]);
    }
  }
  return found;
}

function mayVote(id: string, choice: Choice, seats: readonly Seated[], rule: Rule): void {
  if (seats.length === 0 || choice === "absent" || seats.some(({ status }) => status === "voting")) return;
  const roles = [...new Set(Object.values(rule.electorates).flatMap(({ recuse }) => recuse))].join(" or ");
  throw stop("recused", `${id} is recused here (${roles}) and casts no ballot: name it with --absent`);
}

const asksAffected = (rule: Rule): boolean => JSON.stringify(rule.stages).includes('"role":"affected"');
