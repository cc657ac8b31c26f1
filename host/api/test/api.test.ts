import { describe, expect, it } from "vitest";
import {
  createClient,
  type Client,
  type Route,
  openApi,
  parseQuery,
  problemOf,
  routePath,
  ROUTES,
  RULES_ROUTES,
  statusOf,
} from "@comity/api";
import { answerSchemas } from "./generate-schemas.ts";

type OpenApi = {
  readonly components: { readonly schemas: { readonly [name: string]: object } };
  readonly paths: {
    readonly [path: string]: {
      readonly [method: string]: {
        readonly operationId: string;
        readonly responses: {
          readonly [status: string]: {
            readonly content: {
              readonly [media: string]: {
                readonly schema?: { readonly $ref?: string; readonly type?: string };
              };
            };
          };
        };
      };
    };
  };
};

describe("routes", () => {
  it("have paths that no two share, and a summary", () => {
    const all = Object.values<Route>({ ...ROUTES, ...RULES_ROUTES }).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(new Set(all).size).toBe(all.length);
    for (const { summary } of Object.values<Route>({ ...ROUTES, ...RULES_ROUTES }))
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
  });

  it("become paths with their parameters", () => {
    expect(routePath("resource", { text: "2001:db8::/32" })).toBe("/api/v1/resources/2001:db8::/32");
    expect(routePath("children", { text: "192.0.2.0/24", limit: 5 })).toBe(
      "/api/v1/resources/192.0.2.0/24/children?limit=5",
    );
    expect(routePath("search", { q: "a b&c", limit: undefined })).toBe("/api/v1/search?q=a%20b%26c");
    expect(routePath("party", { id: "a/b" })).toBe("/api/v1/parties/a%2Fb");
  });

  it("have a schema for every answer, made from the types that describe it", () => {
    const { components, paths } = openApi("example.org/assembly") as OpenApi;
    // Made anew they are the same: `node host/api/test/generate-schemas.ts`.
    expect({ ...components.schemas, Problem: {} }).toEqual({ ...answerSchemas(), Problem: {} });
    for (const methods of Object.values(paths)) {
      for (const { operationId, responses } of Object.values(methods)) {
        for (const [status, { content }] of Object.entries(responses)) {
          if (!status.startsWith("2")) continue;
          for (const { schema } of Object.values(content)) {
            const name = schema?.$ref?.split("/").at(-1);
            const described =
              name === undefined ? schema?.type !== undefined : Object.hasOwn(components.schemas, name);
            expect([operationId, described]).toEqual([operationId, true]);
          }
        }
      }
    }
  });

  it("become OpenAPI with every route", () => {
    const { paths } = openApi("example.org/assembly") as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const names = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(names.toSorted()).toEqual([...Object.keys(ROUTES), ...Object.keys(RULES_ROUTES)].toSorted());
  });
});

describe("queries", () => {
  it("get defaults and are strict", () => {
    expect(parseQuery(ROUTES.search, { q: "x" })).toEqual({ ok: true, value: { q: "x", limit: 20 } });
    const codes = [
      {},
      { q: "x", limit: "0" },
      { q: "x", limit: "101" },
      { q: "x", limit: "01" },
      { q: "x", y: "1" },
      { q: ["a", "b"] },
      { q: "x".repeat(257) },
    ];
    const refused = codes.map((query) => parseQuery(ROUTES.search, query as Record<string, string>));
    expect(refused.map((result) => (result.ok ? "ok" : result.error.code))).toEqual([
      "query-missing",
      "query-value",
      "query-value",
      "query-value",
      "query-unknown",
      "query-value",
      "query-value",
    ]);
    expect(parseQuery(ROUTES.submit, { wait: "maybe" })).toMatchObject({
      ok: false,
      error: { code: "query-value" },
    });
  });
});

const answering = (status: number, body: string): Client =>
  createClient("http://x", async () => new Response(body, { status }));

describe("the client", () => {
  it("gives answers and problems as results", async () => {
    expect(await answering(200, '{"size":1}').get("status")).toEqual({ ok: true, value: { size: 1 } });
    const problem = problemOf({ code: "lane-gap", field: "/seq", detail: "next is 3" });
    expect(await answering(409, JSON.stringify(problem)).get("status")).toEqual({
      ok: false,
      error: problem,
    });
    expect(await answering(502, "<html>").get("status")).toMatchObject({
      ok: false,
      error: { code: "http-502", status: 502 },
    });
    const dead = createClient("http://x", () => Promise.reject(new Error("refused")));
    expect(await dead.get("status")).toMatchObject({ ok: false, error: { code: "unreachable" } });
  });

  it("reads several receipts line by line", async () => {
    expect(await answering(200, '{"index":1}\n{"code":"x"}\n').submitAll(["a", "b"])).toEqual({
      ok: true,
      value: [{ index: 1 }, { code: "x" }],
    });
  });
});

describe("problems", () => {
  it("have the status of their code", () => {
    expect(
      ["lane-gap", "signature-invalid", "state-replaying", "anything"].map((code) => statusOf(code)),
    ).toEqual([409, 422, 503, 400]);
  });
});
