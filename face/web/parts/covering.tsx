/** Route origin authorisations as a table. */
import type { RouteAnswer } from "@comity/api";
import type { VNode } from "preact";
import { sayRoutes as m } from "../messages/routes.ts";
import { Table } from "./facts.tsx";
import { EntryLink, PartyLink, ResourceLink } from "./refs.tsx";
import { Time } from "./time.tsx";

type Props = { readonly routes: RouteAnswer["covering"]; readonly at: number | undefined };

export function Covering({ routes, at }: Props): VNode {
  if (routes.length === 0) return <p class="empty">{m.coveringNone}</p>;
  const judged = routes.some((r) => r.matches !== undefined);
  return (
    <Table
      caption={m.covering}
      head={[m.asn, m.authorised, m.longest, ...(judged ? [m.matches] : []), m.by, m.ends, m.entry]}
      numbers={[judged ? 6 : 5]}
      rows={routes.map((r) => [
        <ResourceLink text={r.asn} at={at} />,
        <ResourceLink text={r.prefix} at={at} />,
        <span class="mono">{m.upTo(r.maxLength)}</span>,
        ...(judged
          ? [
              <span class={`choice ${r.matches === true ? "yes" : "no"}`}>
                {r.matches === true ? `✓ ${m.yes}` : `✗ ${m.no}`}
              </span>,
            ]
          : []),
        <PartyLink party={r.by} />,
        r.ends === undefined ? <span class="dim">{m.stays}</span> : <Time at={r.ends} />,
        <EntryLink index={r.since} />,
      ])}
    />
  );
}

/** A form that works without JavaScript: it leads to the page of the route. */
export const RouteForm = ({
  prefix,
  origin,
}: {
  readonly prefix: string;
  readonly origin?: string | undefined;
}): VNode => (
  <form class="row ask" action="/routes" method="get">
    <label>
      {m.prefix}{" "}
      <input name="prefix" class="mono" defaultValue={prefix} required maxLength={60} spellcheck={false} />
    </label>
    <label>
      {m.origin}{" "}
      <input
        name="origin"
        class="mono"
        size={11}
        defaultValue={origin ?? ""}
        maxLength={16}
        spellcheck={false}
        placeholder="AS64500"
      />
    </label>
    <button type="submit">{m.check}</button>
  </form>
);
