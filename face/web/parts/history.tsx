/** Entries of the log that an answer rests on, each with the page as it stood just before and just after. */
import type { VNode } from "preact";
import { withQuery } from "../links.ts";
import { sayRoutes as m } from "../messages/routes.ts";
import { Section, Table } from "./facts.tsx";
import { EntryLink } from "./refs.tsx";

/** `index`: log index; `what`: what the entry did here, a few words. */
export type Event = { readonly index: number; readonly what: string };

export function History({
  events,
  path,
}: {
  readonly events: readonly Event[];
  readonly path: string;
}): VNode {
  const what = new Map<number, string[]>();
  for (const event of events) {
    const known = what.get(event.index) ?? [];
    if (!known.includes(event.what)) what.set(event.index, [...known, event.what]);
  }
  const rows = [...what].toSorted(([a], [b]) => b - a);
  const page = withQuery(path, "after", undefined);
  return (
    <Section title={m.history} lead={rows.length === 0 ? undefined : m.historyLead} id="history">
      {rows.length === 0 ? (
        <p class="dim">{m.historyNone}</p>
      ) : (
        <Table
          caption={m.history}
          head={[m.entry, m.changed, m.asOf]}
          rows={rows.map(([index, list]) => [
            <EntryLink index={index} />,
            list.join("; "),
            <>
              {index === 0 ? null : <a href={withQuery(page, "at", index)}>{m.before}</a>}
              {index === 0 ? "" : " · "}
              {/* The block record that closes the entry's block comes at least one entry later. */}
              <a href={withQuery(page, "at", index + 2)}>{m.after}</a>
            </>,
          ])}
        />
      )}
    </Section>
  );
}
