/**
 * Two constitutions to start from: examples, not defaults. Both keep the minimums of the fold.
 *
 * In `registriesOperatorsSociety` a bloc below one third of the weight in each chamber can neither pass nor block
 * anything alone: every chamber that agrees does so with yes votes of at least a third of all its weight, and every
 * rule has a way to pass with two thirds.
 */
import type { Chamber, Constitution, Parameters } from "./constitution.ts";
import type { Condition, ElectorateTerms, Fraction, Periods, Rule } from "./rule.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

const share = (num: number, den: number): Fraction => ({ num, den });
const allOf = (...of: Condition[]): Condition => ({ kind: "all", of });
const anyOf = (...of: Condition[]): Condition => ({ kind: "any", of });
const two = (of: Condition[]): Condition => ({ kind: "at-least", number: 2, of });
const consent: Condition = { kind: "consent", role: "affected", share: share(1, 1) };
const dueProcess: Condition = { kind: "due-process" };

/** More yes than no (`1/2`, `>`), or at least that share of the votes cast, and yes from at least `approval` of all. */
const majority = (chamber: string, of: Fraction, approval: Fraction): Condition =>
  allOf(
    { kind: "threshold", chamber, share: of, comparator: 2 * of.num === of.den ? ">" : ">=", base: "cast" },
    { kind: "quorum", chamber, counts: ["yes"], need: { share: approval, comparator: ">=" } },
  );

const periods = (days: { readonly [K in keyof Periods]?: number }): Periods => ({
  notice: (days.notice ?? 14) * DAY,
  deliberation: (days.deliberation ?? 14) * DAY,
  voting: (days.voting ?? 14) * DAY,
  waiting: (days.waiting ?? 7) * DAY,
  expiry: (days.expiry ?? 90) * DAY,
  pause: (days.pause ?? 60) * DAY,
  answer: (days.answer ?? 0) * DAY,
  quarantine: (days.quarantine ?? 0) * DAY,
  lapse: (days.lapse ?? 0) * DAY,
});

const rule = (
  about: string,
  chambers: readonly string[],
  condition: Condition,
  time: Periods,
  more: Partial<Pick<Rule, "appeal" | "emergency" | "extension">> & {
    readonly recuse?: readonly string[];
  } = {},
): Rule => {
  const { recuse = [], ...rest } = more;
  const terms: ElectorateTerms = { recuse, recused: "removed", suspended: "removed" };
  return {
    about,
    // A case marks holdings, so members bring it; anything else every party may propose.
    proposers: rest.appeal === undefined ? [] : chambers,
    electorates: Object.fromEntries(chambers.map((id) => [id, terms])),
    stages: [{ name: "vote", condition }],
    periods: time,
    ballot: { method: "choice", choices: ["yes", "no", "abstain"], revote: "last" },
    ...rest,
  };
};

/** One level: the panel, which decides nothing else. */
const toPanel = {
  appeal: {
    levels: [{ body: "panel", class: "appeal", length: 30 * DAY }],
    standing: "affected",
    suspends: true,
    remedy: "annul",
  },
  recuse: ["affected", "proposer"],
} as const;
const late = { extension: { on: ["quorum", "result"], last: 2 * DAY, by: 4 * DAY } } as const;

const appealRule = rule(
  "The panel upholds an appeal by a majority of all its members.",
  ["panel"],
  { kind: "threshold", chamber: "panel", share: share(1, 2), comparator: ">", base: "all" },
  periods({ notice: 0, deliberation: 7, waiting: 1, expiry: 30, pause: 0 }),
  { recuse: ["affected", "proposer"] },
);
const panel: Chamber = {
  name: "Panel of appeal",
  membership: { by: "charter" },
  weights: { kind: "equal" },
};
const parameters: Parameters = {
  grace: 2 * HOUR,
  skew: 120,
  gap: 6 * HOUR,
  notice: 14 * DAY,
  contest: 30 * DAY,
  cooling: 90 * DAY,
  lock: 14 * DAY,
  quarantine: 90 * DAY,
};
const caseTime = periods({ notice: 30, voting: 21, answer: 30, quarantine: 90, pause: 180 });

/** A small assembly of equals: more yes than no, with yes from a third of all; two thirds for the constitution. */
export const simpleMajority: Constitution = simple();

function simple(): Constitution {
  const chambers = ["members"];
  const most = majority("members", share(1, 2), share(1, 3));
  const twoThirds = majority("members", share(2, 3), share(1, 2));
  const inCase = anyOf(consent, allOf(dueProcess, twoThirds));
  return {
    format: "comity/constitution/v1",
    name: "Simple majority (example)",
    fold: 1,
    chambers: {
      members: {
        name: "Members",
        membership: { by: "decision", class: "admission" },
        weights: { kind: "equal" },
      },
      panel,
    },
    rules: {
      ordinary: rule("Shared matters are decided by a majority.", chambers, most, periods({}), late),
      admission: rule("A new member is admitted by a majority.", chambers, most, periods({}), late),
      reclaim: rule("A holding is taken back only in a case.", chambers, inCase, caseTime, toPanel),
      reassign: rule("A holding is given to another only in a case.", chambers, inCase, caseTime, toPanel),
      suspend: rule("A party is suspended only in a case.", chambers, inCase, caseTime, toPanel),
      recover: rule("Lost keys are replaced only in a case.", chambers, inCase, caseTime, toPanel),
      appeal: appealRule,
      emergency: rule(
        "Urgent protective measures need two thirds and lapse by themselves.",
        chambers,
        twoThirds,
        periods({ notice: 0, deliberation: 0, voting: 2, waiting: 0, expiry: 2, pause: 14, lapse: 30 }),
        { emergency: { confirm: "ordinary", renewals: 1 } },
      ),
      amendment: rule(
        "The constitution is amended by two thirds.",
        chambers,
        twoThirds,
        periods({ notice: 30, deliberation: 30, voting: 21, waiting: 30 }),
        late,
      ),
    },
    amendment: { order: ["amendment"], clauses: [{ clause: "", by: "amendment" }] },
    parameters,
  };
}

/** Three chambers that need one another: registries, network operators, civil society. */
export const registriesOperatorsSociety: Constitution = threeChambers();

function threeChambers(): Constitution {
  const chambers = ["registries", "operators", "society"];
  const each = (of: Fraction, approval: Fraction) => chambers.map((id) => majority(id, of, approval));
  const affected = chambers.map((chamber): Condition => ({
    kind: "if-affected",
    chamber,
    condition: majority(chamber, share(1, 2), share(1, 3)),
  }));
  const shared = allOf(two(each(share(1, 2), share(1, 3))), ...affected);
  // Three quarters in two chambers; or two thirds in all three, so that a quarter of each cannot block for ever.
  const strong = anyOf(two(each(share(3, 4), share(1, 2))), allOf(...each(share(2, 3), share(1, 2))));
  const inCase = anyOf(consent, allOf(dueProcess, strong, ...affected));
  const amending = allOf(...each(share(2, 3), share(1, 2)));
  const ofAll = (chamber: string): Condition => ({
    kind: "threshold",
    chamber,
    share: share(2, 3),
    comparator: ">=",
    base: "all",
  });
  const admitted = { by: "decision", class: "admission" } as const;
  return {
    format: "comity/constitution/v1",
    name: "Registries, operators, society (example)",
    fold: 1,
    chambers: {
      registries: { name: "Registries", membership: admitted, weights: { kind: "equal" } },
      operators: {
        name: "Network operators",
        membership: admitted,
        weights: { kind: "measured", figure: "networks", scale: "sqrt", cap: share(1, 10) },
      },
      society: { name: "Civil society", membership: admitted, weights: { kind: "equal" } },
      panel,
    },
    rules: {
      ordinary: rule(
        "Shared matters need majorities in two of three chambers, and in each chamber they affect.",
        chambers,
        shared,
        periods({}),
        late,
      ),
      admission: rule(
        "A member is admitted by two of three chambers, among them the one it enters.",
        chambers,
        shared,
        periods({}),
        late,
      ),
      reclaim: rule(
        "A holding is taken back with its holder's consent, or in a case with strong majorities.",
        chambers,
        inCase,
        caseTime,
        toPanel,
      ),
      reassign: rule(
        "A holding is given to another with its holder's consent, or in a case with strong majorities.",
        chambers,
        inCase,
        caseTime,
        toPanel,
      ),
      suspend: rule(
        "A party is suspended only in a case with strong majorities.",
        chambers,
        inCase,
        caseTime,
        toPanel,
      ),
      recover: rule(
        "Lost keys are replaced only in a case with strong majorities.",
        chambers,
        inCase,
        caseTime,
        toPanel,
      ),
      appeal: appealRule,
      emergency: rule(
        "Urgent protective measures need two thirds in two of three chambers and lapse by themselves.",
        chambers,
        allOf(two(each(share(2, 3), share(1, 2))), ...affected),
        periods({ notice: 0, deliberation: 0, voting: 2, waiting: 0, expiry: 2, pause: 14, lapse: 30 }),
        { emergency: { confirm: "ordinary", renewals: 1 } },
      ),
      amendment: rule(
        "The constitution is amended by two thirds in every chamber.",
        chambers,
        amending,
        periods({ notice: 30, deliberation: 30, voting: 21, waiting: 30 }),
        late,
      ),
      entrenchment: rule(
        "What protects holders and members is amended by two thirds of all members of every chamber.",
        chambers,
        allOf(...chambers.map(ofAll)),
        periods({ notice: 60, deliberation: 60, voting: 30, waiting: 60, pause: 365 }),
        late,
      ),
    },
    amendment: {
      order: ["amendment", "entrenchment"],
      clauses: [
        { clause: "", by: "amendment" },
        ...["amendment", "format", "fold", "chambers", "parameters"].map((key) => entrenched(`/${key}`)),
        ...[
          "admission",
          "reclaim",
          "reassign",
          "suspend",
          "recover",
          "appeal",
          "emergency",
          "entrenchment",
        ].map((key) => entrenched(`/rules/${key}`)),
      ],
    },
    parameters,
  };
}

function entrenched(clause: string): { readonly clause: string; readonly by: string } {
  return { clause, by: "entrenchment" };
}
