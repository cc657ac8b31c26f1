/** A page for people: a headline, facts, tables, trees, lists, and what to do next. Everything given to it is foreign text. */
import type { Host } from "../host.ts";
import { paperOf, type Paper } from "./paper.ts";
import { painted, partsOf, quiet, strong, textWidth, wrapped, type Text } from "./text.ts";

/** Rows without a value are left out. */
export type Fact = readonly [label: string, value: Text | undefined];
export type Column = { readonly title: string; readonly right?: boolean };
export type Branch = { readonly text: Text; readonly of?: readonly Branch[] };

const GAP = 2;
const LEAST_COLUMN = 8;

export class Page {
  readonly #paper: Paper;
  readonly #lines: string[] = [];

  constructor(paper: Paper) {
    this.#paper = paper;
  }

  get text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** The first line, with a word about it, and the sentence that matters most. */
  headline(title: string, about?: Text, sentence?: Text): void {
    const rest = about === undefined ? [] : ["  ", ...(partsOf(about) as never[])];
    this.#put([strong(title), ...rest]);
    if (sentence !== undefined) this.#put(sentence);
  }

  /** A new part of the page. */
  section(title: string, about?: string): void {
    this.#lines.push("");
    this.#put(about === undefined ? strong(title) : [strong(title), quiet(`  ${about}`)]);
  }

  paragraph(text: Text): void {
    this.#put(text, 2);
  }

  facts(facts: readonly Fact[]): void {
    const shown = facts.filter((fact): fact is readonly [string, Text] => fact[1] !== undefined);
    const width = Math.max(0, ...shown.map(([label]) => label.length));
    this.#lines.push("");
    for (const [label, value] of shown) this.#put(value, 2, quiet(label.padEnd(width + GAP)));
  }

  list(items: readonly Text[], mark: Text = "- "): void {
    for (const item of items) this.#put(item, 2, mark);
  }

  /** Cells are broken into lines, never cut. */
  table(columns: readonly Column[], rows: readonly (readonly Text[])[]): void {
    const widths = columns.map(({ title }, i) =>
      Math.max(title.length, ...rows.map((row) => textWidth(row[i] ?? ""))),
    );
    const free = this.#paper.width - 2 - GAP * (columns.length - 1);
    if (this.#paper.fits) shrink(widths, free);
    this.#row(
      columns.map(({ title }) => quiet(title)),
      columns,
      widths,
    );
    for (const row of rows) this.#row(row, columns, widths);
  }

  /** Commands to type, each with what it tells beside it, or below it where that is too wide. */
  commands(rows: readonly (readonly [command: string, about: string])[]): void {
    const width = Math.max(...rows.map(([command]) => command.length)) + GAP + 1;
    const wide = rows.some(([, about]) => 2 + width + about.length > this.#paper.width);
    for (const [command, about] of rows) {
      // A command is never broken: it is copied as a whole.
      if (wide) this.#lines.push(`  ${painted(partsOf(command), false)}`);
      if (wide) this.#put(quiet(about), 6);
      else this.#put([command.padEnd(width), quiet(about)], 2);
    }
  }

  /** Each branch under what it belongs to; the first ones stand at the margin. */
  tree(branches: readonly Branch[], before?: string): void {
    for (const [i, { text, of = [] }] of branches.entries()) {
      const last = i === branches.length - 1;
      const mark = before === undefined ? "" : `${before}${last ? "└ " : "├ "}`;
      const under = before === undefined ? "" : `${before}${last ? "  " : "│ "}`;
      this.#put(text, 2, quiet(mark), quiet(of.length > 0 ? `${under}│ ` : under));
      this.tree(of, under);
    }
  }

  #row(cells: readonly Text[], columns: readonly Column[], widths: readonly number[]): void {
    const lines = cells.map((cell, i) => (this.#paper.fits ? wrapped(cell, widths[i]!) : [partsOf(cell)]));
    for (let n = 0; n < Math.max(1, ...lines.map((l) => l.length)); n++) {
      let out = " ".repeat(2);
      for (const [i, width] of widths.entries()) {
        const line = lines[i]?.[n] ?? [];
        const space = " ".repeat(Math.max(0, width - textWidth(line as never)));
        const shown = painted(line, this.#paper.color);
        out += (columns[i]!.right === true ? space + shown : shown + space) + " ".repeat(GAP);
      }
      this.#lines.push(out.trimEnd());
    }
  }

  /** Lines after the first stand under its first word; `after` is put before them instead of the mark. */
  #put(text: Text, indent = 0, mark: Text = "", after: Text = ""): void {
    const { width, color } = this.#paper;
    const margin = " ".repeat(indent);
    const hang = textWidth(mark);
    const rest = painted(partsOf(after), color) + " ".repeat(Math.max(0, hang - textWidth(after)));
    for (const [i, line] of wrapped(text, Math.max(20, width - indent - hang)).entries()) {
      const before = i === 0 ? painted(partsOf(mark), color) : rest;
      this.#lines.push((margin + before + painted(line, color)).trimEnd());
    }
  }
}

/** Takes from the widest columns until all fit. */
function shrink(widths: number[], free: number): void {
  let over = widths.reduce((a, b) => a + b, 0) - free;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= LEAST_COLUMN) return;
    widths[widths.indexOf(widest)]! -= 1;
    over -= 1;
  }
}

/** One JSON document, or a page. */
export function show(host: Host, json: boolean, document: unknown, write: (page: Page) => void): void {
  if (json) return void host.process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  const page = new Page(paperOf(host));
  write(page);
  host.process.stdout.write(page.text);
}
