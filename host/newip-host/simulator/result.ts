/** What a scenario gives: tables, plots, and statements that hold or do not. */
import type { Plot } from "./plot.ts";

export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
};

export type Check = { readonly what: string; readonly holds: boolean };

export type ScenarioResult = {
  readonly title: string;
  readonly seed: number;
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  readonly checks: readonly Check[];
};

/** A table as aligned text. */
export function tableText(table: Table): string {
  const rows = [table.columns, ...table.rows.map((row) => row.map(String))];
  const widths = table.columns.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const numeric = table.columns.map((_, i) =>
    table.rows.every((row) => /^[−+\-–\d., %·]*$/.test(String(row[i]))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  return [table.title, ...rows.map(line)].join("\n");
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The value below which a share of the sorted values lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
