/** Every kind of act: what it does, what it needs, its fields and conditions. */
import type { Catalogue, KindView } from "@comity/api";
import type { VNode } from "preact";
import { sayCatalogue } from "../messages/catalogue.ts";
import { type Page, type ViewProps } from "../page.ts";
import { Table } from "../parts/facts.tsx";

const m = sayCatalogue;

const View = ({ data }: ViewProps<Catalogue>): VNode => (
  <>
    <h1>{m.title}</h1>
    <p class="lead">
      {m.lead} <span class="dim mono">{data.fold}</span>
    </p>
    {Object.entries(Object.groupBy(data.kinds, (kind) => kind.room)).map(([room, kinds]) => (
      <section key={room}>
        <h2>{room}</h2>
        {kinds?.map((kind) => (
          <Kind key={kind.kind} kind={kind} />
        ))}
      </section>
    ))}
  </>
);

const Kind = ({ kind }: { readonly kind: KindView }): VNode => (
  <article class="kind" id={kind.kind}>
    <h3>
      <span class="mono">{kind.kind}</span> <span class="tag">{kind.shared ? m.shared : m.own}</span>
    </h3>
    <p>{kind.summary}</p>
    <p class="dim">
      {m.authority}: {kind.authority}; {kind.passkeyMaySign ? m.passkey : m.noPasskey}
      {kind.measureClass === undefined ? "" : `; ${kind.measureClass}`}
    </p>
    <details>
      <summary>
        {m.fields}, {m.conditions.toLowerCase()}
        <span class="hidden"> {kind.kind}</span>
      </summary>
      <Table
        caption={`${kind.kind}: ${m.fields}`}
        head={[m.field, m.type, m.doc]}
        rows={Object.entries(kind.fields).map(([name, field]) => [
          <code>{name}</code>,
          `${field.type}${field.optional === true ? `, ${m.optional}` : ""}`,
          field.doc,
        ])}
      />
      <ul class="words">
        {kind.conditions.map((c) => (
          <li key={c.code}>
            {c.detail}{" "}
            <span class="dim">
              <code>{c.code}</code> {c.rule}
            </span>
          </li>
        ))}
      </ul>
    </details>
  </article>
);

export const page: Page<Catalogue> = { load: (api) => api.get("catalogue"), title: () => m.title, View };
