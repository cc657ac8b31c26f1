/** A resource: who holds it, how well that is founded, by what chain, who says otherwise, and why. */
import type { Children, Client, Resource, Why } from "@comity/api";
import { ok } from "@comity/canon";
import type { VNode } from "preact";
import { toDecision, withQuery } from "../links.ts";
import { say } from "../messages.ts";
import { sayRoutes as routesSay } from "../messages/routes.ts";
import { afterOf, atOf, type Context, type Page, type ViewProps } from "../page.ts";
import { Facts, Section, Table } from "../parts/facts.tsx";
import { History, type Event } from "../parts/history.tsx";
import { Pager } from "../parts/pager.tsx";
import { Published } from "../parts/published.tsx";
import { recordProof } from "../parts/record-proof.ts";
import { EntryLink, Grade, PartyLink, ResourceLink, TermsText } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";
import { VerifyThis, type Proof } from "../parts/verify-this.tsx";
import { WhySection } from "../parts/why.tsx";

type Data = Resource & { readonly inside?: Children; readonly why?: Why };
const m = say.resource;

function View({ data, context, api }: ViewProps<Data>): VNode {
  return (
    <div class="sheet">
      <div>
        <h1>
          <span class="mono">{data.resource}</span> <Grade grade={data.grade} />
        </h1>
        <p class="lead">{data.gradeSays}</p>
        <p class="dim">
          {say.searched.read}: {data.says}
        </p>
        <Answer data={data} at={context.at} />
        <Conflicts data={data} />
        <Chain data={data} at={context.at} />
        <Reports data={data} />
        <Claims data={data} />
        <Aside data={data} />
        <Published data={data} at={context.at} />
        <WhySection why={data.why} />
        <Inside data={data} context={context} />
        <History events={eventsOf(data)} path={context.path} />
      </div>
      <aside>
        <VerifyThis api={api} at={context.at} proofs={proofsOf(data, api)} />
        <p class="links">
          <a href={api.url("resource", { text: data.resource, ...atOf(context) })}>{say.foot.json}</a>
        </p>
      </aside>
    </div>
  );
}

/** The proofs of the answer, and those of the routes and providers shown with it. */
function proofsOf(data: Resource, api: Client): readonly Proof[] {
  const { proofs, providers, resource, routes, space } = data;
  const more = [
    ...(routes === undefined || resource.includes("-")
      ? []
      : [recordProof(api, space === "ipv4" ? "routes4" : "routes6", resource)]),
    ...(providers === undefined ? [] : [recordProof(api, "providers", providers.customer)]),
  ];
  const own = proofs.map(({ register, key, href }) => ({
    label: `${register} ${key}`,
    href,
    expected: { register, key },
  }));
  return [...own, ...more];
}

function eventsOf(data: Resource): readonly Event[] {
  const at = (index: number | undefined, what: string): readonly Event[] =>
    index === undefined ? [] : [{ index, what }];
  return [
    ...data.chain.flatMap((link) =>
      at(
        link.since,
        `${link.resource} ${link.from === undefined ? "" : (m.from[link.from] ?? link.from)}`.trim(),
      ),
    ),
    ...data.reports.flatMap((r) => at(r.since, `${r.source}: ${r.status}`)),
    ...data.claims.flatMap((c) => at(c.since, m.claims)),
    ...data.conflicts.flatMap((c) => at(c.since, m.conflict)),
    ...data.setAside.flatMap((s) => at(s.since, m.aside)),
    ...(data.routes ?? []).flatMap((r) => at(r.since, `${routesSay.kind} ${r.prefix} ${r.asn}`)),
    ...at(data.providers?.since, routesSay.providers),
    ...at(data.nameServers?.since, routesSay.servers),
  ];
}

const Answer = ({ data, at }: { readonly data: Resource; readonly at: number | undefined }): VNode => (
  <Facts
    facts={[
      [
        m.holder,
        data.holder !== undefined ? (
          <PartyLink party={data.holder} />
        ) : data.opaqueHolder !== undefined ? (
          m.opaque(data.opaqueHolder.id, data.opaqueHolder.registry)
        ) : (
          <span class="dim">{m.nobody}</span>
        ),
      ],
      [
        m.matched,
        data.matched !== undefined && data.matched !== data.resource ? (
          <ResourceLink text={data.matched} at={at} />
        ) : undefined,
      ],
      [m.terms, data.terms === undefined ? undefined : <TermsText terms={data.terms} />],
      [routesSay.unicode, data.unicode],
      [m.note, data.note],
      [m.custody, data.custody === undefined ? undefined : <PartyLink party={data.custody} />],
      [m.case, data.case === undefined ? undefined : <a href={toDecision(data.case)}>{data.case}</a>],
      [
        m.protection,
        data.protection === undefined ? undefined : (
          <a href={`/constitution?version=${data.protection}`}>{data.protection}</a>
        ),
      ],
      [m.since, data.since === undefined ? undefined : <EntryLink index={data.since} />],
      [
        m.within,
        data.parent === undefined ? undefined : <ResourceLink text={data.parent.resource} at={at} />,
      ],
    ]}
  />
);

const Conflicts = ({ data }: { readonly data: Resource }): VNode | null =>
  data.conflicts.length === 0 ? null : (
    <Section title={m.conflict} lead={m.conflictLead}>
      <Table
        caption={m.conflict}
        head={[m.by, m.resource, m.says, m.source, m.entry]}
        rows={data.conflicts.map((c) => [
          <PartyLink party={c.by} />,
          <ResourceLink text={c.resource} />,
          c.says,
          c.source ?? "",
          <EntryLink index={c.since} />,
        ])}
      />
    </Section>
  );

/** Nested lists, the widest block outside: the shape of the delegation itself. */
function Chain({ data, at }: { readonly data: Resource; readonly at: number | undefined }): VNode {
  const inner = [...data.chain].reverse().reduce<VNode | null>(
    (child, link) => (
      <ol class="chain">
        <li>
          <ResourceLink text={link.resource} at={at} />{" "}
          {link.kind === "root" && link.holder === undefined ? (
            <>
              {m.root} {link.label ?? ""}
            </>
          ) : null}
          {link.holder === undefined ? null : <PartyLink party={link.holder} />}
          <span class="dim">
            {link.from === undefined ? null : (
              <>
                {", "}
                {m.from[link.from] ?? link.from}
              </>
            )}
            {link.terms === undefined ? null : (
              <>
                {", "}
                <TermsText terms={link.terms} />
              </>
            )}
            {", "}
            {say.entry.title(link.since).toLowerCase()}
          </span>
          {child}
        </li>
      </ol>
    ),
    null,
  );
  return <Section title={m.chain}>{inner ?? <p class="dim">{m.chainNone}</p>}</Section>;
}

const Reports = ({ data }: { readonly data: Resource }): VNode => (
  <Section title={m.reports}>
    {data.reports.length === 0 ? (
      <p class="dim">{m.reportsNone}</p>
    ) : (
      <Table
        caption={m.reports}
        head={[m.source, m.by, m.record, m.status, m.code, m.dated, m.holder, m.ends, m.entry]}
        numbers={[8]}
        rows={data.reports.map((r) => [
          `${r.source} ${r.kind}`,
          <PartyLink party={r.by} />,
          r.range === undefined ? <ResourceLink text={r.resource} /> : <span class="mono">{r.range}</span>,
          r.status,
          r.code ?? "",
          r.date ?? "",
          <span class="mono">{r.holder ?? ""}</span>,
          r.ends === undefined ? "" : <Time at={r.ends} />,
          <EntryLink index={r.since} />,
        ])}
      />
    )}
  </Section>
);

const Claims = ({ data }: { readonly data: Resource }): VNode | null =>
  data.claims.length === 0 ? null : (
    <Section title={m.claims}>
      <Table
        caption={m.claims}
        head={[m.resource, m.to, m.by, m.terms, m.until, m.objections, m.entry]}
        rows={data.claims.map((c) => [
          <ResourceLink text={c.resource} />,
          <PartyLink party={c.to} />,
          <PartyLink party={c.by} />,
          <TermsText terms={c.terms} />,
          <Time at={c.until} />,
          c.objections.join(", "),
          <EntryLink index={c.since} />,
        ])}
      />
    </Section>
  );

const Aside = ({ data }: { readonly data: Resource }): VNode | null =>
  data.setAside.length === 0 ? null : (
    <Section title={m.aside}>
      <Table
        caption={m.aside}
        head={[m.resource, m.status, m.by, m.reason, m.until, m.entry]}
        rows={data.setAside.map((s) => [
          <ResourceLink text={s.resource} />,
          m[s.kind],
          <PartyLink party={s.by} />,
          s.reason,
          s.until === undefined ? "" : <Time at={s.until} />,
          <EntryLink index={s.since} />,
        ])}
      />
    </Section>
  );

const Inside = ({ data, context }: { readonly data: Data; readonly context: Context }): VNode => (
  <Section
    title={m.children}
    lead={
      data.children.count === 0 ? m.childrenNone : m.childrenCount(data.children.count, data.children.more)
    }
    id="inside"
  >
    {data.inside === undefined || data.inside.items.length === 0 ? null : (
      <Table
        caption={m.children}
        head={[m.resource, m.holder, m.what, m.code, m.status]}
        rows={data.inside.items.map((c) => [
          <ResourceLink text={c.resource} at={context.at} />,
          c.holder === undefined ? "" : <PartyLink party={c.holder} />,
          c.says,
          c.code ?? "",
          <Grade grade={c.grade} />,
        ])}
      />
    )}
    <Pager path={withQuery(context.path, "after", undefined)} next={data.inside?.next} />
  </Section>
);

export const page: Page<Data> = {
  async load(api, context) {
    const text = context.name;
    const [resource, inside, why] = await Promise.all([
      api.get("resource", { text, ...atOf(context) }),
      api.get("children", { text, limit: 50, ...afterOf(context), ...atOf(context) }),
      api.get("why", { text, ...atOf(context) }),
    ]);
    if (!resource.ok) return resource;
    return ok({
      ...resource.value,
      ...(inside.ok ? { inside: inside.value } : {}),
      ...(why.ok ? { why: why.value } : {}),
    });
  },
  title: (data) => data.resource,
  View,
};
