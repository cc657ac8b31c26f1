/** Facts as a list of terms, sections with headings, and tables that scroll inside themselves on narrow screens. */
import type { ComponentChildren, VNode } from "preact";

export type Fact = readonly [term: string, value: ComponentChildren];

/** Terms with their values; a value that is undefined, null or false is left out. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }): VNode => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== undefined && value !== null && value !== false)
      .map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

type SectionProps = {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly id?: string;
  readonly children?: ComponentChildren;
};

export const Section = ({ title, lead, id, children }: SectionProps): VNode => (
  <section id={id}>
    <h2>{title}</h2>
    {lead === undefined ? null : <p class="dim">{lead}</p>}
    {children}
  </section>
);

type TableProps = {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly numbers?: readonly number[];
};

/** `numbers`: columns that are aligned to the right. The caption is read, not shown. */
export const Table = ({ caption, head, rows, numbers = [] }: TableProps): VNode => (
  <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
    <table>
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {head.map((text, i) => (
            <th key={text} scope="col" class={numbers.includes(i) ? "num" : undefined}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows are never reordered within a page
          <tr key={row}>
            {cells.map((cell, i) => (
              <td key={head[i]} class={numbers.includes(i) ? "num" : undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
