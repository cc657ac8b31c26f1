/** Search results, with a sentence that says how the text was read. */
import type { RouteAnswer, Search } from "@comity/api";
import { ok } from "@comity/canon";
import type { VNode } from "preact";
import { toPage, toRoute } from "../links.ts";
import { say } from "../messages.ts";
import { type Page, type ViewProps } from "../page.ts";

const m = say.searched;
type Data = Search & { readonly route?: RouteAnswer };

const ROUTE = /^(?<prefix>[0-9a-f.:]+(?:\/\d{1,3})?)[\s,]+(?:from\s+)?AS\s*(?<asn>\d{1,10})$/i;
const TURNED = /^AS\s*(?<asn>\d{1,10})[\s,]+(?<prefix>[0-9a-f.:]+(?:\/\d{1,3})?)$/i;

const View = ({ data }: ViewProps<Data>): VNode => (
  <>
    <h1>{data.q === "" ? say.search : m.title(data.q)}</h1>
    {data.q === "" ? (
      <p class="lead">{m.empty}</p>
    ) : (
      <p class="lead">
        {m.read}: {data.route === undefined ? data.says : m.route}
      </p>
    )}
    {data.q !== "" && data.results.length === 0 && data.route === undefined ? (
      <p class="empty">{m.none}</p>
    ) : null}
    <ol class="results">
      {data.route?.origin === undefined || data.route.state === undefined ? null : (
        <li>
          <a href={toRoute(data.route.prefix, data.route.origin)}>
            {m.routeOf(data.route.prefix, data.route.origin)}
          </a>{" "}
          <span class={`tag ${{ valid: "good", invalid: "bad", notfound: "" }[data.route.state]}`}>
            {m.states[data.route.state]}
          </span>
          <p class="dim">{data.route.says}</p>
        </li>
      )}
      {data.results.map((r) => (
        <li key={r.href + r.title}>
          <a href={toPage(r.href)}>{r.title}</a> <span class="tag">{m.kinds[r.kind]}</span>
          <p class="dim">{r.text}</p>
        </li>
      ))}
    </ol>
  </>
);

export const page: Page<Data> = {
  async load(api, context) {
    const q = (context.query.get("q") ?? "").trim();
    if (q === "") return ok({ q, text: "", says: "", results: [] });
    // Two resources side by side are a route: `192.0.2.0/24 AS64500`, in either order.
    const { prefix: text, asn: origin } = (ROUTE.exec(q) ?? TURNED.exec(q))?.groups ?? {};
    const [found, route] = await Promise.all([
      api.get("search", { q }),
      text === undefined || origin === undefined
        ? undefined
        : api.get("route", { text, origin: `AS${origin}` }),
    ]);
    return found.ok && route?.ok === true ? ok({ ...found.value, route: route.value }) : found;
  },
  title: (data) => (data.q === "" ? say.search : m.title(data.q)),
  View,
};
