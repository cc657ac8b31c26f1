/**
 * `propose`: put measures to a decision (SEMANTICS G1, G2). The rule follows from the measures; rules, electorate,
 * weights and the measures' hash are frozen now. A measure of due process makes it a case (G5).
 */
import type { Rule } from "@comity/rules";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, firstUnmet, type AnyKind, type Context } from "../acts/kind.ts";
import { graceOf } from "../fold/timely.ts";
import { parseFields } from "../acts/parse-fields.ts";
import type { ProposalRecord } from "../state/records.ts";
import { pauseKey } from "./pause.ts";
import { appealBodiesSit, freeze, sitsIn, type Question } from "./electorate.ts";
import { holdingsOfCase, markCase, markedBlocks } from "./case-marks.ts";
import { casesOf } from "../state/cases.ts";
import { proposalOf } from "./proposals.ts";
import { classesOfMeasure, EMERGENCY, isDueProcess, measureContext, measuresHash } from "./measures-of.ts";
import { constitutionOf, longestPeriods, rulesFor, votingLength } from "./rules-of.ts";

/** Kinds that are never bundled (G1). */
const STANDS_ALONE: readonly string[] = [EMERGENCY, "confirm-emergency"];
/** Cases about one holding at a time: as many as who takes it over can name. */
const MAX_CASES = 16;
const MAX_MEASURES = 100;
const FIELDS = {
  title: { type: "text", max: 200, doc: "what is decided, in one line" },
  measures: {
    type: "list",
    of: { type: "measure" },
    min: 1,
    max: MAX_MEASURES,
    doc: "acts to be carried out, whole or not at all",
  },
  text: { type: "document", optional: true, doc: "the reasons" },
  grounds: { type: "document", optional: true, doc: "for a case: the redacted grounds" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const kindsOf = (c: C): readonly (AnyKind | undefined)[] => c.body.measures.map((m) => c.kinds(m.kind));

function classesOf(c: C): string[] {
  const classes = c.body.measures.flatMap((m) => classesOfMeasure(c.kinds(m.kind)!, measureContext(c, m)));
  return [...new Set(classes)].sort();
}

function affectedBy(c: C): string[] {
  const affected = c.body.measures.flatMap((m) => c.kinds(m.kind)!.affected?.(measureContext(c, m)) ?? []);
  return [...new Set(affected)].sort();
}

/** The version in force, then every older one that protects a holding the measures touch (G6). */
function versionsOf(c: C): number[] {
  const current = c.state.text("decisions", "assembly", "assembly")!.constitution;
  const older = c.body.measures.flatMap((m) => c.kinds(m.kind)!.protections?.(measureContext(c, m)) ?? []);
  return [current, ...[...new Set(older)].filter((v) => v < current).sort((a, b) => b - a)];
}

const rulesOf = (c: C): readonly Rule[] => {
  const rules = rulesFor(c.state, versionsOf(c), classesOf(c));
  return rules.ok ? rules.value : [];
};

/** What is asked of whom: each version's rule, over the chambers of that version. */
const questionOf = (c: C): Question => {
  const versions = versionsOf(c);
  return {
    asked: rulesOf(c).map((rule, i) => ({
      version: versions[i]!,
      constitution: constitutionOf(c.state, versions[i]!)!,
      rule,
    })),
    affected: affectedBy(c),
    proposer: c.by.id,
  };
};

export const propose = defineKind({
  kind: "propose",
  room: "decisions",
  summary: "Put measures to a decision of the assembly, or open a case of due process",
  fields: FIELDS,
  authority: "party",
  shared: true,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    {
      rule: "G1",
      code: "not-a-measure",
      field: "measures",
      detail: "measures are act kinds whose authority is a decision: see docs/ACTS.md",
      holds: (c: C) => kindsOf(c).every((kind) => kind?.authority === "decision"),
    },
    {
      rule: "G1",
      code: "measure-invalid",
      field: "measures",
      detail: "the body of a measure does not fit its kind: try it with --dry-run",
      holds: (c) => c.body.measures.every((m) => parseFields(c.kinds(m.kind)!.fields, m.body).ok),
    },
    {
      rule: "G1",
      code: "no-rule",
      field: "measures",
      detail: "no rule of the constitution covers these measures together (emergency measures never bundle)",
      holds: (c) => rulesOf(c).length > 0,
    },
    {
      rule: "G1",
      code: "emergency-bundled",
      field: "measures",
      detail:
        "an emergency rule decides an emergency alone: nothing bundled with it, nobody's holdings, no seats",
      holds: (c) =>
        c.body.measures.length === 1 && STANDS_ALONE.includes(c.body.measures[0]!.kind)
          ? c.body.measures[0]!.kind === EMERGENCY || rulesOf(c).every((rule) => rule.emergency === undefined)
          : c.body.measures.every(({ kind }) => !STANDS_ALONE.includes(kind)) &&
            !classesOf(c).includes(EMERGENCY) &&
            rulesOf(c).every((rule) => rule.emergency === undefined),
    },
    {
      rule: "G1",
      code: "not-a-proposer",
      detail: "the rule says who may propose: members of the chambers it names",
      holds: (c) => {
        const chambers = rulesOf(c)[0]!.proposers;
        return (
          chambers.length === 0 ||
          chambers.some((chamber) => sitsIn(questionOf(c).asked[0]!.constitution, c.by, chamber))
        );
      },
    },
    {
      rule: "G1",
      code: "paused",
      field: "measures",
      detail:
        "the same measures failed lately: they may be proposed again when the pause of their rule is over",
      holds: (c) => (c.state.text("decisions", pauseKey(c.body.measures), "paused")?.until ?? 0) <= c.time,
    },
    {
      rule: "G5",
      code: "grounds-missing",
      field: "grounds",
      detail: "a case needs grounds: give the hash of the redacted document",
      holds: (c) => !isDueProcess(classesOf(c)) || c.body.grounds !== undefined,
    },
    {
      rule: "G5",
      code: "case-without-appeal",
      field: "measures",
      detail: "the rule for due process has to give an answer period and an appeal",
      holds: (c) =>
        !isDueProcess(classesOf(c)) ||
        rulesOf(c).every((rule) => rule.periods.answer > 0 && (rule.appeal?.levels.length ?? 0) > 0),
    },
    {
      rule: "G5",
      code: "appeal-body-empty",
      field: "measures",
      detail: "a case needs a body of appeal with members who do not decide the case itself: seat one first",
      holds: (c) => !isDueProcess(classesOf(c)) || appealBodiesSit(c, questionOf(c)),
    },
    {
      rule: "G5",
      code: "case-running",
      field: "measures",
      detail: `a member brings one case about a holding at a time, and at most ${MAX_CASES} run about it`,
      holds: (c) =>
        !isDueProcess(classesOf(c)) ||
        holdingsOfCase(c.state, c.body.measures).every(({ record }) => {
          const cases = casesOf(record);
          return cases.length < MAX_CASES && cases.every((id) => proposalOf(c.state, id)?.by !== c.by.id);
        }),
    },
    {
      rule: "G4",
      code: "measure-void",
      field: "measures",
      detail: "a measure could not be carried out even now: its own conditions do not hold",
      holds: (c) =>
        c.body.measures.every(
          (m) => firstUnmet(c.kinds(m.kind)!.conditions, measureContext(c, m)) === undefined,
        ),
    },
  ],
  effect: (c) => {
    const id = String(c.index);
    const rules = rulesOf(c);
    const classes = classesOf(c);
    const affected = affectedBy(c);
    const { measures, text, title, grounds } = c.body;
    const periods = longestPeriods(rules);
    const isCase = isDueProcess(classes);
    const appealable = isCase || rules.some((rule) => (rule.appeal?.levels.length ?? 0) > 0);
    const hash = measuresHash(measures);
    const answerCloses = c.time + periods.notice + periods.answer;
    const opens = Math.max(
      c.time + periods.notice + periods.deliberation,
      isCase ? answerCloses + graceOf(c) : 0,
    );
    const marked = isCase ? markedBlocks(holdingsOfCase(c.state, measures)) : [];
    const marks = marked.length === 0 ? {} : { marked };
    const proposal: ProposalRecord = {
      t: "proposal",
      id,
      by: c.by.id,
      title,
      ...(text === undefined ? {} : { text }),
      measures,
      measuresHash: hash,
      classes,
      affected,
      versions: versionsOf(c),
      phase: "notice",
      opened: c.time,
      polls: [{ kind: "vote", stage: 0, round: 1, opens, closes: opens + votingLength(rules, 0) }],
      due: opens,
      ...(appealable
        ? { case: { grounds: grounds ?? text ?? hash, answerCloses, answers: [], appeals: [], ...marks } }
        : {}),
      since: c.index,
    };
    c.state.setText("decisions", `proposal/${id}`, proposal);
    c.state.setText("decisions", `electorate/${id}`, freeze(c, questionOf(c)));
    if (isCase) markCase(c, proposal, id);
  },
});
