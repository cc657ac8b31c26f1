/** Serves a publication over HTTP, or HTTPS when given a certificate: nothing but what the notification's folder holds. */
import { createReadStream, statSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { NOTIFICATION_FILE } from "./texts.ts";

export type NrtmServerOptions = {
  readonly port: number;
  readonly host: string;
  /** PEM: with them HTTPS is spoken. Mirrors take nothing else (RFC 10063 section 9); without them a proxy stands before. */
  readonly tls?: { readonly cert: string; readonly key: string };
};

/** The names that files of a publication have; a draft has another. */
const FILE =
  /^[0-9a-f-]{36}\/nrtm-(snapshot|delta)\.[0-9]+\.[A-Z0-9_-]+\.[0-9a-f-]{36}\.[0-9a-f]{40}\.json(\.gz)?$/;

export async function serveNrtm(
  folder: string,
  { host, port, tls }: NrtmServerOptions,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const listener: RequestListener = (request, reply) => {
    const name = (request.url ?? "/").split("?")[0]!.slice(1);
    const isNotification = name === NOTIFICATION_FILE;
    const end = (status: number, text: string): void => {
      reply.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
      reply.end(`${text}\n`);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return end(405, "only GET and HEAD");
    if (!isNotification && !FILE.test(name)) return end(404, `ask for /${NOTIFICATION_FILE}`);
    const path = join(folder, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) return end(404, "no such file: read the notification again");
    reply.writeHead(200, {
      "content-type": isNotification
        ? "application/jose"
        : name.endsWith(".gz")
          ? "application/gzip"
          : "application/json-seq",
      "content-length": size,
      // A notification may be kept for a minute at most; the others never change (sections 5.2, 6.2, 7.2).
      "cache-control": isNotification ? "public, max-age=60" : "public, max-age=86400, immutable",
    });
    if (request.method === "HEAD") return void reply.end();
    createReadStream(path)
      .on("error", () => reply.destroy())
      .pipe(reply);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
