/** All parties, in order of identifier. */
import type { Parties, PartySummary } from "@comity/api";
import type { VNode } from "preact";
import { withQuery } from "../links.ts";
import { sayParty } from "../messages/party.ts";
import { afterOf, atOf, type Page, type ViewProps } from "../page.ts";
import { Table } from "../parts/facts.tsx";
import { Pager } from "../parts/pager.tsx";
import { Time } from "../parts/time.tsx";
import { PartyLink } from "../parts/refs.tsx";

const m = sayParty;
export const seatsText = (seats: PartySummary["seats"]): string => {
  const list = Object.entries(seats).map(([chamber, weight]) =>
    weight === 1 ? chamber : `${chamber} (${weight})`,
  );
  return list.length === 0 ? m.noSeats : list.join(", ");
};

const View = ({ data, context }: ViewProps<Parties>): VNode => (
  <>
    <h1>{m.list}</h1>
    <p class="lead">{m.lead}</p>
    {data.items.length === 0 ? (
      <p class="empty">{m.none}</p>
    ) : (
      <Table
        caption={m.list}
        head={[m.id, m.kind, m.status, m.seats, m.joined]}
        rows={data.items.map((p) => [
          <PartyLink party={p} />,
          p.kind,
          m[p.status],
          seatsText(p.seats),
          <Time at={p.joinedAt} />,
        ])}
      />
    )}
    <Pager path={withQuery(context.path, "after", undefined)} next={data.next} />
  </>
);

export const page: Page<Parties> = {
  load: (api, context) => api.get("parties", { ...afterOf(context), ...atOf(context) }),
  title: () => m.list,
  View,
};
