/** A route: which authorisations cover a prefix, whether an origin may announce it, and the proof of the whole answer. */
import type { RouteAnswer } from "@comity/api";
import { ok } from "@comity/canon";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayRoutes as m } from "../messages/routes.ts";
import { atOf, type Context, type Page, type ViewProps } from "../page.ts";
import { Covering, RouteForm } from "../parts/covering.tsx";
import { Facts, Section } from "../parts/facts.tsx";
import { ResourceLink } from "../parts/refs.tsx";
import { VerifyThis } from "../parts/verify-this.tsx";

type Data = RouteAnswer | { readonly prefix: ""; readonly origin?: undefined };
const TONE = { valid: "claimed", invalid: "disputed", notfound: "nobody" } as const;
const SIGN = { valid: "✓", invalid: "✗", notfound: "∅" } as const;

function View({ data, context, api }: ViewProps<Data>): VNode {
  if (!("covering" in data))
    return (
      <>
        <h1>{m.ask}</h1>
        <p class="lead">{m.askLead}</p>
        <RouteForm prefix="" />
      </>
    );
  const { state, proof } = data;
  return (
    <div class="sheet">
      <div>
        <h1>
          <span class="mono">{m.title(data.prefix, data.origin)}</span>{" "}
          {state === undefined ? null : (
            <span class={`grade ${TONE[state]}`}>
              <span aria-hidden="true">{SIGN[state]}</span> {m.states[state]}
            </span>
          )}
        </h1>
        <p class="lead">{data.says}.</p>
        <Facts
          facts={[
            [m.holder, <ResourceLink text={data.prefix} at={context.at} />],
            [
              m.origin,
              data.origin === undefined ? undefined : <ResourceLink text={data.origin} at={context.at} />,
            ],
          ]}
        />
        <Section title={m.covering} lead={data.covering.length === 0 ? undefined : m.coveringLead}>
          <Covering routes={data.covering} at={context.at} />
        </Section>
        <Section title={m.ask} lead={m.askLead}>
          <RouteForm prefix={data.prefix} origin={data.origin} />
        </Section>
      </div>
      <aside>
        <VerifyThis
          api={api}
          at={context.at}
          proofs={[
            {
              label: `${proof.register} ${proof.key}`,
              href: proof.href,
              expected: {
                register: proof.register,
                key: proof.key,
                ...(data.origin === undefined ? {} : { origin: data.origin }),
              },
            },
          ]}
        />
        <p class="links">
          <a
            href={api.url("route", {
              text: data.prefix,
              ...(data.origin === undefined ? {} : { origin: data.origin }),
              ...atOf(context),
            })}
          >
            {say.foot.json}
          </a>
        </p>
      </aside>
    </div>
  );
}

/** In the path, or from the form. */
const prefixOf = (context: Context): string =>
  context.name === "" ? (context.query.get("prefix") ?? "").trim() : context.name;

export const page: Page<Data> = {
  async load(api, context) {
    const text = prefixOf(context);
    if (text === "") return ok({ prefix: "" });
    const asked = (context.query.get("origin") ?? "").trim();
    const origin = /^\d+$/.test(asked) ? `AS${asked}` : asked;
    return api.get("route", { text, ...(origin === "" ? {} : { origin }), ...atOf(context) });
  },
  title: (data) => (data.prefix === "" ? m.ask : m.title(data.prefix, data.origin)),
  View,
};
