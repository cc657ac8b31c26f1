/** A rule in plain words, clause by clause. */
import type { VNode } from "preact";

/** Lines `<pointer>: <sentence>`; the pointer is shown as the title of the sentence. */
export const RuleWords = ({ lines }: { readonly lines: readonly string[] }): VNode => (
  <ul class="words">
    {lines.map((line) => {
      const end = line.indexOf(": ");
      return (
        <li key={line} title={line.slice(0, end)}>
          {line.slice(end + 2)}
        </li>
      );
    })}
  </ul>
);
