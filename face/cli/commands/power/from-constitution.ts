/** The game of a constitution's rule, over members from a file or so many seats. */
import type { Rule } from "@comity/rules";
import { gameOfRule, ternaryOfRule } from "@comity/rules/power";
import { readVote, voteOf, type ReadVote } from "@comity/rules-lint";
import { EXIT, Stop, type Host } from "../../host.ts";
import { refuse, textOf, type Loaded } from "../rules/file.ts";
import type { PowerFlags } from "./flags.ts";
import { wholeOf } from "./quota.ts";
import type { Question } from "./question.ts";

type Written = {
  id: string;
  chambers: string[];
  roles: string[];
  declared: { [chamber: string]: number };
  figures: { [figure: string]: number };
};

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
      const vote = members(flags, loaded, rule, added);
      return vote.ok ? gameOfRule(rule, vote.value.electorate, turnout) : vote;
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
    if (added.length > 0) {
      throw new Stop(EXIT.usage, "add", "add the member to a copy of the file, and compare the two answers");
    }
    return readVote(textOf(flags.members), loaded.value, rule);
  }
  const seats = new Map((flags.seats ?? []).map((text) => pair(text, "seats", "chamber=15")));
  const missing = Object.keys(rule.electorates).filter((id) => !seats.has(id));
  if (missing.length > 0) {
    throw new Stop(
      EXIT.usage,
      "seats",
      `say who sits there: --members FILE, or ${missing.map((id) => `--seats ${id}=n`).join(" ")}`,
    );
  }
  const all: Written[] = [];
  const chambers = new Map<string, Written[]>();
  for (const [chamber, count] of seats) {
    if (count > 1000) throw new Stop(EXIT.usage, "seats", "at most 1000 members in a chamber");
    const own = Array.from({ length: count }, (_, i) => written(`${chamber}-${i + 1}`, chamber, 1, loaded));
    chambers.set(chamber, own);
    all.push(...own);
  }
  for (const text of flags.role ?? []) {
    const [where, count] = pair(text, "role", "chamber/permanent=5");
    const [chamber = "", role = ""] = where.split("/");
    const own = chambers.get(chamber);
    if (own === undefined || role === "")
      throw new Stop(EXIT.usage, "role", `"${text}": write chamber/permanent=5`);
    for (const each of own.slice(0, count)) each.roles.push(role);
  }
  for (const text of added) {
    const [where, weight] = pair(text, "add", "chamber/name=1");
    const [chamber = "", name = ""] = where.split("/");
    if (!chambers.has(chamber) || name === "")
      throw new Stop(EXIT.usage, "add", `"${text}": write chamber/name=1`);
    all.push(written(name, chamber, weight, loaded));
  }
  return voteOf({ members: all }, () => ({ line: 1, column: 1 }), loaded.value, rule);
}

/** Seated as the chamber takes its members, with its weight in the chamber's own terms. */
function written(id: string, chamber: string, weight: number, { value }: Loaded): Written {
  const of = Object.hasOwn(value.chambers, chamber) ? value.chambers[chamber] : undefined;
  if (of === undefined) throw new Stop(EXIT.usage, "seats", `the constitution has no chamber ${chamber}`);
  const member: Written = { id, chambers: [], roles: [], declared: {}, figures: {} };
  if (of.membership.by === "role") member.roles.push(of.membership.role);
  else if (of.membership.by === "chambers") member.chambers.push(of.membership.of[0]!);
  else member.chambers.push(chamber);
  if (of.weights.kind === "declared") member.declared[chamber] = weight;
  if (of.weights.kind === "measured") {
    member.figures[of.weights.figure] = of.weights.scale === "sqrt" ? weight * weight : weight;
  }
  return member;
}

function pair(text: string, flag: string, form: string): [string, number] {
  const [, name, count] = /^([^=]+)=([0-9]+)$/.exec(text) ?? [];
  if (name === undefined || count === undefined) throw new Stop(EXIT.usage, flag, `"${text}": write ${form}`);
  return [name, wholeOf(count)];
}
