/** All New IP networks, in order of identifier. */
import type { Networks } from "@comity/api";
import type { VNode } from "preact";
import { toNetwork, withQuery } from "../links.ts";
import { say } from "../messages.ts";
import { sayNetworks as m } from "../messages/networks.ts";
import { afterOf, atOf, type Page, type ViewProps } from "../page.ts";
import { Table } from "../parts/facts.tsx";
import { Pager } from "../parts/pager.tsx";
import { EntryLink, PartyLink, ResourceLink } from "../parts/refs.tsx";

const View = ({ data, context }: ViewProps<Networks>): VNode => (
  <>
    <h1>{m.list}</h1>
    <p class="lead">{m.lead}</p>
    {data.items.length === 0 ? (
      <p class="empty">{m.none}</p>
    ) : (
      <Table
        caption={m.list}
        head={[m.id, m.title, m.by, m.ranges, say.resource.entry]}
        numbers={[4]}
        rows={data.items.map((n) => [
          <a href={toNetwork(n.id, context.at)}>{n.id}</a>,
          n.title,
          <PartyLink party={n.by} />,
          <>
            {n.ranges.map((range) => (
              <div key={range}>
                <ResourceLink text={range} at={context.at} />
              </div>
            ))}
          </>,
          <EntryLink index={n.since} />,
        ])}
      />
    )}
    <Pager path={withQuery(context.path, "after", undefined)} next={data.next} />
  </>
);

export const page: Page<Networks> = {
  load: (api, context) => api.get("networks", { ...afterOf(context), ...atOf(context) }),
  title: () => m.list,
  View,
};
