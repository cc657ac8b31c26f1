/** What the page holds: a constitution, one of its rules with changed numbers, and lines of members with their votes. */
import {
  evaluate,
  explainConstitution,
  freezeElectorate,
  parseConstitution,
  votingOf,
  type Ballot,
  type Choice,
  type Condition,
  type Constitution,
  type Electorate,
  type Evaluation,
  type Member,
  type Refusal,
  type Rule,
  type Sentence,
} from "@comity/rules";
import { pointed } from "./numbers.ts";

/** Members that weigh the same, carry the same roles, and are moved by one set of sliders. */
export type Group = {
  readonly name: string;
  readonly chambers: readonly string[];
  readonly roles: readonly string[];
  readonly members: number;
  /** Declared weight, or the published figure that is measured. */
  readonly weight: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
};
export type Edits = { readonly [pointer: string]: number | string };
export type Side = {
  /** Name of a ready constitution; "" for one's own. */
  readonly source: string;
  readonly text: Constitution;
  readonly rule: string;
  /** By pointer into the rule. */
  readonly edits: Edits;
  readonly groups: readonly Group[];
  readonly consent: boolean;
  readonly process: boolean;
  readonly judged: boolean;
};

export const MOST_GROUPS = 40;
export const MOST_MEMBERS = 300;
export const MOST_WEIGHT = 1_000_000_000;

export type Computed = {
  readonly rule: Rule;
  readonly electorate: Electorate;
  readonly evaluation: Evaluation;
  /** Pointers into the rule. */
  readonly sentences: readonly Sentence[];
  readonly chambers: readonly Sentence[];
  /** Identifiers of the members, line by line. */
  readonly ids: readonly (readonly string[])[];
};

/** Everything that follows from a side, or why it cannot be. */
export function compute(
  side: Side,
): { readonly ok: true; readonly value: Computed } | { readonly ok: false; readonly error: Refusal } {
  const parsed = edited(side);
  if (!parsed.ok) return parsed;
  const constitution = parsed.value;
  const rule = constitution.rules[side.rule]!;
  const ids = idsOf(side.groups);
  const members = side.groups.flatMap((group, g) => ids[g]!.map((id) => memberOf(group, id, constitution)));
  const electorate = freezeElectorate(constitution, rule, members, Object.keys(rule.electorates));
  if (!electorate.ok) return electorate;
  const root = `/rules/${side.rule}`;
  const all = explainConstitution(constitution);
  return {
    ok: true,
    value: {
      rule,
      electorate: electorate.value,
      evaluation: voted(side, rule, electorate.value, ids),
      sentences: all
        .filter(({ path }) => path.startsWith(`${root}/`))
        .map(({ path, text }) => ({ path: path.slice(root.length), text })),
      chambers: all.filter(({ path }) =>
        Object.keys(rule.electorates).some((id) => path.startsWith(`/chambers/${id}/`)),
      ),
      ids,
    },
  };
}

function edited(side: Side): ReturnType<typeof parseConstitution> {
  const text = structuredClone(side.text) as unknown;
  for (const [pointer, value] of Object.entries(side.edits)) {
    const at = pointer.lastIndexOf("/");
    const holder = pointed(text, `/rules/${side.rule}${pointer.slice(0, at)}`) as
      | Record<string, unknown>
      | undefined;
    const key = pointer.slice(at + 1);
    if (holder !== undefined && Object.hasOwn(holder, key)) holder[key] = value;
  }
  return parseConstitution(text);
}

const idsOf = (groups: readonly Group[]): readonly (readonly string[])[] =>
  groups.map(({ name, members }, g) => {
    const own = groups.findIndex((other) => other.name === name) === g ? name : `${name} (${g + 1})`;
    return Array.from({ length: members }, (_, i) => (members === 1 ? own : `${own} ${i + 1}`));
  });

function memberOf(group: Group, id: string, { chambers }: Constitution): Member {
  const declared: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const [chamber, { weights }] of Object.entries(chambers)) {
    if (weights.kind === "declared") declared[chamber] = group.weight;
    if (weights.kind === "measured") figures[weights.figure] = group.weight;
  }
  return { id, chambers: group.chambers, roles: group.roles, suspended: false, declared, figures };
}

/** All stages get the same votes, cast when they open; nobody is left to come. */
function voted(
  side: Side,
  rule: Rule,
  electorate: Electorate,
  ids: readonly (readonly string[])[],
): Evaluation {
  let now = 0;
  const closes: number[] = [];
  const ballots: Ballot[] = [];
  for (let stage = 0; stage < rule.stages.length; stage++) {
    const opened = now;
    now += votingOf(rule, stage);
    closes.push(now);
    for (const [g, group] of side.groups.entries()) {
      const choices: readonly Choice[] = [
        ...Array<Choice>(group.yes).fill("yes"),
        ...Array<Choice>(group.no).fill("no"),
        ...Array<Choice>(group.abstain).fill("abstain"),
      ];
      for (const [i, choice] of choices.entries()) {
        const member = ids[g]![i];
        if (member !== undefined) ballots.push({ member, choice, at: opened, stage });
      }
    }
  }
  return evaluate(
    rule,
    electorate,
    ballots,
    {
      parties: rolesAsked(rule).map((role) => ({
        role,
        party: role,
        answer: side.consent ? ("consents" as const) : ("refuses" as const),
      })),
      dueProcess: {
        grounds: side.process,
        notice: side.process,
        answer: side.process,
        hearing: side.process,
      },
      judgements: conditionsOf(rule).flatMap((c) =>
        c.kind === "judged" ? [{ by: c.by, question: c.question, holds: side.judged }] : [],
      ),
    },
    { now: now + (rule.extension?.by ?? 0) + 1, closes },
  );
}

const rolesAsked = (rule: Rule): readonly string[] => [
  ...new Set(conditionsOf(rule).flatMap((c) => (c.kind === "consent" ? [c.role] : []))),
];

/** Every condition of every stage, also those inside others. */
export function conditionsOf(rule: Rule): readonly Condition[] {
  const inside = (c: Condition): readonly Condition[] => [
    c,
    ...("of" in c ? c.of.flatMap(inside) : []),
    ...("condition" in c ? inside(c.condition) : []),
    ...("overriddenBy" in c && c.overriddenBy !== undefined ? inside(c.overriddenBy) : []),
  ];
  return rule.stages.flatMap((stage) => inside(stage.condition));
}
