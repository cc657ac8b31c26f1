/** Where the page begins: who sits in a rule's chambers before anything is moved. */
import type { Constitution, Rule } from "@comity/rules";
import { sayRules as m } from "../messages/rules.ts";
import { conditionsOf, type Group, type Side } from "./model.ts";

/** How many really sit there: by constitution, then chamber or role. What is not named has `USUAL`. */
const SEATS: { readonly [source: string]: { readonly [chamberOrRole: string]: number } } = {
  "un-security-council-15": {
    "security-council": 10,
    permanent: 5,
    "general-assembly": 188,
    "member-states": 188,
  },
  "un-security-council-11": {
    "security-council": 6,
    permanent: 5,
    "general-assembly": 108,
    "member-states": 108,
  },
  "un-general-assembly": { "general-assembly": 193 },
  "un-charter-amendment": { "general-assembly": 188, "member-states": 188, permanent: 5 },
  itu: { delegations: 193 },
  "eu-council": { council: 27 },
  icann: { board: 16, "empowered-community": 5 },
  "nro-global-policy": { rirs: 5 },
  "rir-governance-unanimity": { rirs: 5 },
  "rir-governance-all-but-affected": { rirs: 5 },
  "rir-governance-three-of-five": { rirs: 5 },
};
const USUAL = 9;

export function sideOf(source: string, text: Constitution, wanted?: string): Side {
  const names = Object.keys(text.rules);
  const rule = wanted !== undefined && names.includes(wanted) ? wanted : (names[0] ?? "");
  const groups = text.rules[rule] === undefined ? [] : groupsOf(source, text, text.rules[rule]);
  return { source, text, rule, edits: {}, groups, consent: true, process: true, judged: true };
}

/** Two thirds say yes, the others no: something to start from. */
export function line(name: string, members: number, weight: number, more: Partial<Group> = {}): Group {
  const yes = Math.ceil((members * 2) / 3);
  return { name, members, weight, chambers: [], roles: [], yes, no: members - yes, abstain: 0, ...more };
}

function groupsOf(source: string, text: Constitution, rule: Rule): readonly Group[] {
  const seats = SEATS[source] ?? {};
  const roots = rootsOf(text, Object.keys(rule.electorates));
  // Who has a role is there also when a rule does not ask for it.
  const always = Object.keys(seats).filter((name) => !Object.hasOwn(text.chambers, name));
  const base = roots.flatMap((id): readonly Group[] => {
    const chamber = text.chambers[id]!;
    const seated = seatedIn(text, id);
    const count = seats[id] ?? USUAL;
    if (chamber.weights.kind === "equal") return [line(chamber.name, count, 1, seated)];
    const large = Math.max(1, Math.round(count / 4));
    return [
      line(m.larger(chamber.name), large, 16, seated),
      line(m.smaller(chamber.name), count - large, 4, seated),
    ];
  });
  return [
    ...base,
    ...[...new Set([...rolesOf(rule), ...always])].map((role) =>
      special(role, roots, text, seats[role] ?? 1),
    ),
  ];
}

/** Members with a role that the rule asks for sit wherever the rule counts. */
function special(role: string, roots: readonly string[], text: Constitution, count: number): Group {
  const seated = roots.map((id) => seatedIn(text, id));
  return line(m.withRole(role), count, 4, {
    chambers: [...new Set(seated.flatMap(({ chambers }) => chambers))],
    roles: [role, ...new Set(seated.flatMap(({ roles }) => roles))],
    yes: count,
    no: 0,
  });
}

export function seatedIn(text: Constitution, id: string): Pick<Group, "chambers" | "roles"> {
  const membership = text.chambers[id]!.membership;
  return membership.by === "role"
    ? { chambers: [], roles: [membership.role] }
    : { chambers: [id], roles: [] };
}

/** Chambers with members of their own that stand behind these. */
export function rootsOf(text: Constitution, ids: readonly string[]): readonly string[] {
  const roots = new Set<string>();
  const visit = (id: string, seen: readonly string[]): void => {
    const membership = text.chambers[id]?.membership;
    if (membership === undefined || seen.includes(id)) return;
    if (membership.by !== "chambers") roots.add(id);
    else for (const other of membership.of) visit(other, [...seen, id]);
  };
  for (const id of ids) visit(id, []);
  return [...roots];
}

const rolesOf = (rule: Rule): readonly string[] => [
  ...new Set(
    conditionsOf(rule).flatMap((c) => [
      ...("who" in c && "role" in c.who ? [c.who.role] : []),
      ...(c.kind === "threshold" && c.tie?.answer === "casting" ? [c.tie.role] : []),
    ]),
  ),
];
