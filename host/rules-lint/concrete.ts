/** A tally with every variable replaced by a number. */
import type { Consents } from "@comity/rules";
import type { ChamberShape } from "./electorate.ts";
import { PLACES, type ChamberTally, type Counts, type Place, type Tally } from "./tally.ts";
import { holds, valueOf, type Assignment } from "./term.ts";

/** More would only be slow: a counter-example this large is looked for again in small. */
export const MOST_MEMBERS = 2000;

export type Numbers = { readonly [place in Place]: number };
export type ChamberNumbers = {
  readonly shape: ChamberShape;
  readonly heads: Numbers;
  readonly weight: Numbers;
  readonly named: readonly Numbers[];
};
/** A tally with every term replaced by its value. */
export type Concrete = {
  readonly stages: readonly { readonly [chamber: string]: ChamberNumbers }[];
  readonly affected: readonly string[];
  readonly consents: Consents;
  readonly round: number;
};

export function concrete(tally: Tally, values: Assignment): Concrete {
  const counts = (given: Counts): Numbers =>
    Object.fromEntries(PLACES.map((place) => [place, valueOf(given[place], values)])) as Numbers;
  const chamber = ({ shape, heads, weight, named }: ChamberTally): ChamberNumbers => ({
    shape,
    heads: counts(heads),
    weight: counts(weight),
    named: named.map(counts),
  });
  const parties = Object.entries(tally.consents).flatMap(([role, answers]) => {
    const many = (answer: "consents" | "none" | "refuses", of: number) =>
      Array.from({ length: Math.min(of, MOST_MEMBERS) }, (_, i) => ({
        role,
        party: `${role}-${answer}-${i + 1}`,
        answer,
      }));
    return [
      ...many("consents", valueOf(answers.given, values)),
      ...many("none", valueOf(answers.silent, values)),
      ...many("refuses", valueOf(answers.refused, values)),
    ];
  });
  const done = holds(tally.dueProcess, values);
  const judgements = Object.entries(tally.judged).map(([key, judged]) => {
    const [by = "", question = ""] = key.split(" ");
    return { by, question, holds: holds(judged, values) };
  });
  const requests = holds(tally.kept, values)
    ? Object.entries(tally.requests).flatMap(([id, asking]) =>
        Array.from({ length: valueOf(asking, values) }, (_, i) => `${id}-${i + 1}`),
      )
    : undefined;
  return {
    stages: tally.stages.map((stage) =>
      Object.fromEntries(Object.entries(stage).map(([id, each]) => [id, chamber(each)])),
    ),
    affected: Object.entries(tally.affected).flatMap(([id, term]) => (holds(term, values) ? [id] : [])),
    consents: {
      parties,
      dueProcess: { grounds: done, notice: done, answer: done, hearing: done },
      judgements,
      ...(requests === undefined ? {} : { requests }),
    },
    round: holds(tally.later, values) ? 2 : 1,
  };
}

export const sumOf = (numbers: Numbers): number => PLACES.reduce((total, place) => total + numbers[place], 0);
export const mapNumbers = (make: (place: Place) => number): { [place in Place]: number } =>
  Object.fromEntries(PLACES.map((place) => [place, make(place)])) as { [place in Place]: number };
