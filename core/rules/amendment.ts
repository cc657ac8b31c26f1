/**
 * Who amends what (SEMANTICS A1, G6; reference S12): the longest clause that is a prefix of the changed place names
 * the class. The checks close the two-step ways round entrenchment: amending the amender, emptying or re-weighting
 * its electorate, replacing the order of classes.
 */
import type { Constitution } from "./constitution.ts";
import { at, isObject } from "./read.ts";
import type { Refusal } from "./result.ts";

/** The class of measure that amends the part of the constitution at this JSON pointer. */
export function amendedBy(constitution: Constitution, pointer: string): string {
  let best = constitution.amendment.clauses[0]!;
  let length = -1;
  for (const clause of constitution.amendment.clauses) {
    if (clause.clause.length > length && covers(clause.clause, pointer)) {
      best = clause;
      length = clause.clause.length;
    }
  }
  return best.by;
}

/**
 * The classes whose rules must all agree to turn one constitution into the other, weakest first; empty when nothing
 * differs. `after` is judged by the clauses of `before`.
 */
export function amendmentClasses(before: Constitution, after: Constitution): readonly string[] {
  const needed = new Set<string>();
  for (const place of changes(before, after, "")) {
    needed.add(amendedBy(before, place));
    for (const { clause, by } of before.amendment.clauses) if (covers(place, clause)) needed.add(by);
  }
  return before.amendment.order.filter((each) => needed.has(each));
}

/** The places where two JSON values differ: the deepest ones; lists of different length differ as a whole. */
export function changes(before: unknown, after: unknown, path: string): readonly string[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => changes(item, after[i], `${path}/${i}`));
  }
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].sort().flatMap((key) => {
    const place = at(path, key);
    if (!Object.hasOwn(before, key) || !Object.hasOwn(after, key)) return [place];
    return changes(before[key], after[key], place);
  });
}

const covers = (clause: string, pointer: string): boolean =>
  pointer === clause || pointer.startsWith(`${clause}/`);

/** Null when every clause is well named and none can be weakened by a weaker class. */
export function checkAmendment(constitution: Constitution): Refusal | null {
  const { order, clauses } = constitution.amendment;
  const path = "/amendment/clauses";
  for (const [i, each] of order.entries()) {
    if (!Object.hasOwn(constitution.rules, each)) {
      return problem("unknown-name", "the constitution has no such rule", `/amendment/order/${i}`);
    }
    if (constitution.rules[each]?.emergency !== undefined) {
      return problem("emergency", "an emergency rule cannot amend the constitution", `/amendment/order/${i}`);
    }
  }
  for (const [i, { clause, by }] of clauses.entries()) {
    if (!order.includes(by)) return problem("unknown-name", "name a class of the order", `${path}/${i}/by`);
    if (clauses.findIndex((other) => other.clause === clause) !== i) {
      return problem("duplicate", "say once who amends this clause", `${path}/${i}/clause`);
    }
  }
  if (!clauses.some(({ clause }) => clause === "")) {
    return problem("missing-clause", 'say with the clause "" who amends what no other clause names', path);
  }
  const highest = order.length - 1;
  const protectedPlaces = new Map<string, number>([
    ["/amendment", highest],
    ["/fold", highest],
    ["/format", highest],
  ]);
  for (const [rank, each] of order.entries()) {
    raise(protectedPlaces, at("/rules", each), rank);
    for (const chamber of Object.keys(constitution.rules[each]!.electorates)) {
      raise(protectedPlaces, at("/chambers", chamber), rank);
    }
  }
  return checkPlaces(constitution, protectedPlaces);
}

/** Each place, and every clause inside it, is amended by a class of at least the rank it protects. */
function checkPlaces(constitution: Constitution, places: ReadonlyMap<string, number>): Refusal | null {
  const { order, clauses } = constitution.amendment;
  for (const [place, rank] of places) {
    const inside = clauses.map(({ clause }) => clause).filter((clause) => covers(place, clause));
    const weak = [place, ...inside].find((each) => order.indexOf(amendedBy(constitution, each)) < rank);
    if (weak !== undefined) {
      return problem(
        "entrenchment",
        `${weak} must be amended by ${order[rank]!} or a stronger class, or it could be bypassed in two steps`,
        "/amendment/clauses",
      );
    }
  }
  return null;
}

function raise(places: Map<string, number>, place: string, rank: number): void {
  places.set(place, Math.max(rank, places.get(place) ?? 0));
}

const problem = (code: string, detail: string, field: string): Refusal => ({ code, field, detail });
