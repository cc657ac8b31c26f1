/** `comity show decision/N`: what is decided, by when, how it stands, what is missing. */
import type { Decision } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong, warn, type Toned } from "../print/text.ts";
import { asOf, away, date, list, party, plural } from "../print/words.ts";
import { ballotLines, pollDates, pollName, tallies } from "./ballots.ts";
import { inLine } from "./body.ts";
import { conditionTree, sentencesOf } from "./conditions.ts";
import { tryNext, type Look, type Suggestion } from "./look.ts";
import type { Moment } from "./timeline.ts";

type Evaluation = Decision["evaluations"][number];

export const PHASES: { readonly [phase in Decision["phase"]]: (text: string) => Toned } = {
  notice: warn,
  voting: warn,
  appeal: warn,
  waiting: warn,
  "carried-out": good,
  rejected: bad,
  annulled: bad,
  withdrawn: quiet,
  expired: quiet,
  void: bad,
};
export const phaseWord = (phase: string): string => phase.replaceAll("-", " ");

export function decisionPage(page: Page, d: Decision, acts: readonly Moment[], look: Look): void {
  page.headline(`decision ${d.id}`, PHASES[d.phase](phaseWord(d.phase)), strong(d.title));
  page.facts([
    ["proposed by", `${party(d.by)}, ${date(d.opened)}${d.isCase ? ", as a case of due process" : ""}`],
    [
      "decided by",
      `the rule for ${list(d.classes)}, constitution version ${list(d.record.versions.map(String))}`,
    ],
    ...d.measures.map(
      (m, i) => [i === 0 ? (OVER.has(d.phase) ? "measures" : "would do") : "", measure(m)] as const,
    ),
    ...d.affected.map(
      (a, i) => [i === 0 ? "affects" : "", `${party(a.party)}: ${ANSWERS[a.answer]}`] as const,
    ),
    ["next date", d.due === undefined ? undefined : `${date(d.due)}, ${away(d.due, d.asOf.time)}`],
    ["outcome", d.outcome],
  ]);
  if (d.missing.length > 0) {
    page.section("Missing");
    page.list(d.missing, warn("… "));
  }
  dates(page, d, acts);
  for (const poll of d.polls) vote(page, d, poll);
  kase(page, d);
  page.section("As of", asOf(d.asOf));
  tryNext(page, look, suggestions(d));
}

const OVER: ReadonlySet<string> = new Set([
  "carried-out",
  "rejected",
  "annulled",
  "withdrawn",
  "expired",
  "void",
]);
const ANSWERS = { consents: "consents", refuses: "refuses", none: "has not consented" } as const;

const measure = ({ kind, body, summary }: Decision["measures"][number]): string => {
  const text = inLine("", body);
  return `${kind}: ${text.length > 300 ? `${text.slice(0, 300)} …` : text}${text === "" ? summary : ` (${summary})`}`;
};

/** What the clock did and will do, and the acts in between. */
function dates(page: Page, d: Decision, acts: readonly Moment[]): void {
  page.section("Timeline");
  const now = d.asOf.time;
  const opened = acts.some(({ index }) => String(index) === d.id);
  const clock = d.timeline.filter(({ what }) => !opened || what !== "opened");
  const rows = [
    ...clock.map(({ time, what, past }) => ({
      time,
      index: "",
      what: past ? what : `${what}, ${away(time, now)}`,
      past,
    })),
    ...acts.map(({ time, index, what }) => ({ time, index: String(index), what, past: true })),
  ];
  page.table(
    [{ title: "when" }, { title: "entry", right: true }, { title: "what" }],
    rows
      .toSorted((a, b) => a.time - b.time)
      .map(({ time, index, what, past }) => [past ? date(time) : warn(date(time)), quiet(index), what]),
  );
}

/** The evaluations that belong to a vote: those on record once it was decided, else as things stand. */
function evaluationsOf(d: Decision, poll: Decision["polls"][number]): readonly Evaluation[] {
  const last = d.polls.at(-1)!;
  if (poll.kind === "appeal") return poll.number === last.number ? d.evaluations : [];
  const recorded = Array.isArray(d.record.outcome) ? (d.record.outcome as unknown as Evaluation[]) : [];
  return last.kind === "appeal" || recorded.length > 0 ? recorded : d.evaluations;
}

function vote(page: Page, d: Decision, poll: Decision["polls"][number]): void {
  const now = d.asOf.time;
  const several = d.polls.filter(({ kind }) => kind === "vote").length > 1;
  page.section(pollName(poll, several), pollDates(poll, now));
  const open = poll.closes > now && poll.opens <= now && !OVER.has(d.phase);
  const evaluations = evaluationsOf(d, poll);
  const chambers = new Set<string>();
  for (const [i, evaluation] of evaluations.entries()) {
    const stage = evaluation.stages[poll.kind === "appeal" ? 0 : poll.stage];
    if (stage === undefined) continue;
    for (const chamber of Object.keys(stage.tallies)) chambers.add(chamber);
    if (i === 0) tallies(page, stage);
  }
  const members = new Set(
    [...chambers].flatMap((name) => (d.electorate[name] ?? []).map(({ member }) => member)),
  );
  ballotLines(page, poll, members.size);
  for (const [i, evaluation] of evaluations.entries()) {
    const stage = evaluation.stages[poll.kind === "appeal" ? 0 : poll.stage];
    if (stage === undefined) continue;
    const version = evaluations.length > 1 ? ` by version ${d.rules[i]?.version ?? ""}` : "";
    const word = {
      passes: good("passes"),
      fails: bad("fails"),
      open: warn("open"),
      waiting: quiet("has not opened"),
    };
    const standing = stage.outcome === "open" ? `; as things stand it ${stage.standing}` : "";
    page.paragraph("");
    page.paragraph([strong(`Conditions${version}: `), word[stage.outcome], standing]);
    const sentences = sentencesOf(poll.kind === "appeal" ? [] : (d.rules[i]?.explained ?? []));
    conditionTree(page, stage.condition, sentences, open);
  }
}

/** What is on the record of a case. */
function kase(page: Page, d: Decision): void {
  const state = d.record.case;
  if (state === undefined) return;
  page.section("Case", "documents are named by their hash");
  page.facts([
    ["grounds", state.grounds],
    ["answer", state.answers.length === 0 ? `none; possible until ${date(state.answerCloses)}` : undefined],
    ...state.answers.map((a) => ["answer", `of ${a.by}, entry ${a.since}: ${a.text}`] as const),
    ["hearing", state.hearing ?? "not on the record"],
    ...state.appeals.map(
      (a) => ["appeal", `of ${a.by}, level ${a.level + 1}, entry ${a.since}: ${a.grounds}`] as const,
    ),
    [
      "to appeal",
      state.filingEnds === undefined || state.filingEnds <= d.asOf.time
        ? undefined
        : `until ${date(state.filingEnds)}, ${away(state.filingEnds, d.asOf.time)}`,
    ],
  ]);
}

function suggestions(d: Decision): readonly Suggestion[] {
  const open = d.phase === "voting" || d.phase === "appeal";
  const resources = d.measures.flatMap(({ body }) => {
    const named = (body as { readonly resources?: readonly string[] } | undefined)?.resources;
    return Array.isArray(named) ? named.slice(0, 1) : [];
  });
  return [
    ...(open ? [[`vote ${d.id} yes --by PARTY --sign PARTY.key --submit`, "cast a ballot"] as const] : []),
    ...(d.isCase && d.phase === "notice"
      ? [[`act new answer --by ${d.record.affected[0] ?? "PARTY"} --help`, "answer the grounds"] as const]
      : []),
    [`prove proposal/${d.id} > decision.proof`, "a proof of it, to verify offline"],
    ...(resources[0] === undefined ? [] : [[`show ${resources[0]}`, "what it is about"] as const]),
    [`show entry/${d.id}`, `the act that opened it`],
    [
      `show decision/${d.id} --json`,
      `everything, with ${plural(d.rules.flatMap((r) => r.explained).length, "sentence")} of the rule`,
    ],
  ];
}
