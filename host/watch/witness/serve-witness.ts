/** The witness over HTTP: the specification's two routes, countersigning, evidence, and its verifier key. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { formatVkey } from "@comity/signing";
import { err, ok, refuse, type Result } from "@comity/canon";
import { KEEP_ALIVE_MS, MAX_WITNESS_BODY, REQUEST_TIMEOUT_MS } from "../limits.ts";
import { openWitness } from "./open-witness.ts";
import type { Witness, WitnessAnswer, WitnessOptions } from "./witness.ts";

export type WitnessServer = {
  readonly url: string;
  /** Its verifier key, as key files name it. */
  readonly vkey: string;
  readonly origins: readonly string[];
  stop(): Promise<void>;
};

/** Loopback and a free port unless said otherwise. Codes of `openWitness`, `port-taken`, `address-unavailable`. */
export async function serveWitness(
  options: WitnessOptions & { readonly host?: string; readonly port?: number },
): Promise<Result<WitnessServer>> {
  const opened = openWitness(options);
  if (!opened.ok) return opened;
  const witness = opened.value;
  const vkey = formatVkey(witness.cosigner.key);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      void answerTo(witness, vkey, request).then(({ body, status, type }) => {
        response.writeHead(status, {
          "content-type": type ?? "text/plain; charset=utf-8",
          "cache-control": "no-store",
          "access-control-allow-origin": "*",
          // What is left of a body that is too long is not waited for.
          ...(status === 413 ? { connection: "close" } : {}),
        });
        response.end(request.method === "HEAD" ? undefined : body);
      });
    },
  );
  const host = options.host ?? "127.0.0.1";
  const listening = await listen(server, host, options.port ?? 0);
  if (!listening.ok) {
    await witness.close();
    return listening;
  }
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await witness.close();
  };
  const shown = host.includes(":") ? `[${host}]` : host;
  return ok({ url: `http://${shown}:${listening.value}`, vkey, origins: witness.origins, stop });
}

async function answerTo(witness: Witness, vkey: string, request: IncomingMessage): Promise<WitnessAnswer> {
  const path = (request.url ?? "").replace(/\?.*$/, "");
  try {
    if (request.method === "GET" || request.method === "HEAD") {
      const [, hash = "", what] = path.split("/");
      if (what === "checkpoint") return witness.newest(hash);
      if (what === "evidence") return witness.evidence(hash);
      return path === "/key" ? { status: 200, body: `${vkey}\n` } : { status: 404, body: "not found\n" };
    }
    const handler = { "/add-checkpoint": "addCheckpoint", "/countersign": "countersign" } as const;
    const name = Object.hasOwn(handler, path) ? handler[path as keyof typeof handler] : undefined;
    if (request.method !== "POST" || name === undefined) return { status: 404, body: "not found\n" };
    const body = await bodyOf(request);
    return body === undefined
      ? { status: 413, body: "the request is too large\n" }
      : await witness[name](body);
  } catch {
    return { status: 500, body: "the witness could not keep this: nothing was signed\n" };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_WITNESS_BODY) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      resolve(
        cause.code === "EADDRINUSE"
          ? refuse(
              "port-taken",
              `port ${port} is in use: stop what uses it or choose another with --port`,
              "port",
            )
          : err({
              code: "address-unavailable",
              field: "host",
              detail: `cannot listen on ${host}:${port}: ${String(cause)}`,
            }),
      );
    });
    server.listen(port, host, () => resolve(ok((server.address() as AddressInfo).port)));
  });
}
