/** RRDP over HTTP or HTTPS: the files of the folder and nothing else, with validators that let caches ask cheaply. */
import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { join } from "node:path";
import { Intake } from "./intake.ts";
import { answerOwn, type OwnProtocol } from "./own-service.ts";
import { paths } from "./repository.ts";
import { readSettings } from "./repository.ts";
import { ok, refuse, type Result } from "@comity/canon";

export type ServeOptions = {
  readonly host: string;
  readonly port: number;
  /** PEM. Relying parties only fetch over https; plain HTTP is for a proxy in front. */
  readonly tls?: { readonly cert: Uint8Array; readonly key: Uint8Array };
  /** The clock for parties with keys of their own (up-down and publication, POST below `/own/`); closed without it. */
  readonly now?: () => number;
  /** Text of `/metrics`; asked once a minute at most. */
  readonly metrics?: () => string;
};
export type Serving = { readonly port: number; readonly stop: () => Promise<void> };

/** A relying party that takes longer than this for a request is gone. */
const REQUEST_MS = 30_000;

/** Codes `rpki-file`, `rpki-folder`, `rpki-rrdp` (the repository has no notification URI), `rpki-port`. */
export async function serveRepository(folder: string, options: ServeOptions): Promise<Result<Serving>> {
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const { notification } = settings.value;
  if (notification === undefined)
    return refuse(
      "rpki-rrdp",
      "the repository was made without --rrdp: there is nothing to serve over HTTP",
      "folder",
    );
  const root = new URL(notification).pathname.replace(/[^/]+$/, "");
  const intake = new Intake(folder);
  const metrics = once(options.metrics, METRICS_MS);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? "").split("?")[0]!;
    const own = OWN.exec(path);
    if (own !== null && options.now !== undefined)
      return void answerPost(folder, own[1]!, own[2] as OwnProtocol, options.now, intake, request, response);
    if (request.method !== "GET" && request.method !== "HEAD")
      return plain(response, 405, "only GET and HEAD\n", { allow: "GET, HEAD" });
    if (path === "/metrics" && options.metrics !== undefined) return plain(response, 200, metrics(), {});
    if (path === "/ta.cer")
      return file(request, response, join(paths(folder).current, "ta.cer"), "application/pkix-cert", 3_600);
    const inner = path.startsWith(root) ? path.slice(root.length) : "";
    // Exactly the names that are written; no dots, so nothing outside is reached.
    if (!/^(?:[0-9a-f-]{36}\/[0-9]+\/(?:snapshot|delta)|[A-Za-z0-9_-]+)\.xml$/.test(inner))
      return plain(response, 404, "no such file\n", {});
    // A notification is asked for all the time, the others never change.
    file(
      request,
      response,
      join(paths(folder).rrdp, inner),
      "application/xml",
      inner.includes("/") ? 86_400 : 60,
    );
  };
  const server: Server =
    options.tls === undefined
      ? createServer(answer)
      : createTlsServer({ cert: Buffer.from(options.tls.cert), key: Buffer.from(options.tls.key) }, answer);
  server.requestTimeout = REQUEST_MS;
  limitConnections(server);
  const listening = new Promise<Result<number>>((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(
        refuse(
          "rpki-port",
          error.code === "EADDRINUSE" ? `port ${options.port} is taken` : error.message,
          "port",
        ),
      ),
    );
    server.listen(options.port, options.host, () => resolve(ok((server.address() as { port: number }).port)));
  });
  const port = await listening;
  if (!port.ok) return port;
  return ok({
    port: port.value,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

const OWN = /^\/own\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/(up-down|publication)$/;
/** `/metrics` validates the whole folder: once in this many milliseconds. */
const METRICS_MS = 60_000;
/** Connections at once: in all, and of one address (a proxy in front is one). */
const MAX_CONNECTIONS = 1024;
const MAX_CONNECTIONS_OF_ADDRESS = 256;

async function answerPost(
  folder: string,
  party: string,
  protocol: OwnProtocol,
  now: () => number,
  intake: Intake,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") return plain(response, 405, "only POST\n", { allow: "POST" });
  try {
    const answered = await intake.read(request, party, protocol, (body) =>
      answerOwn(folder, party, protocol, body, now()),
    );
    if ("status" in answered) {
      const later = answered.status === 503 ? { "retry-after": 10 } : {};
      return plain(response, answered.status, answered.text, { connection: "close", ...later });
    }
    if (answered.ok) {
      const type = `application/rpki-${protocol === "up-down" ? "updown" : "publication"}`;
      response
        .writeHead(200, { "content-type": type, "content-length": answered.value.length })
        .end(answered.value);
    } else
      plain(response, answered.error.code === "rpki-unknown" ? 404 : 400, `${answered.error.detail}\n`, {});
  } catch (error) {
    // Who hangs up in the middle is no defect.
    if (request.destroyed && !request.complete) return;
    if (!response.headersSent) plain(response, 500, "a defect of this server\n", {});
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** Lets a limited number of connections of one address in. */
function limitConnections(server: Server): void {
  const open = new Map<string, number>();
  server.maxConnections = MAX_CONNECTIONS;
  server.prependListener("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const own = open.get(address) ?? 0;
    if (own >= MAX_CONNECTIONS_OF_ADDRESS) return void socket.destroy();
    open.set(address, own + 1);
    socket.on("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

/** The text of the last call while it is younger than `milliseconds`. */
function once(text: (() => string) | undefined, milliseconds: number): () => string {
  let kept: { readonly text: string; readonly at: number } | undefined;
  return () => {
    const at = performance.now();
    if (kept === undefined || at - kept.at >= milliseconds) kept = { text: text?.() ?? "", at };
    return kept.text;
  };
}

type Headers = { readonly [name: string]: string | number };
function plain(response: ServerResponse, status: number, text: string, headers: Headers): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(text);
}

function file(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
  age: number,
): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return plain(response, 404, "no such file\n", {});
  const etag = `"${found.ino.toString(36)}-${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`;
  const headers = { etag, "last-modified": found.mtime.toUTCString(), "cache-control": `max-age=${age}` };
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  const match = request.headers["if-none-match"];
  const fresh = match === undefined ? since >= Math.trunc(found.mtimeMs / 1000) * 1000 : match === etag;
  if (fresh) return void response.writeHead(304, headers).end();
  response.writeHead(200, { ...headers, "content-type": type, "content-length": found.size });
  if (request.method === "HEAD") return void response.end();
  createReadStream(path)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** An rsync daemon's configuration for the folder: `rsync --daemon --no-detach --config=FILE`. */
export const rsyncConfig = (folder: string, module: string, port: number): string =>
  [
    `port = ${port}`,
    "use chroot = no",
    "",
    `[${module}]`,
    `path = ${paths(folder).current}`,
    "read only = yes",
    "list = yes",
    "",
  ].join("\n");
