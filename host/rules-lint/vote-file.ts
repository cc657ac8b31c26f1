/**
 * A vote from a file, for `comity rules evaluate`: who sits where, who voted how, what is on the record. YAML or JSON;
 * unknown members, ballots outside the electorate and weights that overflow are refused with their line.
 */
import {
  freezeElectorate,
  type Ballot,
  type Choice,
  type Consents,
  type Constitution,
  type Electorate,
  type Member,
  type Rule,
} from "@comity/rules";
import type { Place } from "./locate.ts";
import { located } from "./read-constitution.ts";
import { readText, type Problem } from "./read-text.ts";
import { fieldsOf, isMap, isName, numbersOf, textsOf } from "./vote-parts.ts";

export type Vote = {
  readonly electorate: Electorate;
  readonly ballots: readonly Ballot[];
  readonly consents: Consents;
};
export type ReadVote =
  | { readonly ok: true; readonly value: Vote }
  | { readonly ok: false; readonly error: Problem };

const CHOICES: readonly Choice[] = ["yes", "no", "abstain", "veto", "present"];
const FIELDS = ["members", "affected", "ballots", "consents", "dueProcess", "judgements", "requests"];
const MEMBER_FIELDS = ["id", "chambers", "roles", "suspended", "declared", "figures"];

type Say = (code: string, field: string, detail: string) => ReadVote;

export function readVote(text: string, constitution: Constitution, rule: Rule): ReadVote {
  const read = readText(text);
  if (!("value" in read)) return { ok: false, error: read[0]! };
  return voteOf(read.value, read.place, constitution, rule);
}

/** From a value; `place` says where its parts stand. */
export function voteOf(
  value: unknown,
  place: (pointer: string) => Place,
  constitution: Constitution,
  rule: Rule,
): ReadVote {
  const say: Say = (code, field, detail) => ({
    ok: false,
    error: located({ code, field, detail }, value, place, isMap(value) ? idsOf(value["members"]) : []),
  });
  if (!isMap(value)) return say("shape", "", "expected members and ballots");
  const odd = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (odd !== undefined)
    return say("unknown-key", `/${odd}`, `remove this key, or use one of: ${FIELDS.join(", ")}`);
  const members = membersOf(value["members"], constitution, say);
  if (!Array.isArray(members)) return members as ReadVote;
  const affected = textsOf(value["affected"] ?? []);
  const away = affected?.findIndex((id) => !Object.hasOwn(rule.electorates, id)) ?? -1;
  if (affected === null) return say("shape", "/affected", "expected a list of chambers");
  if (away >= 0) return say("unknown-name", `/affected/${away}`, "the rule counts no such chamber");
  const electorate = freezeElectorate(constitution, rule, members as readonly Member[], affected);
  if (!electorate.ok) {
    const { code, field, detail } = electorate.error;
    const at = (members as readonly Member[]).findIndex((each) => field === `/members/${each.id}`);
    return say(code, at < 0 ? "/members" : `/members/${at}`, detail);
  }
  const ballots = ballotsOf(
    value["ballots"] ?? [],
    members as readonly Member[],
    electorate.value,
    rule,
    say,
  );
  if (!Array.isArray(ballots)) return ballots as ReadVote;
  const consents = recordOf(value, say);
  if ("ok" in consents) return consents;
  return {
    ok: true,
    value: { electorate: electorate.value, ballots: ballots as readonly Ballot[], consents },
  };
}

const idsOf = (members: unknown): readonly string[] =>
  Array.isArray(members)
    ? members.flatMap((each) => (isMap(each) && typeof each["id"] === "string" ? [each["id"]] : []))
    : [];

function membersOf(value: unknown, constitution: Constitution, say: Say): readonly Member[] | ReadVote {
  if (!Array.isArray(value)) return say("shape", "/members", "expected a list of members: {id, chambers}");
  const seen = new Set<string>();
  const members: Member[] = [];
  for (const [i, each] of value.entries()) {
    const path = `/members/${i}`;
    if (!isMap(each) || !isName(each["id"])) return say("name", `${path}/id`, "expected an identifier");
    const odd = Object.keys(each).find((key) => !MEMBER_FIELDS.includes(key));
    if (odd !== undefined)
      return say(
        "unknown-key",
        `${path}/${odd}`,
        `remove this key, or use one of: ${MEMBER_FIELDS.join(", ")}`,
      );
    const { id, suspended = false } = each;
    if (seen.has(id)) return say("duplicate", `${path}/id`, "each member stands once in the list");
    seen.add(id);
    const chambers = textsOf(each["chambers"] ?? []);
    const roles = textsOf(each["roles"] ?? []);
    if (chambers === null || roles === null)
      return say("shape", path, "chambers and roles are lists of names");
    const unknown = chambers.findIndex((name) => !Object.hasOwn(constitution.chambers, name));
    if (unknown >= 0)
      return say("unknown-name", `${path}/chambers/${unknown}`, "the constitution has no such chamber");
    if (typeof suspended !== "boolean") return say("shape", `${path}/suspended`, "expected true or false");
    const declared = numbersOf(each["declared"] ?? {});
    const figures = numbersOf(each["figures"] ?? {});
    if (declared === null || figures === null) {
      return say(
        "weight",
        declared === null ? `${path}/declared` : `${path}/figures`,
        "expected whole numbers from 0 to 2^53-1: measure in a larger unit",
      );
    }
    members.push({ id, chambers, roles, suspended, declared, figures });
  }
  return members;
}

function ballotsOf(
  value: unknown,
  members: readonly Member[],
  electorate: Electorate,
  rule: Rule,
  say: Say,
): readonly Ballot[] | ReadVote {
  if (!Array.isArray(value)) return say("shape", "/ballots", "expected a list of ballots: {member, choice}");
  const ids = new Set(members.map((each) => each.id));
  const seated = new Map(
    Object.values(electorate.chambers)
      .flat()
      .map((seat) => [seat.member, seat.status]),
  );
  const ballots: Ballot[] = [];
  for (const [i, each] of value.entries()) {
    const path = `/ballots/${i}`;
    if (!isMap(each)) return say("shape", path, "expected {member, choice}");
    const odd = fieldsOf(each, ["member", "choice", "stage", "by", "ground"]);
    if (odd !== null)
      return say(
        "unknown-key",
        `${path}/${odd}`,
        "remove this key, or use one of: member, choice, stage, by, ground",
      );
    const { member, choice, stage = 0, by, ground } = each;
    if (typeof member !== "string" || !ids.has(member))
      return say("unknown-name", `${path}/member`, "no such member in the list");
    if (!seated.has(member))
      return say(
        "electorate",
        `${path}/member`,
        "this member has no vote under this rule: remove the ballot",
      );
    if (seated.get(member) !== "voting")
      return say("electorate", `${path}/member`, `this member is ${seated.get(member)}: remove the ballot`);
    const known = CHOICES.find((one) => one === choice && rule.ballot.choices.includes(one));
    if (known === undefined)
      return say("choice", `${path}/choice`, `expected one of: ${rule.ballot.choices.join(", ")}`);
    if (typeof stage !== "number" || !Number.isInteger(stage) || stage < 0 || stage >= rule.stages.length) {
      return say("stage", `${path}/stage`, `expected a whole number from 0 to ${rule.stages.length - 1}`);
    }
    if (by !== undefined && (typeof by !== "string" || !ids.has(by)))
      return say("unknown-name", `${path}/by`, "no such member in the list");
    if (ground !== undefined && typeof ground !== "string")
      return say("shape", `${path}/ground`, "expected a text");
    ballots.push({
      member,
      choice: known,
      at: 0,
      stage,
      ...(by === undefined ? {} : { by }),
      ...(ground === undefined ? {} : { ground }),
    });
  }
  return ballots;
}

type Answer = Consents["parties"][number];

function recordOf(value: { readonly [key: string]: unknown }, say: Say): Consents | ReadVote {
  const steps = { grounds: false, notice: false, answer: false, hearing: false };
  const { consents = [], dueProcess = false, judgements = [], requests } = value;
  if (typeof dueProcess !== "boolean") return say("shape", "/dueProcess", "expected true or false");
  for (const key of Object.keys(steps) as (keyof typeof steps)[]) steps[key] = dueProcess;
  if (!Array.isArray(consents)) return say("shape", "/consents", "expected a list of {role, party, answer}");
  const parties: Answer[] = [];
  for (const [i, each] of consents.entries()) {
    const answer = isMap(each)
      ? (["consents", "refuses", "none"] as const).find((one) => one === each["answer"])
      : undefined;
    if (
      !isMap(each) ||
      typeof each["role"] !== "string" ||
      typeof each["party"] !== "string" ||
      answer === undefined
    ) {
      return say("shape", `/consents/${i}`, "expected {role, party, answer: consents|refuses|none}");
    }
    parties.push({ role: each["role"], party: each["party"], answer });
  }
  if (!Array.isArray(judgements))
    return say("shape", "/judgements", "expected a list of {by, question, holds}");
  const judged: Consents["judgements"][number][] = [];
  for (const [i, each] of judgements.entries()) {
    if (
      !isMap(each) ||
      typeof each["by"] !== "string" ||
      typeof each["question"] !== "string" ||
      typeof each["holds"] !== "boolean"
    ) {
      return say("shape", `/judgements/${i}`, "expected {by, question, holds: true|false}");
    }
    judged.push({ by: each["by"], question: each["question"], holds: each["holds"] });
  }
  const asking = requests === undefined ? undefined : textsOf(requests);
  if (asking === null) return say("shape", "/requests", "expected a list of members");
  return {
    parties,
    dueProcess: steps,
    judgements: judged,
    ...(asking === undefined ? {} : { requests: asking }),
  };
}
