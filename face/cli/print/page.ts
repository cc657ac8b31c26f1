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

  tree(branches: readonly Branch[], indent = 2): void {
    for (const { text, of } of branches) {
      this.#put(text, indent, indent > 2 ? quiet("└ ") : "");
      if (of !== undefined) this.tree(of, indent + 2);
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

  /** Continuation lines stand under the first word after the mark. */
  #put(text: Text, indent = 0, mark: Text = ""): void {
    const { width, color } = this.#paper;
    const hang = indent + textWidth(mark);
    const before = " ".repeat(indent) + painted(partsOf(mark), color);
    for (const [i, line] of wrapped(text, Math.max(20, width - hang)).entries())
      this.#lines.push(((i === 0 ? before : " ".repeat(hang)) + painted(line, color)).trimEnd());
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
