/** Short ways to write conditions, rules and constitutions as data. */
import type {
  AppealLevel,
  Chamber,
  Choice,
  Condition,
  Constitution,
  ElectorateTerms,
  Fraction,
  Need,
  Periods,
  Rule,
  Source,
  State,
} from "@comity/rules";

export const HOUR = 3600;
export const DAY: number = 24 * HOUR;
export const WEEK: number = 7 * DAY;
/** The longest period of the language: a stage that waits as long as it takes. */
export const NO_DEADLINE = 10_000_000_000;

export const share = (num: number, den: number): Fraction => ({ num, den });
export const allOf = (...of: Condition[]): Condition => ({ kind: "all", of });
export const anyOf = (...of: Condition[]): Condition => ({ kind: "any", of });

type Threshold = Extract<Condition, { kind: "threshold" }>;
type More = { readonly [K in "count" | "tie" | "onZero"]?: Threshold[K] };

/** `yes(chamber, "2/3", ">=", "cast")` */
export const yes = (
  chamber: string,
  of: `${number}/${number}`,
  comparator: ">" | ">=",
  base: Threshold["base"],
  more: More = {},
): Condition => ({ kind: "threshold", chamber, share: fraction(of), comparator, base, ...more });

export const fraction = (text: `${number}/${number}`): Fraction => {
  const [num, den] = text.split("/").map(Number);
  return share(num!, den!);
};

export const quorum = (
  chamber: string,
  counts: readonly Choice[],
  need: Need,
  count?: "members",
): Condition => ({ kind: "quorum", chamber, counts, need, ...(count === undefined ? {} : { count }) });

export const moreThan = (of: `${number}/${number}`): Need => ({ share: fraction(of), comparator: ">" });
export const atLeast = (of: `${number}/${number}`): Need => ({ share: fraction(of), comparator: ">=" });

/** At most `number` members in these states. */
export const atMost = (chamber: string, counts: readonly State[], number: number): Condition => ({
  kind: "limit",
  chamber,
  counts,
  most: { number },
  count: "members",
});

export const consent = (role: string, more: { readonly silence?: "consents" } = {}): Condition => ({
  kind: "consent",
  role,
  share: share(1, 1),
  ...more,
});
export const judged = (by: string, question: string): Condition => ({ kind: "judged", by, question });
export const dueProcess: Condition = { kind: "due-process" };

export const equal = (name: string, membership: Chamber["membership"] = { by: "charter" }): Chamber => ({
  name,
  membership,
  weights: { kind: "equal" },
});
export const declared = (name: string, membership: Chamber["membership"] = { by: "charter" }): Chamber => ({
  name,
  membership,
  weights: { kind: "declared" },
});

/** In days; what is left out is nothing, except a vote of one day and half a year to carry it out. */
export const days = (of: { readonly [K in keyof Periods]?: number } = {}): Periods => ({
  notice: (of.notice ?? 0) * DAY,
  deliberation: (of.deliberation ?? 0) * DAY,
  voting: (of.voting ?? 1) * DAY,
  waiting: (of.waiting ?? 0) * DAY,
  expiry: (of.expiry ?? 183) * DAY,
  pause: (of.pause ?? 0) * DAY,
  answer: (of.answer ?? 0) * DAY,
  quarantine: (of.quarantine ?? 0) * DAY,
  lapse: (of.lapse ?? 0) * DAY,
});

type Certainty = Source["certainty"];
export const from = (certainty: Certainty, text: string): Source => ({ text, certainty });

type RuleMore = Partial<Omit<Rule, "about" | "source" | "stages" | "electorates" | "ballot">> & {
  readonly recuse?: readonly string[];
  readonly recused?: ElectorateTerms["recused"];
  readonly suspended?: ElectorateTerms["suspended"];
  readonly ballot?: Partial<Rule["ballot"]>;
};

/** A rule; its electorates follow from the chambers that the conditions count. */
export function rule(
  about: string,
  source: Source,
  stages: Condition | Rule["stages"],
  more: RuleMore = {},
): Rule {
  const { recuse = [], recused = "removed", suspended = "removed", ballot = {}, ...rest } = more;
  const list = Array.isArray(stages)
    ? (stages as Rule["stages"])
    : [{ name: "vote", condition: stages as Condition }];
  const chambers = [...JSON.stringify(list).matchAll(/"kind":"(?!if-affected)[a-z-]+","chamber":"([^"]+)"/g)];
  const ids = [...new Set(chambers.map((match) => match[1]!))];
  const terms: ElectorateTerms = { recuse, recused, suspended };
  return {
    about,
    source,
    proposers: [],
    electorates: Object.fromEntries(ids.map((id) => [id, terms])),
    stages: list,
    periods: days(),
    ballot: { method: "choice", choices: ["yes", "no", "abstain"], revote: "last", ...ballot },
    ...rest,
  };
}

export const level = (body: string, by: string, length: number): AppealLevel => ({
  body,
  class: by,
  length,
});

/** One class of amendment, the last, guards itself and everything that no other clause names. */
export function constitution(
  name: string,
  chambers: Constitution["chambers"],
  rules: Constitution["rules"],
  amendment: Constitution["amendment"],
  parameters: Constitution["parameters"] = PARAMETERS,
): Constitution {
  return { format: "comity/constitution/v1", name, fold: 1, chambers, rules, amendment, parameters };
}

export const amendedBy = (id: string): Constitution["amendment"] => ({
  order: [id],
  clauses: [{ clause: "", by: id }],
});

/** The minimums of the fold: bodies that keep no register have nothing to say about them. */
const PARAMETERS: Constitution["parameters"] = {
  grace: HOUR,
  skew: 120,
  gap: 6 * HOUR,
  notice: WEEK,
  contest: 2 * WEEK,
  cooling: 30 * DAY,
  lock: WEEK,
  quarantine: 30 * DAY,
};
