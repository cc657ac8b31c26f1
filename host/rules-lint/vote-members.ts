/** Members of a vote file, each with what seats it and weighs there. */
import type { Constitution, Member } from "@comity/rules";
import { rolesOf } from "./known-names.ts";
import { isMap, isName, numbersOf, oddKey, textsOf, type Refused, type Say } from "./vote-parts.ts";

const FIELDS = ["id", "chambers", "roles", "suspended", "declared", "figures"];

export const idsOf = (members: unknown): readonly string[] =>
  Array.isArray(members)
    ? members.flatMap((each) => (isMap(each) && typeof each["id"] === "string" ? [each["id"]] : []))
    : [];

export function membersOf(value: unknown, constitution: Constitution, say: Say): readonly Member[] | Refused {
  if (!Array.isArray(value)) return say("shape", "/members", "expected a list of members: {id, chambers}");
  const seen = new Set<string>();
  const members: Member[] = [];
  const roles = rolesOf(constitution);
  for (const [i, each] of value.entries()) {
    const member = memberOf(each, `/members/${i}`, constitution, roles, say);
    if ("ok" in member) return member;
    if (seen.has(member.id))
      return say("duplicate", `/members/${i}/id`, "each member stands once in the list");
    seen.add(member.id);
    members.push(member);
  }
  return members;
}

function memberOf(
  value: unknown,
  path: string,
  constitution: Constitution,
  known: readonly string[],
  say: Say,
): Member | Refused {
  if (!isMap(value) || !isName(value["id"])) return say("name", `${path}/id`, "expected an identifier");
  const odd = oddKey(value, path, FIELDS, say);
  if (odd !== null) return odd;
  const { id, suspended = false } = value;
  const chambers = textsOf(value["chambers"] ?? []);
  const roles = textsOf(value["roles"] ?? []);
  if (chambers === null || roles === null) return say("shape", path, "chambers and roles are lists of names");
  for (const [i, chamber] of chambers.entries()) {
    const wrong = seatedOtherwise(chamber, constitution);
    if (wrong !== null) return say(wrong.code, `${path}/chambers/${i}`, wrong.detail);
  }
  const unknown = roles.findIndex((role) => !known.includes(role));
  if (unknown >= 0) {
    const offered = known.join(", ");
    return say(
      "unknown-name",
      `${path}/roles/${unknown}`,
      `the constitution asks for no such role: ${offered}`,
    );
  }
  if (typeof suspended !== "boolean") return say("shape", `${path}/suspended`, "expected true or false");
  const declared = numbersOf(value["declared"] ?? {});
  const figures = numbersOf(value["figures"] ?? {});
  if (declared === null || figures === null) {
    return say(
      "weight",
      declared === null ? `${path}/declared` : `${path}/figures`,
      "expected whole numbers from 0 to 2^53-1: measure in a larger unit",
    );
  }
  const weightless = weightNowhere({ declared, figures }, constitution);
  if (weightless !== null) return say(weightless.code, `${path}/${weightless.field}`, weightless.detail);
  return { id, chambers, roles, suspended, declared, figures };
}

/** Only chambers by charter or decision seat members by name. */
function seatedOtherwise(
  chamber: string,
  { chambers }: Constitution,
): { readonly code: string; readonly detail: string } | null {
  const of = Object.hasOwn(chambers, chamber) ? chambers[chamber]! : undefined;
  if (of === undefined) return { code: "unknown-name", detail: "the constitution has no such chamber" };
  const { membership } = of;
  if (membership.by === "role") {
    return {
      code: "seated-by-role",
      detail: `${chamber} seats its members by role: write roles: [${membership.role}]`,
    };
  }
  if (membership.by === "chambers") {
    const where = membership.of.join(" or ");
    return {
      code: "seated-elsewhere",
      detail: `${chamber} is whoever sits in ${where}: seat the member there`,
    };
  }
  return null;
}

/** A weight that no chamber reads. */
function weightNowhere(
  { declared, figures }: { readonly declared: object; readonly figures: object },
  { chambers }: Constitution,
): { readonly code: string; readonly field: string; readonly detail: string } | null {
  const all = Object.entries(chambers);
  const declaring = all.flatMap(([id, { weights }]) => (weights.kind === "declared" ? [id] : []));
  const measured = all.flatMap(([, { weights }]) => (weights.kind === "measured" ? [weights.figure] : []));
  const check = (given: object, known: readonly string[], field: string, what: string) => {
    const odd = Object.keys(given).find((key) => !known.includes(key));
    if (odd === undefined) return null;
    const offered = known.length === 0 ? "none here" : [...new Set(known)].join(", ");
    return { code: "unknown-weight", field: `${field}/${odd}`, detail: `${what}: ${offered}` };
  };
  return (
    check(declared, declaring, "declared", "remove this, or name a chamber with declared weights") ??
    check(figures, measured, "figures", "remove this, or name a figure that some chamber measures")
  );
}
