/** A document: its text as it is, and whether it has the hash that the record names, recomputed in the browser. */
import { sha256, toHex, utf8 } from "@comity/canon";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sayDocument } from "../messages/document.ts";
import { say } from "../messages.ts";
import type { Page, ViewProps } from "../page.ts";
import { Facts, Section } from "../parts/facts.tsx";

const m = sayDocument;

/** The first line, without the marks of a heading; long ones are cut. */
const headingOf = (text: string): string => {
  const [line = ""] = text.split("\n", 1);
  const heading = line.replace(/^#+\s*/, "").trim();
  return heading === "" || heading.length > 120 ? m.title : heading;
};

const Check = ({ text, name }: { readonly text: string; readonly name: string }): VNode | null => {
  const [same, decide] = useState<boolean>();
  useEffect(() => decide(toHex(sha256(utf8(text))) === name.toLowerCase()), [text, name]);
  if (same === undefined) return null;
  return <p class={same ? "good" : "bad"}>{same ? `✓ ${m.same}` : `✗ ${m.other}`}</p>;
};

const View = ({ data, context, api }: ViewProps<string>): VNode => (
  <div class="sheet">
    <div>
      <h1>{headingOf(data)}</h1>
      <p class="lead">{m.lead}</p>
      <pre class="document">{data}</pre>
    </div>
    <aside>
      <Section title={m.check}>
        <Facts
          facts={[
            [m.hash, <code class="hash">{context.name}</code>],
            [m.size, m.bytes(say.number(utf8(data).length))],
          ]}
        />
        <Check text={data} name={context.name} />
        <p class="links">
          <a href={api.url("document", { hash: context.name })}>{m.plain}</a>
        </p>
      </Section>
    </aside>
  </div>
);

export const page: Page<string> = {
  load: (api, context) => api.get("document", { hash: context.name }),
  title: headingOf,
  View,
};
