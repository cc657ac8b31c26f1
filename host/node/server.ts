/** The HTTP server: the API from its table, limits, problems, tiles, health, metrics, and what plugins add. */
import { Buffer } from "node:buffer";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import cors from "@fastify/cors";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import {
  API_BASE,
  parseQuery,
  problemOf,
  PROBLEM_MEDIA,
  ROUTES,
  statusOf,
  type RouteName,
} from "@comity/api";
import type { Refusal } from "@comity/canon";
import type { NodeContext, NodePlugin } from "./context.ts";
import { handlers, type Call, type Handler } from "./handlers.ts";
import { health } from "./health.ts";
import {
  KEEP_ALIVE_MS,
  MAX_BATCH_BYTES,
  MAX_DATASET_BYTES,
  MAX_HEADER_BYTES,
  RATE_ADDRESSES,
  RATE_PER_MINUTE,
  REQUEST_TIMEOUT_MS,
  STORES_PER_MINUTE,
} from "./limits.ts";
import { Metrics } from "./metrics.ts";

export type ServerOptions = {
  readonly plugins: readonly NodePlugin[];
  readonly ratePerMinute?: number;
  readonly logger?: FastifyBaseLogger;
  /** Take the client's address from X-Forwarded-For of these proxies. */
  readonly trustProxy?: string;
};

export async function buildServer(context: NodeContext, options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: MAX_BATCH_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: true,
    // Fastify caps a path parameter at 100 characters; the longest resource is a name of 253.
    routerOptions: { maxParamLength: 512 },
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    // What the router itself refuses, such as a path that is no percent-encoding.
    frameworkErrors: (error, _request, reply) =>
      sendProblem(reply as unknown as FastifyReply, refusalOf(error)),
    ...(options.logger === undefined
      ? {}
      : {
          loggerInstance: options.logger,
          logController: new LogController({ disableRequestLogging: true }),
        }),
    ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
  }) as unknown as FastifyInstance;
  const metrics = new Metrics(context);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.code === "defect") request.log.error(error);
    sendProblem(reply, refusal, error.statusCode);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {
      code: "not-found",
      field: "",
      detail: `nothing is at ${request.url.slice(0, 200)}; see ${API_BASE}/openapi.json`,
    }),
  );
  await app.register(cors, {
    origin: "*",
    methods: ["GET", "HEAD", "POST"],
    exposedHeaders: ["etag", "link"],
  });
  await app.register(rateLimit, {
    max: options.ratePerMinute ?? RATE_PER_MINUTE,
    timeWindow: 60_000,
    cache: RATE_ADDRESSES,
    errorResponseBuilder: (_request, { after, statusCode }) =>
      Object.assign(new Error(`too many requests from this address: go on in ${after}`), {
        statusCode,
        code: "too-many-requests",
      }),
  });
  routes(app, context, metrics);
  await tiles(app, context);
  app.get("/healthz", async (_request, reply) => {
    const state = await health(context);
    return reply
      .code(state.healthy ? 200 : 503)
      .header("cache-control", "no-store")
      .send(state);
  });
  app.get("/metrics", async (_request, reply) => reply.type(metrics.type).send(await metrics.text()));
  for (const plugin of options.plugins) await app.register(async (child) => plugin(child, context));
  return app;
}

function routes(app: FastifyInstance, context: NodeContext, metrics: Metrics): void {
  const table = handlers(context);
  const run = (name: RouteName, handler: Handler) => async (request: FastifyRequest, reply: FastifyReply) => {
    const query = parseQuery(ROUTES[name], request.query as { [name: string]: string | readonly string[] });
    if (!query.ok) return sendProblem(reply, query.error);
    const etag =
      ROUTES[name].method === "GET" && ROUTES[name].media !== "events" ? etagOf(name, context) : undefined;
    if (etag !== undefined) {
      if (request.headers["if-none-match"] === etag) return reply.code(304).header("etag", etag).send();
      void reply.header("etag", etag).header("cache-control", "no-cache");
    }
    const body = (request.body ?? new Uint8Array(0)) as Uint8Array;
    const call: Call = { params: paramsOf(request), query: query.value, body, request, reply };
    const answer = await handler(call);
    if (!answer.ok) {
      metrics.refused(name, answer.error.code);
      return sendProblem(reply, answer.error);
    }
    const { value } = answer;
    if (value === undefined) return reply;
    if (typeof value === "string" && reply.getHeader("content-type") === undefined)
      void reply.type("text/plain; charset=utf-8");
    return reply.send(value);
  };
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, (typeof ROUTES)[RouteName]][]) {
    if (name === "children") continue;
    const url = API_BASE + route.path.replace(/\{[a-z]+\*\}/, "*").replace(/\{([a-z]+)\}/g, ":$1");
    const limits = {
      ...(name === "putDataset" ? { bodyLimit: MAX_DATASET_BYTES } : {}),
      ...(name === "putDataset" || name === "putDocument" || name === "putDraft"
        ? { config: { rateLimit: { max: STORES_PER_MINUTE } } }
        : {}),
    };
    const own = run(name, table[name]);
    const inside = run("children", table.children);
    // A resource holds slashes, so its sub-resource is told apart by its end.
    const handler: typeof own =
      name === "resource"
        ? (request, reply) =>
            ((request.params as { "*": string })["*"].endsWith("/children") ? inside : own)(request, reply)
        : own;
    app.route({ method: route.method, url, ...limits, handler });
  }
}

function paramsOf(request: FastifyRequest): { readonly [name: string]: string } {
  const { "*": rest, ...params } = request.params as { readonly [name: string]: string };
  return rest === undefined ? params : { ...params, text: rest.replace(/\/children$/, "") };
}

/** Answers are functions of the state; the inbox, and what an act's fate is, are not. */
function etagOf(name: RouteName, { incoming, states, witnesses }: NodeContext): string | undefined {
  if (["act", "dataset", "document", "drafts", "keyChain"].includes(name)) return undefined;
  // These change when witnesses sign, without a block.
  if (
    (witnesses.needed || incoming.needed) &&
    (name === "status" || name === "proofFact" || name === "proofAct")
  )
    return undefined;
  const { size, stateRoot } = states.newest;
  return `"${size}-${stateRoot.slice(0, 8)}"`;
}

async function tiles(app: FastifyInstance, { folder, origin }: NodeContext): Promise<void> {
  const root = join(folder, "log");
  mkdirSync(root, { recursive: true });
  const slash = origin.indexOf("/");
  const prefixes = new Set(["/log/", ...(slash < 0 ? [] : [`${origin.slice(slash).replace(/\/$/, "")}/`])]);
  let first = true;
  for (const prefix of prefixes) {
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: first,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const moving = path.endsWith("checkpoint");
        reply.header("cache-control", moving ? "no-cache" : "public, max-age=31536000, immutable");
        reply.header("content-type", moving ? "text/plain; charset=utf-8" : "application/octet-stream");
      },
    });
    first = false;
  }
}

export function sendProblem(
  reply: FastifyReply,
  refusal: Refusal,
  status: number = statusOf(refusal.code),
): FastifyReply {
  return reply
    .code(status)
    .removeHeader("etag")
    .type(PROBLEM_MEDIA)
    .send(Buffer.from(JSON.stringify(problemOf(refusal, status))));
}

function refusalOf(error: Error & { statusCode?: number; code?: string }): Refusal {
  const status = error.statusCode ?? 500;
  if (error.code === "too-many-requests") return { code: error.code, field: "", detail: error.message };
  if (status === 413)
    return { code: "body-too-large", field: "", detail: "the request is too large for this route" };
  if (status < 500) return { code: "request-form", field: "", detail: error.message };
  return { code: "defect", field: "", detail: "the node failed at this request; its log says why" };
}
