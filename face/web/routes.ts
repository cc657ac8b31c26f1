/** Which page an address shows. Each page is a module of its own, fetched when it is first needed. */
import type { AnyPage, Context } from "./page.ts";

type Route = { readonly pattern: RegExp; readonly page: string; readonly module: () => Promise<AnyPage> };

const route = (pattern: RegExp, page: string, module: () => Promise<AnyPage>): Route => ({
  pattern,
  page,
  module,
});
const ROUTES: readonly Route[] = [
  route(/^\/$/, "home", async () => (await import("./pages/home.tsx")).page),
  route(/^\/resources?\/(.+)$/, "resource", async () => (await import("./pages/resource.tsx")).page),
  route(/^\/part(?:y|ies)\/([^/]+)$/, "party", async () => (await import("./pages/party.tsx")).page),
  route(/^\/parties$/, "parties", async () => (await import("./pages/parties.tsx")).page),
  route(/^\/decisions?\/([^/]+)$/, "decision", async () => (await import("./pages/decision.tsx")).page),
  route(/^\/decisions$/, "decisions", async () => (await import("./pages/decisions.tsx")).page),
  route(/^\/(?:entries|entry|log)\/(\d+)$/, "entry", async () => (await import("./pages/entry.tsx")).page),
  route(/^\/acts?\/(.+)$/, "act", async () => (await import("./pages/entry.tsx")).actPage),
  route(/^\/(?:entries|log)$/, "log", async () => (await import("./pages/log.tsx")).page),
  route(/^\/constitution$/, "constitution", async () => (await import("./pages/constitution.tsx")).page),
  route(/^\/(?:catalogue|acts)$/, "catalogue", async () => (await import("./pages/catalogue.tsx")).page),
  route(/^\/search$/, "search", async () => (await import("./pages/search.tsx")).page),
  route(/^\/networks$/, "networks", async () => (await import("./pages/networks.tsx")).page),
  route(/^\/networks?\/([^/]+)$/, "network", async () => (await import("./pages/network.tsx")).page),
  route(/^\/routes?(?:\/(.+))?$/, "route", async () => (await import("./pages/route.tsx")).page),
  route(/^\/documents\/([^/]+)$/, "document", async () => (await import("./pages/document.tsx")).page),
  route(/^\/rules$/, "rules", async () => (await import("./pages/rules.tsx")).page),
  route(/^\/newip$/, "newip", async () => (await import("./pages/newip.tsx")).page),
  route(/^\/verify$/, "verify", async () => (await import("./pages/verify.tsx")).page),
];

export type Match = {
  readonly page: string;
  readonly source: string;
  readonly module: () => Promise<AnyPage>;
  readonly context: Context;
};

/** The page of a path with query; undefined when there is none. */
export function match(path: string): Match | undefined {
  const url = new URL(path, "http://page.invalid");
  const pathname = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, "") : url.pathname;
  for (const { pattern, page, module } of ROUTES) {
    const found = pattern.exec(pathname);
    if (found === null) continue;
    const name = decoded(found[1] ?? "");
    if (name === undefined) return undefined;
    const at = /^[1-9]\d{0,15}$/.exec(url.searchParams.get("at") ?? "")?.[0];
    const context = { path, name, query: url.searchParams, at: at === undefined ? undefined : Number(at) };
    return { page, source: `pages/${page === "act" ? "entry" : page}.tsx`, module, context };
  }
  return undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
