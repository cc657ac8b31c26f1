/** The RDAP routes as a Fastify plugin (RFC 7480: HTTP usage; RFC 9082: paths). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Answers } from "./answers.ts";
import { formatAsked } from "./contact.ts";
import { errorReply, type Reply } from "./replies.ts";
import { MEDIA } from "./shapes.ts";
import { sourceOf, type RdapOptions, type RdapSource } from "./source.ts";

export type RdapPlugin = (app: FastifyInstance) => Promise<void>;

/** Adds GET and HEAD of everything below the prefix. A rate limit registered before applies; its answers become RDAP's. */
export function rdap(source: RdapSource, options: RdapOptions = {}): RdapPlugin {
  const { prefix = "/rdap" } = options;
  const explorer = urlOf(options.explorer);
  const answers = new Answers(source, { ...options, ...(explorer === undefined ? {} : { explorer }) });
  const fixed = urlOf(options.base);
  const last = { host: "", protocol: "", base: "" };
  const baseOf = (request: FastifyRequest): string => {
    if (fixed !== undefined) return fixed;
    if (request.host === last.host && request.protocol === last.protocol) return last.base;
    // What the client says its host is goes into links, so it is only taken when it looks like one.
    const host = /^[A-Za-z0-9.:[\]-]{1,255}$/.test(request.host) ? request.host : "localhost";
    last.host = request.host;
    last.protocol = request.protocol;
    return (last.base = `${request.protocol}://${host}${prefix}`);
  };
  const answer = (path: string, base: string, accept: string | undefined): Reply =>
    answers.get(path, base, formatAsked(accept, path));
  return async (app) => {
    await app.register(
      async (scope) => {
        scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
          const status = error.statusCode ?? 500;
          if (status >= 500) request.log.error(error);
          if (status === 429 && !reply.hasHeader("retry-after")) void reply.header("retry-after", "60");
          const detail =
            status < 500 ? error.message : "The server failed at this question; its log says why.";
          return send(reply, errorReply(status, [detail]));
        });
        scope.setNotFoundHandler((request, reply) =>
          request.method === "GET" || request.method === "HEAD"
            ? send(reply, errorReply(400, [`there is nothing of this kind; see ${baseOf(request)}/help`]))
            : send(reply, errorReply(405, ["ask with GET or HEAD"], { allow: "GET, HEAD" })),
        );
        const skip = prefix.length + 1;
        scope.get("/*", (request, reply) =>
          send(reply, answer(request.raw.url!.slice(skip), baseOf(request), request.headers.accept)),
        );
      },
      { prefix },
    );
  };
}

/** A URL as it can stand in links, without a slash at its end. */
const urlOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : new URL(text).href.replace(/\/$/, "");

type Context = Parameters<typeof sourceOf>[0];

/** The same as a plugin of `@comity/node`. */
export const rdapOfNode =
  (options: RdapOptions = {}): ((app: FastifyInstance, context: Context) => Promise<void>) =>
  (app, context) =>
    rdap(sourceOf(context), options)(app);

function send(reply: FastifyReply, { body, headers, status }: Reply): FastifyReply {
  reply
    .code(status)
    .header("content-type", MEDIA)
    .header("access-control-allow-origin", "*")
    .header("vary", "accept");
  if (headers !== undefined) void reply.headers(headers);
  return reply.send(body);
}
