/**
 * The RTR server: takes sets from a source into one cache, accepts routers over TCP and TLS within limits, notifies them,
 * and lets them go when the data is too old (SPEC.md, "stale").
 */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TlsOptions,
  type TLSSocket,
} from "node:tls";
import { RtrCache, type Identity } from "./cache.ts";
import { Connection, type Shared } from "./connection.ts";
import { newCounters, type Counters } from "./counters.ts";
import { ERROR } from "./error-codes.ts";
import {
  DEFAULT_TIMERS,
  FIRST_QUERY_SECONDS,
  KEEPALIVE_SECONDS,
  SESSIONS,
  SESSIONS_PER_ADDRESS,
} from "./limits.ts";
import type { Timers, Version } from "./pdu.ts";
import type { CacheView } from "./session.ts";
import type { RtrSource } from "./source.ts";
import { addressOf, speaksFor } from "./peer-address.ts";

export type RtrServerOptions = {
  readonly source: RtrSource;
  readonly identity: Identity;
  readonly timers?: Timers;
  readonly lowest?: Version;
  readonly highest?: Version;
  /** Seconds after which data is not served any more; never when left out. */
  readonly maxAge?: number;
  readonly sessions?: number;
  readonly sessionsPerAddress?: number;
  readonly keptSerials?: number;
  readonly log?: (line: string) => void;
  /** Unix seconds, and seconds of a clock that never goes back. */
  readonly unix?: () => number;
  readonly steady?: () => number;
};

export class RtrServer {
  readonly cache: RtrCache;
  readonly counters: Counters = newCounters();
  /** Unix seconds when the data was last known to be right. */
  asOf: number | undefined;
  private readonly options: RtrServerOptions;
  private readonly unix: () => number;
  private readonly shared: Shared;
  private readonly listeners: Server[] = [];
  private readonly tlsListeners: TlsServer[] = [];
  private readonly connections: Set<Connection> = new Set();
  private readonly sockets: Set<Socket> = new Set();
  private readonly perAddress: Map<string, number> = new Map();
  private readonly unsubscribe: () => void;
  private readonly timer: NodeJS.Timeout;
  private served = false;

  constructor(options: RtrServerOptions) {
    this.options = options;
    this.unix = options.unix ?? (() => Date.now() / 1000);
    this.cache = new RtrCache(options.identity, options.timers ?? DEFAULT_TIMERS, options.keptSerials);
    const { cache } = this;
    const available = (): boolean => this.available;
    const view: CacheView = {
      lowest: options.lowest ?? 0,
      highest: options.highest ?? 2,
      get available() {
        return available();
      },
      get serial() {
        return cache.serial;
      },
      sessionId: (version) => cache.sessionId(version),
      reaches: (serial) => cache.reaches(serial),
    };
    const steady = options.steady ?? (() => performance.now() / 1000);
    const log = options.log ?? (() => undefined);
    this.shared = { cache, view, counters: this.counters, steady, log };
    this.unsubscribe = options.source.subscribe(() => this.refresh());
    this.refresh();
    this.timer = setInterval(() => this.tick(), 1_000).unref();
  }

  /** Data that may be served: there is some, and it is not too old. */
  get available(): boolean {
    const { maxAge } = this.options;
    if (this.cache.current === undefined || this.asOf === undefined) return false;
    return maxAge === undefined || this.unix() - this.asOf <= maxAge;
  }

  /** Routers connected now, by protocol version; those that have not asked yet under `undefined`. */
  get routers(): ReadonlyMap<Version | undefined, number> {
    const out = new Map<Version | undefined, number>();
    for (const { session } of this.connections) out.set(session.version, (out.get(session.version) ?? 0) + 1);
    return out;
  }

  /** Resolves with the port; rejects when the address is not free. */
  listen(host: string, port: number): Promise<number> {
    return this.open(
      createServer({ allowHalfOpen: true, noDelay: true }, (s) => this.accept(s)),
      host,
      port,
    );
  }

  /** With `requestCert`, a router's certificate has to carry its address (RFC 8210 section 9.2). */
  async listenTls(host: string, port: number, tls: TlsOptions): Promise<number> {
    const handshakeTimeout = FIRST_QUERY_SECONDS * 1_000;
    const server = createTlsServer({ ...tls, handshakeTimeout, noDelay: true }, (s) =>
      this.acceptTls(s, tls),
    );
    server.on("tlsClientError", (error) => this.shared.log(`TLS: ${error.message}`));
    this.tlsListeners.push(server);
    return this.open(server, host, port);
  }

  /** New certificates for the connections to come. Throws what OpenSSL finds wrong with them. */
  renewTls(tls: TlsOptions): void {
    for (const server of this.tlsListeners) server.setSecureContext(tls);
  }

  private open(server: Server, host: string, port: number): Promise<number> {
    this.listeners.push(server);
    // Also those that are still shaking hands.
    server.maxConnections = this.options.sessions ?? SESSIONS;
    server.on("drop", () => void this.counters.refused++);
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        server.on("error", (error) => this.shared.log(`listener: ${error.message}`));
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /** Ends every session (`restart`: version 2 routers keep the data, `shutdown`: they drop it) and stops listening. */
  async close(why: "restart" | "shutdown" = "restart"): Promise<void> {
    clearInterval(this.timer);
    this.unsubscribe();
    const closed = this.listeners.map((s) => new Promise<void>((resolve) => s.close(() => resolve())));
    for (const c of this.connections) c.end(`cache ${why}`, ERROR[why]);
    const linger = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, 1_000);
    await Promise.all(closed);
    clearTimeout(linger);
  }

  private refresh(): void {
    const publication = this.options.source.current();
    if (publication === undefined) return;
    this.asOf = publication.asOf;
    const before = this.cache.leftOut;
    this.cache.publish(publication.payload);
    const { leftOut } = this.cache;
    if (leftOut !== before && leftOut > 0)
      this.shared.log(
        `WARNING: ${leftOut} ASPAs or router keys are too large for any PDU and are not served`,
      );
    this.tick();
  }

  /** Deadlines, notifications and the age of the data; once a second by itself. */
  tick(): void {
    const { available } = this;
    if (this.served && !available) {
      this.shared.log("the data is too old to serve: all sessions end");
      this.counters.stale += this.connections.size;
      for (const c of this.connections) c.end("the data is too old");
    }
    this.served = available;
    const now = this.shared.steady();
    for (const c of this.connections) c.sweep(now);
  }

  private acceptTls(socket: TLSSocket, tls: TlsOptions): void {
    const right = (): boolean =>
      socket.authorized && speaksFor(socket.getPeerCertificate().subjectaltname, addressOf(socket));
    if (tls.requestCert === true && !right()) {
      this.counters.refused++;
      this.shared.log(`${addressOf(socket)}: refused: no trusted certificate with this address`);
      socket.destroy();
      return;
    }
    this.accept(socket);
  }

  private accept(socket: Socket): void {
    const address = addressOf(socket);
    const here = this.perAddress.get(address) ?? 0;
    const { sessions = SESSIONS, sessionsPerAddress = SESSIONS_PER_ADDRESS } = this.options;
    if (this.connections.size >= sessions || here >= sessionsPerAddress) {
      this.counters.refused++;
      this.shared.log(
        `${address}: refused: ${here >= sessionsPerAddress ? "its sessions are" : "all sessions are"} taken`,
      );
      socket.destroy();
      return;
    }
    this.counters.accepted++;
    socket.setKeepAlive(true, KEEPALIVE_SECONDS * 1_000);
    const connection = new Connection(socket, `${address}:${socket.remotePort ?? 0}`, this.shared);
    this.connections.add(connection);
    this.perAddress.set(address, here + 1);
    socket.on("close", () => {
      this.connections.delete(connection);
      const left = this.perAddress.get(address)! - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }
}
