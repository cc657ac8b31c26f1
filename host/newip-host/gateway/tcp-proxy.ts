/**
 * TCP through the gateway: both connections end here and bytes are passed on, so that the format's fixed window scale
 * and its use of the urgent pointer never reach the other side. Nothing is looked at.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Address } from "@comity/newip";
import type { TcpLayer } from "../stack/tcp.ts";
import type { TcpSocket } from "../stack/tcp-socket.ts";
import { isForbidden } from "./forbidden.ts";
import type { Listen, Mapping } from "./mapping.ts";

export const PROXY_LIMITS = { connections: 1024 } as const;

export class TcpProxy {
  readonly #tcp: TcpLayer;
  readonly #mapping: Mapping;
  readonly #allow: (ip: string) => boolean;
  readonly #servers: Server[] = [];
  readonly #open = new Set<Duplex>();

  constructor(tcp: TcpLayer, mapping: Mapping, allow: (ip: string) => boolean) {
    this.#tcp = tcp;
    this.#mapping = mapping;
    this.#allow = allow;
    tcp.intercept = (local, port) => this.#outward(local, port);
  }

  #count(name: string): void {
    this.#tcp.stack.counters.add(`gateway.${name}`);
  }

  #outward(local: Address, port: number): ((socket: TcpSocket) => void) | undefined {
    const ip = this.#mapping.toIp(local, 0, local.length);
    if (ip === undefined) return undefined;
    if (isForbidden(ip) && !this.#allow(ip)) {
      this.#count("drop.forbidden");
      return undefined;
    }
    return (inner) => {
      this.#count("tcp.out");
      this.#join(inner, connect({ host: ip, port, allowHalfOpen: true }));
    };
  }

  /** Lets IP clients reach a New IP host. */
  serve(entry: Listen): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (outer: Socket) => {
      const inner = this.#tcp.connect(entry.newip, entry.to);
      if (!inner.ok) {
        this.#count(`drop.${inner.error.code}`);
        outer.destroy();
        return;
      }
      this.#count("tcp.in");
      this.#join(inner.value, outer);
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(entry.port, entry.ip, () => resolve());
    });
  }

  #join(inner: Duplex, outer: Duplex): void {
    if (this.#open.size >= 2 * PROXY_LIMITS.connections) {
      this.#count("drop.connections-full");
      inner.destroy();
      outer.destroy();
      return;
    }
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.#open.add(one);
      one.pipe(other);
      one.on("error", () => {
        this.#count("tcp.broken");
        other.destroy();
      });
      one.on("close", () => {
        this.#open.delete(one);
        // A side that went away without an end takes the other with it.
        if (!one.readableEnded) other.destroy();
      });
    }
  }

  close(): void {
    this.#tcp.intercept = undefined;
    for (const server of this.#servers) server.close();
    for (const one of this.#open) one.destroy();
  }
}
