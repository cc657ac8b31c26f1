/** `comity show decision/N`: what is decided, by when, how it stands, what is missing. */
import type { Decision } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong, warn, type Toned } from "../print/text.ts";
import { asOf, away, date, list, party, plural } from "../print/words.ts";
import { measureText } from "./body.ts";
import { casePart } from "./case.ts";
import { tryNext, type Look, type Suggestion } from "./look.ts";
import type { Moment } from "./timeline.ts";
import { votePart } from "./vote.ts";

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
    ["state", stateOf(d)],
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
    ["outcome", d.outcome],
  ]);
  if (d.missing.length > 0) {
    page.section("Missing");
    page.list(d.missing, warn("… "));
  }
  dates(page, d, acts);
  for (const poll of d.polls) votePart(page, d, poll, OVER.has(d.phase));
  casePart(page, d);
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

/** What the phase means, in one sentence. */
function stateOf(d: Decision): string {
  const when = d.due === undefined ? "" : ` (${date(d.due)}, ${away(d.due, d.asOf.time)})`;
  const appealed = d.polls.at(-1)?.kind === "appeal";
  const says: { readonly [phase in Decision["phase"]]: string } = {
    notice: `announced; what comes next${when}: the vote opens`,
    voting: `being voted on${d.due === undefined ? "" : ` until ${date(d.due)}, ${away(d.due, d.asOf.time)}`}`,
    appeal: `adopted, and nothing takes effect while it is appealed or may be${when}`,
    waiting: `adopted; takes effect ${d.record.effectAt === undefined ? "by the clock" : `${date(d.record.effectAt)}, ${away(d.record.effectAt, d.asOf.time)}`}`,
    "carried-out": "adopted and carried out",
    rejected: "not adopted: its conditions were not met",
    annulled: appealed ? "adopted, then annulled on appeal: nothing changed" : "annulled: nothing changed",
    withdrawn: "taken back by its proposer",
    expired: "adopted, but not carried out in time: it lapsed",
    void: "adopted, but it could not be carried out any more: nothing changed",
  };
  return says[d.phase];
}

const ANSWERS = { consents: "consents", refuses: "refuses", none: "has not consented" } as const;

const measure = ({ kind, body, summary }: Decision["measures"][number]): string =>
  `${measureText(kind, body)} (${summary})`;

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
    ...documentsOf(d)
      .slice(0, 2)
      .map(([hash, about]): Suggestion => [`show document/${hash}`, about]),
    [`prove decision/${d.id} > decision.proof`, "a proof of it, to verify offline"],
    ...(resources[0] === undefined ? [] : [[`show ${resources[0]}`, "what it is about"] as const]),
    [`show entry/${d.id}`, `the act that opened it`],
    [
      `show decision/${d.id} --json`,
      `everything, with ${plural(d.rules.flatMap((r) => r.explained).length, "sentence")} of the rule`,
    ],
  ];
}

/** Texts that the record names by their hash. */
function documentsOf(d: Decision): readonly (readonly [hash: string, about: string])[] {
  const { case: state, text } = d.record;
  const adopted = d.measures.flatMap(({ body }) => {
    const named = (body as { readonly text?: unknown } | undefined)?.text;
    return typeof named === "string" && /^[A-Za-z0-9+/]{43}=$/.test(named) ? [named] : [];
  });
  return [
    ...(state === undefined ? [] : [[state.grounds, "the grounds"] as const]),
    ...(state?.answers ?? []).map((a) => [a.text, `what ${a.by} answered`] as const),
    ...(text === undefined ? [] : [[text, "the reasons"] as const]),
    ...adopted.map((hash) => [hash, "the text to be adopted"] as const),
  ];
}
