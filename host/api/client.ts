/**
 * The typed client, made from the table: `client.get("resource", { text: "192.0.2.0/24" })`. Works in browsers and Node
 * and inside the server (give it a `fetch` that answers without a network).
 */
import { err, ok, type Result } from "@comity/canon";
import type { Answers, RouteName } from "./answers.ts";
import { API_BASE, ROUTES } from "./routes.ts";
import type { Problem, Receipt } from "./shapes.ts";

export type Params = { readonly [name: string]: string | number | undefined };
export type Fetch = (
  url: string,
  init?: {
    method?: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
    signal?: AbortSignal;
  },
) => Promise<Response>;
export type Client = {
  /** A path below the server's root for a route, with its parameters filled in. */
  url(route: RouteName, params?: Params): string;
  get<R extends RouteName>(
    route: R,
    params?: Params,
    signal?: AbortSignal,
  ): Promise<Result<Answers[R], Problem>>;
  post<R extends RouteName>(
    route: R,
    body: string | Uint8Array<ArrayBuffer>,
    params?: Params,
  ): Promise<Result<Answers[R], Problem>>;
  /** Several notes in one request: one answer each, in order. */
  submitAll(notes: readonly string[]): Promise<Result<readonly (Receipt | Problem)[], Problem>>;
};

/** `base` is the server's root, e.g. `http://localhost:8080`; empty for the page's own server. */
export function createClient(base = "", fetcher: Fetch = (url, init) => fetch(url, init)): Client {
  const url = (route: RouteName, params: Params = {}): string => base + routePath(route, params);
  const send = async <R extends RouteName>(
    route: R,
    target: string,
    init: Parameters<Fetch>[1],
  ): Promise<Result<Answers[R], Problem>> => {
    let response: Response;
    try {
      response = await fetcher(target, init);
    } catch (cause) {
      return err(problem(0, "unreachable", `no answer from ${base || "the server"}: ${String(cause)}`));
    }
    if (!response.ok) return err(await problemOf(response));
    const { media } = ROUTES[route];
    if (media === "json") return ok((await response.json()) as Answers[R]);
    const bytes = media === "bytes" ? new Uint8Array(await response.arrayBuffer()) : await response.text();
    return ok(bytes as Answers[R]);
  };
  return {
    url,
    get: (route, params, signal) => send(route, url(route, params), signal === undefined ? {} : { signal }),
    post: (route, body, params) =>
      send(route, url(route, params), { method: "POST", headers: { "content-type": bodyType(route) }, body }),
    async submitAll(notes) {
      const answer = await send("export", url("submit"), {
        method: "POST",
        headers: { "content-type": "text/plain", accept: "application/x-ndjson" },
        body: notes.join(""),
      });
      if (!answer.ok) return answer;
      const lines = answer.value.split("\n").filter((line) => line !== "");
      return ok(lines.map((line) => JSON.parse(line) as Receipt | Problem));
    },
  };
}

const bodyType = (route: RouteName): string =>
  ROUTES[route].body === "bytes" ? "application/octet-stream" : "text/plain";

/** The path with query of a route. Resources keep their slashes and colons readable. */
export function routePath(route: RouteName, params: Params = {}): string {
  const used = new Set<string>();
  const path = ROUTES[route].path.replace(/\{([a-z]+)(\*?)\}/g, (_, name: string, rest: string) => {
    used.add(name);
    const value = encodeURIComponent(String(params[name] ?? ""));
    return rest === "*" ? value.replaceAll("%2F", "/").replaceAll("%3A", ":") : value;
  });
  const query = Object.entries(params)
    .filter(([name, value]) => !used.has(name) && value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return API_BASE + path + (query.length === 0 ? "" : `?${query.join("&")}`);
}

const problem = (status: number, code: string, detail: string): Problem => ({
  type: "about:blank",
  title: code,
  status,
  code,
  field: "",
  detail,
});

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const parsed = JSON.parse(text) as Problem;
    if (typeof parsed.code === "string") return parsed;
  } catch {
    // Not a problem document: a proxy in between, say.
  }
  return problem(response.status, `http-${response.status}`, text.slice(0, 200) || response.statusText);
}
