/** Ways round entrenchment in two steps (reference S12). */
import { amendedBy, type Constitution } from "@comity/rules";
import { at } from "./check.ts";
import { textFinding, type Checked } from "./finding.ts";

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
export function bypasses(constitution: Constitution): readonly Checked[] {
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
          textFinding(
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
