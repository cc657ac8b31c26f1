/** What the text says about itself: ways round entrenchment, clauses that guard nothing, chambers nobody counts. */
import type { Constitution } from "@comity/rules";
import { bypasses } from "./bypass.ts";
import { at } from "./check.ts";
import { textFinding, type Checked } from "./finding.ts";

export function structureChecks(constitution: Constitution): readonly Checked[] {
  return [
    ...bypasses(constitution),
    ...idleClauses(constitution),
    ...unusedChambers(constitution),
    ...uncapped(constitution),
  ];
}

function idleClauses(constitution: Constitution): readonly Checked[] {
  const { order, clauses } = constitution.amendment;
  const found = clauses.flatMap(({ clause }, i) =>
    exists(constitution, clause)
      ? []
      : [
          textFinding(
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
          textFinding(
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
          textFinding(
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
          textFinding(
            "uncapped-weight",
            `${at("/chambers", id)}/weights`,
            "note",
            `One member of ${id} may weigh more than all others together: then it alone decides what ${id} decides.`,
            "add a cap, such as cap: {num: 1, den: 10}",
          ),
        ],
  );
}
