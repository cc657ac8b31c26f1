/** A New IP network: its ranges and address plan, its gateways, whom it meets and on what terms, its rules. */
import type { Network } from "@comity/api";
import type { VNode } from "preact";
import { toNetwork } from "../links.ts";
import { say } from "../messages.ts";
import { sayNetworks as m } from "../messages/networks.ts";
import { atOf, type Page, type ViewProps } from "../page.ts";
import { DocumentLink } from "../parts/document-link.tsx";
import { Facts, Section, Table } from "../parts/facts.tsx";
import { EntryLink, PartyLink, ResourceLink } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";
import { VerifyThis } from "../parts/verify-this.tsx";

const View = ({ data, context, api }: ViewProps<Network>): VNode => (
  <div class="sheet">
    <div>
      <h1>
        <span class="mono">{data.id}</span> <span class="sub">{data.title}</span>
      </h1>
      <Facts
        facts={[
          [m.by, <PartyLink party={data.by} />],
          [
            m.ranges,
            <>
              {data.ranges.map((range) => (
                <div key={range}>
                  <ResourceLink text={range} at={context.at} />
                </div>
              ))}
            </>,
          ],
          [say.resource.since, <EntryLink index={data.since} />],
        ]}
      />
      <Section title={m.plan} lead={m.planLead}>
        {data.plan.length === 0 ? (
          <p class="empty">{m.planNone}</p>
        ) : (
          <Table
            caption={m.plan}
            head={[m.range, m.use, m.scope]}
            rows={data.plan.map((p) => [
              <span class="mono">{p.range}</span>,
              p.use,
              p.local === true ? m.local : m.open,
            ])}
          />
        )}
      </Section>
      <Section title={m.gateways} lead={m.gatewaysLead}>
        {data.gateways.length === 0 ? (
          <p class="empty">{m.gatewaysNone}</p>
        ) : (
          <Table
            caption={m.gateways}
            head={[m.label, m.endpoint, m.key]}
            rows={data.gateways.map((g) => [
              g.label,
              <span class="mono">{g.endpoint ?? ""}</span>,
              <span class="mono key">{g.key}</span>,
            ])}
          />
        )}
      </Section>
      <Section title={m.mappings} lead={m.mappingsLead}>
        {data.mappings.length === 0 ? (
          <p class="empty">{m.mappingsNone}</p>
        ) : (
          <Table
            caption={m.mappings}
            head={[m.label, m.newip, m.ip, say.resource.entry]}
            numbers={[3]}
            rows={data.mappings.flatMap(({ gateway, maps, since }) =>
              maps.map(({ ip, newip }) => [
                gateway,
                <span class="mono">{newip}</span>,
                <span class="mono">{ip}</span>,
                <EntryLink index={since} />,
              ]),
            )}
          />
        )}
      </Section>
      <Section title={m.interconnections} lead={m.interconnectionsLead}>
        {data.interconnections.length === 0 ? (
          <p class="empty">{m.interconnectionsNone}</p>
        ) : (
          <Table
            caption={m.interconnections}
            head={[m.with, m.here, m.there, m.notice, m.ends, m.terms, say.resource.entry]}
            numbers={[6]}
            rows={data.interconnections.map((i) => [
              <a href={toNetwork(i.with, context.at)}>{i.with}</a>,
              i.gateways.join(", "),
              i.theirs.join(", "),
              m.days(i.notice),
              i.ends === undefined ? m.open_ended : <Time at={i.ends} />,
              <DocumentLink hash={i.terms} />,
              <EntryLink index={i.since} />,
            ])}
          />
        )}
      </Section>
      <Section title={m.rules} lead={m.rulesLead}>
        {data.rules.length === 0 ? (
          <p class="empty">{m.rulesNone}</p>
        ) : (
          <Table
            caption={m.rules}
            head={[m.version, m.title, m.from, m.text, say.resource.entry]}
            numbers={[4]}
            rows={data.rules.map((r) => [
              String(r.version),
              r.title,
              <Time at={r.from} />,
              <DocumentLink hash={r.text} />,
              <EntryLink index={r.since} />,
            ])}
          />
        )}
      </Section>
    </div>
    <aside>
      <VerifyThis
        api={api}
        at={context.at}
        proofs={[data.proof, ...[...data.interconnections, ...data.mappings].map(({ proof }) => proof)].map(
          ({ register, key, href }) => ({ label: key, href, expected: { register, key } }),
        )}
      />
      <p class="links">
        <a href={api.url("network", { id: data.id, ...atOf(context) })}>{say.foot.json}</a>
      </p>
    </aside>
  </div>
);

export const page: Page<Network> = {
  load: (api, context) => api.get("network", { id: context.name, ...atOf(context) }),
  title: (data) => data.title,
  View,
};
