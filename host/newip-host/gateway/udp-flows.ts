/**
 * UDP from New IP to IP. One IP socket per New IP host and port (endpoint-independent mapping, RFC 4787); it takes
 * answers only from where that host has sent to; it expires after two idle minutes, after half a minute when nobody has
 * answered. Checksums are made anew on both sides, the TTL goes down by one, and nothing about a flow is kept after it.
 */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { addressKey, type Address, type Header, type Udp } from "@comity/newip";
import type { UdpLayer } from "../stack/udp.ts";
import type { Timer } from "../simulator/clock.ts";
import { BoundedTable, type Held } from "./bounded-table.ts";
import { canonicalIp } from "./ip-address.ts";
import type { Mapping } from "./mapping.ts";

/** Idle time of a flow (µs), most flows, most peers of one flow, most flows of one host. */
export const FLOW_LIMITS = {
  idle: 120_000_000,
  unanswered: 30_000_000,
  flows: 4096,
  peers: 1024,
  perHost: 256,
} as const;
/** Datagrams kept while a socket is being bound. */
const EARLY = 16;

type Flow = Held & {
  readonly socket: Socket;
  /** Where the host has sent to, and under which New IP address. */
  readonly peers: Map<string, { readonly address: Address; readonly ip: string }>;
  ttl: number;
  ready: boolean;
  early: (() => void)[];
};

export class UdpFlows {
  readonly #udp: UdpLayer;
  readonly #mapping: Mapping;
  readonly #refused: (ip: string) => boolean;
  readonly #flows: BoundedTable<Flow>;
  #sweeper: Timer | undefined;

  constructor(udp: UdpLayer, mapping: Mapping, refused: (ip: string) => boolean) {
    this.#udp = udp;
    this.#mapping = mapping;
    this.#refused = refused;
    const { flows: most, idle, perHost: perOwner, unanswered } = FLOW_LIMITS;
    this.#flows = new BoundedTable({ most, perOwner, idle, unanswered }, ({ socket }) => socket.close());
    udp.intercept = (h, u) => this.#outward(h, u);
    this.#sweep();
  }

  get size(): number {
    return this.#flows.size;
  }

  #count(name: string): void {
    this.#udp.stack.counters.add(`gateway.${name}`);
  }

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
    const owner = String(addressKey(h.bytes, h.sourceAt, h.sourceLength));
    const v6 = isIPv6(ip);
    const key = `${owner} ${u.sourcePort} ${v6 ? 6 : 4}`;
    const peer = `${ip} ${u.destinationPort}`;
    const known = this.#flows.get(key);
    if (known?.peers.has(peer) !== true && this.#refused(ip)) {
      this.#count("drop.forbidden");
      return true;
    }
    const flow = known ?? this.#open(key, owner, h.source!.slice(), u.sourcePort, v6);
    if (flow === undefined) return true;
    flow.used = this.#udp.stack.clock.now();
    if (!flow.peers.has(peer)) {
      if (flow.peers.size >= FLOW_LIMITS.peers) flow.peers.delete(flow.peers.keys().next().value!);
      flow.peers.set(peer, { address: h.destination.slice(), ip });
    }
    this.#send(flow, h.bytes.slice(u.dataAt, u.dataEnd), u.destinationPort, ip, h.ttl - 1);
    return true;
  }

  #send(flow: Flow, data: Uint8Array, port: number, ip: string, ttl: number): void {
    const send = (): void => {
      if (flow.ttl !== ttl) {
        flow.ttl = ttl;
        flow.socket.setTTL(ttl);
      }
      flow.socket.send(data, port, ip);
    };
    this.#count("udp.out");
    if (flow.ready) send();
    else if (flow.early.length < EARLY) flow.early.push(send);
  }

  #open(key: string, owner: string, source: Address, port: number, v6: boolean): Flow | undefined {
    if (!this.#flows.room(owner)) {
      this.#count("drop.flows-full");
      return undefined;
    }
    const socket = createSocket({
      type: v6 ? "udp6" : "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
    });
    const used = this.#udp.stack.clock.now();
    const flow: Flow = {
      socket,
      owner,
      peers: new Map(),
      used,
      answered: false,
      ttl: 0,
      ready: false,
      early: [],
    };
    this.#flows.set(key, flow);
    socket.on("error", () => this.#count("ip-error"));
    socket.on("message", (data, from) => {
      const peer = flow.peers.get(`${canonicalIp(from.address) ?? ""} ${from.port}`);
      if (peer === undefined) {
        this.#count("drop.unasked");
        return;
      }
      flow.used = this.#udp.stack.clock.now();
      flow.answered = true;
      const sent = this.#udp.send(data, source, port, from.port, peer.address);
      this.#count(sent.ok ? "udp.in" : `drop.${sent.error.code}`);
    });
    socket.bind(0, () => {
      flow.ready = true;
      for (const send of flow.early.splice(0)) send();
    });
    return flow;
  }

  /** What addresses stand for has changed: no answer comes back under an address that stands for something else now. */
  remapped(): void {
    for (const [key, { peers }] of this.#flows) {
      for (const [name, { address, ip }] of peers) {
        if (this.#mapping.toIp(address, 0, address.length) !== ip) peers.delete(name);
      }
      if (peers.size === 0) this.#flows.delete(key);
    }
  }

  #sweep(): void {
    const { clock } = this.#udp.stack;
    for (let n = this.#flows.expire(clock.now()); n > 0; n--) this.#count("expired");
    this.#sweeper = clock.at(clock.now() + FLOW_LIMITS.unanswered / 2, () => this.#sweep());
  }

  close(): void {
    this.#sweeper?.cancel();
    this.#udp.intercept = undefined;
    this.#flows.clear();
  }
}
