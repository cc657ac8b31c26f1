/** The answer as a table that a delegate can read. */
import {
  decimal,
  fraction,
  middle,
  toNumber,
  type Change,
  type Collusion,
  type Index,
  type Minimal,
  type Power,
  type Ratio,
  type Span,
  type Ternary,
} from "@comity/rules/power";
import type { PowerFindings as Findings } from "@comity/rules-lint";

const HOW: { readonly [method: string]: string } = {
  enumeration: "all coalitions were counted",
  grouped: "all coalitions were counted, members alike together",
  halves: "all coalitions were counted, in two halves",
  states: "all coalitions were counted, those that can no longer differ together",
  "generating-function": "generating function, exact",
  "generating-function-by-size": "generating function by size, exact",
  quantised: "interval: weights rounded to a coarser unit, the error bounded",
  sampled: "estimate from random samples",
};

export function report(found: Findings): string {
  const { power } = found;
  const lines = [...table(found), ""];
  lines.push(`How it was found: ${methods(power)}.`);
  lines.push(`Anything passes in ${spanText(power.collectivity, 0)} of all cases (Coleman's power to act).`);
  const { win, block } = power.nakamoto;
  lines.push(
    `The fewest members that can pass alone: ${win ?? "not known"}; that can block alone: ${block ?? "not known"}.`,
  );
  lines.push(
    ...minimalLine("winning", power.minimalWinning),
    ...minimalLine("blocking", power.minimalBlocking),
  );
  if (power.proper === false) lines.push("Improper: two opposite decisions can both pass.");
  for (const each of found.assumptions) lines.push(`Assumed: ${each}.`);
  for (const { name, members } of found.blocs) lines.push(`Bloc ${name}: ${members.join(", ")} vote as one.`);
  if (found.ternary !== null) lines.push("", ...ternaryLines(found.ternary));
  if (found.fairness !== null) lines.push("", ...fairnessLines(found));
  if (found.minimal !== null) lines.push("", ...minimalLines(found));
  if (found.collusion !== null) lines.push("", ...collusionLines(found.collusion));
  if (found.changes !== null) lines.push("", ...changeLines(found.changes));
  lines.push("", "An index is power before anything is known about the question, not observed influence.");
  return `${lines.join("\n")}\n`;
}

function methods(power: Power): string {
  const all = [power.banzhaf, ...(power.shapley === null ? [] : [power.shapley])];
  const said = all.map(({ methods: own, confidence }) => {
    const sure =
      confidence === undefined ? "" : `, all intervals hold with probability ${decimal(confidence, 6)}`;
    return `${own.map((method) => HOW[method] ?? method).join(" and ")}${sure}`;
  });
  const [first = "", second] = said;
  return second === undefined || second === first
    ? first
    : `Banzhaf and Coleman: ${first}; Shapley-Shubik: ${second}`;
}

/** Members alike share a row when there are many. */
function table({ game, power }: Findings): readonly string[] {
  const columns: [string, (i: number) => string][] = [];
  for (const [a, { name, weights }] of game.axes.entries()) {
    const first = game.axes.findIndex((axis) => axis.weights.join() === weights.join());
    if (first === a) columns.push([name, (i) => `${weights[i]!}`]);
  }
  if (power.normalised !== null) columns.push(["Banzhaf share", column(power.normalised)]);
  columns.push(["Banzhaf", column(power.banzhaf)]);
  if (power.shapley !== null) columns.push(["Shapley-Shubik", column(power.shapley)]);
  if (power.prevent !== null) columns.push(["can prevent", column(power.prevent)]);
  if (power.initiate !== null) columns.push(["can initiate", column(power.initiate)]);
  const groups = new Map<string, { readonly cells: readonly string[]; readonly members: string[] }>();
  for (const [i, member] of game.members.entries()) {
    const cells = columns.map(([, cell]) => cell(i));
    const key = game.members.length > 30 ? cells.join("|") : `${i}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { cells, members: [member] });
    else known.members.push(member);
  }
  const rows = [...groups.values()].map(({ cells, members }) => [named(members), ...cells]);
  return grid([["member", ...columns.map(([name]) => name)], ...rows]);
}

const named = (members: readonly string[]): string =>
  members.length < 4 ? members.join(", ") : `${members[0]!} … ${members.at(-1)!} (${members.length} alike)`;

function grid(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd(),
  );
}

const column =
  (index: Index) =>
  (i: number): string =>
    spanText(index, i);

/** Longer fractions are given as decimals only; `--json` has them all. */
const SHORT = 9;

/** With so many digits after the point; what would vanish there keeps three significant ones. */
function percent(value: Ratio, digits: number): string {
  const text = decimal({ num: value.num * 100n, den: value.den }, digits);
  const vanishes = value.num > 0n && !/[1-9]/.test(text);
  return `${vanishes ? (toNumber(value) * 100).toExponential(2) : text} %`;
}

/** A short fraction as it is, with its percentage; an interval by its ends. */
function spanText({ exact, low, high }: Index, i: number): string {
  if (exact) return exactText(low[i]!);
  return `${percent(low[i]!, 3)} – ${percent(high[i]!, 3)}`;
}

function exactText(value: Ratio): string {
  const text = fraction(value);
  return text.length <= SHORT ? `${text} = ${percent(value, 2)}` : percent(value, 4);
}

function minimalLine(what: string, minimal: Minimal | null): readonly string[] {
  return minimal === null ? [] : [`Minimal ${what} coalitions: ${minimal.count}.`];
}

function ternaryLines({
  members,
  power,
  noToAbstain,
  abstainToYes,
  collectivity,
}: Ternary): readonly string[] {
  const rows = members.map((member, i) => [
    member,
    percent(power[i]!, 4),
    percent(noToAbstain[i]!, 4),
    percent(abstainToYes[i]!, 4),
  ]);
  const shown = rows.length > 30 ? distinct(rows) : rows;
  return [
    `With abstention (yes, no and abstain equally likely, exact) anything passes in ${percent(collectivity, 4)} of all cases.`,
    ...grid([["member", "decides", "no → abstain", "abstain → yes"], ...shown]),
  ];
}

function distinct(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Map<string, string[][]>();
  for (const [name, ...cells] of rows) {
    const key = cells.join("|");
    seen.set(key, [...(seen.get(key) ?? []), [name!, ...cells]]);
  }
  return [...seen.values()].map((own) => [named(own.map(([name]) => name!)), ...own[0]!.slice(1)]);
}

function fairnessLines({ game, fairness }: Findings): readonly string[] {
  const { populations, values } = fairness!;
  const rows = game.members.map((member, i) => [
    member,
    `${populations[i]!}`,
    `${(values.fair[i]! * 100).toFixed(2)} %`,
    `${(values.share[i]! * 100).toFixed(2)} %`,
    values.ratio[i]!.toFixed(2),
  ]);
  return [
    "Penrose: power is fair per citizen when it grows with the square root of the population.",
    ...grid([["member", "people", "fair share", "has", "has / fair"], ...rows]),
  ];
}

function minimalLines({ game, minimal }: Findings): readonly string[] {
  return [
    "Minimal winning coalitions:",
    ...minimal!.slice(0, 50).map((coalition) => `  ${coalition.map((i) => game.members[i]!).join(", ")}`),
    ...(minimal!.length > 50 ? [`  … and ${minimal!.length - 50} more`] : []),
  ];
}

const spanOf = (span: Span): string => exactText(middle(span));

function collusionLines({ members, canPass, canBlock, apart, together }: Collusion): readonly string[] {
  const alone = canPass
    ? "can pass anything alone"
    : canBlock
      ? "can block anything alone, not pass it"
      : "can neither pass nor block alone";
  return [
    `If ${members.join(", ")} always vote alike, they ${alone}.`,
    `  Banzhaf share: apart ${spanOf(apart.banzhaf)} together, as one ${spanOf(together.banzhaf)}`,
    ...(apart.shapley === null || together.shapley === null
      ? []
      : [`  Shapley-Shubik: apart ${spanOf(apart.shapley)} together, as one ${spanOf(together.shapley)}`]),
  ];
}

function changeLines(all: readonly Change[]): readonly string[] {
  const rows = all.map(({ member, before, after }) => [
    member,
    before === null ? "–" : spanOf(before),
    after === null ? "–" : spanOf(after),
    before === null || after === null ? "" : difference(before, after),
  ]);
  const shown = rows.length > 30 ? distinct(rows) : rows;
  return ["Banzhaf share when one more joins:", ...grid([["member", "before", "after", "change"], ...shown])];
}

function difference(before: Span, after: Span): string {
  const [a, b] = [middle(before), middle(after)];
  const change = { num: b.num * a.den - a.num * b.den, den: a.den * b.den };
  const text = decimal({ num: change.num * 100n, den: change.den }, 2);
  return `${change.num > 0n ? "+" : ""}${text} points`;
}
