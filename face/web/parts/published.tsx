/** What is published about a resource besides its holder: routes, providers, name servers. */
import type { Resource } from "@comity/api";
import type { VNode } from "preact";
import { sayRoutes as m } from "../messages/routes.ts";
import { Covering, RouteForm } from "./covering.tsx";
import { Facts, Section, Table } from "./facts.tsx";
import { EntryLink, PartyLink, ResourceLink } from "./refs.tsx";
import { Time } from "./time.tsx";

type Props = { readonly data: Resource; readonly at: number | undefined };

export const Published = (props: Props): VNode => (
  <>
    <Routes {...props} />
    <Providers {...props} />
    <Servers {...props} />
  </>
);

const Routes = ({ data, at }: Props): VNode | null =>
  data.routes === undefined ? null : (
    <Section title={m.section} id="routes">
      <Covering routes={data.routes} at={at} />
      {data.protectedDays === undefined ? null : (
        <Facts facts={[[m.protected, m.protectedDays(data.protectedDays)]]} />
      )}
      <h3>{m.ask}</h3>
      <RouteForm prefix={data.resource} />
    </Section>
  );

const Providers = ({ data: { providers }, at }: Props): VNode | null =>
  providers === undefined ? null : (
    <Section title={m.providers} lead={m.providersLead} id="providers">
      {providers.providers.join() === "AS0" ? (
        <p>{m.providersNone}</p>
      ) : (
        <ul>
          {providers.providers.map((asn) => (
            <li key={asn}>
              <ResourceLink text={asn} at={at} />
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          [m.by, <PartyLink party={providers.by} />],
          [m.ends, providers.ends === undefined ? undefined : <Time at={providers.ends} />],
          [m.entry, <EntryLink index={providers.since} />],
        ]}
      />
    </Section>
  );

const Servers = ({ data: { nameServers } }: Props): VNode | null =>
  nameServers === undefined ? null : (
    <Section title={m.servers} id="servers">
      <Table
        caption={m.servers}
        head={[m.server, m.addresses]}
        rows={nameServers.servers.map((s) => [
          <span class="mono">{s.name}</span>,
          <span class="mono">{s.addresses?.join(", ") ?? ""}</span>,
        ])}
      />
      <Facts
        facts={[
          [m.zones, <span class="mono">{nameServers.zones.join(", ")}</span>],
          [
            m.ds,
            nameServers.ds.length === 0 ? undefined : (
              <>
                {nameServers.ds.map((d) => (
                  <div key={d.digest}>
                    {m.dsText(d.keyTag, d.algorithm, d.digestType)} <code class="hash">{d.digest}</code>
                  </div>
                ))}
              </>
            ),
          ],
          [m.by, <PartyLink party={nameServers.by} />],
          [m.ends, nameServers.ends === undefined ? undefined : <Time at={nameServers.ends} />],
          [m.entry, <EntryLink index={nameServers.since} />],
        ]}
      />
    </Section>
  );
