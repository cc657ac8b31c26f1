/** The TCP server of both protocols: connection limits, and a budget of computing for each address. */
import { createServer, type Server } from "node:net";
import { serveConnection, type Limits } from "./session.ts";
import { comment, type WhoisSource } from "./source.ts";

export type WhoisOptions = Partial<Limits> & {
  readonly port?: number;
  readonly host?: string;
  /** Connections in all, and of one address. */
  readonly connections?: number;
  readonly perAddress?: number;
};

export type RunningWhois = { readonly port: number; readonly stop: () => Promise<void> };

export const WHOIS_LIMITS = { idle: 30, budget: 10_000, connections: 1000, perAddress: 32 } as const;

/** Rejects with the error of listening (`EADDRINUSE`, `EACCES`). */
export async function startWhois(source: WhoisSource, options: WhoisOptions = {}): Promise<RunningWhois> {
  const { idle, budget, connections, perAddress } = { ...WHOIS_LIMITS, ...options };
  const open = new Map<string, number>();
  let used = new Map<string, number>();
  const minute = setInterval(() => (used = new Map()), 60_000).unref();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    const address = socket.remoteAddress ?? "";
    const own = open.get(address) ?? 0;
    if (own >= perAddress) {
      socket.on("error", () => socket.destroy());
      socket.end(comment("ERROR:201: too many connections from this address").replaceAll("\n", "\r\n"));
      return;
    }
    open.set(address, own + 1);
    socket.on("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    serveConnection(socket, source, { idle, budget }, (milliseconds) => {
      const spent = (used.get(address) ?? 0) + milliseconds;
      used.set(address, spent);
      return spent <= budget;
    });
  });
  server.maxConnections = connections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 43, options.host ?? "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(minute);
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
