/** Colours of cells: the kind gives the strength, the holder the hue. Muted on purpose; the text says the same. */
import type { MapLegend } from "@comity/api";
import { scaleOrdinal } from "d3-scale";

const HUES = [205, 150, 35, 275, 345, 95, 180, 15, 240, 60];
type Rgb = readonly [r: number, g: number, b: number];

/** One colour for each item of the legend, as bytes, for a light or dark page. */
export function coloursOf(legend: readonly MapLegend[], dark: boolean): Rgb[] {
  const holders = [...new Set(legend.map((l) => l.holder ?? ""))].filter((h) => h !== "").sort();
  const hue = scaleOrdinal<string, number>(holders, HUES);
  return legend.map(({ kind, holder, code, status }) => {
    // Countries of one registry differ a little in lightness, so that borders of blocks can be seen.
    const shade = code === undefined ? 0 : ((code.charCodeAt(0) * 7 + code.charCodeAt(1) * 13) % 9) - 4;
    const free = status === "available" || status === "reserved";
    switch (kind) {
      case "nobody":
        return hsl(210, 8, dark ? 14 : 94);
      case "reserved":
        return hsl(210, 5, dark ? 28 : 80);
      case "disputed":
        return hsl(5, 75, dark ? 58 : 48);
      case "mixed":
        return hsl(210, 15, dark ? 45 : 60);
      case "root":
        return holder === undefined
          ? hsl(210, 6, dark ? 20 : 88)
          : hsl(hue(holder), dark ? 22 : 30, dark ? 24 : 84);
      case "report":
        return hsl(
          hue(holder ?? ""),
          free ? 15 : 38,
          (dark ? 42 : 62) + shade + (free ? (dark ? -14 : 18) : 0),
        );
      case "holding":
        return hsl(hue(holder ?? ""), 60, dark ? 62 : 40);
    }
  });
}

export const css = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;

function hsl(h: number, s: number, l: number): Rgb {
  const a = (s / 100) * Math.min(l / 100, 1 - l / 100);
  const channel = (n: number): number => {
    const k = (n + h / 30) % 12;
    return Math.round(255 * (l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
