/** Plots as SVG text, without a library: lines over time, and histograms. Colours stay apart in grey as well. */

export type Series = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] };

export type Plot = {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly kind: "line" | "bars";
  readonly series: readonly Series[];
};

const COLOURS = ["#0b5fa5", "#c2571a", "#2f7d4f", "#7b3fa0", "#8a6d00", "#444444"];
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 2", "10 4"];
const WIDTH = 760;
const HEIGHT = 360;
const BOX = { left: 70, right: 740, top: 48, bottom: 300 };

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** About five round steps from `low` to `high`. */
function ticks(low: number, high: number): number[] {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 5));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => span / s <= 6) ?? power * 10;
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) out.push(i * step);
  return out;
}

const label = (value: number): string => String(Number(value.toPrecision(6)));

export function plotSvg(plot: Plot): string {
  const points = plot.series.flatMap((s) => s.points);
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [x0, x1] = xs.length === 0 ? [0, 1] : [Math.min(...xs), Math.max(...xs)];
  const y1 = ys.length === 0 ? 1 : Math.max(...ys, 1e-9) * 1.05;
  const sx = (x: number): number => BOX.left + ((x - x0) / (x1 - x0 || 1)) * (BOX.right - BOX.left);
  const sy = (y: number): number => BOX.bottom - (y / y1) * (BOX.bottom - BOX.top);
  const r = (v: number): string => v.toFixed(1);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(plot.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${BOX.left}" y="24" font-size="15" font-weight="bold">${escaped(plot.title)}</text>`,
  ];
  for (const t of ticks(0, y1)) {
    out.push(
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${r(sy(t))}" y2="${r(sy(t))}" stroke="#dddddd"/>`,
      `<text x="${BOX.left - 8}" y="${r(sy(t) + 4)}" text-anchor="end">${label(t)}</text>`,
    );
  }
  for (const t of ticks(x0, x1)) {
    out.push(`<text x="${r(sx(t))}" y="${BOX.bottom + 18}" text-anchor="middle">${label(t)}</text>`);
  }
  out.push(
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${BOX.bottom}" y2="${BOX.bottom}" stroke="#333333"/>`,
    `<text x="${(BOX.left + BOX.right) / 2}" y="${BOX.bottom + 36}" text-anchor="middle">${escaped(plot.x)}</text>`,
    `<text transform="translate(16 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(plot.y)}</text>`,
  );
  for (const [i, s] of plot.series.entries()) {
    const colour = COLOURS[i % COLOURS.length]!;
    if (plot.kind === "line") {
      const path = s.points.map(([x, y], n) => `${n === 0 ? "M" : "L"}${r(sx(x))} ${r(sy(y))}`).join("");
      const dash = DASHES[i % DASHES.length]!;
      const dashed = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
      out.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dashed}/>`);
    } else {
      const width = Math.max(1, (BOX.right - BOX.left) / Math.max(1, s.points.length) - 1);
      for (const [x, y] of s.points) {
        out.push(
          `<rect x="${r(sx(x) - width / 2)}" y="${r(sy(y))}" width="${r(width)}" height="${r(BOX.bottom - sy(y))}" fill="${colour}"/>`,
        );
      }
    }
    const at = BOX.left + i * 150;
    out.push(
      `<rect x="${at}" y="${HEIGHT - 16}" width="12" height="4" fill="${colour}"/>`,
      `<text x="${at + 18}" y="${HEIGHT - 10}">${escaped(s.name)}</text>`,
    );
  }
  out.push("</svg>");
  return `${out.join("\n")}\n`;
}
