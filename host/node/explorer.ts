/**
 * The explorer as a plugin: its files, and every other address rendered on the server so that it reads without
 * JavaScript. The build is handed in; the node imports no page.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Client } from "@comity/api";
import { API_BASE } from "@comity/api";
import type { NodeContext, NodePlugin } from "./context.ts";
import { sendProblem } from "./server.ts";

export type Explorer = {
  /** Folder with `assets/` (hashed names) and `icon.svg`. */
  readonly client: string;
  readonly render: (path: string, api: Client) => Promise<{ readonly status: number; readonly html: string }>;
};

/** Nothing inline, nothing from elsewhere; requests go to this server only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Paths of other servers in this process: an unknown address below them is not a page. */
const NOT_PAGES: readonly string[] = [API_BASE, "/rdap", "/log/tile", "/log/checkpoint", "/witness"];

export function explorer({ client, render }: Explorer): NodePlugin {
  return async (app: FastifyInstance, context: NodeContext) => {
    await app.register(fastifyStatic, {
      root: join(client, "assets"),
      prefix: "/assets/",
      decorateReply: false,
      index: false,
      maxAge: "365d",
      immutable: true,
    });
    const icon = readFileSync(join(client, "icon.svg"));
    app.get("/icon.svg", (_request, reply) =>
      reply.type("image/svg+xml").header("cache-control", "public, max-age=86400").send(icon),
    );
    app.get("/*", async (request, reply) => {
      if (NOT_PAGES.some((prefix) => request.url.startsWith(prefix))) {
        return sendProblem(reply, {
          code: "not-found",
          field: "",
          detail: `nothing is here; see ${API_BASE}/openapi.json`,
        });
      }
      const { status, html } = await render(request.url, context.client());
      return reply
        .code(status)
        .type("text/html; charset=utf-8")
        .header("content-security-policy", POLICY)
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-cache")
        .send(html);
    });
  };
}
