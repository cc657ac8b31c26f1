/** `comity rules roll-calls`: recorded votes of the General Assembly through the encoded rules, year by year. */
import { gunzipSync } from "node:zlib";
import {
  compareDecisions,
  differences,
  judgeAll,
  kindOf,
  plot,
  readRollCalls,
  recordedDecisions,
  unGeneralAssembly,
  years,
  type Compared,
  type Difference,
  type RollCalls,
  type Year,
} from "@comity/example-rules";
import { readBytes, writeFile } from "../../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";

type Flags = { readonly json: boolean; readonly all: boolean; readonly svg?: string };
type Recorded = NonNullable<ReturnType<typeof recordedDecisions>>;

/** Entries of one group that are shown without `--all`. */
const SHOWN = 6;

export function rollCalls(this: Host, flags: Flags, ...paths: string[]): void {
  const { data, recorded } = load(paths);
  const { ordinary, important } = unGeneralAssembly.rules;
  const judged = judgeAll(data, "general-assembly", ordinary!, important!);
  const table = years(data, judged);
  const found = differences(judged);
  const compared = compareDecisions(judged, recorded);
  if (flags.svg !== undefined) {
    writeFile(flags.svg, plot(table));
    say(this, `plot written to ${flags.svg}`);
  }
  const named = table.map(({ blocs, ...year }) => ({
    ...year,
    blocs: blocs.map((bloc) => ({ ...bloc, members: bloc.members.map((i) => data.members[i]!) })),
  }));
  const document = {
    schema: "comity/roll-calls/v1",
    rule: "un-general-assembly",
    rollCalls: judged.length,
    outcomes: Object.fromEntries(
      [...Map.groupBy(judged, (call) => call.ordinary.outcome)].map(([outcome, calls]) => [
        outcome,
        calls.length,
      ]),
    ),
    years: named,
    differences: found,
    decisions: compared,
  };
  answer(this, flags.json, document, () =>
    [
      `${judged.length} roll calls by the rule for ordinary questions: ${Object.entries(document.outcomes)
        .map(([outcome, number]) => `${number} ${outcome}`)
        .join(", ")}\n\n`,
      tableText(table, data),
      differencesText(found, flags.all),
      decisionsText(compared),
    ].join(""),
  );
}

function load(paths: readonly string[]): { readonly data: RollCalls; readonly recorded: Recorded } {
  let votes: string | undefined;
  let calls: string | undefined;
  let recorded: Recorded = [];
  for (const path of paths) {
    const text = textOf(path);
    const kind = kindOf(text);
    if ((kind === "votes" && votes !== undefined) || (kind === "calls" && calls !== undefined))
      throw new Stop(EXIT.usage, "file-twice", `${path}: give one file of votes and one of roll calls`);
    if (kind === "votes") votes = text;
    else if (kind === "calls") calls = text;
    else if (!text.startsWith('"rcid","short_name","issue"')) {
      const decisions = decisionsIn(text);
      if (decisions === null) {
        throw new Stop(EXIT.usage, "file-kind", `${path} is neither votes, roll calls, issues nor decisions`);
      }
      recorded = [...recorded, ...decisions];
    }
  }
  if (votes === undefined || calls === undefined) {
    const missing =
      votes === undefined
        ? "the file of votes (rcid,…,country,vote)"
        : "the file of roll calls (rcid,…,descr)";
    throw new Stop(EXIT.usage, "file-missing", `give ${missing} too`);
  }
  try {
    return { data: readRollCalls(calls, votes), recorded };
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Stop(EXIT.failed, "csv", cause.message);
    throw cause;
  }
}

function textOf(path: string): string {
  const bytes = readBytes(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new TextDecoder().decode(packed ? gunzipSync(bytes) : bytes);
}

function decisionsIn(text: string): Recorded | null {
  try {
    return recordedDecisions(JSON.parse(text));
  } catch {
    return null;
  }
}

function tableText(table: readonly Year[], data: RollCalls): string {
  const head = [
    "year",
    "calls",
    "pass",
    "2/3",
    "members",
    "turnout",
    "cohesion",
    "close",
    "power",
    "bloc power",
    "blocs (members), the largest around; pivotal most often",
  ];
  const rows = table.map((year) => [
    String(year.year),
    String(year.rollCalls),
    String(year.passed),
    String(year.passedTwoThirds),
    String(year.members),
    thousandths(year.turnout),
    thousandths(year.cohesion),
    String(year.close),
    millionths(year.power),
    millionths(year.blocPower[0] ?? 0),
    [blocsText(year, data), pivotalText(year)].filter((each) => each !== "").join("; "),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padStart(widths[i]!))).join("  ");
  const about =
    "turnout, cohesion: per cent; close: decisions that one member could have turned; power: chance in per cent that one\n" +
    "member decides when all others toss a coin, or the largest bloc when every bloc votes as one (a priori, not observed)\n";
  return `${line(head)}\n${rows.map((row) => `${line(row)}\n`).join("")}${about}`;
}

function blocsText({ blocs }: Year, data: RollCalls): string {
  if (blocs.length === 0) return "none";
  const sizes = blocs.slice(0, 5).map((bloc) => bloc.members.length);
  const more = blocs.length > 5 ? " + …" : "";
  const core = blocs[0]!.members.slice(0, 2).map((i) => data.members[i]!);
  return `${sizes.join(" + ")}${more}, ${core.join(", ")}`;
}

function pivotalText({ pivotal }: Year): string {
  if (pivotal.length === 0) return "";
  const most = pivotal[0]!.times;
  const first = pivotal.filter(({ times }) => times === most);
  const names = first.slice(0, 3).map(({ member }) => member);
  const others = first.length > 3 ? ` and ${first.length - 3} more` : "";
  return `pivotal ${most}×: ${names.join(", ")}${others}`;
}

function differencesText(found: readonly Difference[], all: boolean): string {
  const groups = Map.groupBy(found, (each) => each.why);
  const texts = [...groups].map(([why, list]) => {
    const shown = all ? list : list.slice(0, SHOWN);
    const rest = list.length > shown.length ? `    … and ${list.length - shown.length} more (--all)\n` : "";
    const entries = shown.map(
      ({ id, symbol, date, tally, outcome, title }) =>
        `    ${String(id).padStart(4)}  ${symbol.padEnd(12)}  ${date}  ${tally.padEnd(9)}  ${outcome}  ${title.slice(0, 60)}\n`,
    );
    return `  ${list.length}: ${why}\n${entries.join("")}${rest}`;
  });
  return `\n${found.length} votes carry a resolution's symbol and do not pass by the rule:\n${texts.join("")}`;
}

function decisionsText(compared: readonly Compared[]): string {
  if (compared.length === 0) return "";
  const rows = compared.map(
    ({ id, tally, actual, here, why }) =>
      `  ${id.padEnd(18)} ${tally.padEnd(10)} ${actual}; ${why}${here === null || here === tally ? "" : ` (here ${here})`}\n`,
  );
  return `\nDecisions from another source:\n${rows.join("")}`;
}

const thousandths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}`;
const millionths = (value: number): string =>
  `${Math.floor(value / 10_000)}.${String(Math.floor((value % 10_000) / 100)).padStart(2, "0")}`;
