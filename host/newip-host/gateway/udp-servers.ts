/**
 * UDP from IP to New IP hosts that want to be reached: the listening ports of the mapping. Each client that writes to
 * one gets a port of its own on the New IP side, for as long as it is used.
 */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { addressKey } from "@comity/newip";
import type { UdpLayer } from "../stack/udp.ts";
import type { Timer } from "../simulator/clock.ts";
import { BoundedTable, type Held } from "./bounded-table.ts";
import { canonicalIp } from "./ip-address.ts";
import type { Listen, Mapping } from "./mapping.ts";
import { FLOW_LIMITS } from "./udp-flows.ts";

type Client = Held & { readonly port: number };

export class UdpServers {
  readonly #udp: UdpLayer;
  readonly #mapping: Mapping;
  readonly #servers: Socket[] = [];
  readonly #clients: BoundedTable<Client>;
  #sweeper: Timer | undefined;

  constructor(udp: UdpLayer, mapping: Mapping) {
    this.#udp = udp;
    this.#mapping = mapping;
    const { flows: most, idle, perHost: perOwner, unanswered } = FLOW_LIMITS;
    this.#clients = new BoundedTable({ most, perOwner, idle, unanswered }, ({ port }) => udp.release(port));
    this.#sweep();
  }

  get size(): number {
    return this.#clients.size;
  }

  #count(name: string): void {
    this.#udp.stack.counters.add(`gateway.${name}`);
  }

  /** Opens a port; rejects when it cannot be bound. */
  serve(entry: Listen): Promise<void> {
    const socket = createSocket({
      type: isIPv6(entry.ip) ? "udp6" : "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
    });
    this.#servers.push(socket);
    socket.on("error", () => this.#count("ip-error"));
    socket.on("message", (data, from) => {
      if (this.#mapping.toIp(entry.newip, 0, entry.newip.length) !== undefined) {
        this.#count("drop.mapping-loop");
        return;
      }
      const client = this.#client(socket, entry, canonicalIp(from.address) ?? from.address, from.port);
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

  #client(server: Socket, entry: Listen, ip: string, port: number): Client | undefined {
    const key = `${entry.ip} ${entry.port} ${ip} ${port}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    if (!this.#clients.room(ip)) {
      this.#count("drop.flows-full");
      return undefined;
    }
    const opened = this.#udp.open(0, (data, from, fromPort) => {
      if (fromPort !== entry.to || addressKey(from) !== addressKey(entry.newip)) {
        this.#count("drop.unasked");
        return;
      }
      const client = this.#clients.get(key);
      if (client !== undefined) client.answered = true;
      this.#count("udp.out");
      server.send(data, port, ip);
    });
    if (!opened.ok) return undefined;
    const client = { owner: ip, port: opened.value, used: 0, answered: false };
    this.#clients.set(key, client);
    return client;
  }

  #sweep(): void {
    const { clock } = this.#udp.stack;
    for (let n = this.#clients.expire(clock.now()); n > 0; n--) this.#count("expired");
    this.#sweeper = clock.at(clock.now() + FLOW_LIMITS.unanswered / 2, () => this.#sweep());
  }

  close(): void {
    this.#sweeper?.cancel();
    for (const server of this.#servers) server.close();
    this.#clients.clear();
  }
}
