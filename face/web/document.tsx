/** The whole HTML document around a page. Nothing inline: the data it carries is JSON, which no policy executes. */
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Assets } from "./build.ts";
import { dir, lang, say } from "./messages.ts";
import type { Shown } from "./page.ts";

export function documentOf(
  app: VNode,
  title: string,
  shown: Shown,
  assets: Assets,
  source: string | undefined,
): string {
  const preload = (source === undefined ? undefined : assets.pages[source]) ?? [];
  const page = renderToString(
    <html lang={lang} dir={dir} class="no-script">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${say.product}`}</title>
        <link rel="icon" href="/icon.svg" />
        {[...assets.css, ...(source === undefined ? [] : (assets.styles[source] ?? []))].map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script src={assets.theme} />
        {preload.map((href) => (
          <link key={href} rel="modulepreload" href={href} />
        ))}
        <script type="module" src={assets.main} />
      </head>
      <body>
        <div id="app">{app}</div>
        <script type="application/json" id="shown" dangerouslySetInnerHTML={{ __html: jsonText(shown) }} />
      </body>
    </html>,
  );
  return `<!doctype html>${page}`;
}

/** JSON that cannot end its element. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
