/**
 * Builds the explorer twice: `dist/client` for browsers (hashed files, no inline code) and `dist/server/render.js`,
 * which writes the same pages as HTML for reading without JavaScript. Run: `npm run -w @comity/web build`.
 */
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { API_BASE, ROUTES } from "@comity/api";
import { build, type InlineConfig, type Plugin } from "vite";

/** What the server-rendered document has to name. `pages`, `styles`: further modules and style sheets, by page source. */
export type Assets = {
  readonly theme: string;
  readonly main: string;
  readonly css: readonly string[];
  readonly styles: { readonly [page: string]: readonly string[] };
  readonly pages: { readonly [page: string]: readonly string[] };
};
type Chunk = {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
};

const root = fileURLToPath(new URL(".", import.meta.url));
const shared: InlineConfig = {
  root,
  configFile: false,
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
};

/** Of the table of routes a browser needs what makes a request; documentation and parameters stay on the server. */
const shortRoutes: Plugin = {
  name: "short-routes",
  enforce: "pre",
  load(id) {
    if (!/host[\\/]api[\\/]routes\.ts$/.test(id)) return undefined;
    const table = Object.entries(ROUTES).map(([name, { path, media, body }]) => [
      name,
      { path, media, body },
    ]);
    const text = JSON.stringify(Object.fromEntries(table));
    return `export const API_BASE = ${JSON.stringify(API_BASE)};\nexport const ROUTES = ${text};\n`;
  },
};

/** The ready constitutions, each as a module of its own, and a list of their names: only the chosen one is fetched. */
const readyConstitutions: Plugin = {
  name: "ready-constitutions",
  resolveId: (id) => (/^virtual:constitutions?(?:$|\/)/.test(id) ? `\0${id}` : undefined),
  async load(id) {
    if (!id.startsWith("\0virtual:constitution")) return undefined;
    const file = new URL("../../examples/rules/index.ts", import.meta.url).href;
    const { constitutions, ownConstitutions } = (await import(file)) as {
      [list: string]: { [name: string]: { readonly name: string } };
    };
    const one = /\/(.+)$/.exec(id)?.[1];
    if (one !== undefined) return `export default ${JSON.stringify(constitutions?.[one])};`;
    const rows = Object.entries(constitutions ?? {}).map(
      ([name, { name: title }]) =>
        `${JSON.stringify(name)}: { name: ${JSON.stringify(title)}, own: ${Object.hasOwn(ownConstitutions ?? {}, name)}, ` +
        `load: () => import("virtual:constitution/${name}") }`,
    );
    return `export const examples = {${rows.join(",\n")}};`;
  },
};

export async function buildWeb(): Promise<void> {
  rmSync(`${root}dist`, { recursive: true, force: true });
  await build({
    ...shared,
    plugins: [shortRoutes, readyConstitutions],
    worker: { format: "es" },
    build: {
      outDir: "dist/client",
      manifest: "manifest.json",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: {
        input: `${root}main.tsx`,
        // Rooms of the core and the API do nothing when loaded: what a page does not use stays away.
        treeshake: { moduleSideEffects: (id) => !/[\\/](?:core|host)[\\/]/.test(id) },
      },
    },
  });
  const assets = readAssets();
  await build({
    ...shared,
    plugins: [readyConstitutions],
    worker: { format: "es" },
    define: { __ASSETS__: JSON.stringify(assets) },
    ssr: { noExternal: true },
    build: { outDir: "dist/server", ssr: `${root}render.tsx`, target: "node24", minify: false },
  });
}

function readAssets(): Assets {
  const manifest = JSON.parse(readFileSync(`${root}dist/client/manifest.json`, "utf8")) as Record<
    string,
    Chunk
  >;
  const theme = readFileSync(`${root}theme.js`);
  const name = `assets/theme-${createHash("sha256").update(theme).digest("base64url").slice(0, 8)}.js`;
  writeFileSync(`${root}dist/client/${name}`, theme);
  cpSync(`${root}icon.svg`, `${root}dist/client/icon.svg`);
  const main = manifest["main.tsx"]!;
  const filesOf = (key: string, seen = new Set<string>()): Set<string> => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(chunk.file)) return seen;
    seen.add(chunk.file);
    for (const next of chunk.imports ?? []) filesOf(next, seen);
    return seen;
  };
  const first = filesOf("main.tsx");
  const pages = Object.keys(manifest)
    .filter((key) => key.startsWith("pages/"))
    .map((key) => [key, [...new Set([...first, ...filesOf(key)])].map((file) => `/${file}`)] as const);
  const styles = Object.keys(manifest)
    .filter((key) => key.startsWith("pages/"))
    .map((key) => [key, (manifest[key]!.css ?? []).map((file) => `/${file}`)] as const)
    .filter(([, css]) => css.length > 0);
  return {
    styles: Object.fromEntries(styles),
    theme: `/${name}`,
    main: `/${main.file}`,
    css: (main.css ?? []).map((file) => `/${file}`),
    pages: Object.fromEntries(pages),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  await buildWeb();
  process.stderr.write(`explorer built in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
