/**
 * A gateway between a New IP network and IPv4/IPv6: UDP by flows, TCP by termination, echo by ICMP. It never logs a
 * payload, an address or a port; `stack.counters` has totals. Mapped addresses are answered for by this node; routes of
 * the network lead them here.
 */
import type { Stack } from "../stack/stack.ts";
import type { TcpLayer } from "../stack/tcp.ts";
import type { UdpLayer } from "../stack/udp.ts";
import { EchoProxy } from "./icmp.ts";
import { canonicalIp } from "./ip-address.ts";
import type { Mapping } from "./mapping.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { isForbidden } from "./forbidden.ts";
import { UdpFlows } from "./udp-flows.ts";
import { UdpServers } from "./udp-servers.ts";

export type GatewayOptions = {
  readonly stack: Stack;
  readonly udp: UdpLayer;
  readonly tcp: TcpLayer;
  readonly mapping: Mapping;
  /** IP addresses allowed although they are of the gateway's own machine or link. */
  readonly allow?: readonly string[];
};

export class Gateway {
  readonly #stack: Stack;
  readonly #flows: UdpFlows;
  readonly #servers: UdpServers;
  readonly #proxy: TcpProxy;
  readonly #echo: EchoProxy;
  readonly #mapping: Mapping;

  constructor(options: GatewayOptions) {
    const { stack, udp, tcp, mapping } = options;
    const allowed = new Set((options.allow ?? []).map((ip) => canonicalIp(ip)));
    const refused = (ip: string): boolean => isForbidden(ip) && !allowed.has(ip);
    this.#stack = stack;
    this.#mapping = mapping;
    stack.claims = (bytes, at, length) => mapping.toIp(bytes, at, length) !== undefined;
    this.#flows = new UdpFlows(udp, mapping, refused);
    this.#servers = new UdpServers(udp, mapping);
    this.#proxy = new TcpProxy(tcp, mapping, refused);
    this.#echo = new EchoProxy(stack, mapping, refused);
    mapping.onChange?.(() => {
      this.#flows.remapped();
      this.#proxy.remapped();
    });
  }

  /** Opens the listening ports of the mapping; rejects when one cannot be bound. */
  async listen(): Promise<void> {
    for (const entry of this.#mapping.listen) {
      await (entry.protocol === "udp" ? this.#servers.serve(entry) : this.#proxy.serve(entry));
    }
  }

  /** UDP flows that are open. */
  get flows(): number {
    return this.#flows.size + this.#servers.size;
  }

  close(): void {
    this.#stack.claims = undefined;
    this.#flows.close();
    this.#servers.close();
    this.#proxy.close();
    this.#echo.close();
  }
}
