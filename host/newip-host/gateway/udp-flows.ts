/**
 * UDP through the gateway. One IP socket per New IP host and port (endpoint-independent mapping, RFC 4787); it takes
 * answers only from where that host has sent to; it expires after two idle minutes. Checksums are made anew on both
 * sides, the TTL goes down by one, and nothing about a flow is kept after it.
 */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { addressKey, type Address, type Header, type Udp } from "@comity/newip";
import type { UdpLayer } from "../stack/udp.ts";
import type { Timer } from "../simulator/clock.ts";
import { isForbidden } from "./forbidden.ts";
import { canonicalIp, type Listen, type Mapping } from "./mapping.ts";

/** Idle time of a flow (µs), most flows, most peers of one flow. */
export const FLOW_LIMITS = { idle: 120_000_000, flows: 4096, peers: 1024, perHost: 256 } as const;

type Flow = {
  readonly socket: Socket;
  readonly owner: number | string;
  readonly peers: Map<string, Address>;
  used: number;
  ttl: number;
  ready: boolean;
  /** Datagrams given before the socket was bound. */
  early: (() => void)[];
};

const unmapped = (address: string): string =>
  address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;

export class UdpFlows {
  readonly #udp: UdpLayer;
  readonly #mapping: Mapping;
  readonly #allow: (ip: string) => boolean;
  readonly #flows = new Map<string, Flow>();
  readonly #perHost = new Map<number | string, number>();
  readonly #servers: Socket[] = [];
  readonly #clients = new Map<string, { readonly port: number; used: number }>();
  #sweeper: Timer | undefined;
  #closed = false;

  constructor(udp: UdpLayer, mapping: Mapping, allow: (ip: string) => boolean) {
    this.#udp = udp;
    this.#mapping = mapping;
    this.#allow = allow;
    udp.intercept = (h, u) => this.#outward(h, u);
    this.#sweep();
  }

  get size(): number {
    return this.#flows.size + this.#clients.size;
  }

  #count(name: string): void {
    this.#udp.stack.counters.add(`gateway.${name}`);
  }

  /** From New IP to IP. */
  #outward(h: Header, u: Udp): boolean {
    const ip = this.#mapping.toIp(h.bytes, h.destinationAt, h.destinationLength);
    if (ip === undefined) return false;
    if (h.sourceLength === 0 || u.destinationPort === 0) {
      this.#count("drop.no-return");
      return true;
    }
    if (h.ttl <= 1) {
      this.#udp.stack.expired(h);
      return true;
    }
    if (isForbidden(ip) && !this.#allow(ip)) {
      this.#count("drop.forbidden");
      return true;
    }
    const source = h.source!.slice();
    const owner = addressKey(source);
    const v6 = isIPv6(ip);
    const key = `${owner} ${u.sourcePort} ${v6 ? 6 : 4}`;
    const flow = this.#flows.get(key) ?? this.#open(key, owner, source, u.sourcePort, v6);
    if (flow === undefined) return true;
    flow.used = this.#udp.stack.clock.now();
    const peer = `${ip} ${u.destinationPort}`;
    if (!flow.peers.has(peer)) {
      if (flow.peers.size >= FLOW_LIMITS.peers) flow.peers.delete(flow.peers.keys().next().value!);
      flow.peers.set(peer, h.destination.slice());
    }
    const data = h.bytes.slice(u.dataAt, u.dataEnd);
    const port = u.destinationPort;
    const ttl = h.ttl - 1;
    const send = (): void => {
      if (flow.ttl !== ttl) {
        flow.ttl = ttl;
        flow.socket.setTTL(ttl);
      }
      flow.socket.send(data, port, ip);
    };
    this.#count("udp.out");
    if (flow.ready) send();
    else if (flow.early.length < 16) flow.early.push(send);
    return true;
  }

  #open(key: string, owner: number | string, source: Address, port: number, v6: boolean): Flow | undefined {
    const mine = this.#perHost.get(owner) ?? 0;
    if (this.#flows.size >= FLOW_LIMITS.flows || mine >= FLOW_LIMITS.perHost) {
      this.#count("drop.flows-full");
      return undefined;
    }
    const socket = createSocket({
      type: v6 ? "udp6" : "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
    });
    const now = this.#udp.stack.clock.now();
    const flow: Flow = { socket, owner, peers: new Map(), used: now, ttl: 0, ready: false, early: [] };
    this.#flows.set(key, flow);
    this.#perHost.set(owner, mine + 1);
    socket.on("error", () => this.#count("ip-error"));
    socket.on("message", (data, from) => {
      const peer = flow.peers.get(`${unmapped(from.address)} ${from.port}`);
      if (peer === undefined) {
        this.#count("drop.unasked");
        return;
      }
      flow.used = this.#udp.stack.clock.now();
      const sent = this.#udp.send(data, source, port, from.port, peer);
      this.#count(sent.ok ? "udp.in" : `drop.${sent.error.code}`);
    });
    socket.bind(0, () => {
      flow.ready = true;
      for (const send of flow.early.splice(0)) send();
    });
    return flow;
  }

  /** From IP to a New IP host that wants to be reached. */
  serve(entry: Listen): Promise<void> {
    const socket = createSocket({
      type: isIPv6(entry.ip) ? "udp6" : "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
    });
    this.#servers.push(socket);
    socket.on("error", () => this.#count("ip-error"));
    socket.on("message", (data, from) => {
      const ip = canonicalIp(unmapped(from.address)) ?? from.address;
      const client = this.#client(socket, entry, ip, from.port);
      if (client === undefined) return;
      client.used = this.#udp.stack.clock.now();
      const sent = this.#udp.send(data, entry.newip, entry.to, client.port);
      this.#count(sent.ok ? "udp.in" : `drop.${sent.error.code}`);
    });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(entry.port, entry.ip, () => resolve());
    });
  }

  #client(
    server: Socket,
    entry: Listen,
    ip: string,
    port: number,
  ): { readonly port: number; used: number } | undefined {
    const key = `${entry.ip} ${entry.port} ${ip} ${port}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    if (this.#clients.size >= FLOW_LIMITS.flows) {
      this.#count("drop.flows-full");
      return undefined;
    }
    const opened = this.#udp.open(0, (data, from, fromPort) => {
      if (fromPort !== entry.to || addressKey(from) !== addressKey(entry.newip)) {
        this.#count("drop.unasked");
        return;
      }
      this.#count("udp.out");
      server.send(data, port, ip);
    });
    if (!opened.ok) return undefined;
    const client = { port: opened.value, used: 0 };
    this.#clients.set(key, client);
    return client;
  }

  #sweep(): void {
    const { clock } = this.#udp.stack;
    if (this.#closed) return;
    const old = clock.now() - FLOW_LIMITS.idle;
    for (const [key, flow] of this.#flows) {
      if (flow.used >= old) continue;
      this.#flows.delete(key);
      this.#perHost.set(flow.owner, (this.#perHost.get(flow.owner) ?? 1) - 1);
      if (this.#perHost.get(flow.owner) === 0) this.#perHost.delete(flow.owner);
      flow.socket.close();
      this.#count("expired");
    }
    for (const [key, client] of this.#clients) {
      if (client.used >= old) continue;
      this.#clients.delete(key);
      this.#udp.release(client.port);
      this.#count("expired");
    }
    this.#sweeper = clock.at(clock.now() + FLOW_LIMITS.idle / 4, () => this.#sweep());
  }

  close(): void {
    this.#closed = true;
    this.#sweeper?.cancel();
    this.#udp.intercept = undefined;
    for (const flow of this.#flows.values()) flow.socket.close();
    for (const server of this.#servers) server.close();
    this.#flows.clear();
    this.#clients.clear();
  }
}
