/** IPv4 blocks as numbers for the map, and runs of equal cells for the list. */
import type { MapCells } from "@comity/api";

/** First address as an unsigned number, and prefix length. */
export type Block = { readonly first: number; readonly bits: number };

export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
export const blockText = ({ first, bits }: Block): string => `${addressText(first)}/${bits}`;

/** Reads what `blockText` writes; anything else is the whole space. */
export function blockOf(text: string): Block {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (found === null) return { first: 0, bits: 0 };
  const [a, b, c, d, bits] = found.slice(1).map(Number) as [number, number, number, number, number];
  return { first: a * 2 ** 24 + b * 2 ** 16 + c * 256 + d, bits };
}

export type Run = {
  readonly first: string;
  readonly last: string;
  readonly blocks: number;
  readonly code: number;
};

/** Neighbouring cells with one meaning, in order of address. */
export function runsOf(cells: MapCells): Run[] {
  const base = blockOf(cells.prefix).first;
  const size = 2 ** (32 - cells.bits);
  const runs: Run[] = [];
  let start = 0;
  for (let i = 1; i <= cells.codes.length; i++) {
    if (i < cells.codes.length && cells.codes[i] === cells.codes[start]) continue;
    const text = (cell: number): string => blockText({ first: base + cell * size, bits: cells.bits });
    runs.push({ first: text(start), last: text(i - 1), blocks: i - start, code: cells.codes[start]! });
    start = i;
  }
  return runs;
}
