/** The years as an SVG picture: roll calls and how many passed, then cohesion, turnout and the largest bloc. */
import type { Year } from "./years.ts";

const WIDTH = 1000;
const HEIGHT = 560;
const LEFT = 60;
const RIGHT = 150;
const TOP = { bars: 50, lines: 310 };
const PANEL = 200;

export function plot(years: readonly Year[]): string {
  const first = years[0]?.year ?? 0;
  const last = years.at(-1)?.year ?? 0;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, last - first + 1);
  const x = (year: number): number => LEFT + (year - first) * step;
  const most = Math.max(1, ...years.map((each) => each.rollCalls));
  const bars = years.map(({ year, rollCalls, passed }) => {
    const all = (PANEL * rollCalls) / most;
    const good = (PANEL * passed) / most;
    const base = TOP.bars + PANEL;
    return (
      `<g><title>${year}: ${passed} of ${rollCalls} pass by the rule for ordinary questions</title>` +
      rect(x(year), base - all, step * 0.8, all - good, "#b3541e") +
      rect(x(year), base - good, step * 0.8, good, "#3b6ea5") +
      `</g>`
    );
  });
  const lines = [
    { label: "cohesion", colour: "#3b6ea5", of: (each: Year) => each.cohesion },
    { label: "turnout", colour: "#6b7a3a", of: (each: Year) => each.turnout },
    {
      label: "largest bloc",
      colour: "#b3541e",
      of: (each: Year) => (1000 * (each.blocs[0]?.members.length ?? 0)) / Math.max(1, each.members),
    },
  ].map(({ label, colour, of }) => {
    const points = years.map((each) => `${n(x(each.year) + step * 0.4)},${n(yOf(of(each)))}`);
    const end = years.at(-1);
    const at = end === undefined ? 0 : yOf(of(end));
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(" ")}"/>` +
      text(WIDTH - RIGHT + 8, at + 4, label, "start", colour)
    );
  });
  const ticks = years
    .filter(({ year }) => year % 10 === 0)
    .map(({ year }) => text(x(year) + step * 0.4, TOP.lines + PANEL + 20, String(year), "middle"));
  const scale = [0, 250, 500, 750, 1000].map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(yOf(value))}" y2="${n(yOf(value))}" stroke="#ddd"/>` +
      text(LEFT - 8, yOf(value) + 4, `${value / 10} %`, "end"),
  );
  const counts = [0, Math.ceil(most / 2), most].map((value) =>
    text(LEFT - 8, TOP.bars + PANEL - (PANEL * value) / most + 4, String(value), "end"),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">` +
    `<title id="t">Roll calls of the General Assembly, ${first} to ${last}</title>` +
    `<desc id="d">Above: roll calls per year, those that pass by the rule for ordinary questions in blue, the others in orange. Below: cohesion, turnout, and the share of the largest bloc.</desc>` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>` +
    text(LEFT, 30, "Roll calls per year; in orange those that do not pass by the rule", "start") +
    text(LEFT, TOP.lines - 16, "Cohesion, turnout, and the largest bloc as a share of the members", "start") +
    `${scale.join("")}${counts.join("")}${bars.join("")}${lines.join("")}${ticks.join("")}</svg>\n`
  );
}

const yOf = (thousandths: number): number => TOP.lines + PANEL - (PANEL * thousandths) / 1000;
/** One decimal is finer than any screen. */
const n = (value: number): string => String(Math.round(value * 10) / 10);
const rect = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"/>`;
const text = (x: number, y: number, words: string, anchor: string, fill = "#333"): string =>
  `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" fill="${fill}">${words}</text>`;
