/** Search results, with a sentence that says how the text was read. */
import type { Search } from "@comity/api";
import { ok } from "@comity/canon";
import type { VNode } from "preact";
import { toPage } from "../links.ts";
import { say } from "../messages.ts";
import { type Page, type ViewProps } from "../page.ts";

const m = say.searched;

const View = ({ data }: ViewProps<Search>): VNode => (
  <>
    <h1>{data.q === "" ? say.search : m.title(data.q)}</h1>
    {data.q === "" ? (
      <p class="lead">{m.empty}</p>
    ) : (
      <p class="lead">
        {m.read}: {data.says}
      </p>
    )}
    {data.q !== "" && data.results.length === 0 ? <p class="empty">{m.none}</p> : null}
    <ol class="results">
      {data.results.map((r) => (
        <li key={r.href + r.title}>
          <a href={toPage(r.href)}>{r.title}</a> <span class="tag">{m.kinds[r.kind]}</span>
          <p class="dim">{r.text}</p>
        </li>
      ))}
    </ol>
  </>
);

export const page: Page<Search> = {
  async load(api, context) {
    const q = (context.query.get("q") ?? "").trim();
    return q === "" ? ok({ q, text: "", says: "", results: [] }) : api.get("search", { q });
  },
  title: (data) => (data.q === "" ? say.search : m.title(data.q)),
  View,
};
