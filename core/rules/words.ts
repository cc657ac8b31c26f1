/** Numbers, lists and names in plain English. */
import type { Chamber } from "./constitution.ts";
import type { Count, Fraction, State, Who } from "./rule.ts";

/** One sentence, with the place of its clause as a JSON pointer. */
export type Sentence = { readonly path: string; readonly text: string };

/** How chambers are called. Without a constitution: by identifier, and nothing is known about weights. */
export type Names = { readonly [chamber: string]: Chamber };

export const called = (names: Names, id: string): string => (Object.hasOwn(names, id) ? names[id]!.name : id);

/** Where all members weigh the same there is nothing to say. */
export function counting(names: Names, id: string, count: Count | undefined): string {
  if (Object.hasOwn(names, id) && names[id]!.weights.kind === "equal") return "";
  return count === "members" ? ", by number of members" : ", by weight";
}

const SHARES: { readonly [share: string]: string } = {
  "1/2": "half",
  "1/3": "one third",
  "2/3": "two thirds",
  "1/4": "one quarter",
  "3/4": "three quarters",
  "1/5": "one fifth",
  "2/5": "two fifths",
  "3/5": "three fifths",
  "4/5": "four fifths",
};

/** As the body wrote it: 2/3 is not 667/1000, and 50/100 is not half. */
export function share({ num, den }: Fraction): string {
  if (num === 1 && den === 1) return "the whole";
  if (den === 100) return `${num} %`;
  return SHARES[`${num}/${den}`] ?? `${num}/${den}`;
}

export const amount = (comparator: ">" | ">=", of: Fraction): string =>
  comparator === ">=" && of.num === of.den
    ? "all"
    : `${comparator === ">" ? "more than" : "at least"} ${share(of)}`;

export const meant = (who: Who): string =>
  "role" in who ? `the members with the role ${who.role}` : listed(who.members, "and");

/** What members do: `vote yes or no, or do not vote`. */
export function doing(states: readonly State[]): string {
  const votes = states.filter((state) => state !== "absent" && state !== "present" && state !== "abstain");
  const does = [
    ...(votes.length === 0 ? [] : [`vote ${listed(votes, "or")}`]),
    ...(states.includes("abstain") ? ["abstain"] : []),
    ...(states.includes("present") ? ["are present without voting"] : []),
    ...(states.includes("absent") ? ["do not vote"] : []),
  ];
  return listed(does, "or");
}

export function listed(items: readonly string[], word: "and" | "or"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)!}`;
}

export const plural = (number: number, one: string, many: string = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
