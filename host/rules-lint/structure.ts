/** What the text says about itself: ways round entrenchment, clauses that guard nothing, chambers nobody counts. */
import { amendedBy, type Constitution } from "@comity/rules";
import { at } from "./check.ts";
import type { Checked, Severity } from "./finding.ts";

export function structureChecks(constitution: Constitution): readonly Checked[] {
  return [
    ...bypasses(constitution),
    ...idleClauses(constitution),
    ...unusedChambers(constitution),
    ...uncapped(constitution),
  ];
}

const finding = (
  check: string,
  clause: string,
  severity: Severity,
  says: string,
  change: string,
): Checked => ({
  check,
  clause,
  holds: false,
  how: "proved",
  severity,
  says,
  change,
});

/** Everything that decides how a class decides: its rule, its chambers, how members get in, who hears appeals. */
function foundations(constitution: Constitution, id: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const rule = (name: string, why: string): void => {
    const place = at("/rules", name);
    if (found.has(place) || !Object.hasOwn(constitution.rules, name)) return;
    found.set(place, why);
    for (const each of Object.keys(constitution.rules[name]!.electorates)) {
      chamber(each, name === id ? `${each} decides ${id}` : `${each} decides ${name}, and ${why}`);
    }
  };
  const chamber = (name: string, why: string): void => {
    const place = at("/chambers", name);
    if (found.has(place)) return;
    found.set(place, why);
    const membership = constitution.chambers[name]?.membership;
    if (membership?.by === "decision") rule(membership.class, `${membership.class} seats members of ${name}`);
    if (membership?.by === "chambers")
      for (const each of membership.of) chamber(each, `${each} is part of ${name}`);
  };
  rule(id, `it is the rule of ${id}`);
  return found;
}

/** Two steps: a weaker class changes what a stronger one stands on, then the stronger one's rule is met. */
function bypasses(constitution: Constitution): readonly Checked[] {
  const { order, clauses } = constitution.amendment;
  const rank = (by: string): number => order.indexOf(by);
  const found: Checked[] = [];
  const seen = new Set<string>();
  for (const [level, id] of [...order.entries()].reverse()) {
    if (level === 0) continue;
    for (const [place, why] of foundations(constitution, id)) {
      const inside = clauses.map(({ clause }) => clause).filter((clause) => clause.startsWith(`${place}/`));
      for (const clause of [place, ...inside]) {
        const by = amendedBy(constitution, clause);
        if (rank(by) >= level || seen.has(clause)) continue;
        seen.add(clause);
        found.push(
          finding(
            "bypass",
            clause,
            "error",
            `Two steps round ${id}: first ${by} changes ${clause} (${why}), then ${id} passes what it would have refused.`,
            `add to /amendment/clauses: {clause: ${clause}, by: ${id}}`,
          ),
        );
      }
    }
  }
  return found.length > 0
    ? found
    : [
        {
          check: "bypass",
          clause: "/amendment",
          holds: true,
          how: "proved",
          severity: "error",
          says: "Nothing that an amendment class stands on is amended by a weaker class.",
        },
      ];
}

function idleClauses(constitution: Constitution): readonly Checked[] {
  const { order, clauses } = constitution.amendment;
  const found = clauses.flatMap(({ clause }, i) =>
    exists(constitution, clause)
      ? []
      : [
          finding(
            "clause-guards-nothing",
            `/amendment/clauses/${i}/clause`,
            "warning",
            `${clause} names no part of this constitution, so this clause guards nothing.`,
            "correct the pointer, or remove the clause",
          ),
        ],
  );
  const idle = order.flatMap((each, i) =>
    clauses.some(({ by }) => by === each)
      ? []
      : [
          finding(
            "unused-class",
            `/amendment/order/${i}`,
            "warning",
            `${each} is an amendment class, but no clause is amended by it.`,
            "name it in a clause, or take it out of the order",
          ),
        ],
  );
  return [...found, ...idle];
}

function exists(value: unknown, pointer: string): boolean {
  let here = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return false;
    here = (here as { readonly [key: string]: unknown })[key];
  }
  return true;
}

function unusedChambers({ chambers, rules }: Constitution): readonly Checked[] {
  const used = new Set(
    Object.values(rules).flatMap((rule) => [...Object.keys(rule.electorates), ...rule.proposers]),
  );
  for (const rule of Object.values(rules)) for (const each of rule.appeal?.levels ?? []) used.add(each.body);
  for (const each of Object.values(chambers)) {
    if (each.membership.by === "chambers") for (const part of each.membership.of) used.add(part);
  }
  return Object.keys(chambers).flatMap((id) =>
    used.has(id)
      ? []
      : [
          finding(
            "unused-chamber",
            at("/chambers", id),
            "warning",
            `No rule counts ${id}, hears it or lets it propose.`,
            "let a rule count it, or remove it",
          ),
        ],
  );
}

/** Where weights have no ceiling, the proofs about small blocs say nothing about one large member. */
function uncapped({ chambers, rules }: Constitution): readonly Checked[] {
  const counted = new Set(Object.values(rules).flatMap((rule) => Object.keys(rule.electorates)));
  return Object.entries(chambers).flatMap(([id, { weights }]) =>
    weights.kind === "equal" || weights.cap !== undefined || !counted.has(id)
      ? []
      : [
          finding(
            "uncapped-weight",
            `${at("/chambers", id)}/weights`,
            "note",
            `One member of ${id} may weigh more than all others together: then it alone decides what ${id} decides.`,
            "add a cap, such as cap: {num: 1, den: 10}",
          ),
        ],
  );
}
