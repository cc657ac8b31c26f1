/** What is true of every real tally, whatever the rule. */
import { everybodyOf, PLACES, votingOf, type ChamberTally, type Counts, type Tally } from "./tally.ts";
import { above, and, atLeast, atMost, equal, number, or, sum, times, TRUE, ZERO, type Bool } from "./term.ts";

/** What is true of every real tally: nobody stands twice, named members are members, weight belongs to somebody. */
export function wellFormed(tally: Tally): readonly Bool[] {
  const found: Bool[] = [];
  for (const stage of tally.stages) {
    for (const chamber of Object.values(stage)) {
      found.push(...wellFormedChamber(chamber));
      const parts = chamber.shape.parts.flatMap((id) => stage[id] ?? []);
      if (parts.length > 0) found.push(...madeOf(chamber, parts));
    }
  }
  for (const [id, asking] of Object.entries(tally.requests)) {
    if (asking !== ZERO) found.push(atMost(asking, votingOf(tally.stages[0]![id]!.heads)));
  }
  for (const stage of tally.stages.slice(1)) {
    for (const [id, chamber] of Object.entries(stage))
      found.push(...sameMembers(tally.stages[0]![id]!, chamber));
  }
  return found;
}

/** Everybody of the parts sits in the whole, and nobody else; a ballot counts in both. */
function madeOf(whole: ChamberTally, parts: readonly ChamberTally[]): readonly Bool[] {
  const alike = [whole, ...parts].every(({ shape }) => !shape.recusable);
  const sets = alike ? PLACES.map((place) => (counts: Counts) => counts[place]) : [everybodyOf];
  return sets.flatMap((of) => [
    atMost(of(whole.heads), sum(...parts.map((part) => of(part.heads)))),
    ...parts.map((part) => atMost(of(part.heads), of(whole.heads))),
  ]);
}

function wellFormedChamber({ shape, heads, weight, named }: ChamberTally): readonly Bool[] {
  const found: Bool[] = shape.size === null ? [] : [equal(everybodyOf(heads), number(shape.size))];
  for (const [i, each] of shape.named.entries()) {
    const group = named[i]!;
    if (group === heads) continue;
    for (const place of PLACES) if (group[place] !== ZERO) found.push(atMost(group[place], heads[place]));
    if (each.most !== null) found.push(atMost(everybodyOf(group), number(each.most)));
  }
  if (shape.equal) return found;
  if (shape.split) {
    const [all, sum] = [everybodyOf(heads), everybodyOf(weight)];
    return [...found, shape.unit ? equal(all, sum) : or(above(all, ZERO), equal(sum, ZERO))];
  }
  const light = and(...PLACES.map((place) => atMost(weight[place], heads[place])));
  for (const place of PLACES) {
    if (heads[place] === ZERO) continue;
    found.push(or(above(heads[place], ZERO), equal(weight[place], ZERO)));
    if (shape.cap === undefined) continue;
    // A cap either holds for every member, or the chamber is too small for it and nobody weighs more than 1.
    for (let k = 1; k <= 3; k++) {
      const within = atMost(
        times(shape.cap.den, weight[place]),
        times(k * shape.cap.num, everybodyOf(weight)),
      );
      found.push(or(light, above(heads[place], number(k)), within));
    }
  }
  return found;
}

/** The same members, standing elsewhere. */
export function sameMembers(one: ChamberTally, other: ChamberTally): readonly Bool[] {
  const found: Bool[] = [];
  const same = (a: Counts, b: Counts): void => {
    if (a === b) return;
    found.push(equal(votingOf(a), votingOf(b)));
    found.push(equal(a.recused, b.recused), equal(a.suspended, b.suspended));
  };
  same(one.heads, other.heads);
  if (!one.shape.equal) same(one.weight, other.weight);
  for (const [i, group] of one.named.entries()) if (group !== one.heads) same(group, other.named[i]!);
  return found;
}

/** Chambers that the stage's rule counts have somebody who may vote, with some weight. */
export const peopled = (chamber: ChamberTally): Bool =>
  and(
    atLeast(votingOf(chamber.heads), number(1)),
    chamber.shape.equal ? TRUE : atLeast(votingOf(chamber.weight), number(1)),
  );
