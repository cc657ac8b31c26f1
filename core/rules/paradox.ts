/** Looking for a case in which one more vote against makes a measure pass. */
import { evaluate } from "./evaluate.ts";
import type { Ballot, Consents, Electorate, Seat } from "./evaluation.ts";
import type { Choice, Limit, Quorum, Rule } from "./rule.ts";
import { everyPart } from "./walk.ts";

/** In a chamber of `members` equal members: fails with these votes, passes when one absent member votes `against`. */
export type Paradox = {
  readonly chamber: string;
  readonly members: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly veto: number;
  readonly against: "no" | "veto";
};

/** Sizes of the chamber that are tried: the larger one for quorums given as a number, such as 9 of 15. */
const SIZES = [7, 12, 16];

/** Everything else goes well: all others vote yes, every consent is given, every step is recorded. */
export function findParadox(rule: Rule, stage: number, hazard: Quorum | Limit): Paradox | null {
  const consents = allGranted(rule);
  const moment = { now: 1, closes: rule.stages.map(() => 1) };
  for (const members of SIZES) {
    const electorate = electorateOf(rule, hazard.chamber, members);
    const passes = (votes: readonly Choice[]): boolean => {
      const ballots = ballotsOf(rule, electorate, hazard.chamber, stage, votes);
      return evaluate(rule, electorate, ballots, consents, moment).outcome === "passes";
    };
    for (const third of thirds(hazard)) {
      const found = search(hazard.chamber, members, third, rule.ballot.choices, passes);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The choice whose share the limit watches varies too; a quorum is reached with yes and no alone. */
const thirds = (hazard: Quorum | Limit): readonly ("abstain" | "veto" | null)[] =>
  hazard.kind === "quorum"
    ? [null]
    : (["veto", "abstain"] as const).filter((each) => hazard.counts.includes(each));

function search(
  chamber: string,
  members: number,
  third: "abstain" | "veto" | null,
  choices: readonly Choice[],
  passes: (votes: readonly Choice[]) => boolean,
): Paradox | null {
  for (let yes = members - 1; yes > 0; yes--) {
    for (let no = 0; yes + no < members; no++) {
      for (let other = 0; yes + no + other < members && other <= (third === null ? 0 : members); other++) {
        const votes: Choice[] = [...fill(yes, "yes"), ...fill(no, "no"), ...fill(other, third ?? "no")];
        if (passes(votes)) continue;
        for (const against of ["no", "veto"] as const) {
          if (!choices.includes(against) || !passes([...votes, against])) continue;
          const abstain = third === "abstain" ? other : 0;
          return { chamber, members, yes, no, abstain, veto: third === "veto" ? other : 0, against };
        }
      }
    }
  }
  return null;
}

const fill = (length: number, choice: Choice): readonly Choice[] => Array.from({ length }, () => choice);

/** In the other chambers sit members with every role that a condition asks for. */
function electorateOf(rule: Rule, chamber: string, members: number): Electorate {
  const roles = [
    ...new Set(
      conditionsOf(rule).flatMap(({ condition }) =>
        "who" in condition && "role" in condition.who ? [condition.who.role] : [],
      ),
    ),
  ];
  const chambers: Record<string, readonly Seat[]> = {};
  for (const id of Object.keys(rule.electorates)) {
    chambers[id] = Array.from({ length: members }, (_, i) => ({
      member: `${id}-${i}`,
      weight: 1,
      status: "voting" as const,
      ...(id === chamber || i > 0 ? {} : { roles }),
    }));
  }
  return { chambers, affected: [] };
}

function ballotsOf(
  rule: Rule,
  electorate: Electorate,
  chamber: string,
  stage: number,
  votes: readonly Choice[],
): readonly Ballot[] {
  return rule.stages.flatMap((_, index) =>
    Object.entries(electorate.chambers).flatMap(([id, seats]) =>
      seats.flatMap(({ member }, i): Ballot[] => {
        const choice = id === chamber && index === stage ? votes[i] : "yes";
        return choice === undefined ? [] : [{ member, choice, at: 0, stage: index }];
      }),
    ),
  );
}

function allGranted(rule: Rule): Consents {
  const all = conditionsOf(rule).map((each) => each.condition);
  return {
    parties: all.flatMap((each) =>
      each.kind === "consent" ? [{ role: each.role, party: "party", answer: "consents" as const }] : [],
    ),
    dueProcess: { grounds: true, notice: true, answer: true, hearing: true },
    judgements: all.flatMap((each) =>
      each.kind === "judged" ? [{ by: each.by, question: each.question, holds: true }] : [],
    ),
  };
}

const conditionsOf = (rule: Rule) => rule.stages.flatMap((stage) => everyPart(stage.condition, ""));
