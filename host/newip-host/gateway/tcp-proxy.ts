/**
 * TCP through the gateway: both connections end here and bytes are passed on, so that the format's fixed window scale
 * and its use of the urgent pointer never reach the other side. Nothing is looked at. Connections are bounded, also per
 * host; when all are in use, one that has been silent for five minutes makes room.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Address } from "@comity/newip";
import type { TcpLayer } from "../stack/tcp.ts";
import type { TcpSocket } from "../stack/tcp-socket.ts";
import { canonicalIp } from "./ip-address.ts";
import type { Listen, Mapping } from "./mapping.ts";

/** `silent`: microseconds. */
export const PROXY_LIMITS = { connections: 1024, perHost: 128, silent: 300_000_000 } as const;

type Join = {
  readonly inner: Duplex;
  readonly outer: Duplex;
  readonly host: string;
  /** What the New IP host spoke to stood for, when it opened this. */
  readonly stood: { readonly address: Address; readonly ip: string } | undefined;
  used: number;
};

export class TcpProxy {
  readonly #tcp: TcpLayer;
  readonly #mapping: Mapping;
  readonly #refused: (ip: string) => boolean;
  readonly #servers: Server[] = [];
  readonly #joins = new Set<Join>();
  readonly #perHost = new Map<string, number>();

  constructor(tcp: TcpLayer, mapping: Mapping, refused: (ip: string) => boolean) {
    this.#tcp = tcp;
    this.#mapping = mapping;
    this.#refused = refused;
    tcp.intercept = (local, port) => this.#outward(local, port);
  }

  get size(): number {
    return this.#joins.size;
  }

  #count(name: string): void {
    this.#tcp.stack.counters.add(`gateway.${name}`);
  }

  #outward(local: Address, port: number): ((socket: TcpSocket) => void) | undefined {
    const ip = this.#mapping.toIp(local, 0, local.length);
    if (ip === undefined) return undefined;
    if (this.#refused(ip)) {
      this.#count("drop.forbidden");
      return undefined;
    }
    return (inner) => {
      if (!this.#room(inner.remoteAddress)) {
        inner.destroy();
        return;
      }
      this.#count("tcp.out");
      const outer = connect({ host: ip, port, allowHalfOpen: true });
      this.#join(inner, outer, inner.remoteAddress, { address: local, ip });
    };
  }

  /** Lets IP clients reach a New IP host. */
  serve(entry: Listen): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (outer: Socket) => {
      outer.on("error", () => {});
      const host = canonicalIp(outer.remoteAddress ?? "") ?? "";
      const loops = this.#mapping.toIp(entry.newip, 0, entry.newip.length) !== undefined;
      if (loops) this.#count("drop.mapping-loop");
      if (loops || !this.#room(host)) {
        outer.destroy();
        return;
      }
      const inner = this.#tcp.connect(entry.newip, entry.to);
      if (!inner.ok) {
        this.#count(`drop.${inner.error.code}`);
        outer.destroy();
        return;
      }
      this.#count("tcp.in");
      this.#join(inner.value, outer, host, undefined);
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(entry.port, entry.ip, () => resolve());
    });
  }

  /** Whether one more connection of this host fits, after a silent one made room. */
  #room(host: string): boolean {
    const { connections, perHost, silent } = PROXY_LIMITS;
    const crowded = (this.#perHost.get(host) ?? 0) >= perHost;
    if (!crowded && this.#joins.size < connections) return true;
    let oldest: Join | undefined;
    for (const join of this.#joins) {
      if ((!crowded || join.host === host) && (oldest === undefined || join.used < oldest.used))
        oldest = join;
    }
    if (oldest !== undefined && oldest.used < this.#tcp.stack.clock.now() - silent) {
      this.#end(oldest);
      return true;
    }
    this.#count("drop.connections-full");
    return false;
  }

  #end(join: Join): void {
    join.inner.destroy();
    join.outer.destroy();
    if (!this.#joins.delete(join)) return;
    const left = (this.#perHost.get(join.host) ?? 1) - 1;
    if (left === 0) this.#perHost.delete(join.host);
    else this.#perHost.set(join.host, left);
  }

  #join(inner: Duplex, outer: Duplex, host: string, stood: Join["stood"]): void {
    const { clock } = this.#tcp.stack;
    const join: Join = { inner, outer, host, stood, used: clock.now() };
    this.#joins.add(join);
    this.#perHost.set(host, (this.#perHost.get(host) ?? 0) + 1);
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.pipe(other);
      one.on("data", () => (join.used = clock.now()));
      one.on("error", () => {
        this.#count("tcp.broken");
        this.#end(join);
      });
      one.on("close", () => {
        // A side that went away without an end takes the other with it.
        if (!one.readableEnded || other.destroyed) this.#end(join);
      });
    }
  }

  /** What addresses stand for has changed: connections to what an address no longer stands for end. */
  remapped(): void {
    for (const join of this.#joins) {
      const { stood } = join;
      if (stood === undefined || this.#mapping.toIp(stood.address, 0, stood.address.length) === stood.ip)
        continue;
      this.#end(join);
    }
  }

  close(): void {
    this.#tcp.intercept = undefined;
    for (const server of this.#servers) server.close();
    for (const join of this.#joins) this.#end(join);
  }
}
