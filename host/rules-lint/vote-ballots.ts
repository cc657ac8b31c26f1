/** Ballots and mandates of a vote file. Every ballot that would not count is refused: a file says who voted how. */
import type { Ballot, Choice, Electorate, Mandate, Moment, Rule } from "@comity/rules";
import { isMap, isWhole, numbersOf, oddKey, type Refused, type Say } from "./vote-parts.ts";

const FIELDS = ["member", "choice", "stage", "at", "by", "ground", "split"];

export type Voters = {
  readonly ids: ReadonlySet<string>;
  readonly electorate: Electorate;
  readonly rule: Rule;
  readonly moment: Moment | null;
};

export function ballotsOf(value: unknown, voters: Voters, say: Say): readonly Ballot[] | Refused {
  if (!Array.isArray(value)) return say("shape", "/ballots", "expected a list of ballots: {member, choice}");
  const cast = new Set<string>();
  const ballots: Ballot[] = [];
  for (const [i, each] of value.entries()) {
    const ballot = ballotOf(each, `/ballots/${i}`, voters, say);
    if ("ok" in ballot) return ballot;
    const once = `${ballot.stage ?? 0} ${ballot.member}`;
    if (voters.moment === null && cast.has(once)) {
      return say(
        "duplicate",
        `/ballots/${i}`,
        `${ballot.member} votes twice: leave one, or say when each was cast with at: and time:`,
      );
    }
    cast.add(once);
    ballots.push(ballot);
  }
  return ballots;
}

function ballotOf(value: unknown, path: string, voters: Voters, say: Say): Ballot | Refused {
  if (!isMap(value)) return say("shape", path, "expected {member, choice}");
  const odd = oddKey(value, path, FIELDS, say);
  if (odd !== null) return odd;
  const { ids, electorate, rule, moment } = voters;
  const { member, choice, stage = 0, by, ground } = value;
  if (typeof member !== "string" || !ids.has(member))
    return say("unknown-name", `${path}/member`, "no such member in the list");
  const seats = seatsOf(electorate, member);
  if (seats.length === 0) {
    const counted = Object.keys(electorate.chambers).join(", ");
    return say(
      "electorate",
      `${path}/member`,
      `this member sits in no chamber that the rule counts (${counted}): seat it there, or remove the ballot`,
    );
  }
  if (!seats.some(({ status }) => status === "voting"))
    return say("electorate", `${path}/member`, `this member is ${seats[0]!.status}: remove the ballot`);
  const known = rule.ballot.choices.find((one) => one === choice);
  if (known === undefined)
    return say("choice", `${path}/choice`, `expected one of: ${rule.ballot.choices.join(", ")}`);
  if (!isWhole(stage) || stage >= rule.stages.length) {
    return say("stage", `${path}/stage`, `expected a whole number from 0 to ${rule.stages.length - 1}`);
  }
  if (by !== undefined && (typeof by !== "string" || !ids.has(by)))
    return say("unknown-name", `${path}/by`, "no such member in the list");
  if (by !== undefined && by !== member && rule.delegation === undefined)
    return say("delegation", `${path}/by`, "the rule lets nobody vote for another: remove this");
  if (ground !== undefined && typeof ground !== "string")
    return say("shape", `${path}/ground`, "expected a text");
  if (rule.ballot.grounds === true && choice === "veto" && (ground ?? "").trim() === "")
    return say("ground", path, "a veto states its ground here: add ground:, or write choice: no");
  const split = value["split"] === undefined ? null : splitOf(value["split"], path, seats, rule, say);
  if (split !== null && "ok" in split) return split as Refused;
  const at = whenCast(value["at"], stage, path, rule, moment, say);
  if (typeof at !== "number") return at;
  return {
    member,
    choice: known,
    at,
    stage,
    ...(typeof by === "string" ? { by } : {}),
    ...(ground === undefined ? {} : { ground }),
    ...(split === null ? {} : { split }),
  };
}

type Seated = { readonly chamber: string; readonly weight: number; readonly status: string };

const seatsOf = (electorate: Electorate, member: string): readonly Seated[] =>
  Object.entries(electorate.chambers).flatMap(([chamber, seats]) =>
    seats.filter((seat) => seat.member === member).map(({ weight, status }) => ({ chamber, weight, status })),
  );

/** Seconds; the vote of a stage runs from the close before it to its own, prolonged where the rule prolongs. */
function whenCast(
  at: unknown,
  stage: number,
  path: string,
  rule: Rule,
  moment: Moment | null,
  say: Say,
): number | Refused {
  if (moment === null) {
    return at === undefined
      ? 0
      : say("time", `${path}/at`, "say with time: when the votes close, or remove this");
  }
  if (!isWhole(at))
    return say("time", `${path}/at`, "expected whole seconds: with time: every ballot says when");
  const from = stage === 0 ? 0 : (moment.closes[stage - 1] ?? Infinity);
  const until = (moment.closes[stage] ?? -Infinity) + (rule.extension?.by ?? 0);
  if (from === Infinity || until === -Infinity) {
    return say(
      "outside-time",
      `${path}/stage`,
      `this stage is not open: ${moment.closes.length} have a close`,
    );
  }
  if (at < from || at >= until || at > moment.now) {
    const last = Math.min(until - 1, moment.now);
    return say("outside-time", `${path}/at`, `ballots of this stage are cast from ${from} to ${last}`);
  }
  return at;
}

function splitOf(
  value: unknown,
  path: string,
  seats: readonly Seated[],
  { ballot }: Rule,
  say: Say,
): { readonly [chamber: string]: object } | Refused {
  if (ballot.split !== true)
    return say("split", `${path}/split`, "the rule lets nobody divide a vote: remove this");
  if (!isMap(value)) return say("shape", `${path}/split`, "expected {chamber: {yes: 3, no: 2}}");
  for (const [chamber, parts] of Object.entries(value)) {
    const seat = seats.find((each) => each.chamber === chamber);
    if (seat === undefined)
      return say("unknown-name", `${path}/split/${chamber}`, "the member has no seat there");
    const numbers = numbersOf(parts);
    const odd = Object.keys(numbers ?? {}).find((key) => !ballot.choices.includes(key as Choice));
    if (odd !== undefined)
      return say(
        "choice",
        `${path}/split/${chamber}/${odd}`,
        `expected one of: ${ballot.choices.join(", ")}`,
      );
    const sum = Object.values(numbers ?? {}).reduce((total, each) => total + each, 0);
    if (sum !== seat.weight)
      return say("split", `${path}/split/${chamber}`, `the parts must add up to its weight, ${seat.weight}`);
  }
  return value as { readonly [chamber: string]: object };
}

export function mandatesOf(
  value: unknown,
  { ids, rule }: Pick<Voters, "ids" | "rule">,
  say: Say,
): readonly Mandate[] | Refused {
  if (rule.delegation === undefined)
    return say("delegation", "/mandates", "the rule lets nobody vote for another: remove this");
  if (!Array.isArray(value)) return say("shape", "/mandates", "expected a list of {member, to, from, until}");
  const mandates: Mandate[] = [];
  for (const [i, each] of value.entries()) {
    const path = `/mandates/${i}`;
    if (!isMap(each)) return say("shape", path, "expected {member, to, from, until}");
    const odd = oddKey(each, path, ["member", "to", "from", "until"], say);
    if (odd !== null) return odd;
    const { member, to, from = 0, until = Number.MAX_SAFE_INTEGER } = each;
    if (typeof member !== "string" || !ids.has(member))
      return say("unknown-name", `${path}/member`, "no such member in the list");
    if (to !== null && (typeof to !== "string" || !ids.has(to)))
      return say("unknown-name", `${path}/to`, "no such member in the list; null takes a mandate back");
    if (to === member) return say("delegation", `${path}/to`, "nobody gives a mandate to itself");
    if (!isWhole(from) || !isWhole(until) || from >= until)
      return say("time", path, "expected whole seconds, from before until");
    mandates.push({ member, to, from, until });
  }
  return mandates;
}
