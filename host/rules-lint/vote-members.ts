/** Members and ballots of a vote file. */
import type { Ballot, Choice, Constitution, Electorate, Member, Rule } from "@comity/rules";
import { fieldsOf, isMap, isName, numbersOf, textsOf, type ReadVote, type Say } from "./vote-parts.ts";

const CHOICES: readonly Choice[] = ["yes", "no", "abstain", "veto", "present"];
const MEMBER_FIELDS = ["id", "chambers", "roles", "suspended", "declared", "figures"];

export const idsOf = (members: unknown): readonly string[] =>
  Array.isArray(members)
    ? members.flatMap((each) => (isMap(each) && typeof each["id"] === "string" ? [each["id"]] : []))
    : [];

export function membersOf(
  value: unknown,
  constitution: Constitution,
  say: Say,
): readonly Member[] | ReadVote {
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

export function ballotsOf(
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
