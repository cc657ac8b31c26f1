/** Writes a page as a complete HTML document. `path` is path with query; `api` answers without a network. */
import type { Client } from "@comity/api";
import { App } from "./app.tsx";
import type { Assets } from "./build.ts";
import { documentOf } from "./document.tsx";
import { say } from "./messages.ts";
import { match } from "./routes.ts";
import { show } from "./show.ts";

declare const __ASSETS__: Assets;

export type Rendered = { readonly status: number; readonly html: string; readonly title: string };

/** `status` is the HTTP status: 200, or that of the problem shown (502 when the API gave no answer). */
export async function render(path: string, api: Client): Promise<Rendered> {
  const { shown, module } = await show(path, api);
  const found = match(path);
  const title =
    shown.problem !== undefined || module === undefined || found === undefined
      ? shown.problem?.code === "page-unknown"
        ? say.error.notFound
        : say.error.title
      : module.title(shown.data, found.context);
  const app = <App shown={shown} module={module} api={api} busy={false} />;
  const html = documentOf(app, title, shown, __ASSETS__, found?.source);
  const { problem } = shown;
  return { status: problem === undefined ? 200 : problem.status || 502, html, title };
}
