/**
 * What the constitutions of our own have in common. A bloc below one third of any chamber passes nothing and blocks
 * nothing alone; a holding moves with its holder's consent, or in a case with due process, strong majorities without
 * whoever is concerned, and an appeal to a panel that decides nothing else.
 */
import type { Chamber, Condition, Constitution, Rule } from "@comity/rules";
import {
  allOf,
  anyOf,
  atLeast,
  consent,
  constitution,
  DAY,
  days,
  dueProcess,
  equal,
  from,
  HOUR,
  level,
  quorum,
  rule,
  yes,
} from "./write.ts";

const OWN = from("measured", "Written for Comity; its properties are tests");
export const admitted: Chamber["membership"] = { by: "decision", class: "admission" };

/** More yes than no, from at least a third of the whole chamber. */
const majority = (chamber: string): Condition =>
  allOf(yes(chamber, "1/2", ">", "cast"), quorum(chamber, ["yes"], atLeast("1/3")));
const twoThirds = (chamber: string): Condition =>
  allOf(yes(chamber, "2/3", ">=", "cast"), quorum(chamber, ["yes"], atLeast("1/2")));
const ofAll = (chamber: string): Condition => yes(chamber, "2/3", ">=", "all");

const recuse = ["affected", "proposer"];
const late = { extension: { on: ["quorum", "result"], last: 2 * DAY, by: 4 * DAY } } as const;
const time = days({ notice: 14, deliberation: 14, voting: 14, waiting: 7, expiry: 90, pause: 60 });
const caseTime = days({
  notice: 30,
  deliberation: 14,
  voting: 21,
  waiting: 7,
  expiry: 90,
  pause: 180,
  answer: 30,
  quarantine: 90,
});

const inCase = (about: string, chambers: readonly string[]): Rule =>
  rule(about, OWN, anyOf(consent("affected"), allOf(dueProcess, ...chambers.map(twoThirds))), {
    proposers: chambers,
    recuse,
    periods: caseTime,
    appeal: {
      levels: [level("panel", "appeal", 30 * DAY)],
      standing: "affected",
      suspends: true,
      remedy: "annul",
    },
  });

/** `need` of the chambers agree on shared matters, and each one that is affected. */
export function own(name: string, chambers: { readonly [id: string]: Chamber }, need: number): Constitution {
  const ids = Object.keys(chambers);
  const agree = (by: (chamber: string) => Condition): Condition =>
    need === ids.length
      ? allOf(...ids.map(by))
      : allOf(
          { kind: "at-least", number: need, of: ids.map(by) },
          ...ids.map((chamber): Condition => ({ kind: "if-affected", chamber, condition: by(chamber) })),
        );
  const shared = agree(majority);
  return constitution(
    name,
    { ...chambers, panel: equal("Panel of appeal") },
    {
      ordinary: rule("Shared matters need a majority, with yes from a third of all.", OWN, shared, {
        periods: time,
        ...late,
      }),
      admission: rule("A member is admitted like a shared matter.", OWN, shared, { periods: time, ...late }),
      reclaim: inCase("A holding is taken back with consent, or in a case.", ids),
      reassign: inCase("A holding is given to another with consent, or in a case.", ids),
      suspend: inCase("A party is suspended with consent, or in a case.", ids),
      recover: inCase("Lost keys are replaced with consent, or in a case.", ids),
      appeal: rule(
        "The panel upholds an appeal by a majority of all its members.",
        OWN,
        yes("panel", "1/2", ">", "all"),
        { recuse, periods: days({ deliberation: 7, voting: 14, waiting: 1, expiry: 30 }) },
      ),
      emergency: rule(
        "Urgent protective measures need two thirds; they lapse by the clock and touch no holding.",
        OWN,
        agree(twoThirds),
        {
          periods: days({ voting: 2, expiry: 2, pause: 14, lapse: 30 }),
          emergency: { confirm: "ordinary", renewals: 1 },
        },
      ),
      amendment: rule(
        "The constitution is amended by two thirds in every chamber.",
        OWN,
        allOf(...ids.map(twoThirds)),
        {
          periods: days({ notice: 30, deliberation: 30, voting: 21, waiting: 30, expiry: 90, pause: 60 }),
          ...late,
        },
      ),
      entrenchment: rule(
        "What protects holders and members is amended by two thirds of all members of every chamber.",
        OWN,
        allOf(...ids.map(ofAll)),
        {
          periods: days({ notice: 60, deliberation: 60, voting: 30, waiting: 60, expiry: 90, pause: 365 }),
          ...late,
        },
      ),
    },
    {
      order: ["amendment", "entrenchment"],
      clauses: [
        { clause: "", by: "amendment" },
        ...ENTRENCHED.map((clause) => ({ clause, by: "entrenchment" })),
      ],
    },
    {
      grace: 2 * HOUR,
      skew: 120,
      gap: 6 * HOUR,
      notice: 14 * DAY,
      contest: 30 * DAY,
      cooling: 90 * DAY,
      lock: 14 * DAY,
      quarantine: 90 * DAY,
    },
  );
}

const ENTRENCHED: readonly string[] = [
  ...["amendment", "format", "fold", "chambers", "parameters"].map((key) => `/${key}`),
  ...["admission", "reclaim", "reassign", "suspend", "recover", "appeal", "emergency", "entrenchment"].map(
    (key) => `/rules/${key}`,
  ),
];
