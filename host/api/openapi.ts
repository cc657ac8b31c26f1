/** OpenAPI 3.1 from the table of routes. Answers are named after the types of shapes.ts, where they are described. */
import { API_BASE, ROUTES } from "./routes.ts";
import { ANSWER_SCHEMAS } from "./answer-schemas.ts";
import type { Media, Param, Route } from "./route.ts";
import { RULES_ROUTES, type AskingRoute } from "./rules-routes.ts";

const MEDIA: { readonly [media in Media]: string } = {
  json: "application/json",
  text: "text/plain",
  bytes: "application/octet-stream",
  ndjson: "application/x-ndjson",
  csv: "text/csv",
  events: "text/event-stream",
};

export function openApi(origin: string): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const [name, route] of Object.entries<Route | AskingRoute>({ ...ROUTES, ...RULES_ROUTES })) {
    const path = route.path.replaceAll("*}", "}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(name, route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `Comity API of ${origin}`,
      version: "1",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: API_BASE }],
    paths,
    components: { schemas: { ...ANSWER_SCHEMAS, Problem: PROBLEM } },
  };
}

const PROBLEM = {
  type: "object",
  description: "RFC 9457; every code is in docs/ERRORS.md",
  required: ["type", "title", "status", "code", "field", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    field: { type: "string" },
    detail: { type: "string" },
  },
} as const;

function operation(name: string, route: Route | AskingRoute): object {
  const inPath = [...route.path.matchAll(/\{([a-z]+)\*?\}/g)].map((m) => ({
    name: m[1]!,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(route.query ?? {}).map(([param, p]) => ({
    name: param,
    in: "query",
    required: p.required === true,
    description: p.doc,
    schema: schemaOf(p),
  }));
  return {
    operationId: name,
    summary: route.summary,
    parameters: [...inPath, ...inQuery],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [MEDIA[route.body]]: "request" in route ? { schema: route.request } : {} },
          },
        }),
    responses: {
      200: { description: route.answer, content: answered(name, route) },
      // Without waiting for the block: on disk, not ordered yet.
      ...(name === "submit" ? { 202: { description: route.answer, content: answered(name, route) } } : {}),
      default: {
        description: ["a problem", ...(route.problems ?? [])].join("; "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

/** What is answered, by media type; several acts in one request are answered line by line. */
function answered(name: string, route: Route): object {
  const one = { [MEDIA[route.media]]: { schema: answerSchema(route) } };
  if (name !== "submit") return one;
  const lines = { type: "string", description: "a line for each act: BatchLine" };
  return { ...one, [MEDIA.ndjson]: { schema: lines } };
}

function answerSchema({ answer, media }: Route): object {
  if (Object.hasOwn(ANSWER_SCHEMAS, answer)) return { $ref: `#/components/schemas/${answer}` };
  if (media === "json") return { type: "object", description: answer };
  return media === "bytes"
    ? { type: "string", contentMediaType: MEDIA.bytes, description: answer }
    : { type: "string", description: answer };
}

function schemaOf({ type, of, min, max, default: fallback }: Param): object {
  const bound = type === "integer" ? { minimum: min, maximum: max } : { maxLength: max };
  return {
    type: type === "integer" ? "integer" : "string",
    ...(of === undefined ? {} : { enum: of }),
    ...Object.fromEntries(Object.entries(bound).filter(([, value]) => value !== undefined)),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}
